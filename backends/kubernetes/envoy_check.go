package kubernetes

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Limits of a SecurityPolicy (its definition of Envoy Gateway 1.9).
const (
	maxAudiences   = 8
	maxTokenScopes = 16
	maxURI         = 253
)

// checkEnvoy reports what a gateway of class gateway-api can't do, at the fields that ask for it. Blocks of the gateway are
// reported once, whether or not an endpoint takes them over.
func (r *render) checkEnvoy(g *schema.Gateway) diag.List {
	x := r.newEnvoyGateway(g)
	ds := slices.Concat(checkEnvoyAuth(g.Address, g.Auth), checkEnvoyHeaders(g.Address, g.Headers), checkEnvoyLimit(g.Address, g.RateLimit), x.checkPort())
	for _, e := range x.doors {
		ds = slices.Concat(ds,
			checkEnvoyAuth(e.Address, e.Auth), checkEnvoyHeaders(e.Address, e.Headers), checkEnvoyLimit(e.Address, e.RateLimit),
			e.checkScopes(), e.checkTargets(), e.checkSecretHeaders(), e.checkSize(), x.checkCallers(e.gatewayRoute))
	}
	for _, c := range r.t.Consumers {
		ds = slices.Concat(ds, x.checkConsumer(c), x.checkKey(c))
	}
	for _, p := range r.t.Plans {
		ds = slices.Concat(ds, x.checkPlan(p), x.checkPlanLimits(p))
	}
	return slices.Concat(ds, r.checkCertificate(g), x.checkRules())
}

// checkPort says that the proxies' ports are Envoy Gateway's to choose.
func (x *envoyGateway) checkPort() diag.List {
	if !x.Port.Written() {
		return nil
	}
	return diag.List{diag.NoEffect.At(x.Port.Node.Range(), "the proxies of Envoy Gateway listen where it says; %s is reached on port 80, or on 443 with tls", x.Address).
		WithFix("remove it").WithAddress(x.Address.String())}
}

func checkEnvoyAuth(of schema.Address, a *schema.Auth) diag.List {
	if a == nil {
		return nil
	}
	var ds diag.List
	report := func(c *diag.Code, n *tree.Node, summary, fix string) {
		ds = append(ds, c.At(n.Range(), "%s", summary).WithFix("%s", fix).WithAddress(of.String()))
	}
	switch a.Type.V {
	case "basic":
		report(diag.GatewayAPIAuth, a.Type.Node, "Envoy Gateway reads logins as SHA-1 digests alone, and user:password is none",
			`use type = "key", or gateway = "express" in the environment`)
	case "jwt":
		const fix = "write jwks_uri, the address of the issuer's keys"
		switch {
		case a.PublicKey.IsSet():
			report(diag.GatewayAPIAuth, a.PublicKey.Node, "Envoy Gateway fetches an issuer's keys and takes none in PEM", fix+", in place of public_key")
		case !a.JWKSURI.IsSet():
			report(diag.GatewayAPIAuth, a.Type.Node, "Envoy Gateway fetches an issuer's keys from an address that it is told, and there is none", fix)
		}
		if len(a.Audience.Items) > maxAudiences {
			report(diag.GatewayAPISize, a.Audience.Node, "a token is compared with at most 8 audiences", "name 8 or fewer")
		}
		for _, v := range []schema.Value[string]{a.Issuer, a.JWKSURI} {
			if len(v.V) > maxURI {
				report(diag.GatewayAPISize, v.Node, "Envoy Gateway takes at most 253 characters here", "use a shorter address")
			}
		}
	}
	return ds
}

// checkScopes reports scopes that nothing can be compared with.
func (e *envoyRoute) checkScopes() diag.List {
	if e.auth == nil || len(e.Scopes.Items) == 0 {
		return nil
	}
	switch typ := e.auth.Type.V; {
	case typ == "function":
		return diag.List{diag.GatewayAPIAuth.At(e.Scopes.Node.Range(), "what %s grants can't be compared with scopes", e.auth.Authorizer.V).
			WithRelated(e.auth.Type.Node.Range(), "the authentication").
			WithFix("remove scopes and let the function decide, or use type = \"jwt\"").WithAddress(e.Address.String())}
	case typ == "jwt" && len(e.Scopes.Items) > maxTokenScopes:
		return diag.List{diag.GatewayAPISize.At(e.Scopes.Node.Range(), "a token is asked for at most 16 scopes").
			WithFix("name 16 or fewer").WithAddress(e.Address.String())}
	}
	return nil
}

