package aws

import (
	"slices"

	"espc.dev/schema"
)

// credentialsCors reports credentials for whom they can't be for: a browser sends none to everybody, and takes no wildcard
// of headers with them.
func (c *checker) credentialsCors(cors *schema.Cors, a schema.Address) {
	if cors == nil || !cors.Credentials.V {
		return
	}
	if slices.Contains(cors.Origins.Values(), "*") || !cors.Headers.IsSet() || slices.Contains(cors.Headers.Values(), "*") {
		c.refuse(cors.Credentials.Node, a, "name the origins and the headers", "credentials go to named origins with named headers alone")
	}
}

// endpointCors reports cross-origin rules that the API class does not have. On a REST API the adapter of the function that
// answers writes the headers, and a method OPTIONS of the API answers preflights.
func (c *checker) endpointCors(d *door, e *schema.ApiEndpoint) {
	if e.Cors != nil && !d.rest {
		c.refuse(e.Cors.Node, e.Address, `write cors in the gateway, or gateway = "rest" in the environment`, "an HTTP API has one set of cross-origin rules")
	}
	c.credentialsCors(e.Cors, e.Address)
	cors := c.t.EndpointCors(e)
	if cors == nil || !d.rest {
		return
	}
	switch methods := e.Methods.Values(); {
	case !e.Methods.IsSet():
		c.refuse(e.Gateway.Node, e.Address, "write the endpoint's methods", "a route of all methods would answer OPTIONS itself")
	case slices.Contains(methods, "OPTIONS"):
		c.refuse(e.Methods.Node, e.Address, "leave OPTIONS out", "the API itself answers OPTIONS, for browsers")
	}
	if f := schema.Find[schema.Function](c.t, e.To.V); f == nil || !f.Source.IsSet() {
		c.refuse(cors.Node, says(d, e, e.Cors != nil), "lead to a function with a source, or put the endpoint on a gateway of its own without what takes a REST API",
			"a REST API passes on what %s answers as it is, so its answers would lack the headers", e.To.V)
	}
	for _, other := range d.endpoints {
		if other.Address.Compare(e.Address) >= 0 || c.t.EndpointCors(other) == nil || c.t.EndpointCors(other) == cors {
			continue
		}
		for _, a := range d.routes[e] {
			if slices.ContainsFunc(d.routes[other], func(b apiRoute) bool { return a.text() == b.text() }) {
				c.refuse(cors.Node, e.Address, "write the same rules once, in the gateway", "%s has other rules for the same path, and a preflight is answered by the path", other.Address)
				break
			}
		}
	}
}
