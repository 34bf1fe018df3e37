package kubernetes

import (
	"slices"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// credentialField is the field of a Secret from which Envoy Gateway takes a header's value.
const credentialField = "credential"

// Forms of credentials, as templates of External Secrets over the value.
const (
	formPlain  = "{{ .value }}"
	formBearer = "Bearer {{ .value }}"
	formBasic  = "Basic {{ .value | b64enc }}"
)

// upstreamForm returns the form of the credential of calls to a service. Without a type it is a bearer token, or the secret
// itself where a header is named.
func upstreamForm(a *schema.ServiceAuth) string {
	switch typ := a.Type.V; {
	case typ == "basic":
		return formBasic
	case typ == "bearer", typ == "" && !a.Name.IsSet():
		return formBearer
	}
	return formPlain
}

// secretHeader is a header that has a secret's value.
type secretHeader struct {
	name   *tree.Node
	secret schema.Value[schema.Address]
	form   string
	// object is the name of the Secret that holds it in this form, where External Secrets makes it.
	object string
}

// secretHeaders returns the headers of requests that have secrets' values: those that the endpoint sets, and the credential of
// the service that it leads to. Check reports more than one: a route has room for one.
func (e *envoyRoute) secretHeaders() []secretHeader {
	var out []secretHeader
	if h := e.x.r.t.EndpointHeaders(e.ApiEndpoint); h != nil {
		for _, v := range h.RequestSet.Entries {
			if v.V.Secret != (schema.Address{}) {
				out = append(out, secretHeader{tree.NewString(v.Key), schema.Value[schema.Address]{V: v.V.Secret, Node: v.Node}, formPlain, e.title})
			}
		}
	}
	for _, t := range e.Targets() {
		if s := schema.Find[schema.ServiceEndpoint](e.x.r.t, t.V); s != nil && s.Auth != nil {
			name := tree.NewString("Authorization")
			if s.Auth.Name.IsSet() {
				name = s.Auth.Name.Node
			}
			out = append(out, secretHeader{name, s.Auth.Secret, upstreamForm(s.Auth), e.x.r.outsideName(s)})
		}
	}
	return out
}

// credential returns the header with a secret's value that a route sets, nil for none.
func (e *envoyRoute) credential() *tree.Node {
	headers := e.secretHeaders()
	if len(headers) == 0 {
		return nil
	}
	h := headers[0]
	title := derived(ruleName, h.secret.Node, h.object)
	if !e.x.r.settings.external {
		title, _ = e.x.r.secretName(h.secret.V)
	}
	return tree.NewMap(
		tree.F("header", h.name),
		tree.F("overwrite", tree.NewBool(true)),
		tree.F("credential", tree.NewMap(tree.F("valueRef", reference("", "Secret", title))))).
		With(tree.Derive(ruleSecretRef, h.secret.Node))
}

// headerSecrets returns the ExternalSecret of a header that the endpoint sets.
func (e *envoyRoute) headerSecrets() []backends.Object {
	if !e.x.r.settings.external {
		return nil
	}
	for _, h := range e.secretHeaders() {
		if h.object == e.title {
			return []backends.Object{e.x.r.formedSecret(&e.owner, h.object, h.secret, h.form)}
		}
	}
	return nil
}

// formedSecret returns the ExternalSecret that brings a secret in the form in which a proxy sends it.
func (r *render) formedSecret(o *owner, name string, secret schema.Value[schema.Address], form string) backends.Object {
	return r.envoySecret(o, name, secret.Node,
		[]*tree.Node{r.remoteSecret("value", secret)},
		tree.NewMap(tree.F(credentialField, tree.NewString(form))))
}

// envoySecret returns an ExternalSecret whose Secret has exactly the fields of the template.
func (r *render) envoySecret(o *owner, name string, from *tree.Node, data []*tree.Node, template *tree.Node) backends.Object {
	return r.object(o, externalSecretType, meta{name: derived(ruleName, from, name)}, spec(
		tree.F("secretStoreRef", tree.NewMap(
			tree.F("kind", clusterStoreKind),
			tree.F("name", r.settings.secretStore.Node))),
		tree.F("target", tree.NewMap(tree.F("template", tree.NewMap(
			tree.F("engineVersion", tree.NewString("v2")),
			tree.F("data", template)))).With(tree.Derive(ruleEnvoyCredential, from))),
		tree.F("data", list(data))))
}

// remoteSecret returns where a secret is in the store, under the name that a template has for it.
func (r *render) remoteSecret(name string, secret schema.Value[schema.Address]) *tree.Node {
	s := r.secrets[secret.V]
	if s == nil {
		return nil
	}
	return tree.NewMap(
		tree.F("secretKey", tree.NewString(name)),
		tree.F("remoteRef", tree.NewMap(tree.F("key", s.entity.Key.Node), tree.F("property", s.entity.Property.Node)))).With(tree.Derive(ruleEnvoyCredential, secret.Node))
}

// keyHolders returns the consumers of the gateway that have a key.
func (x *envoyGateway) keyHolders() []*schema.Consumer {
	var out []*schema.Consumer
	for _, c := range x.consumers {
		if c.Key.IsSet() {
			out = append(out, c)
		}
	}
	return out
}

// keySecretName returns the name of the Secret with the keys of all consumers: behind the scheme of the header Authorization,
// or bare.
func (x *envoyGateway) keySecretName(scheme bool) string {
	if scheme {
		return workloadName(x.r.t.Name, "apikeys", x.Address.Name)
	}
	return workloadName(x.r.t.Name, "keys", x.Address.Name)
}

// keySecrets returns the ExternalSecrets with the keys of all consumers, in the forms that the endpoints take.
func (x *envoyGateway) keySecrets() []backends.Object {
	if !x.r.settings.external {
		return nil
	}
	var objects []backends.Object
	for _, scheme := range []bool{true, false} {
		used := slices.ContainsFunc(x.doors, func(e *envoyRoute) bool {
			return e.auth != nil && e.auth.Type.V == "key" && standardHeader(e.auth) == scheme
		})
		if !used || len(x.keyHolders()) == 0 {
			continue
		}
		var data []*tree.Node
		var fields []tree.Field
		for _, c := range x.keyHolders() {
			name := c.Address.Name
			form := "{{ index . " + `"` + name + `" }}`
			if scheme {
				form = "apikey " + form
			}
			data = append(data, x.r.remoteSecret(name, c.Key))
			fields = append(fields, tree.F(name, tree.NewString(form)))
		}
		objects = append(objects, x.r.envoySecret(&x.owner, x.keySecretName(scheme), x.Node, data, tree.NewMap(fields...)))
	}
	return objects
}

// keyRefs returns the Secrets that an endpoint with auth key compares with: what External Secrets makes, or those that stand.
func (e *envoyRoute) keyRefs() *tree.Node {
	if e.x.r.settings.external {
		if len(e.x.keyHolders()) == 0 {
			return tree.NewList()
		}
		name := e.x.keySecretName(standardHeader(e.auth))
		return tree.NewList(reference("", "Secret", derived(ruleName, e.x.Node, name)))
	}
	var refs []*tree.Node
	seen := map[string]bool{}
	for _, c := range e.x.keyHolders() {
		title, _ := e.x.r.secretName(c.Key.V)
		if title == nil || seen[title.Text] {
			continue
		}
		seen[title.Text] = true
		refs = append(refs, reference("", "Secret", title).With(tree.Derive(ruleSecretRef, c.Key.Node)))
	}
	return tree.NewList(refs...)
}
