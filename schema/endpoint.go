package schema

// GatewayOf returns the gateway that has an endpoint.
func (t *Topology) GatewayOf(e *ApiEndpoint) *Gateway { return Find[Gateway](t, e.Gateway.V) }

// EndpointHosts returns the hosts that an endpoint answers for: its own, or else its gateway's.
func (t *Topology) EndpointHosts(e *ApiEndpoint) List[string] {
	if g := t.GatewayOf(e); g != nil && !e.Hosts.IsSet() {
		return g.Hosts
	}
	return e.Hosts
}

// EndpointAuth returns the authentication of an endpoint: its own block, or else its gateway's whole block. It is nil
// where nobody asks for any, and may be of type none.
func (t *Topology) EndpointAuth(e *ApiEndpoint) *Auth {
	if g := t.GatewayOf(e); g != nil && e.Auth == nil {
		return g.Auth
	}
	return e.Auth
}

// Authenticated reports whether an endpoint asks who calls.
func (t *Topology) Authenticated(e *ApiEndpoint) bool {
	a := t.EndpointAuth(e)
	return a != nil && a.Type.V != "none"
}

// EndpointRateLimit returns the rate limit of an endpoint: its own block, or else its gateway's whole block, or nil.
func (t *Topology) EndpointRateLimit(e *ApiEndpoint) *RateLimit {
	if g := t.GatewayOf(e); g != nil && e.RateLimit == nil {
		return g.RateLimit
	}
	return e.RateLimit
}

// RateLimitPer returns what the endpoint's rate limit counts together: as written, else "consumer" with authentication
// and "ip" without. It is unset where the endpoint has no rate limit.
func (t *Topology) RateLimitPer(e *ApiEndpoint) Value[string] {
	limit := t.EndpointRateLimit(e)
	if limit == nil {
		return Value[string]{}
	}
	derived := "ip"
	if t.Authenticated(e) {
		derived = "consumer"
	}
	return written(limit.Per, "rate_limit.per", derived, limit.Node)
}

// EndpointCors returns the cross-origin rules of an endpoint: its own block, or else its gateway's whole block, or nil.
func (t *Topology) EndpointCors(e *ApiEndpoint) *Cors {
	if g := t.GatewayOf(e); g != nil && e.Cors == nil {
		return g.Cors
	}
	return e.Cors
}

// EndpointHeaders returns the header changes of an endpoint: its own block, or else its gateway's whole block, or nil.
func (t *Topology) EndpointHeaders(e *ApiEndpoint) *Headers {
	if g := t.GatewayOf(e); g != nil && e.Headers == nil {
		return g.Headers
	}
	return e.Headers
}

// Targets returns what an endpoint leads to: the one reference of `to`, or those of its split.
func (e *ApiEndpoint) Targets() []Value[Address] {
	if len(e.Split) == 0 {
		return []Value[Address]{e.To}
	}
	targets := make([]Value[Address], len(e.Split))
	for i, s := range e.Split {
		targets[i] = s.Target
	}
	return targets
}
