// Package crossing is what backends have to know of each other where one topology is placed on several: which references
// go from one to another, what things are called and where they are reached on the other side, and what is missing where
// there is no way.
package crossing

import (
	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Sides is a topology with the backend that each of its entities is placed on.
type Sides struct {
	T     *schema.Topology
	place func(schema.Address) string
	// crossings are the references between backends, in the order of edges.
	crossings []Crossing
}

// New returns the sides of a request. Without a placement nothing crosses.
func New(r backends.Request) Sides {
	s := Sides{T: r.Topology, place: r.Place}
	s.crossings = s.find()
	return s
}

// Crossing is a reference from what is on one backend to what is on another.
type Crossing struct {
	schema.Edge
	// By is what acts: the edge's start, or the gateway of an endpoint.
	By schema.Address
	// Here is the backend that it starts on, There the one that it leads to.
	Here, There string
	// Rule is what the tables say of it.
	Rule Rule
}

// placeless are the kinds that stand on no backend by themselves: each backend has them where something there reads them.
var placeless = map[schema.Kind]bool{
	schema.KindSecret: true, schema.KindConnector: true, schema.KindServiceEndpoint: true, schema.KindOutput: true,
	schema.KindEnvironment: true,
}

// Backend returns the backend that an entity is on, "" for what is on none: an endpoint is on its gateway's.
func (s Sides) Backend(a schema.Address) string {
	if s.place == nil || a == (schema.Address{}) || placeless[a.Kind] {
		return ""
	}
	if e := schema.Find[schema.ApiEndpoint](s.T, a); e != nil {
		a = e.Gateway.V
	}
	return s.place(a)
}

// From returns the references that lead from a backend to another, in the order of edges.
func (s Sides) From(backend string) []Crossing {
	return s.where(func(c Crossing) bool { return c.Here == backend })
}

// Into returns the references that lead to a backend from another, in the order of edges.
func (s Sides) Into(backend string) []Crossing {
	return s.where(func(c Crossing) bool { return c.There == backend })
}

func (s Sides) where(keep func(Crossing) bool) []Crossing {
	var out []Crossing
	for _, c := range s.crossings {
		if keep(c) {
			out = append(out, c)
		}
	}
	return out
}

func (s Sides) find() []Crossing {
	if s.place == nil {
		return nil
	}
	var out []Crossing
	for _, e := range s.T.Edges {
		c := Crossing{Edge: e, By: e.From, Here: s.Backend(e.From), There: s.Backend(e.To)}
		if e.Class == schema.EdgeGateway { // an endpoint that is placed itself may be elsewhere than its gateway
			c.Here = s.place(e.From)
		}
		if c.Here == "" || c.There == "" || c.Here == c.There {
			continue
		}
		if from := schema.Find[schema.ApiEndpoint](s.T, e.From); from != nil {
			c.By = from.Gateway.V
		}
		c.Rule = s.rule(c)
		out = append(out, c)
	}
	return out
}

// contextNode returns what says which cluster the environment is in: the kubernetes backend's context, or its block.
func (s Sides) contextNode() *tree.Node {
	e := s.T.Environment
	if e == nil {
		return nil
	}
	if e.Backend == nil || e.Backend.Kubernetes == nil {
		return e.Node
	}
	if k := e.Backend.Kubernetes; k.Context.IsSet() {
		return k.Context.Node
	}
	return e.Backend.Kubernetes.Node
}
