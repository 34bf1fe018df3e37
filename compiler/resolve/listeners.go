package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// listeners reports edges to what can't answer: routes, calls and deliveries to a microservice that listens on nothing,
// routes and deliveries to one that speaks tcp, deliveries to one that speaks grpc, and requests to a model without a REST API.
func (c *checker) listeners() {
	for i := range c.t.Edges {
		e := &c.t.Edges[i]
		target, how := e.To, ""
		switch e.Class {
		case schema.EdgeRoutes:
			how = "an endpoint leads to it"
		case schema.EdgeCalls:
			how = "it is called"
		case schema.EdgeSchedules, schema.EdgeSends, schema.EdgeDeadLetters:
			how = "events are delivered to it"
		case schema.EdgeSubscribes:
			target, how = e.From, "events are delivered to it"
		default:
			continue
		}
		c.listener(e, target, how)
	}
}

func (c *checker) listener(e *schema.Edge, target schema.Address, how string) {
	if m := schema.Find[schema.Model](c.t, target); m != nil && !m.Public.V {
		c.report(e.From, diag.NothingListens.At(e.Node.Range(), "%s has no REST API, and %s", m.Address, how).
			WithRelated(at(m.Public.Node, m.Node), "public is false here").WithFix("set public = true, or remove this"))
	}
	m := schema.Find[schema.Microservice](c.t, target)
	if m == nil {
		return
	}
	byHTTP := e.Class != schema.EdgeCalls
	switch {
	case byHTTP && m.Port.V == 0 || !m.Listens():
		c.report(e.From, diag.NothingListens.At(e.Node.Range(), "%s listens on nothing, and %s", m.Address, how).
			WithRelated(at(m.Port.Node, m.Node), "its port is 0").WithFix("give it a port, or remove this"))
	case byHTTP && m.Protocol.V == "tcp":
		c.report(e.From, diag.NothingListens.At(e.Node.Range(), "%s speaks tcp, not http, and %s", m.Address, how).
			WithRelated(at(m.Protocol.Node, m.Node), "its protocol is tcp").WithFix("lead to a service that speaks http"))
	case byHTTP && e.Class != schema.EdgeRoutes && m.Protocol.V == "grpc":
		c.report(e.From, diag.NothingListens.At(e.Node.Range(), "%s speaks grpc, by which no event comes, and %s", m.Address, how).
			WithRelated(at(m.Protocol.Node, m.Node), "its protocol is grpc").WithFix("lead to a service that speaks http, or give this one a port of http and its grpc a port_named"))
	}
}

// unheard warns of what a microservice says about ports that it does not have.
func (c *checker) unheard() {
	for _, m := range c.t.Microservices {
		if m.Port.V != 0 {
			continue
		}
		if m.Protocol.Written() {
			c.noEffect(m.Address, m.Protocol.Node, "protocol", "a microservice with port 0")
		}
		if m.Listens() {
			continue // on named ports, which aliases and affinity are about too
		}
		if m.Aliases.IsSet() {
			c.noEffect(m.Address, m.Aliases.Node, "aliases", "a microservice that listens on nothing")
		}
		if m.SessionAffinity.Written() {
			c.noEffect(m.Address, m.SessionAffinity.Node, "session_affinity", "a microservice that listens on nothing")
		}
	}
}
