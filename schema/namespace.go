package schema

// Namespace returns the Kubernetes namespace of the environment: as written, else <topology>-<environment>. It is unset
// where the environment has no Kubernetes backend.
func (t *Topology) Namespace() Value[string] {
	if t.Environment == nil || t.Environment.Backend == nil || t.Environment.Backend.Kubernetes == nil {
		return Value[string]{}
	}
	k := t.Environment.Backend.Kubernetes
	return written(k.Namespace, "kubernetes.namespace", t.Name+"-"+t.Environment.Address.Name, t.Environment.Node)
}
