package kubernetes

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"espc.dev/backends"
)

const envoyKeys = `"auth": {"type": "key"}`

func TestAKeyIsComparedAsClientsSendIt(t *testing.T) {
	objects := lowered(t, envoyDocument(externalSecrets, envoyKeys, "", `, "consumer": {"acme": {"key": "secret.s"}}`), nil)
	equal(t, "the keys", at(objects["ExternalSecret/shop-apikeys-edge"], "spec/target/template/data"), `{"acme":"apikey {{ index . \"acme\" }}"}`)
	equal(t, "where they are", at(objects["ExternalSecret/shop-apikeys-edge"], "spec/data/0"), `{"secretKey":"acme","remoteRef":{"key":"s","property":"p"}}`)
	policy := objects["SecurityPolicy/shop-api-endpoint-e"]
	equal(t, "what is compared", at(policy, "spec/apiKeyAuth/credentialRefs/0/name"), `"shop-apikeys-edge"`)
	equal(t, "where it is", at(policy, "spec/apiKeyAuth/extractFrom"), `[{"headers":["Authorization"]}]`)
	equal(t, "who it is", at(policy, "spec/apiKeyAuth/forwardClientIDHeader"), `"eg-consumer-id"`)
	equal(t, "what more it takes", at(policy, "spec/authorization"), "")
	equal(t, "what clients may not say", at(objects["ClientTrafficPolicy/shop-gateway-edge"], "spec/headers/earlyRequestHeaders/remove"), `["eg-consumer-id"]`)
	if _, ok := objects["ExternalSecret/shop-secret-s"]; ok {
		t.Error("the secret is brought in a form that nobody reads")
	}
}

func TestAKeyThatStandsIsComparedInAHeaderOfItsOwn(t *testing.T) {
	objects := lowered(t, envoyDocument("", `"auth": {"type": "key", "name": "X-Key"}`, "", `, "secret": {"s": {"key": "keys", "property": "acme"}}, "consumer": {"acme": {"key": "secret.s"}}`), nil)
	policy := objects["SecurityPolicy/shop-api-endpoint-e"]
	equal(t, "what is compared", at(policy, "spec/apiKeyAuth/credentialRefs/0/name"), `"keys"`)
	equal(t, "where it is", at(policy, "spec/apiKeyAuth/extractFrom"), `[{"headers":["X-Key"]}]`)
	// The Secret may hold other keys, and nobody but consumers may come.
	equal(t, "all others", at(policy, "spec/authorization/defaultAction"), `"Deny"`)
	equal(t, "who may", at(policy, "spec/authorization/rules/0/principal/headers/0/values"), `["acme"]`)
}

func TestWhoMayCallIsSaidByEndpointsAndScopes(t *testing.T) {
	const consumers = `, "consumer": {"all": {"key": "secret.s", "scopes": ["read", "write"]}, "reader": {"key": "secret.s", "scopes": ["read"]}, "other": {"key": "secret.s", "scopes": ["read"], "endpoints": ["api_endpoint.o"]}}`
	document := strings.Replace(envoyDocument(externalSecrets, envoyKeys, `, "scopes": ["read"]`, consumers), `"api_endpoint": {`, `"api_endpoint": {"o": {"gateway": "gateway.edge", "paths": ["/o"], "to": "function.f"}, "n": {"gateway": "gateway.edge", "paths": ["/n"], "to": "function.f", "scopes": ["none"]}, `, 1)
	objects := lowered(t, document, nil)
	const values = "spec/authorization/rules/0/principal/headers/0/values"
	equal(t, "of e", at(objects["SecurityPolicy/shop-api-endpoint-e"], values), `["all","reader"]`)
	equal(t, "of o", at(objects["SecurityPolicy/shop-api-endpoint-o"], "spec/authorization"), "")
	equal(t, "of n", at(objects["SecurityPolicy/shop-api-endpoint-n"], "spec/authorization"), `{"defaultAction":"Deny"}`)
}

