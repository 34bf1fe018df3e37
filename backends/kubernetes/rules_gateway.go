package kubernetes

import "espc.dev/backends"

// gatewayRules decide what is alike in the objects of a gateway of class gateway-api.
func gatewayRules() []backends.Rule {
	return []backends.Rule{
		{Name: "envoy-listener", Doc: "A gateway listens by HTTPS, or by HTTP where it has no certificate, for routes of its own namespace.", Fields: []string{
			"Gateway spec.listeners.[].name", "Gateway spec.listeners.[].protocol", "Gateway spec.listeners.[].allowedRoutes.namespaces.from",
		}},
		{Name: "envoy-proxy", Doc: "Envoy Gateway runs a gateway's proxies in the cluster.", Fields: []string{
			"EnvoyProxy spec.provider.type",
		}},
		{Name: "envoy-endpoints", Doc: "A service outside is a Backend of its hosts and ports.", Fields: []string{
			"gateway.envoyproxy.io/v1alpha1/Backend spec.type",
		}},
		{Name: "envoy-filter", Doc: "What the Gateway API has no filter for is one of Envoy Gateway's.", Fields: []string{
			"HTTPRoute spec.rules.[].filters.[].type",
		}},
		{Name: "envoy-header", Doc: "A header has the name under which it is written.", Fields: []string{
			"HTTPRoute spec.rules.[].filters.[].requestHeaderModifier.set.[].name", "HTTPRoute spec.rules.[].filters.[].responseHeaderModifier.set.[].name",
		}},
		{Name: "envoy-merge", Doc: "An endpoint's own limits count beside those of the plans of its gateway, not in their place.", Fields: []string{
			"BackendTrafficPolicy spec.mergeType",
		}},
		{Name: "envoy-shared-limit", Doc: "A plan's limit counts a consumer's requests together, whichever route they take.", Fields: []string{
			"BackendTrafficPolicy spec.rateLimit.global.rules.[].shared",
		}},
		{Name: "envoy-credential-place", Doc: "A credential is read from the header Authorization unless the auth block says where else; a token stands after the word Bearer.", Fields: []string{
			"SecurityPolicy spec.apiKeyAuth.extractFrom.[].headers.[]",
			"SecurityPolicy spec.jwt.providers.[].extractFrom.headers.[].name", "SecurityPolicy spec.jwt.providers.[].extractFrom.headers.[].valuePrefix",
			"SecurityPolicy spec.jwt.providers.[].name",
		}},
	}
}
