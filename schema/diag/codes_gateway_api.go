package diag

// Codes of gateways of class gateway-api: 078x.
var (
	GatewayAPIAuth = &Code{
		ID:      "E0780",
		Title:   "authentication that gateways of the Gateway API do not have",
		Explain: "Envoy Gateway checks tokens with keys that it fetches (jwks_uri), because a public key in PEM is no key set and espc never sees it. It reads logins as SHA-1 digests alone, so auth of type basic is not offered. What an authorizer function grants can't be compared with scopes.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\nsecret \"login-key\" {\n  key      = \"login\"\n  property = \"key\"\n}\ngateway \"edge\" {\n  auth {\n    type       = \"jwt\"\n    public_key = secret.login-key\n  }\n}\napi_endpoint \"pdf\" {\n  gateway = gateway.edge\n  paths   = [\"/pdf\"]\n  to      = microservice.pdf\n}\nmicroservice \"pdf\" {\n  image = \"acme/pdf:1\"\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\ngateway \"edge\" {\n  auth {\n    type     = \"jwt\"\n    jwks_uri = \"https://login.example.com/keys\"\n  }\n}\napi_endpoint \"pdf\" {\n  gateway = gateway.edge\n  paths   = [\"/pdf\"]\n  to      = microservice.pdf\n}\nmicroservice \"pdf\" {\n  image = \"acme/pdf:1\"\n}\n",
	}
	GatewayAPICredential = &Code{
		ID:      "E0781",
		Title:   "a secret that is not in the form that Envoy Gateway reads",
		Explain: "Envoy Gateway reads credentials from Secrets of forms of its own: the key of each consumer under the consumer's name, with the word apikey before it where it comes in the header Authorization; the value of a header under the name credential, as it is sent. External Secrets makes these forms. A Secret that stands already has to be in them.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\nsecret \"acme\" {\n  key      = \"consumers\"\n  property = \"acme\"\n}\ngateway \"edge\" {\n  auth {\n    type = \"key\"\n  }\n}\nconsumer \"acme\" {\n  key = secret.acme\n}\napi_endpoint \"pdf\" {\n  gateway = gateway.edge\n  paths   = [\"/pdf\"]\n  to      = microservice.pdf\n}\nmicroservice \"pdf\" {\n  image = \"acme/pdf:1\"\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway      = \"gateway-api\"\n    secrets      = \"external\"\n    secret_store = \"vault\"\n  }\n}\n\nsecret \"acme\" {\n  key      = \"consumers\"\n  property = \"acme\"\n}\ngateway \"edge\" {\n  auth {\n    type = \"key\"\n  }\n}\nconsumer \"acme\" {\n  key = secret.acme\n}\napi_endpoint \"pdf\" {\n  gateway = gateway.edge\n  paths   = [\"/pdf\"]\n  to      = microservice.pdf\n}\nmicroservice \"pdf\" {\n  image = \"acme/pdf:1\"\n}\n",
	}
	GatewayAPILimit = &Code{
		ID:      "E0782",
		Title:   "a limit that Envoy Gateway can't count",
		Explain: "Envoy Gateway counts the requests in a second, a minute, an hour or a day, and knows no burst beyond them. Nothing is rounded.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\ngateway \"edge\" {\n  rate_limit {\n    rate = \"10/2m\"\n  }\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\ngateway \"edge\" {\n  rate_limit {\n    rate = \"5/min\"\n  }\n}\n",
	}
	GatewayAPIHeader = &Code{
		ID:      "E0783",
		Title:   "a header that Envoy Gateway can't change so",
		Explain: "A route has room for one header whose value is a secret, and only on requests: the credential of a service_endpoint is one. The Host header is the gateway's own to set, and a header's value has 1 to 4096 characters.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\nsecret \"proof\" {\n  key      = \"proof\"\n  property = \"value\"\n}\ngateway \"edge\" {\n  headers {\n    response_set = { \"X-Proof\" = secret.proof }\n  }\n}\napi_endpoint \"pdf\" {\n  gateway = gateway.edge\n  paths   = [\"/pdf\"]\n  to      = microservice.pdf\n}\nmicroservice \"pdf\" {\n  image = \"acme/pdf:1\"\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\ngateway \"edge\" {\n  headers {\n    response_set = { \"X-Proof\" = \"none\" }\n  }\n}\napi_endpoint \"pdf\" {\n  gateway = gateway.edge\n  paths   = [\"/pdf\"]\n  to      = microservice.pdf\n}\nmicroservice \"pdf\" {\n  image = \"acme/pdf:1\"\n}\n",
	}
	GatewayAPITarget = &Code{
		ID:      "E0784",
		Title:   "a target that gateways of the Gateway API can't forward to",
		Explain: "A proxy of Envoy Gateway forwards HTTP/1.1 to Services of the cluster and to services outside whose URLs are all of one scheme, of one path, and all names or all addresses, with certificates for names alone. Nobody signs requests to functions on AWS. One path, one credential and one probe hold for all targets of an endpoint, so a split may not lead to a service that has any of these.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\nservice_endpoint \"pay\" {\n  urls = [\"https://a.example.com\", \"http://b.example.com\"]\n}\ngateway \"edge\" {}\napi_endpoint \"pay\" {\n  gateway = gateway.edge\n  paths   = [\"/pay\"]\n  to      = service_endpoint.pay\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\nservice_endpoint \"pay\" {\n  urls = [\"https://a.example.com\", \"https://b.example.com\"]\n}\ngateway \"edge\" {}\napi_endpoint \"pay\" {\n  gateway = gateway.edge\n  paths   = [\"/pay\"]\n  to      = service_endpoint.pay\n}\n",
	}
	GatewayAPISize = &Code{
		ID:      "E0785",
		Title:   "more than the Gateway API takes",
		Explain: "An HTTPRoute has at most 128 matches, 16 hosts, 16 targets and 16 headers to set or to remove; a policy holds for at most 16 HTTPRoutes and counts by at most 256 rules; a path's expression has at most 1024 characters; a token has at most 8 audiences and 16 scopes. Endpoints are spread over several HTTPRoutes before this is reached.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\ngateway \"edge\" {\n  auth {\n    type     = \"jwt\"\n    jwks_uri = \"https://login.example.com/keys\"\n    audience = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\"]\n  }\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\ngateway \"edge\" {\n  auth {\n    type     = \"jwt\"\n    jwks_uri = \"https://login.example.com/keys\"\n    audience = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\"]\n  }\n}\n",
	}
	GatewayAPICount = &Code{
		ID:      "N0786",
		Title:   "limit that each proxy counts alone",
		Explain: "Limits per address and per endpoint come before the credential is checked, and each proxy of Envoy Gateway counts them alone, each path and method by itself. Limits per consumer and plans are counted for all proxies together.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\ngateway \"edge\" {\n  replicas = 2\n  rate_limit {\n    rate = \"100/s\"\n    per  = \"ip\"\n  }\n}\napi_endpoint \"pdf\" {\n  gateway = gateway.edge\n  paths   = [\"/pdf\"]\n  to      = microservice.pdf\n}\nmicroservice \"pdf\" {\n  image = \"acme/pdf:1\"\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\ngateway \"edge\" {\n  replicas = 1\n  rate_limit {\n    rate = \"100/s\"\n    per  = \"ip\"\n  }\n}\napi_endpoint \"pdf\" {\n  gateway = gateway.edge\n  paths   = [\"/pdf\"]\n  to      = microservice.pdf\n}\nmicroservice \"pdf\" {\n  image = \"acme/pdf:1\"\n}\n",
	}
	GatewayAPINeeds = &Code{
		ID:      "W0787",
		Title:   "something that the cluster's Envoy Gateway has to be set up for",
		Explain: "Two parts of Envoy Gateway are off until its own configuration turns them on: Backends, by extensionApis.enableBackend, which services outside the cluster need, and limits that all proxies count together, by rateLimit.backend with a Redis, which plans and limits per consumer need. Without them Envoy Gateway answers 500 on these routes.",
		Example: "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"gateway-api\"\n  }\n}\n\nservice_endpoint \"pay\" {\n  urls = [\"https://pay.example.com\"]\n}\ngateway \"edge\" {}\napi_endpoint \"pay\" {\n  gateway = gateway.edge\n  paths   = [\"/pay\"]\n  to      = service_endpoint.pay\n}\n",
		Fixed:   "environment \"prod\" {\n  backend \"kubernetes\" {\n    gateway = \"express\"\n  }\n}\n\nservice_endpoint \"pay\" {\n  urls = [\"https://pay.example.com\"]\n}\ngateway \"edge\" {}\napi_endpoint \"pay\" {\n  gateway = gateway.edge\n  paths   = [\"/pay\"]\n  to      = service_endpoint.pay\n}\n",
	}
)

var gatewayAPICodes = []*Code{
	GatewayAPIAuth, GatewayAPICredential, GatewayAPILimit, GatewayAPIHeader, GatewayAPITarget, GatewayAPISize, GatewayAPICount, GatewayAPINeeds,
}
