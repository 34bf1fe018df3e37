package aws

import (
	"net/url"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// endpointAuth reports authentication that neither the API nor the gatekeeper checks.
func (c *checker) endpointAuth(d *door, e *schema.ApiEndpoint) {
	auth := c.auth(e)
	if auth == nil {
		return
	}
	a := says(d, e, e.Auth != nil)
	switch auth.Type.V {
	case "basic":
		if auth.In.V != "header" || !strings.EqualFold(auth.Name.V, "Authorization") {
			c.refuse(placed(auth.Name.Node, auth.Type.Node), a, "leave in and name out", "user and password are in the header Authorization")
		}
	case "jwt":
		c.jwt(auth, a)
	case "function":
		if len(e.Scopes.Items) > 0 {
			c.refuse(e.Scopes.Node, e.Address, "let the authorizer decide by the route", "API Gateway asks an authorizer function for no scopes")
		}
	}
	if knowsConsumers(auth) && !slices.ContainsFunc(c.t.Consumers, func(u *schema.Consumer) bool { return c.admits(u, e) }) {
		c.report(diag.GatewayNobody.At(e.Node.Origin.KeyPlace(), "%s asks for auth of type %s, and no consumer has such a credential for it", e.Address, auth.Type.V).
			WithRelated(auth.Type.Node.Range(), "the authentication").
			WithFix(`add a consumer with %s, or write auth { type = "none" } at the endpoint`, auth.Type.V), e.Address)
	}
}

// jwt reports tokens whose keys can't be had, or not safely.
func (c *checker) jwt(auth *schema.Auth, a schema.Address) {
	switch {
	case auth.PublicKey.IsSet():
	case auth.JWKSURI.IsSet():
		if !secure(auth.JWKSURI.V) {
			c.refuse(auth.JWKSURI.Node, a, "write an address that starts with https://", "keys are fetched over TLS alone")
		}
	case !auth.Issuer.IsSet():
		c.refuse(auth.Type.Node, a, `write issuer = "https://…", jwks_uri, or public_key = secret.NAME`, "nothing says which keys sign the tokens")
	case !secure(auth.Issuer.V):
		c.refuse(auth.Issuer.Node, a, "write an issuer that starts with https://, or jwks_uri, or public_key", "the issuer's keys are found by its address, over TLS alone")
	}
}

// secure reports whether an address is one of https.
func secure(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && u.Hostname() != ""
}

// consumers reports endpoints that a consumer lists, and limits of a plan, where no consumer is known.
func (c *checker) consumers(d *door) {
	unknown := func(a schema.Address) *schema.Auth {
		for _, e := range d.endpoints {
			if auth := c.auth(e); e.Address == a && auth != nil && !knowsConsumers(auth) {
				return auth
			}
		}
		return nil
	}
	for _, u := range c.t.Consumers {
		for _, v := range u.Endpoints.Items {
			if auth := unknown(v.V); auth != nil && c.here(u.Address) {
				c.report(diag.GatewayConsumer.At(v.Node.Range(), "%s has auth of type %s, by which no consumer is known", v.V, auth.Type.V).
					WithRelated(auth.Type.Node.Range(), "the endpoint's authentication").
					WithFix("remove the endpoint from the list, or give it auth of type key or basic"), u.Address)
			}
		}
	}
	for _, p := range c.t.Plans {
		for _, l := range p.Limit {
			a, _ := schema.ParseAddress(l.Label)
			if auth := unknown(a); auth != nil && c.here(p.Address) {
				c.report(diag.GatewayConsumer.At(l.Node.Origin.KeyPlace(), "%s has auth of type %s, by which no consumer is known, so no plan limits it", a, auth.Type.V).
					WithRelated(auth.Type.Node.Range(), "the endpoint's authentication").
					WithFix("give the endpoint auth of type key or basic, or leave its limit out"), p.Address)
			}
		}
	}
}
