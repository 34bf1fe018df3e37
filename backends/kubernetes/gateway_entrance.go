package kubernetes

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/route"
)

// entrance is a gateway of either class: what its endpoints and the consumers that may call them come to.
type entrance struct {
	r *render
	*schema.Gateway
	// routes are its endpoints, the one with the most specific route first.
	routes []gatewayRoute
	// consumers are those with a credential for one of its endpoints.
	consumers []*schema.Consumer
	// restricted is set when a consumer may call some of the endpoints only; endpoints then have scopes of their own.
	restricted bool
}

// gatewayRoute is an endpoint with what its gateway gives it.
type gatewayRoute struct {
	*schema.ApiEndpoint
	hosts []string
	paths []route.Path
	auth  *schema.Auth // nil where anybody may call
}

func (r *render) newEntrance(g *schema.Gateway) *entrance {
	x := &entrance{r: r, Gateway: g}
	for _, e := range r.t.ApiEndpoints {
		if e.Gateway.V == g.Address && len(e.Paths.Items) > 0 && len(r.t.EndpointHosts(e).Items) > 0 {
			x.routes = append(x.routes, newGatewayRoute(r.t, e))
		}
	}
	slices.SortStableFunc(x.routes, func(a, b gatewayRoute) int {
		return route.Compare(a.hosts[0], a.paths[0], b.hosts[0], b.paths[0])
	})
	for _, c := range r.t.Consumers {
		if r.here(c.Address) && slices.ContainsFunc(x.routes, func(e gatewayRoute) bool { return admits(c, e) }) {
			x.consumers = append(x.consumers, c)
			x.restricted = x.restricted || c.Endpoints.IsSet()
		}
	}
	return x
}

// newGatewayRoute orders an endpoint's hosts and paths, the most specific first.
func newGatewayRoute(t *schema.Topology, e *schema.ApiEndpoint) gatewayRoute {
	out := gatewayRoute{ApiEndpoint: e, hosts: slices.Clone(t.EndpointHosts(e).Values())}
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
func admits(c *schema.Consumer, e gatewayRoute) bool {
	if e.auth == nil || c.Endpoints.IsSet() && !slices.ContainsFunc(c.Endpoints.Items, func(v schema.Value[schema.Address]) bool { return v.V == e.Address }) {
		return false
	}
	return e.auth.Type.V == "key" && c.Key.IsSet() || e.auth.Type.V == "basic" && c.Basic.IsSet()
}

// knowsConsumers reports whether a type of authentication is one by which consumers are known; others have callers of
// their own.
func knowsConsumers(a *schema.Auth) bool { return a.Type.V == "key" || a.Type.V == "basic" }

// size: scale in place of replicas.
func (x *entrance) size() size {
	if s := x.Scale; s != nil {
		return scaledSize(s.Min, s.Max, integer(s.CPUPercent.V, s.CPUPercent.Node))
	}
	return fixedSize(x.ReplicaCount())
}

// route returns the gateway's endpoint of an address, or nil.
func (x *entrance) route(a schema.Address) *gatewayRoute {
	for i := range x.routes {
		if x.routes[i].Address == a {
			return &x.routes[i]
		}
	}
	return nil
}
