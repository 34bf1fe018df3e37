package kubernetes

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/route"
)

// expressGateway is a gateway of class express: what its endpoints and the consumers that may call them come to.
type expressGateway struct {
	r *render
	*schema.Gateway
	// routes are its endpoints, the one with the most specific route first.
	routes []expressRoute
	// consumers are those with a credential for one of its endpoints.
	consumers []*schema.Consumer
	// restricted is set when a consumer may call some of the endpoints only; endpoints then have scopes of their own.
	restricted bool
	// store is the Redis that consumers are in, bootstrap the job that brings them there; nil without consumers.
	store, bootstrap *workload
}

// expressRoute is an endpoint with what its gateway gives it.
type expressRoute struct {
	*schema.ApiEndpoint
	hosts []string
	paths []route.Path
	auth  *schema.Auth // nil where anybody may call
}

func (r *render) newExpressGateway(g *schema.Gateway) *expressGateway {
	x := &expressGateway{r: r, Gateway: g}
	for _, e := range r.t.ApiEndpoints {
		if e.Gateway.V == g.Address && len(e.Paths.Items) > 0 && len(r.t.EndpointHosts(e).Items) > 0 {
			x.routes = append(x.routes, newExpressRoute(r.t, e))
		}
	}
	slices.SortStableFunc(x.routes, func(a, b expressRoute) int {
		return route.Compare(a.hosts[0], a.paths[0], b.hosts[0], b.paths[0])
	})
	for _, c := range r.t.Consumers {
		if r.here(c.Address) && slices.ContainsFunc(x.routes, func(e expressRoute) bool { return admits(c, e) }) {
			x.consumers = append(x.consumers, c)
			x.restricted = x.restricted || c.Endpoints.IsSet()
		}
	}
	return x
}

// newExpressRoute orders an endpoint's hosts and paths, the most specific first, as the image does.
func newExpressRoute(t *schema.Topology, e *schema.ApiEndpoint) expressRoute {
	out := expressRoute{ApiEndpoint: e, hosts: slices.Clone(t.EndpointHosts(e).Values())}
	if t.Authenticated(e) {
		out.auth = t.EndpointAuth(e)
	}
	for _, p := range e.Paths.Items {
		out.paths = append(out.paths, route.Parse(p.V))
	}
	slices.SortFunc(out.hosts, route.CompareHosts)
	slices.SortStableFunc(out.paths, route.ComparePaths)
	return out
}

// admits reports whether a consumer has the credential that an endpoint asks for, and may call it.
func admits(c *schema.Consumer, e expressRoute) bool {
	if e.auth == nil || c.Endpoints.IsSet() && !slices.ContainsFunc(c.Endpoints.Items, func(v schema.Value[schema.Address]) bool { return v.V == e.Address }) {
		return false
	}
	return e.auth.Type.V == "key" && c.Key.IsSet() || e.auth.Type.V == "basic" && c.Basic.IsSet()
}

// knowsConsumers reports whether a type of authentication is one by which consumers are known; others have callers of
// their own.
func knowsConsumers(a *schema.Auth) bool { return a.Type.V == "key" || a.Type.V == "basic" }