func TestTokensAreCheckedByTheirIssuersKeys(t *testing.T) {
	objects := lowered(t, envoyDocument("", `"allow_from": ["10.0.0.0/8"]`, `, "auth": {"type": "jwt", "issuer": "https://login", "audience": ["shop"], "jwks_uri": "https://login/keys"}, "scopes": ["read"]`, ""), nil)
	policy := objects["SecurityPolicy/shop-api-endpoint-e"]
	equal(t, "the provider", at(policy, "spec/jwt/providers/0"),
		`{"name":"token","issuer":"https://login","audiences":["shop"],"remoteJWKS":{"uri":"https://login/keys","cacheDuration":"300s"},"extractFrom":{"headers":[{"name":"Authorization","valuePrefix":"Bearer "}]},"claimToHeaders":[{"header":"eg-consumer-id","claim":"sub"}]}`)
	equal(t, "what it allows", at(policy, "spec/authorization/rules/0/principal"), `{"jwt":{"provider":"token","scopes":["read"]},"clientCIDRs":["10.0.0.0/8"]}`)
	equal(t, "the load balancer", at(objects["EnvoyProxy/shop-gateway-edge"], "spec/provider/kubernetes/envoyService/loadBalancerSourceRanges"), `["10.0.0.0/8"]`)
}

func TestLimitsOfAddressesComeBeforeTheCredentialAndPlansBehindIt(t *testing.T) {
	objects := lowered(t, envoyDocument(externalSecrets, envoyKeys+`, "rate_limit": {"rate": "60/1m", "per": "ip"}`, "",
		`, "plan": {"p": {"rate": "5/s", "quota": "100/day", "limit": {"api_endpoint.e": {"rate": "2/s"}}}}, "consumer": {"acme": {"key": "secret.s", "plan": "plan.p"}}`), nil)
	order := at(objects["EnvoyProxy/shop-gateway-edge"], "spec/filterOrder")
	for _, name := range []string{"jwt_authn", "api_key_auth", "ext_authz"} {
		if !strings.Contains(order, `"before":"envoy.filters.http.`+name) {
			t.Errorf("the order of filters is %s", order)
		}
	}
	own := objects["BackendTrafficPolicy/shop-api-endpoint-e"]
	equal(t, "for each address", at(own, "spec/rateLimit/local/rules/0"),
		`{"clientSelectors":[{"sourceCIDR":{"type":"Distinct","value":"0.0.0.0/0","invert":false}}],"limit":{"requests":60,"unit":"Minute"}}`)
	equal(t, "of the plan here", at(own, "spec/rateLimit/global/rules/0/limit"), `{"requests":2,"unit":"Second"}`)
	equal(t, "beside the gateway's", at(own, "spec/mergeType"), `"StrategicMerge"`)
	all := objects["BackendTrafficPolicy/shop-gateway-edge"]
	equal(t, "of the plan", at(all, "spec/rateLimit/global/rules/0/limit"), `{"requests":5,"unit":"Second"}`)
	equal(t, "the quota", at(all, "spec/rateLimit/global/rules/1/limit"), `{"requests":100,"unit":"Day"}`)
	equal(t, "over all routes", at(all, "spec/rateLimit/global/rules/1/shared"), "true")
}

func TestASubjectWithAConsumersNameIsNotInItsPlan(t *testing.T) {
	document := envoyDocument(externalSecrets, envoyKeys, "", `, "plan": {"p": {"rate": "5/s"}}, "consumer": {"acme": {"key": "secret.s", "plan": "plan.p"}}`)
	document = strings.Replace(document, `"api_endpoint": {`, `"api_endpoint": {"token": {"gateway": "gateway.edge", "paths": ["/t"], "to": "function.f", "auth": {"type": "jwt", "jwks_uri": "https://login/keys"}}, `, 1)
	objects := lowered(t, document, nil)
	policy, ok := objects["BackendTrafficPolicy/shop-api-endpoint-token"]
	if !ok || at(policy, "spec/mergeType") != "" {
		t.Error("the gateway's plans hold for tokens")
	}
	if _, ok := objects["BackendTrafficPolicy/shop-api-endpoint-e"]; ok {
		t.Error("an endpoint without a limit of its own has a policy")
	}
}

