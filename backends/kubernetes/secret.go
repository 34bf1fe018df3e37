package kubernetes

import (
	"maps"
	"slices"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// secret is a secret that something on this backend reads.
type secret struct {
	owner
	entity *schema.Secret
	// external says that External Secrets brings it; whole, that it is taken with all its fields (a certificate).
	external, whole bool
	title           *tree.Node
	// use is the first reference that takes one field, nil where it is only taken whole.
	use *schema.Edge
}

// formed reports whether the secret is taken in forms that gateways make of it alone, so that its own form is nobody's.
func (s *secret) formed() bool { return s.use == nil && !s.whole }

// externalKey is the key that the value of an external secret has in the Secret that External Secrets makes.
const externalKey = "value"

var (
	externalKeyNode  = tree.NewString(externalKey)
	clusterStoreKind = tree.NewString("ClusterSecretStore")
	tlsTemplate      = tree.NewMap(tree.F("type", tree.NewString("kubernetes.io/tls")))
)

// findSecrets lists the secrets that edges of this backend's entities lead to. A gateway's certificate is taken whole.
func (r *render) findSecrets() {
	r.secrets = map[schema.Address]*secret{}
	for _, e := range r.t.Edges {
		if e.To.Kind != schema.KindSecret || r.secrets[e.To] != nil || !r.reads(e.From) {
			continue
		}
		entity := schema.Find[schema.Secret](r.t, e.To)
		if entity == nil {
			continue
		}
		s := &secret{
			owner:    r.newOwner(e.To, componentSecret, workloadName(r.t.Name, componentSecret, e.To.Name), entity.Node),
			entity:   entity,
			external: r.settings.external,
		}
		s.title = derived(ruleName, entity.Node, s.name)
		r.secrets[e.To] = s
	}
	certificates := map[*tree.Node]bool{}
	for _, g := range r.t.Gateways {
		if g.Tls != nil && r.here(g.Address) {
			certificates[g.Tls.Secret.Node] = true
			if s := r.secrets[g.Tls.Secret.V]; s != nil {
				s.whole = true
			}
		}
	}
	for i := range r.t.Edges {
		e := &r.t.Edges[i]
		if s := r.secrets[e.To]; s != nil && s.use == nil && r.reads(e.From) && !certificates[e.Node] && !r.forms(e) {
			s.use = e
		}
	}
}

// reads reports whether an entity is one whose secrets this backend needs. An environment's edges bind its resources.
func (r *render) reads(a schema.Address) bool {
	return a.Kind != schema.KindEnvironment && r.here(a)
}

// forms reports whether a reference is one for which a gateway of class gateway-api has a form of its own made: consumers'
// credentials, headers, and credentials of services outside.
func (r *render) forms(e *schema.Edge) bool {
	switch e.From.Kind {
	case schema.KindConsumer, schema.KindGateway, schema.KindApiEndpoint, schema.KindServiceEndpoint:
		return r.settings.gatewayAPI && r.settings.external
	}
	return false
}

// secretName returns the name of the Secret that holds a secret, and the key of its value ("" where it names none).
func (r *render) secretName(a schema.Address) (name, key *tree.Node) {
	s := r.secrets[a]
	switch {
	case s == nil:
		return nil, nil
	case s.external:
		return s.title, externalKeyNode
	}
	return s.entity.Key.Node, s.entity.Property.Node
}

// secretSource returns the valueFrom of a variable that is a secret; from is the reference. It is nil where the secret
// can't be read so, of which Check has spoken.
func (r *render) secretSource(a schema.Address, from *tree.Node) *tree.Node {
	name, key := r.secretName(a)
	if name == nil || key == nil {
		return nil
	}
	n := tree.NewMap(tree.F("secretKeyRef", tree.NewMap(tree.F("name", name), tree.F("key", key))))
	n.Origin = tree.Derive(ruleSecretRef, from)
	return n
}

// externalSecret returns the ExternalSecret that brings a secret from the environment's store.
func (r *render) externalSecret(s *secret) []backends.Object {
	remote := tree.NewMap(tree.F("key", s.entity.Key.Node), tree.F("property", s.entity.Property.Node))
	fields := []tree.Field{tree.F("secretStoreRef", tree.NewMap(
		tree.F("kind", clusterStoreKind),
		tree.F("name", r.settings.secretStore.Node),
	))}
	if s.whole {
		fields = append(fields,
			tree.F("target", tree.NewMap(tree.F("template", tlsTemplate))),
			tree.F("dataFrom", tree.NewList(tree.NewMap(tree.F("extract", remote)))),
		)
	} else {
		fields = append(fields, tree.F("data", tree.NewList(tree.NewMap(
			tree.F("secretKey", externalKeyNode),
			tree.F("remoteRef", remote),
		))))
	}
	return []backends.Object{r.object(&s.owner, externalSecretType, meta{name: s.title}, spec(fields...))}
}

// sortedSecrets returns the addresses of secrets, sorted.
func sortedSecrets(secrets map[schema.Address]*secret) []schema.Address {
	return slices.SortedFunc(maps.Keys(secrets), schema.Address.Compare)
}
