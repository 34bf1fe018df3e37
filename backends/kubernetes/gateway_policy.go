package kubernetes

import (
	"slices"
	"strings"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// policyOrder lists the policies that a pipeline may have, in the order in which the configuration allows them.
var policyOrder = []string{
	"cors", "rate-limit", "key-auth", "basic-auth", "jwt", "authorizer", "quota", "request-transformer", "response-transformer",
	"proxy", lambdaPolicy,
}

// step is one policy of a pipeline.
type step struct {
	name    string
	actions []*tree.Node
}

func newPolicy(name string, action ...tree.Field) step {
	return step{name, []*tree.Node{tree.NewMap(tree.F("action", tree.NewMap(action...)))}}
}

// policies returns the steps of an endpoint's pipeline in the language's order: cors, limits of what is known before
// anybody is authenticated, authentication, limits of consumers and plans, headers, and the way to the target.
func (x *expressGateway) policies(e gatewayRoute) []step {
	var steps []step
	if c := x.r.t.EndpointCors(e.ApiEndpoint); c != nil {
		steps = append(steps, corsPolicy(c, e))
	}
	limit, per := x.r.t.EndpointRateLimit(e.ApiEndpoint), x.r.t.RateLimitPer(e.ApiEndpoint).V
	if limit != nil && per != "consumer" {
		steps = append(steps, limitPolicy(limit, limitKey(e.Address.Name, per)))
	}
	if e.auth != nil {
		steps = append(steps, authPolicy(e.auth))
	}
	if limit != nil && per == "consumer" {
		steps = append(steps, limitPolicy(limit, limitKey(e.Address.Name, per)))
	}
	steps = append(steps, x.planPolicies(e)...)
	if h := x.r.t.EndpointHeaders(e.ApiEndpoint); h != nil {
		steps = append(steps, headerPolicies(h)...)
	}
	if x.onLambda(e) {
		return append(steps, x.invocation(e))
	}
	return append(steps, proxyPolicy(e))
}

// defaultMethods are what a preflight allows where the endpoint takes all methods.
var defaultMethods = []string{"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"}

func corsPolicy(c *schema.Cors, e gatewayRoute) step {
	origin := tree.NewList(texts(c.Origins.Values())...)
	if len(c.Origins.Items) == 1 && c.Origins.Items[0].V == "*" {
		origin = tree.NewString("*")
	}
	methods := defaultMethods
	switch {
	case len(c.Methods.Items) > 0:
		methods = c.Methods.Values()
	case len(e.Methods.Items) > 0:
		methods = e.Methods.Values()
	}
	fields := []tree.Field{tree.F("origin", origin), tree.F("methods", words(methods...))}
	if len(c.Headers.Items) > 0 {
		fields = append(fields, tree.F("allowedHeaders", tree.NewList(texts(c.Headers.Values())...)))
	}
	if c.Credentials.V {
		fields = append(fields, tree.F("credentials", tree.NewBool(true)))
	}
	if c.MaxAge.IsSet() {
		fields = append(fields, tree.F("maxAge", tree.NewInt(int64(c.MaxAge.V/time.Second))))
	}
	return newPolicy("cors", fields...)
}

func authPolicy(a *schema.Auth) step {
	switch a.Type.V {
	case "key":
		return keyPolicy(a)
	case "basic":
		return newPolicy("basic-auth")
	case "function":
		return newPolicy("authorizer", tree.F("serviceEndpoint", tree.NewString(a.Authorizer.V.String())), tree.F("timeout", tree.NewInt(authorizerTimeout)))
	}
	fields := []tree.Field{tree.F("secretOrPublicKeyFile", tree.NewString(secretFile(a.PublicKey.V, publicKeyFile)))}
	if a.Issuer.IsSet() {
		fields = append(fields, tree.F("issuer", plainText(a.Issuer.V)))
	}
	if len(a.Audience.Items) > 0 {
		fields = append(fields, tree.F("audience", tree.NewList(texts(a.Audience.Values())...)))
	}
	switch {
	case a.In.V == "query":
		fields = append(fields, tree.F("jwtExtractor", tree.NewString("query")), tree.F("jwtExtractorField", plainText(a.Name.V)))
	case !standardHeader(a):
		fields = append(fields, tree.F("jwtExtractor", tree.NewString("header")), tree.F("jwtExtractorField", plainText(a.Name.V)))
	default:
		fields = append(fields, tree.F("jwtExtractor", tree.NewString("authBearer")))
	}
	return newPolicy("jwt", fields...)
}

// authorizerTimeout is how long an authorizer may take, in ms; a request that gets no answer in time is refused.
const authorizerTimeout = 5000

// publicKeyFile is the name under which a public key is mounted.
const publicKeyFile = "public-key.pem"

func keyPolicy(a *schema.Auth) step {
	switch {
	case a.In.V == "query":
		return newPolicy("key-auth", tree.F("disableHeaders", tree.NewBool(true)), tree.F("apiKeyField", plainText(a.Name.V)))
	case standardHeader(a):
		return newPolicy("key-auth", tree.F("disableQueryParam", tree.NewBool(true)))
	}
	return newPolicy("key-auth",
		tree.F("apiKeyHeader", plainText(a.Name.V)),
		tree.F("disableHeadersScheme", tree.NewBool(true)),
		tree.F("disableQueryParam", tree.NewBool(true)))
}

// standardHeader reports whether the credential is in Authorization, behind the name of its scheme.
func standardHeader(a *schema.Auth) bool {
	return a.In.V != "query" && (a.Name.V == "" || strings.EqualFold(a.Name.V, "Authorization"))
}

// headerPolicies returns the changes of headers, of the request and of the answer.
func headerPolicies(h *schema.Headers) []step {
	var steps []step
	for _, side := range []struct {
		name   string
		set    schema.Map[schema.Text]
		remove schema.List[string]
	}{
		{"request-transformer", h.RequestSet, h.RequestRemove},
		{"response-transformer", h.ResponseSet, h.ResponseRemove},
	} {
		var add, remove *tree.Node
		if len(side.set.Entries) > 0 {
			var fields []tree.Field
			for _, e := range side.set.Entries {
				fields = append(fields, tree.F(e.Key, headerValue(e.V)))
			}
			add = tree.NewMap(fields...)
		}
		if len(side.remove.Items) > 0 {
			remove = tree.NewList(texts(side.remove.Values())...)
		}
		if add != nil || remove != nil {
			steps = append(steps, newPolicy(side.name, tree.F("headers", tree.NewMap(tree.F("add", add), tree.F("remove", remove)))))
		}
	}
	return steps
}

// headerValue returns a header's value: a literal as JavaScript, a secret as the variable that holds it.
func headerValue(v schema.Text) *tree.Node {
	if v.Secret != (schema.Address{}) {
		return tree.NewMap(tree.F("env", tree.NewString(secretVariableName(v.Secret))))
	}
	return javaScript(v.Literal)
}

// secretVariableName returns the variable by which a gateway gets a secret.
func secretVariableName(secret schema.Address) string {
	return variable("secret", secret.Name, "value")
}

func proxyPolicy(e gatewayRoute) step {
	var fields []tree.Field
	if len(e.Split) > 0 {
		var shares []*tree.Node
		for _, s := range slices.SortedFunc(slices.Values(e.Split), func(a, b *schema.SplitTarget) int { return strings.Compare(a.Label, b.Label) }) {
			shares = append(shares, tree.NewMap(
				tree.F("serviceEndpoint", tree.NewString(s.Target.V.String())), tree.F("weight", tree.NewInt(s.Weight.V))))
		}
		fields = append(fields, tree.F("split", tree.NewList(shares...)))
	} else {
		fields = append(fields, tree.F("serviceEndpoint", tree.NewString(e.To.V.String())))
	}
	fields = append(fields, pathFields(e)...)
	if e.Websocket.V {
		fields = append(fields, tree.F("websocket", tree.NewBool(true)))
	}
	return newPolicy("proxy", fields...)
}

// pathFields say what becomes of the path, and how long the answer may take.
func pathFields(e gatewayRoute) []tree.Field {
	var fields []tree.Field
	if e.StripPath.V {
		fields = append(fields, tree.F("stripPath", tree.NewBool(true)))
	}
	if e.Rewrite.IsSet() {
		fields = append(fields, tree.F("rewrite", plainText(e.Rewrite.V)))
	}
	if e.Timeout.IsSet() {
		fields = append(fields, tree.F("proxyTimeout", tree.NewInt(milliseconds(e.Timeout.V))))
	}
	return fields
}

// milliseconds rounds up, so that no time becomes none.
func milliseconds(d time.Duration) int64 {
	return int64((d + time.Millisecond - 1) / time.Millisecond)
}
