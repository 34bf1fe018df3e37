package kubernetes

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// checkGateway reports what a gateway of class express can't do, at the fields that ask for it. Blocks of the gateway are
// reported once, whether or not an endpoint takes them over.
func (r *render) checkGateway(g *schema.Gateway) diag.List {
	x := r.newExpressGateway(g)
	ds := slices.Concat(checkAuth(g.Address, g.Auth), checkHeaders(g.Address, g.Headers))
	for _, e := range x.routes {
		ds = slices.Concat(ds,
			checkAuth(e.Address, e.Auth), checkHeaders(e.Address, e.Headers),
			r.checkTargets(e), x.checkLambda(e), checkScopes(e.Address, e.Scopes), x.checkCallers(e))
	}
	for _, c := range r.t.Consumers {
		ds = slices.Concat(ds, checkScopes(c.Address, c.Scopes), x.checkConsumer(c))
	}
	for _, p := range r.t.Plans {
		ds = append(ds, x.checkPlan(p)...)
	}
	return slices.Concat(ds, r.checkCertificate(g), x.checkSize())
}

// checkCertificate warns of a certificate that names a field of its Secret, which a gateway takes whole.
func (r *render) checkCertificate(g *schema.Gateway) diag.List {
	if g.Tls == nil {
		return nil
	}
	s := r.secrets[g.Tls.Secret.V]
	if s == nil || s.use != nil || !s.entity.Property.IsSet() {
		return nil
	}
	return diag.List{diag.NoEffect.At(s.entity.Property.Node.Range(), "a certificate is a whole Secret (tls.crt and tls.key), so property is not read").
		WithRelated(g.Tls.Secret.Node.Range(), "the certificate").WithFix("remove it").WithAddress(s.entity.Address.String())}
}

func checkAuth(of schema.Address, a *schema.Auth) diag.List {
	if a == nil {
		return nil
	}
	var ds diag.List
	report := func(r diag.Range, summary, fix string) {
		ds = append(ds, diag.GatewayAuth.At(r, "%s", summary).WithFix("%s", fix).WithAddress(of.String()))
	}
	switch a.Type.V {
	case "jwt":
		const fix = "write public_key, a secret with the issuer's public key in PEM"
		switch {
		case a.PublicKey.IsSet():
		case a.JWKSURI.IsSet():
			report(a.JWKSURI.Node.Range(), "a gateway of class express fetches no keys", fix+", in place of jwks_uri")
		default:
			report(a.Type.Node.Range(), "a gateway of class express checks tokens with a public key, and there is none", fix)
		}
	case "basic":
		for _, v := range []schema.Value[string]{a.In, a.Name} {
			if v.Written() && v.V != "header" && !strings.EqualFold(v.V, "Authorization") {
				report(v.Node.Range(), "a user and password come in the header Authorization alone", "remove it, or use type = \"key\"")
			}
		}
	}
	return ds
}

func checkHeaders(of schema.Address, h *schema.Headers) diag.List {
	if h == nil {
		return nil
	}
	var ds diag.List
	for _, e := range slices.Concat(h.RequestSet.Entries, h.ResponseSet.Entries) {
		for _, c := range e.V.Literal {
			if c < ' ' && c != '\t' || c == 0x7f || c > 0xff {
				ds = append(ds, diag.GatewayHeader.At(e.Node.Range(), "the value of %s holds U+%04X, which no header can", e.Key, c).
					WithFix("write one line of Latin-1 text").WithAddress(of.String()))
				break
			}
		}
	}
	return ds
}

func (r *render) checkTargets(e gatewayRoute) diag.List {
	var ds diag.List
	for _, t := range e.Targets() {
		if m := schema.Find[schema.Microservice](r.t, t.V); m != nil && m.Protocol.V == "grpc" {
			ds = append(ds, diag.GatewayTarget.At(t.Node.Range(), "%s speaks grpc, and a gateway of class express forwards HTTP/1.1", t.V).
				WithRelated(m.Protocol.Node.Range(), "its protocol").WithFix("route to a service that speaks http").WithAddress(e.Address.String()))
		}
	}
	return ds
}

func checkScopes(of schema.Address, scopes schema.List[string]) diag.List {
	var ds diag.List
	for _, s := range scopes.Items {
		if strings.HasPrefix(s.V, endpointScopePrefix) {
			ds = append(ds, diag.GatewayScope.At(s.Node.Range(), "the scope %q stands for the right to call an endpoint", s.V).
				WithFix("write another scope; an endpoint is given to a consumer by its endpoints list").WithAddress(of.String()))
		}
	}
	return ds
}

// checkCallers reports an endpoint that asks for a credential that no consumer has.
func (x *entrance) checkCallers(e gatewayRoute) diag.List {
	if e.auth == nil || !knowsConsumers(e.auth) {
		return nil
	}
	if slices.ContainsFunc(x.consumers, func(c *schema.Consumer) bool { return admits(c, e) }) {
		return nil
	}
	return diag.List{diag.GatewayNobody.At(e.Node.Origin.KeyPlace(), "%s asks for auth of type %s, and no consumer has such a credential for it", e.Address, e.auth.Type.V).
		WithRelated(e.auth.Type.Node.Range(), "the authentication").
		WithFix("add a consumer with %s, or write auth { type = \"none\" } at the endpoint", e.auth.Type.V).WithAddress(e.Address.String())}
}

// checkConsumer reports endpoints of the gateway that a consumer lists and that know no consumers.
func (x *entrance) checkConsumer(c *schema.Consumer) diag.List {
	var ds diag.List
	for _, a := range c.Endpoints.Items {
		e := x.route(a.V)
		if e == nil || e.auth == nil || knowsConsumers(e.auth) {
			continue
		}
		ds = append(ds, diag.GatewayConsumer.At(a.Node.Range(), "%s has auth of type %s, by which no consumer is known", a.V, e.auth.Type.V).
			WithRelated(e.auth.Type.Node.Range(), "the endpoint's authentication").
			WithFix("remove the endpoint from the list, or give it auth of type key or basic").WithAddress(c.Address.String()))
	}
	return ds
}

// checkPlan reports limits at endpoints of the gateway that know no consumers.
func (x *entrance) checkPlan(p *schema.Plan) diag.List {
	var ds diag.List
	for _, l := range p.Limit {
		a, _ := schema.ParseAddress(l.Label)
		e := x.route(a)
		if e == nil || e.auth == nil || knowsConsumers(e.auth) {
			continue
		}
		ds = append(ds, diag.GatewayConsumer.At(l.Node.Origin.KeyPlace(), "%s has auth of type %s, by which no consumer is known, so no plan limits it", a, e.auth.Type.V).
			WithRelated(e.auth.Type.Node.Range(), "the endpoint's authentication").
			WithFix("write rate_limit { per = \"consumer\" } at the endpoint instead").WithAddress(p.Address.String()))
	}
	return ds
}

// checkSize reports a gateway whose endpoints are too many for one configuration.
func (x *expressGateway) checkSize() diag.List {
	config, routes := x.config().size(), len(x.publicRoutes().Str())
	if config <= maxConfig && routes <= maxAnnotations {
		return nil
	}
	return diag.List{diag.ConfigTooLarge.At(x.Node.Origin.KeyPlace(), "the configuration of %s takes %d KiB of %d, the list of its routes %d of %d", x.Address,
		config>>10, maxConfig>>10, routes>>10, maxAnnotations>>10).
		WithFix("move some of its %d endpoints to a second gateway with hosts of its own", len(x.routes)).WithAddress(x.Address.String())}
}
