package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// keeperPolicy is the metadata of a gatekeeper that says what it decides by. It is also in its code, as policy.json.
const keeperPolicy = "Policy"

// keeperPolicy returns what the gatekeeper decides by: what routes ask for, which routes there are, and who may call them.
func (r *render) keeperPolicy(d *door) *tree.Node {
	var asked, consumers []*tree.Node
	var routed []tree.Field
	index := map[*schema.Auth]int{}
	for _, e := range d.endpoints {
		if !r.kept(d, e) {
			continue
		}
		auth := r.auth(e)
		if _, known := index[auth]; !known {
			index[auth] = len(asked)
			asked = append(asked, r.keeperAuth(auth))
		}
		for _, a := range d.routes[e] {
			routed = append(routed, tree.F(a.key(), ruled(ruleGatekeeper, a.node, tree.NewMap(
				tree.F("endpoint", str(e.Address.Name)),
				tree.F("auth", tree.NewInt(int64(index[auth]))),
				tree.F("scopes", unlessEmpty(e.Scopes.Node)),
			))))
		}
	}
	for _, c := range r.keeperConsumers(d) {
		fields := []tree.Field{tree.F("name", str(c.Address.Name))}
		for _, v := range r.credentials(d, c) {
			fields = append(fields, tree.F(v.kind, r.secretReference(v.secret)))
		}
		if d.counted {
			fields = append(fields, tree.F("usage", derived(ruleUsageKey, c.Node, r.usageKey(c))))
		}
		var endpoints *tree.Node
		if c.Endpoints.IsSet() {
			endpoints = words(names(c.Endpoints.Values())...).With(tree.Derive(ruleGatekeeper, c.Endpoints.Node))
		}
		consumers = append(consumers, ruled(ruleGatekeeper, c.Node, tree.NewMap(append(fields,
			tree.F("scopes", unlessEmpty(c.Scopes.Node)), tree.F("endpoints", endpoints))...)))
	}
	return ruled(ruleGatekeeper, r.keeperReason(d), tree.NewMap(
		tree.F("auth", list(asked)),
		tree.F("routes", section(routed)),
		tree.F("consumers", tree.NewList(consumers...)),
	))
}

// keeperAuth returns what a block of authentication asks for.
func (r *render) keeperAuth(auth *schema.Auth) *tree.Node {
	fields := []tree.Field{
		tree.F("type", auth.Type.Node),
		tree.F("in", auth.In.Node),
		tree.F("name", auth.Name.Node),
	}
	if auth.Type.V == "jwt" {
		fields = append(fields, tree.F("issuer", auth.Issuer.Node), tree.F("audience", unlessEmpty(auth.Audience.Node)))
		if auth.PublicKey.IsSet() {
			fields = append(fields, tree.F("publicKey", r.secretReference(auth.PublicKey)))
		} else {
			fields = append(fields, tree.F("jwksUri", auth.JWKSURI.Node))
		}
	}
	return tree.NewMap(fields...).With(originOf(auth.Node))
}

// secretReference returns which secret to read, and which field of it.
func (r *render) secretReference(v schema.Value[schema.Address]) *tree.Node {
	s := schema.Find[schema.Secret](r.t, v.V)
	if s == nil {
		return nil
	}
	return ruled(ruleSecretRead, v.Node, tree.NewMap(tree.F("id", s.Key.Node), tree.F("property", s.Property.Node)))
}

// keeperConsumers are the consumers that may call one of a gateway's endpoints.
func (r *render) keeperConsumers(d *door) []*schema.Consumer {
	var out []*schema.Consumer
	for _, c := range r.t.Consumers {
		if len(r.credentials(d, c)) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// credential is one of a consumer's, of type key or basic.
type credential struct {
	kind   string
	secret schema.Value[schema.Address]
}

// credentials are those of a consumer that endpoints of a gateway ask for.
func (r *render) credentials(d *door, c *schema.Consumer) []credential {
	asked := map[string]bool{}
	for _, e := range d.endpoints {
		if r.admits(c, e) {
			asked[r.auth(e).Type.V] = true
		}
	}
	var out []credential
	if asked["key"] {
		out = append(out, credential{"key", c.Key})
	}
	if asked["basic"] {
		out = append(out, credential{"basic", c.Basic})
	}
	return out
}

func unlessEmpty(n *tree.Node) *tree.Node {
	if n == nil || len(n.Items) == 0 {
		return nil
	}
	return n
}

func names(addresses []schema.Address) []string {
	out := make([]string, len(addresses))
	for i, a := range addresses {
		out[i] = a.Name
	}
	return out
}