func TestPathsAreRewrittenAsOnExpress(t *testing.T) {
	for name, c := range map[string]struct{ endpoint, pattern, substitution string }{
		"strip":                {`"paths": ["/api/cars/{id}"], "strip_path": true`, "^/api/cars/", "/"},
		"strip all":            {`"paths": ["/api/cars"], "strip_path": true`, "^/.*$", "/"},
		"strip nothing":        {`"paths": ["/{any}"], "strip_path": true, "rewrite": "/v1"`, "^/", "/v1/"},
		"strip and rewrite":    {`"paths": ["/img/*"], "strip_path": true, "rewrite": "/v1/"`, "^/img/", "/v1/"},
		"strip all to a path":  {`"paths": ["/a.b"], "strip_path": true, "rewrite": "/v1/"`, "^/.*$", "/v1"},
		"rewrite":              {`"paths": ["/a/*"], "rewrite": "/v1"`, "^/", "/v1/"},
		"a service's path":     {`"paths": ["/p/*"], "to": "service_endpoint.base"`, "^/", "/base/"},
		"all three":            {`"paths": ["/p/*"], "strip_path": true, "rewrite": "/v1", "to": "service_endpoint.base"`, "^/p/", "/base/v1/"},
		"an expression's dots": {`"paths": ["/a.b/{id}"], "strip_path": true`, `^/a\\.b/`, "/"},
	} {
		t.Run(name, func(t *testing.T) {
			objects := lowered(t, strings.Replace(envoyDocument("", "", ", "+c.endpoint, ""), `"out": {`, `"base": {"urls": ["https://a.example.com/base/"]}, "out": {`, 1), nil)
			path := "spec/urlRewrite/path/replaceRegexMatch/"
			equal(t, "pattern", at(objects["HTTPRouteFilter/shop-api-endpoint-e"], path+"pattern"), `"`+c.pattern+`"`)
			equal(t, "substitution", at(objects["HTTPRouteFilter/shop-api-endpoint-e"], path+"substitution"), `"`+c.substitution+`"`)
		})
	}
}

func TestAServiceOutsideIsABackendWithItsOwnNameAndCredential(t *testing.T) {
	objects := lowered(t, envoyDocument(externalSecrets, "", `, "to": "service_endpoint.token"`, ""), nil)
	equal(t, "where", at(objects["Backend/shop-service-endpoint-token"], "spec/endpoints"), `[{"fqdn":{"hostname":"a.example.com","port":443}}]`)
	equal(t, "how", at(objects["Backend/shop-service-endpoint-token"], "spec/tls/wellKnownCACertificates"), `"System"`)
	filter := objects["HTTPRouteFilter/shop-api-endpoint-e"]
	equal(t, "by its name", at(filter, "spec/urlRewrite"), `{"hostname":{"type":"Backend"}}`)
	equal(t, "the credential", at(filter, "spec/credentialInjection/credential/valueRef/name"), `"shop-service-endpoint-token"`)
	equal(t, "its form", at(objects["ExternalSecret/shop-service-endpoint-token"], "spec/target/template/data"), `{"credential":"Bearer {{ .value }}"}`)
}

func TestWhatKnativeServesIsABackendByItsHostName(t *testing.T) {
	objects := lowered(t, envoyDocument(`, "serving": "knative", "namespace": "shop"`, "", "", ""), nil)
	equal(t, "where", at(objects["Backend/shop-function-f"], "spec/endpoints"), `[{"fqdn":{"hostname":"shop-function-f.shop.svc.cluster.local","port":80}}]`)
	equal(t, "the route", at(objects["HTTPRoute/shop-api-endpoint-e"], "spec/rules/0/backendRefs/0/kind"), `"Backend"`)
	equal(t, "its host", at(objects["HTTPRouteFilter/shop-api-endpoint-e"], "spec/urlRewrite/hostname/type"), `"Backend"`)
	if policy := at(objects["NetworkPolicy/shop-function-f"], "spec/ingress"); strings.Contains(policy, "envoy-gateway-system") {
		t.Errorf("the proxies reach its pods past Knative: %s", policy)
	}
}

