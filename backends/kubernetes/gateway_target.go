package kubernetes

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// targets returns what the gateway sends requests to, authorizers included, sorted.
func (x *expressGateway) targets() []schema.Address {
	var out []schema.Address
	for _, e := range x.routes {
		for _, t := range e.Targets() {
			if !x.onLambda(e) {
				out = append(out, t.V)
			}
		}
		if e.auth != nil && e.auth.Type.V == "function" && e.auth.Authorizer.IsSet() {
			out = append(out, e.auth.Authorizer.V)
		}
	}
	slices.SortFunc(out, schema.Address.Compare)
	return slices.Compact(out)
}

// serviceEndpoint returns where a target is. Paths go to it as they come, so a model's URL here is its pod's, without the
// REST root.
func (x *expressGateway) serviceEndpoint(a schema.Address) *tree.Node {
	if s := schema.Find[schema.ServiceEndpoint](x.r.t, a); s != nil {
		return outsideService(s)
	}
	w := x.r.runs[a]
	if w == nil || !w.main {
		return nil
	}
	return tree.NewMap(tree.F("url", tree.NewString(origin("http", x.r.host(w), w.ports[0].number))))
}

// outsideService returns a service endpoint: its URLs, taken in turn, and the credential that goes with each call.
func outsideService(s *schema.ServiceEndpoint) *tree.Node {
	urls := texts(s.Urls.Values())
	var fields []tree.Field
	if len(urls) == 1 {
		fields = append(fields, tree.F("url", urls[0]))
	} else {
		fields = append(fields, tree.F("urls", tree.NewList(urls...)))
	}
	if s.Auth != nil {
		name, value := upstreamHeader(s.Auth)
		fields = append(fields, tree.F("headers", tree.NewMap(tree.F(name, value))))
	}
	if s.Health != nil && s.Health.Path.IsSet() {
		fields = append(fields, tree.F("health", tree.NewMap(tree.F("path", plainText(s.Health.Path.V)))))
	}
	return tree.NewMap(fields...)
}

// upstreamHeader returns the header that holds the credential of a call. Without a type it is a bearer token, or the
// secret itself where a header is named.
func upstreamHeader(a *schema.ServiceAuth) (name string, value *tree.Node) {
	fields := []tree.Field{tree.F("env", tree.NewString(secretVariableName(a.Secret.V)))}
	switch typ := a.Type.V; {
	case typ == "basic":
		fields = append(fields, tree.F("prefix", tree.NewString("Basic ")), tree.F("encode", tree.NewString("base64")))
	case typ == "bearer", typ == "" && !a.Name.IsSet():
		fields = append(fields, tree.F("prefix", tree.NewString("Bearer ")))
	}
	name = "authorization"
	if a.Name.IsSet() {
		name = a.Name.V
	}
	return name, tree.NewMap(fields...)
}
