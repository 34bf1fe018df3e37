package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// authentication reports scopes without authentication, and auth blocks that lack what their type needs or say what their
// type does not read.
func (c *checker) authentication() {
	for _, e := range c.t.ApiEndpoints {
		if len(e.Scopes.Items) > 0 && !c.t.Authenticated(e) {
			c.report(e.Address, diag.NeedsAuth.At(e.Scopes.Node.Range(), "%s asks for scopes of a caller that nobody asks who it is", e.Address).
				WithFix(`add auth { type = … } here or to the gateway, or remove the scopes`))
		}
		c.auth(e.Address, e.Auth)
	}
	for _, g := range c.t.Gateways {
		c.auth(g.Address, g.Auth)
	}
}

func (c *checker) auth(of schema.Address, a *schema.Auth) {
	if a == nil || a.Type.V == "" {
		return
	}
	switch a.Type.V {
	case "jwt":
		switch {
		case a.JWKSURI.IsSet() && a.PublicKey.IsSet():
			c.report(of, diag.Conflict.At(a.PublicKey.Node.Range(), "auth has both jwks_uri and public_key").
				WithRelated(a.JWKSURI.Node.Range(), "the other one").WithFix("keep the one that holds the issuer's keys"))
		case !a.JWKSURI.IsSet() && !a.PublicKey.IsSet() && !a.Issuer.IsSet():
			c.report(of, diag.NeedsField.At(a.Type.Node.Range(), "auth of type jwt needs the issuer's keys").
				WithFix("add jwks_uri, public_key, or issuer"))
		}
	case "function":
		if !a.Authorizer.IsSet() {
			c.report(of, diag.NeedsField.At(a.Type.Node.Range(), "auth of type function needs the function that decides").
				WithFix("add authorizer = function.NAME"))
		}
	}
	for _, f := range []struct {
		name, reader string
		node         *tree.Node
	}{
		{"issuer", "jwt", a.Issuer.Node}, {"audience", "jwt", a.Audience.Node}, {"jwks_uri", "jwt", a.JWKSURI.Node},
		{"public_key", "jwt", a.PublicKey.Node}, {"authorizer", "function", a.Authorizer.Node},
	} {
		if f.node != nil && a.Type.V != f.reader {
			c.noEffect(of, f.node, f.name, "auth of type "+a.Type.V)
		}
	}
	if a.Type.V == "none" && a.In.Written() {
		c.noEffect(of, a.In.Node, "in", "auth of type none")
	}
	if a.Type.V == "none" && a.Name.Written() {
		c.noEffect(of, a.Name.Node, "name", "auth of type none")
	}
}

// noEffect warns of a written field that what is around it does not read.
func (c *checker) noEffect(of schema.Address, n *tree.Node, field, reader string) {
	c.report(of, diag.NoEffect.At(n.Range(), "%s does not read %s", reader, field).WithFix("remove it"))
}

// rateLimits reports an endpoint that limits its consumers without asking who they are.
func (c *checker) rateLimits() {
	for _, e := range c.t.ApiEndpoints {
		if l := e.RateLimit; l != nil && l.Per.V == "consumer" && !c.t.Authenticated(e) {
			c.report(e.Address, diag.NeedsAuth.At(l.Per.Node.Range(), "%s limits each consumer, and nobody asks who they are", e.Address).
				WithFix(`add auth { type = … }, or write per = "ip"`))
		}
	}
}

// crossOrigin reports credentials for every origin, which browsers refuse (Fetch, 3.2.5).
func (c *checker) crossOrigin() {
	check := func(of schema.Address, x *schema.Cors) {
		if x == nil || !x.Credentials.V {
			return
		}
		for _, o := range x.Origins.Items {
			if o.V == "*" {
				c.report(of, diag.Conflict.At(o.Node.Range(), "cors sends credentials and allows every origin, which browsers refuse").
					WithRelated(x.Credentials.Node.Range(), "credentials here").WithFix("list the origins that may send credentials"))
			}
		}
	}
	for _, e := range c.t.ApiEndpoints {
		check(e.Address, e.Cors)
	}
	for _, g := range c.t.Gateways {
		check(g.Address, g.Cors)
	}
}

// splits reports splits of which no target gets anything.
func (c *checker) splits() {
	for _, e := range c.t.ApiEndpoints {
		sum := int64(0)
		for _, s := range e.Split {
			sum += s.Weight.V
		}
		if len(e.Split) > 0 && sum == 0 && e.Split[0].Weight.IsSet() {
			c.report(e.Address, diag.OutOfRange.At(e.Split[0].Weight.Node.Range(), "all weights of %s are 0, so nothing would answer", e.Address).
				WithFix("give at least one target a weight above 0"))
		}
	}
}
