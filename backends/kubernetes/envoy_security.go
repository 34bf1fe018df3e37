package kubernetes

import (
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// tokenProvider is the name of the one issuer of an endpoint's tokens.
const tokenProvider = "token"

// maxHeaderValues is how many values a rule of authorization may list.
const maxHeaderValues = 256

// securityPolicy returns who may call an endpoint, and from where; false where anybody may.
func (e *envoyRoute) securityPolicy(routes []*tree.Node) (backends.Object, bool) {
	fields := []tree.Field{tree.F("cors", e.corsNode())}
	if e.auth != nil {
		switch e.auth.Type.V {
		case "key":
			fields = append(fields, tree.F("apiKeyAuth", e.keyAuth()))
		case "jwt":
			fields = append(fields, tree.F("jwt", e.tokenAuth()))
		case "function":
			fields = append(fields, tree.F("extAuth", e.functionAuth()))
		}
	}
	fields = append(fields, tree.F("authorization", e.authorization()))
	if !slices.ContainsFunc(fields, func(f tree.Field) bool { return f.Value != nil }) {
		return backends.Object{}, false
	}
	return e.x.r.object(&e.owner, securityPolicyType, meta{name: derived(ruleName, e.Node, e.title)},
		spec(append([]tree.Field{targetRoutes(routes)}, fields...)...)), true
}

// targetRoutes names the HTTPRoutes of a policy.
func targetRoutes(routes []*tree.Node) tree.Field {
	refs := make([]*tree.Node, len(routes))
	for i, name := range routes {
		refs[i] = reference(gatewayGroup, "HTTPRoute", name)
	}
	return tree.F("targetRefs", tree.NewList(refs...))
}

func (e *envoyRoute) corsNode() *tree.Node {
	c := e.cors()
	if c == nil {
		return nil
	}
	methods := words(defaultMethods...)
	switch {
	case len(c.Methods.Items) > 0:
		methods = c.Methods.Node
	case len(e.Methods.Items) > 0:
		methods = e.Methods.Node
	}
	headers := words("*") // those that the client asks for
	if len(c.Headers.Items) > 0 {
		headers = c.Headers.Node
	}
	var credentials, age *tree.Node
	if c.Credentials.V {
		credentials = c.Credentials.Node
	}
	if c.MaxAge.IsSet() {
		age = derived(ruleEnvoyTimeout, c.MaxAge.Node, apiDuration(c.MaxAge.V))
	}
	return tree.NewMap(
		tree.F("allowOrigins", c.Origins.Node),
		tree.F("allowMethods", methods),
		tree.F("allowHeaders", headers),
		tree.F("allowCredentials", credentials),
		tree.F("maxAge", age)).With(c.Node.Origin)
}

func (e *envoyRoute) keyAuth() *tree.Node {
	source := tree.F("headers", words("Authorization"))
	switch {
	case e.auth.In.V == "query":
		source = tree.F("params", tree.NewList(e.auth.Name.Node))
	case !standardHeader(e.auth):
		source = tree.F("headers", tree.NewList(e.auth.Name.Node))
	}
	return tree.NewMap(
		tree.F("credentialRefs", e.keyRefs()),
		tree.F("extractFrom", tree.NewList(tree.NewMap(source))),
		tree.F("forwardClientIDHeader", ruled(ruleEnvoyIdentity, tree.NewString(identityHeader)))).With(e.auth.Node.Origin)
}

func (e *envoyRoute) tokenAuth() *tree.Node {
	from := tree.NewMap(tree.F("headers", tree.NewList(tree.NewMap(
		tree.F("name", tree.NewString("Authorization")),
		tree.F("valuePrefix", tree.NewString("Bearer "))))))
	switch {
	case e.auth.In.V == "query":
		from = tree.NewMap(tree.F("params", tree.NewList(e.auth.Name.Node)))
	case !standardHeader(e.auth):
		from = tree.NewMap(tree.F("headers", tree.NewList(tree.NewMap(tree.F("name", e.auth.Name.Node)))))
	}
	var issuer, audiences, keys *tree.Node
	if e.auth.Issuer.IsSet() {
		issuer = e.auth.Issuer.Node
	}
	if len(e.auth.Audience.Items) > 0 {
		audiences = e.auth.Audience.Node
	}
	if e.auth.JWKSURI.IsSet() {
		keys = tree.NewMap(tree.F("uri", e.auth.JWKSURI.Node), tree.F("cacheDuration", ruled(ruleEnvoyToken, tree.NewString("300s"))))
	}
	return tree.NewMap(tree.F("providers", tree.NewList(tree.NewMap(
		tree.F("name", tree.NewString(tokenProvider)),
		tree.F("issuer", issuer),
		tree.F("audiences", audiences),
		tree.F("remoteJWKS", keys),
		tree.F("extractFrom", from),
		tree.F("claimToHeaders", ruled(ruleEnvoyIdentity, tree.NewList(tree.NewMap(
			tree.F("header", tree.NewString(identityHeader)),
			tree.F("claim", tree.NewString("sub")))))))))).With(e.auth.Node.Origin)
}

// functionAuth asks the authorizer about each request. It gets the client's method, path and host, its Authorization and
// Cookie, and the header that the endpoint names.
func (e *envoyRoute) functionAuth() *tree.Node {
	ref := e.x.r.backendRef(e.auth.Authorizer)
	if ref == nil {
		return nil
	}
	ref = &tree.Node{Kind: tree.Map, Fields: append(slices.Clip(ref.Fields), tree.F("weight", tree.NewInt(1))), Origin: ref.Origin}
	headers := []string{"Cookie"}
	if e.auth.In.V != "query" && !standardHeader(e.auth) && !strings.EqualFold(e.auth.Name.V, "Cookie") {
		headers = append(headers, e.auth.Name.V)
	}
	return tree.NewMap(
		tree.F("headersToExtAuth", words(headers...)),
		tree.F("timeout", ruled(ruleEnvoyToken, tree.NewString("5s"))),
		tree.F("http", tree.NewMap(
			tree.F("backendRefs", tree.NewList(ref)),
			tree.F("headersToBackend", ruled(ruleEnvoyIdentity, words(identityHeader)))))).With(e.auth.Node.Origin)
}

// authorization returns what a credential has to allow, and from which networks requests may come; nil where a credential that
// was accepted is enough.
func (e *envoyRoute) authorization() *tree.Node {
	var networks *tree.Node
	if len(e.x.AllowFrom.Items) > 0 {
		networks = e.x.AllowFrom.Node
	}
	allow := func(name string, principal ...tree.Field) *tree.Node {
		return tree.NewMap(
			tree.F("name", tree.NewString(name)),
			tree.F("action", tree.NewString("Allow")),
			tree.F("principal", tree.NewMap(append(principal, tree.F("clientCIDRs", networks))...)))
	}
	var rules []*tree.Node
	var from *tree.Node
	switch {
	case e.auth != nil && e.auth.Type.V == "key":
		from = e.auth.Node
		names := e.callers()
		if networks == nil && e.x.r.settings.external && len(names) == len(e.x.keyHolders()) {
			return nil
		}
		for chunk := range slices.Chunk(names, maxHeaderValues) {
			rules = append(rules, allow("consumers", tree.F("headers", tree.NewList(tree.NewMap(
				tree.F("name", tree.NewString(identityHeader)),
				tree.F("values", words(chunk...)))))))
		}
	case e.auth != nil && e.auth.Type.V == "jwt" && len(e.Scopes.Items) > 0:
		from = e.Scopes.Node
		rules = append(rules, allow("scopes", tree.F("jwt", tree.NewMap(
			tree.F("provider", tree.NewString(tokenProvider)),
			tree.F("scopes", e.Scopes.Node)))))
	case networks != nil:
		from = networks
		rules = append(rules, allow("networks"))
	default:
		return nil
	}
	return tree.NewMap(
		tree.F("defaultAction", tree.NewString("Deny")),
		tree.F("rules", list(rules))).With(tree.Derive(ruleEnvoyAllowed, from))
}

// callers returns the names of the consumers that may call an endpoint: those with a key for it and all of its scopes.
func (e *envoyRoute) callers() []string {
	var names []string
	for _, c := range e.x.keyHolders() {
		if admits(c, e.gatewayRoute) && hasScopes(c, e.Scopes) {
			names = append(names, c.Address.Name)
		}
	}
	return names
}

func hasScopes(c *schema.Consumer, scopes schema.List[string]) bool {
	for _, s := range scopes.Items {
		if !slices.Contains(c.Scopes.Values(), s.V) {
			return false
		}
	}
	return true
}