// checkKey reports a consumer's key in a Secret that stands already, and that is not in the form in which proxies compare it.
func (x *envoyGateway) checkKey(c *schema.Consumer) diag.List {
	if x.r.settings.external || !c.Key.IsSet() || !slices.Contains(x.consumers, c) {
		return nil
	}
	const fix = `write secrets = "external" in the environment's backend, so that External Secrets makes the form, or use gateway = "express"`
	secret := schema.Find[schema.Secret](x.r.t, c.Key.V)
	for _, e := range x.doors {
		if e.auth == nil || e.auth.Type.V != "key" || !admits(c, e.gatewayRoute) {
			continue
		}
		if standardHeader(e.auth) {
			return diag.List{diag.GatewayAPICredential.At(c.Key.Node.Range(), "%s takes keys behind the word apikey, and the Secret of %s holds keyId:keySecret", e.Address, c.Key.V).
				WithRelated(e.auth.Type.Node.Range(), "the authentication").
				WithFix("%s; or take keys in a header of their own, by name", fix).WithAddress(c.Address.String())}
		}
	}
	if secret != nil && secret.Property.V != c.Address.Name {
		return diag.List{diag.GatewayAPICredential.At(c.Key.Node.Range(), "Envoy Gateway knows who calls by the field of the Secret, which has to be %q", c.Address.Name).
			WithRelated(secret.Node.Origin.KeyPlace(), "the secret").
			WithFix("%s; or write property = %q in %s", fix, c.Address.Name, c.Key.V).WithAddress(c.Address.String())}
	}
	return nil
}

// checkSecretHeaders reports headers with secrets' values that a route has no room for, or that are not in the form in which
// proxies send them.
func (e *envoyRoute) checkSecretHeaders() diag.List {
	headers := e.secretHeaders()
	var ds diag.List
	if len(headers) > 1 {
		ds = append(ds, diag.GatewayAPIHeader.At(headers[1].secret.Node.Range(), "%s has a header with a secret's value already, and a route has room for one", e.Address).
			WithRelated(headers[0].secret.Node.Range(), "the first").
			WithFix("set the other in the service itself, or use gateway = \"express\"").WithAddress(e.Address.String()))
	}
	if len(headers) == 0 || e.x.r.settings.external {
		return ds
	}
	h := headers[0]
	const fix = `write secrets = "external" in the environment's backend, so that External Secrets makes the form`
	secret := schema.Find[schema.Secret](e.x.r.t, h.secret.V)
	switch {
	case h.form != formPlain:
		ds = append(ds, diag.GatewayAPICredential.At(h.secret.Node.Range(), "a proxy sends a Secret's value as it is, and this one has to be encoded or to have a word before it").
			WithFix("%s; or write type = \"header\" and keep the whole value", fix).WithAddress(e.Address.String()))
	case secret != nil && secret.Property.V != credentialField:
		ds = append(ds, diag.GatewayAPICredential.At(h.secret.Node.Range(), "Envoy Gateway takes a header's value from the field %q of a Secret", credentialField).
			WithRelated(secret.Node.Origin.KeyPlace(), "the secret").
			WithFix("%s; or keep it there and write property = %q in %s", fix, credentialField, h.secret.V).WithAddress(e.Address.String()))
	}
	return ds
}

// envoyHeaderValue is what Envoy Gateway takes as a header's value: visible ASCII, in words with one space between.
func envoyHeaderValue(s string) bool {
	space := true
	for i := range len(s) {
		switch c := s[i]; {
		case c == ' ' || c == '\t':
			if space {
				return false
			}
			space = true
		case c <= ' ' || c > '~':
			return false
		default:
			space = false
		}
	}
	return !space && len(s) <= 4096
}

// maxHeaders is how many headers a filter sets or removes.
const maxHeaders = 16

func checkEnvoyHeaders(of schema.Address, h *schema.Headers) diag.List {
	if h == nil {
		return nil
	}
	var ds diag.List
	report := func(c *diag.Code, n *tree.Node, summary, fix string) {
		ds = append(ds, c.At(n.Range(), "%s", summary).WithFix("%s", fix).WithAddress(of.String()))
	}
	for _, m := range []schema.Map[schema.Text]{h.RequestSet, h.ResponseSet} {
		if len(m.Entries) > maxHeaders {
			report(diag.GatewayAPISize, m.Node, "a route sets at most 16 headers", "set 16 or fewer")
		}
		for _, v := range m.Entries {
			switch {
			case strings.EqualFold(v.Key, "Host"):
				report(diag.GatewayAPIHeader, v.Node, "the Host header is not one that a route sets", "remove it; a service_endpoint is asked by its own name anyway")
			case v.V.Secret == (schema.Address{}) && !envoyHeaderValue(v.V.Literal):
				report(diag.GatewayAPIHeader, v.Node, "the value of "+v.Key+" is not one of visible ASCII characters, in words with one space between",
					"write such a value of 1 to 4096 characters")
			}
		}
	}
	for _, v := range h.ResponseSet.Entries {
		if v.V.Secret != (schema.Address{}) {
			report(diag.GatewayAPIHeader, v.Node, "a header of an answer can't have a secret's value", "let the service set it, or use gateway = \"express\"")
		}
	}
	for _, l := range []schema.List[string]{h.RequestRemove, h.ResponseRemove} {
		if len(l.Items) > maxHeaders {
			report(diag.GatewayAPISize, l.Node, "a route removes at most 16 headers", "remove 16 or fewer")
		}
		for _, v := range l.Items {
			if strings.EqualFold(v.V, "Host") {
				report(diag.GatewayAPIHeader, v.Node, "the Host header can't be removed", "leave it out")
			}
		}
	}
	return ds
}
