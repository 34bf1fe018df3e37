package diag

// Codes of gateways of class express, and of their consumers: 075x and 076x.
var (
	GatewayAuth = &Code{
		ID:      "E0750",
		Title:   "authentication that this class of gateway does not have",
		Explain: "A gateway of class express checks tokens with a public key that it is given (public_key), not with keys that it fetches (jwks_uri), and takes a user and password from the Authorization header alone.",
		Example: "gateway \"edge\" {\n  auth {\n    type     = \"jwt\"\n    jwks_uri = \"https://login.example.com/keys\"\n  }\n}\n",
		Fixed:   "secret \"login-key\" {\n  key      = \"login\"\n  property = \"public.pem\"\n}\ngateway \"edge\" {\n  auth {\n    type       = \"jwt\"\n    public_key = secret.login-key\n  }\n}\n",
	}
	GatewayHeader = &Code{
		ID:      "E0752",
		Title:   "text that no header can hold",
		Explain: "The value of a header is one line: a line break would start another header. Characters outside Latin-1 have no form in HTTP.",
		Example: "gateway \"edge\" {\n  headers {\n    response_set = { \"X-Note\" = \"one\\ntwo\" }\n  }\n}\n",
		Fixed:   "gateway \"edge\" {\n  headers {\n    response_set = { \"X-Note\" = \"one two\" }\n  }\n}\n",
	}
	GatewayTarget = &Code{
		ID:      "E0754",
		Title:   "target that this class of gateway can't forward to",
		Explain: "A gateway of class express forwards HTTP/1.1, so not to a microservice that speaks grpc.",
		Example: "gateway \"edge\" {}\nmicroservice \"cart\" {\n  image    = \"acme/cart:1\"\n  protocol = \"grpc\"\n}\napi_endpoint \"cart\" {\n  gateway = gateway.edge\n  paths   = [\"/cart\"]\n  to      = microservice.cart\n}\n",
		Fixed:   "gateway \"edge\" {}\nmicroservice \"cart\" {\n  image    = \"acme/cart:1\"\n  protocol = \"http\"\n}\napi_endpoint \"cart\" {\n  gateway = gateway.edge\n  paths   = [\"/cart\"]\n  to      = microservice.cart\n}\n",
	}
	GatewayConsumer = &Code{
		ID:      "E0755",
		Title:   "consumer at an endpoint that knows none",
		Explain: "A consumer is known by its key where an endpoint has auth of type key, and by its basic credential where it is of type basic. Other types bring their own callers, so no consumer and no plan's limit is about such an endpoint.",
		Example: "secret \"acme\" {\n  key      = \"acme\"\n  property = \"key\"\n}\ngateway \"edge\" {}\nfunction \"orders\" {\n  image = \"acme/orders:1\"\n}\nfunction \"admit\" {\n  image = \"acme/admit:1\"\n}\napi_endpoint \"orders\" {\n  gateway = gateway.edge\n  paths   = [\"/orders\"]\n  to      = function.orders\n  auth {\n    type       = \"function\"\n    authorizer = function.admit\n  }\n}\nconsumer \"acme\" {\n  key       = secret.acme\n  endpoints = [api_endpoint.orders]\n}\n",
		Fixed:   "secret \"acme\" {\n  key      = \"acme\"\n  property = \"key\"\n}\ngateway \"edge\" {}\nfunction \"orders\" {\n  image = \"acme/orders:1\"\n}\napi_endpoint \"orders\" {\n  gateway = gateway.edge\n  paths   = [\"/orders\"]\n  to      = function.orders\n  auth {\n    type = \"key\"\n  }\n}\nconsumer \"acme\" {\n  key       = secret.acme\n  endpoints = [api_endpoint.orders]\n}\n",
	}
	GatewayScope = &Code{
		ID:      "E0756",
		Title:   "reserved scope",
		Explain: "On a gateway of class express the scopes endpoint:NAME stand for the right to call the endpoint NAME; consumers get them by their endpoints list.",
		Example: "secret \"acme\" {\n  key      = \"acme\"\n  property = \"key\"\n}\ngateway \"edge\" {\n  auth {\n    type = \"key\"\n  }\n}\nfunction \"orders\" {\n  image = \"acme/orders:1\"\n}\napi_endpoint \"orders\" {\n  gateway = gateway.edge\n  paths   = [\"/orders\"]\n  to      = function.orders\n}\nconsumer \"acme\" {\n  key    = secret.acme\n  scopes = [\"endpoint:orders\"]\n}\n",
		Fixed:   "secret \"acme\" {\n  key      = \"acme\"\n  property = \"key\"\n}\ngateway \"edge\" {\n  auth {\n    type = \"key\"\n  }\n}\nfunction \"orders\" {\n  image = \"acme/orders:1\"\n}\napi_endpoint \"orders\" {\n  gateway = gateway.edge\n  paths   = [\"/orders\"]\n  to      = function.orders\n}\nconsumer \"acme\" {\n  key       = secret.acme\n  endpoints = [api_endpoint.orders]\n}\n",
	}
	GatewayNobody = &Code{
		ID:      "W0757",
		Title:   "endpoint that nobody can call",
		Explain: "The endpoint asks for a key or a login, but no consumer has one for it, so every request is refused.",
		Example: "gateway \"edge\" {}\nfunction \"orders\" {\n  image = \"acme/orders:1\"\n}\napi_endpoint \"orders\" {\n  gateway = gateway.edge\n  paths   = [\"/orders\"]\n  to      = function.orders\n  auth {\n    type = \"key\"\n  }\n}\n",
		Fixed:   "secret \"acme\" {\n  key      = \"acme\"\n  property = \"key\"\n}\ngateway \"edge\" {}\nfunction \"orders\" {\n  image = \"acme/orders:1\"\n}\napi_endpoint \"orders\" {\n  gateway = gateway.edge\n  paths   = [\"/orders\"]\n  to      = function.orders\n  auth {\n    type = \"key\"\n  }\n}\nconsumer \"acme\" {\n  key = secret.acme\n}\n",
	}
	GatewayCount = &Code{
		ID:      "N0758",
		Title:   "limit that each replica counts alone",
		Explain: "A gateway of class express shares its counts between replicas in the store that its consumers are in. Without consumers there is none, so the limit is reached in one replica at a time.",
		Example: "gateway \"edge\" {\n  replicas = 2\n  rate_limit {\n    rate = \"100/s\"\n  }\n}\nfunction \"status\" {\n  image = \"acme/status:1\"\n}\napi_endpoint \"status\" {\n  gateway = gateway.edge\n  paths   = [\"/status\"]\n  to      = function.status\n}\n",
		Fixed:   "gateway \"edge\" {\n  replicas = 1\n  rate_limit {\n    rate = \"100/s\"\n  }\n}\nfunction \"status\" {\n  image = \"acme/status:1\"\n}\napi_endpoint \"status\" {\n  gateway = gateway.edge\n  paths   = [\"/status\"]\n  to      = function.status\n}\n",
	}
)

var gatewayCodes = []*Code{
	GatewayAuth, GatewayHeader, GatewayTarget, GatewayConsumer, GatewayScope, GatewayNobody, GatewayCount,
}
