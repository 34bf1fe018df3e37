package edges

import (
	"slices"

	"espc.dev/schema"
)

// kindWorkspace is the kind of what runs the models that no microservice takes. No file declares one: it has the topology's
// name.
const kindWorkspace schema.Kind = "workspace"

// entities returns the addresses of a topology's entities, and of its workspace.
func entities(t *schema.Topology) []schema.Address {
	var out []schema.Address
	for _, e := range t.Entities() {
		out = append(out, e.EntityMeta().Address)
	}
	if len(t.WorkspaceModels()) > 0 {
		out = append(out, schema.Address{Kind: kindWorkspace, Name: t.Name})
	}
	return out
}

// runner returns what runs a model or a microservice, the zero address for anything else.
func runner(t *schema.Topology, a schema.Address) schema.Address {
	if a.Kind == schema.KindMicroservice {
		return a
	}
	if a.Kind != schema.KindModel {
		return schema.Address{}
	}
	for _, m := range t.Microservices {
		if slices.Contains(m.Models.Values(), a) {
			return m.Address
		}
	}
	return schema.Address{Kind: kindWorkspace, Name: t.Name}
}

// placeless are the kinds that are on no backend: they are wherever something reads them.
var placeless = []schema.Kind{schema.KindSecret, schema.KindConnector, schema.KindServiceEndpoint, schema.KindOutput, schema.KindEnvironment}

// side returns the backend that an entity is on, "" for what is on none. An endpoint is where its gateway is, an event where
// its bus is, and the workspace where the models are that it runs.
func side(t *schema.Topology, a schema.Address) string {
	switch e := t.Lookup(a).(type) {
	case *schema.ApiEndpoint:
		a = e.Gateway.V
	case *schema.Event:
		if _, own := t.Environment.Place.Get(a.String()); !own {
			a = e.Bus.V
		}
	}
	if a.Kind == kindWorkspace {
		a = t.WorkspaceModels()[0].Address
	}
	if slices.Contains(placeless, a.Kind) {
		return ""
	}
	if backend := t.Place(a); backend != "" {
		return backend
	}
	return schema.BackendKubernetes // of a topology without an environment
}

// actor returns what acts in the name of an edge's start: itself, or the gateway of an endpoint.
func (d *deriver) actor(e schema.Edge) schema.Address {
	if endpoint := schema.Find[schema.ApiEndpoint](d.Topology, e.From); endpoint != nil {
		return endpoint.Gateway.V
	}
	return e.From
}

// houseName returns the name of what runs an entity in a cluster, which its service account has as well.
func houseName(t *schema.Topology, a schema.Address) string {
	if a.Kind == kindWorkspace {
		return t.Name + "-workspace"
	}
	return t.Name + "-" + string(a.Kind) + "-" + a.Name
}
