package schema

// Backends returns the names of the environment's backends, sorted.
func (e *Environment) Backends() []string {
	var names []string
	if e.Backend != nil && e.Backend.Aws != nil {
		names = append(names, BackendAWS)
	}
	if e.Backend != nil && e.Backend.Kubernetes != nil {
		names = append(names, BackendKubernetes)
	}
	return names
}

// Place returns the name of the backend that an entity is placed on: as the environment's place says for its address or
// else its kind, else the default, else the only backend. An endpoint is where its gateway is, and an event where its bus is, unless its
// own address or kind is placed.
func (t *Topology) Place(a Address) string {
	if t.Environment == nil {
		return ""
	}
	if v, ok := t.Environment.Place.Get(a.String()); ok {
		return v.V
	}
	if v, ok := t.Environment.Place.Get(string(a.Kind)); ok {
		return v.V
	}
	if e := Find[ApiEndpoint](t, a); e != nil && e.Gateway.V.Kind == KindGateway {
		return t.Place(e.Gateway.V)
	}
	if e := Find[Event](t, a); e != nil && e.Bus.V.Kind == KindEventBus {
		return t.Place(e.Bus.V)
	}
	if t.Environment.Default.V != "" {
		return t.Environment.Default.V
	}
	if names := t.Environment.Backends(); len(names) == 1 {
		return names[0]
	}
	return ""
}
