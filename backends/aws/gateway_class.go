package aws

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// needsREST returns what takes a REST API: networks that may reach it, a limit for each address, a key, what is counted by
// consumer, or nil.
func (r *render) needsREST(d *door) *tree.Node {
	if d.g.AllowFrom.IsSet() {
		return d.g.AllowFrom.Node
	}
	for _, e := range d.endpoints {
		if l := r.ipLimit(e); l != nil {
			return l.Node
		}
	}
	for _, e := range d.endpoints {
		if a := r.auth(e); a != nil && a.Type.V == "key" {
			return a.Type.Node
		}
	}
	return r.needsCount(d)
}

// needsCount returns what takes usage plans on a gateway: the plan of a consumer that it admits, or an endpoint's limit for
// each consumer; or nil.
func (r *render) needsCount(d *door) *tree.Node {
	for _, e := range d.endpoints {
		auth := r.auth(e)
		if auth == nil || !knowsConsumers(auth) {
			continue
		}
		if limit := r.t.EndpointRateLimit(e); limit != nil && r.t.RateLimitPer(e).V == "consumer" {
			return limit.Node
		}
		for _, c := range r.t.Consumers {
			if c.Plan.IsSet() && r.admits(c, e) {
				return c.Plan.Node
			}
		}
	}
	return nil
}

// auth returns what an endpoint asks for, or nil where everybody may call it.
func (r *render) auth(e *schema.ApiEndpoint) *schema.Auth {
	if !r.t.Authenticated(e) {
		return nil
	}
	return r.t.EndpointAuth(e)
}

// knowsConsumers reports whether a type of authentication is one by which consumers are known; others have callers of
// their own.
func knowsConsumers(a *schema.Auth) bool { return a.Type.V == "key" || a.Type.V == "basic" }

// admits reports whether a consumer has the credential that an endpoint asks for, and may call it.
func (r *render) admits(c *schema.Consumer, e *schema.ApiEndpoint) bool {
	auth := r.auth(e)
	if auth == nil || !r.here(c.Address) || c.Endpoints.IsSet() && !slices.Contains(c.Endpoints.Values(), e.Address) {
		return false
	}
	return auth.Type.V == "key" && c.Key.IsSet() || auth.Type.V == "basic" && c.Basic.IsSet()
}

// kept reports whether the gatekeeper decides who may call an endpoint: by keys and logins always, by tokens where the API
// does not check them as the language says.
func (r *render) kept(d *door, e *schema.ApiEndpoint) bool {
	auth := r.auth(e)
	switch {
	case auth == nil || auth.Type.V == "function":
		return false
	case auth.Type.V == "jwt" && !d.rest:
		return !native(auth) || len(e.Scopes.Items) > 1 // an HTTP API asks for one of them, not for all
	}
	return true
}

// native reports whether an HTTP API checks tokens by itself: with the keys that the issuer's discovery document names, and
// for an audience.
func native(auth *schema.Auth) bool {
	issuer := strings.TrimSuffix(auth.Issuer.V, "/")
	return strings.HasPrefix(issuer, "https://") && len(auth.Audience.Items) > 0 && !auth.PublicKey.IsSet() &&
		(!auth.JWKSURI.IsSet() || auth.JWKSURI.V == issuer+"/.well-known/jwks.json")
}