func TestProxiesReachWhatAnEndpointLeadsToAndNothingElse(t *testing.T) {
	objects := lowered(t, strings.Replace(envoyDocument("", "", "", ""), `"f": {"image": "f:1"}`, `"f": {"image": "f:1"}, "h": {"image": "h:1"}`, 1), nil)
	for name, want := range map[string]bool{"NetworkPolicy/shop-function-f": true, "NetworkPolicy/shop-function-h": false} {
		if got := strings.Contains(at(objects[name], "spec/ingress"), "envoy-gateway-system"); got != want {
			t.Errorf("%s lets the proxies in: %v", name, got)
		}
	}
}

func TestAGatewayWithoutPodsHasAName(t *testing.T) {
	topology := request(t, envoyDocument("", `"hosts": ["shop.example.com"]`, "", ""), nil)
	for attribute, want := range map[string]string{"name": "shop-gateway-edge", "url": "http://shop.example.com"} {
		if got, ok := (Backend{}).Attribute(topology, topology.Topology.Gateways[0].Address, attribute); !ok || got != want {
			t.Errorf("its %s is %q, not %q", attribute, got, want)
		}
	}
}

func TestAHeadersPercentIsOne(t *testing.T) {
	objects := lowered(t, envoyDocument("", "", `, "headers": {"response_set": {"X-A": "100% sure"}}`, ""), nil)
	equal(t, "the value", at(objects["HTTPRoute/shop-api-endpoint-e"], "spec/rules/0/filters/0/responseHeaderModifier/set/0/value"), `"100%% sure"`)
}

func TestAPlanTellsWhatAGatewayOfTheGatewayAPIOpens(t *testing.T) {
	all := lowered(t, envoyDocument("", `"hosts": ["shop.example.com"]`, "", ""), nil)
	internal := lowered(t, envoyDocument("", `"hosts": ["shop.example.com"], "expose": "internal"`, "", ""), nil)
	const door, route = "anybody outside may reach gateway.edge through a load balancer", "public route any method shop.example.com/e to function.f"
	for _, want := range []string{door, route, "every pod of the namespace envoy-gateway-system may call function.f on port 8080"} {
		if got := permitted(values(all)); !slices.Contains(got, want) {
			t.Errorf("%q is missing in\n  %s", want, strings.Join(got, "\n  "))
		}
	}
	for _, not := range []string{door, route} {
		if slices.Contains(permitted(values(internal)), not) {
			t.Errorf("an internal gateway has %q", not)
		}
	}
	added := append(values(all), plain(t, `{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": {"name": "x", "namespace": "shop"},
		"spec": {"hostnames": ["x.example.com"], "rules": [{"matches": [{"path": {"type": "PathPrefix", "value": "/x"}, "method": "GET"}], "backendRefs": [{"name": "secret"}]}]}}`)...)
	if want := "public route GET x.example.com/x to secret"; !slices.Contains(permitted(added), want) {
		t.Errorf("a route that an overlay adds is not told")
	}
}

func TestDurationsAreWrittenAsTheGatewayAPITakesThem(t *testing.T) {
	objects := lowered(t, envoyDocument("", "", `, "timeout": "90s"`, ""), nil)
	equal(t, "a timeout", at(objects["HTTPRoute/shop-api-endpoint-e"], "spec/rules/0/timeouts"), `{"request":"1m30s"}`)
	objects = lowered(t, envoyDocument("", "", "", ""), nil)
	equal(t, "none", at(objects["HTTPRoute/shop-api-endpoint-e"], "spec/rules/0/timeouts"), `{"request":"0s"}`)
	for d, want := range map[int64]string{1: "1ms", 999: "1ms", 1000000: "1ms", 3600000000000: "1h", 86461001000000: "24h1m1s1ms"} {
		equal(t, "a duration", apiDuration(time.Duration(d)), want)
	}
}

func values(objects map[string]backends.Object) []backends.Object {
	return slices.SortedFunc(maps.Values(objects), func(a, b backends.Object) int { return strings.Compare(a.Address.String(), b.Address.String()) })
}
