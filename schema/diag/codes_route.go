package diag

// Codes of routes, schedules and schemas: 05xx.
var (
	BadRoutePath = &Code{
		ID:      "E0501",
		Title:   "malformed route path",
		Explain: "A path starts with / and has segments of text, one {parameter} as a whole segment, or * as its last one. /cars/{id} matches one segment, /files/* what is below /files/.",
		Example: "gateway \"edge\" {}\nservice_endpoint \"cars\" {\n  urls = [\"https://cars.example.com\"]\n}\napi_endpoint \"cars\" {\n  gateway = gateway.edge\n  paths   = [\"/cars/{id\"]\n  to      = service_endpoint.cars\n}\n",
		Fixed:   "gateway \"edge\" {}\nservice_endpoint \"cars\" {\n  urls = [\"https://cars.example.com\"]\n}\napi_endpoint \"cars\" {\n  gateway = gateway.edge\n  paths   = [\"/cars/{id}\"]\n  to      = service_endpoint.cars\n}\n",
	}
	RouteOverlap = &Code{
		ID:      "E0502",
		Title:   "two routes for one request",
		Explain: "Two endpoints of a gateway answer the same host, path and method, so it would be undecided who gets the request. {a} and {b} in the same place are the same; a literal beats a parameter and a parameter beats *, so those do not overlap.",
		Example: "gateway \"edge\" {}\nservice_endpoint \"cars\" {\n  urls = [\"https://cars.example.com\"]\n}\napi_endpoint \"by-id\" {\n  gateway = gateway.edge\n  paths   = [\"/cars/{id}\"]\n  to      = service_endpoint.cars\n}\napi_endpoint \"by-name\" {\n  gateway = gateway.edge\n  paths   = [\"/cars/{name}\"]\n  to      = service_endpoint.cars\n}\n",
		Fixed:   "gateway \"edge\" {}\nservice_endpoint \"cars\" {\n  urls = [\"https://cars.example.com\"]\n}\napi_endpoint \"by-id\" {\n  gateway = gateway.edge\n  paths   = [\"/cars/{id}\"]\n  to      = service_endpoint.cars\n}\napi_endpoint \"by-name\" {\n  gateway = gateway.edge\n  paths   = [\"/cars/named/{name}\"]\n  to      = service_endpoint.cars\n}\n",
	}
	HostNotCovered = &Code{
		ID:      "E0503",
		Title:   "host that the gateway does not have",
		Explain: "An endpoint answers for hosts of its gateway: each of its own is one of the gateway's or is covered by a wildcard of it.",
		Example: "gateway \"edge\" {\n  hosts = [\"example.com\"]\n}\nservice_endpoint \"cars\" {\n  urls = [\"https://cars.example.com\"]\n}\napi_endpoint \"cars\" {\n  gateway = gateway.edge\n  hosts   = [\"cars.example.com\"]\n  paths   = [\"/cars\"]\n  to      = service_endpoint.cars\n}\n",
		Fixed:   "gateway \"edge\" {\n  hosts = [\"example.com\", \"*.example.com\"]\n}\nservice_endpoint \"cars\" {\n  urls = [\"https://cars.example.com\"]\n}\napi_endpoint \"cars\" {\n  gateway = gateway.edge\n  hosts   = [\"cars.example.com\"]\n  paths   = [\"/cars\"]\n  to      = service_endpoint.cars\n}\n",
	}
	NeedsAuth = &Code{
		ID:      "E0504",
		Title:   "needs authentication",
		Explain: "Scopes, limits per consumer and consumers' endpoints are about who calls, so the endpoint has to ask for it: by its own auth block or by its gateway's.",
		Example: "gateway \"edge\" {}\nservice_endpoint \"cars\" {\n  urls = [\"https://cars.example.com\"]\n}\napi_endpoint \"cars\" {\n  gateway = gateway.edge\n  paths   = [\"/cars\"]\n  to      = service_endpoint.cars\n  scopes  = [\"cars:read\"]\n}\n",
		Fixed:   "gateway \"edge\" {}\nservice_endpoint \"cars\" {\n  urls = [\"https://cars.example.com\"]\n}\napi_endpoint \"cars\" {\n  gateway = gateway.edge\n  paths   = [\"/cars\"]\n  to      = service_endpoint.cars\n  scopes  = [\"cars:read\"]\n  auth {\n    type = \"key\"\n  }\n}\n",
	}
	BadCron = &Code{
		ID:      "E0505",
		Title:   "malformed cron expression",
		Explain: "cron has five fields: minute, hour, day of month, month, day of week (Sunday is 0 or 7). A day of month together with a day of week is refused, because cron means either of them and people mean both.",
		Example: "function \"report\" {\n  image = \"acme/report:1\"\n}\nschedule \"nightly\" {\n  cron = \"61 3 * * *\"\n  to   = function.report\n}\n",
		Fixed:   "function \"report\" {\n  image = \"acme/report:1\"\n}\nschedule \"nightly\" {\n  cron = \"1 3 * * *\"\n  to   = function.report\n}\n",
	}
	UnknownTimezone = &Code{
		ID:      "E0506",
		Title:   "unknown time zone",
		Explain: "A time zone is a name of the IANA database: UTC, Europe/Berlin.",
		Example: "function \"report\" {\n  image = \"acme/report:1\"\n}\nschedule \"nightly\" {\n  cron     = \"0 3 * * *\"\n  timezone = \"Europe/Berln\"\n  to       = function.report\n}\n",
		Fixed:   "function \"report\" {\n  image = \"acme/report:1\"\n}\nschedule \"nightly\" {\n  cron     = \"0 3 * * *\"\n  timezone = \"Europe/Berlin\"\n  to       = function.report\n}\n",
	}
	BadSchema = &Code{
		ID:      "E0507",
		Title:   "malformed schema",
		Explain: "The schema is not valid in its language. A JSON Schema's keywords are checked one by one; the diagnostic gives the JSON pointer of the one that is wrong.",
		Example: "schema \"order\" {\n  format = \"jsonschema\"\n  inline = { type = \"objekt\" }\n}\n",
		Fixed:   "schema \"order\" {\n  format = \"jsonschema\"\n  inline = { type = \"object\" }\n}\n",
	}
	SchemaReference = &Code{
		ID:      "E0508",
		Title:   "schema reference that leads nowhere",
		Explain: "A $ref stays inside its schema (#/$defs/NAME): a remote one would make the result depend on the network, and a chain of references that comes back to itself never says anything.",
		Example: "schema \"order\" {\n  format = \"jsonschema\"\n  inline = { \"$ref\" = \"https://example.com/order.json\" }\n}\n",
		Fixed:   "schema \"order\" {\n  format = \"jsonschema\"\n  inline = { \"$ref\" = \"#/$defs/order\", \"$defs\" = { order = { type = \"object\" } } }\n}\n",
	}
	SharedHost = &Code{
		ID:      "E0509",
		Title:   "two gateways for one host",
		Explain: "On Kubernetes two gateways that are exposed through an ingress do not answer for the same host: which of them got a request would be undecided.",
		Example: "gateway \"a\" {\n  hosts = [\"example.com\"]\n}\ngateway \"b\" {\n  hosts = [\"example.com\"]\n}\n",
		Fixed:   "gateway \"a\" {\n  hosts = [\"example.com\"]\n}\ngateway \"b\" {\n  hosts = [\"admin.example.com\"]\n}\n",
	}
	OutsideModel = &Code{
		ID:      "W0510",
		Title:   "path that the model does not answer",
		Explain: "A model's REST root is /api/ and its plural. A gateway forwards a path unchanged but for strip_path and rewrite, so requests of this endpoint would find nothing there.",
		Example: "gateway \"edge\" {}\nconnector \"main\" {\n  type = \"memory\"\n}\nmodel \"order\" {\n  connector = connector.main\n}\napi_endpoint \"orders\" {\n  gateway = gateway.edge\n  paths   = [\"/orders/*\"]\n  to      = model.order\n}\n",
		Fixed:   "gateway \"edge\" {}\nconnector \"main\" {\n  type = \"memory\"\n}\nmodel \"order\" {\n  connector = connector.main\n}\napi_endpoint \"orders\" {\n  gateway = gateway.edge\n  paths   = [\"/api/orders\", \"/api/orders/*\"]\n  to      = model.order\n}\n",
	}
)

var routeCodes = []*Code{
	BadRoutePath, RouteOverlap, HostNotCovered, NeedsAuth, BadCron, UnknownTimezone, BadSchema, SchemaReference, SharedHost, OutsideModel,
}
