package diag

// Codes of schemas, documents and the registry: 064x and 065x.
var (
	NoSchemaRegistry = &Code{
		ID:      "N0640",
		Title:   "schema in no registry",
		Explain: "On Kubernetes schemas are loaded into the Apicurio Registry that schema_registry in backend \"kubernetes\" names. Without one a schema is kept in a ConfigMap alone: plans compare with it, and nobody else finds it there.",
		Example: "topology \"shop\" {}\nschema \"order\" {\n  format = \"jsonschema\"\n  inline = {\n    type = \"object\"\n  }\n}\n",
		Fixed:   "topology \"shop\" {}\nschema \"order\" {\n  format = \"jsonschema\"\n  inline = {\n    type = \"object\"\n  }\n}\nenvironment \"dev\" {\n  backend \"kubernetes\" {\n    schema_registry = \"http://registry.registry.svc:8080\"\n  }\n}\n",
	}
	DocumentTooLong = &Code{
		ID:      "N0641",
		Title:   "document too long for the registry",
		Explain: "EventBridge's schema registry takes schemas of up to 100,000 characters. A document that is made of the topology and is longer, such as the API design of a gateway with many models, is written by espc compile all the same, and is not in the registry.",
		Example: "schema \"order\" {\n  format = \"jsonschema\"\n  inline = { type = \"object\" }\n}\nconnector \"main\" {\n  type     = \"postgresql\"\n  host     = \"db.example.com\"\n  database = \"shop\"\n}\nmodel \"item\" {\n  for_each  = [for i in range(20) : \"n${i}\"]\n  connector = connector.main\n  plural    = \"${each.key}s\"\n  property  = { for i in range(60) : \"p${i}\" => { type = \"string\" } }\n}\ngateway \"edge\" {}\napi_endpoint \"items\" {\n  for_each = [for i in range(20) : \"n${i}\"]\n  gateway  = gateway.edge\n  paths    = [\"/api/${each.key}s\"]\n  to       = \"model.item-${each.key}\"\n}\nenvironment \"prod\" {\n  backend \"aws\" {\n    subnets         = [\"subnet-0123456789abcdef0\", \"subnet-0123456789abcdef1\"]\n    security_groups = [\"sg-0123456789abcdef0\"]\n  }\n}\n",
		Fixed:   "# nothing to do; or several gateways, each with a part of the models\n",
	}
	BreakingSchema = &Code{
		ID:      "E0650",
		Title:   "schema that breaks who relies on it",
		Explain: "A schema says which changes of it are allowed. With compatibility = \"backward\", the default, the new version has to read what was written by the old one; with \"forward\" the old version has to read what is written by the new one; \"full\" is both, and \"none\" allows any change. A plan compares with what the target holds, and what can't be judged counts as a break.",
		Example: "topology \"shop\" {}\nschema \"order\" {\n  format = \"jsonschema\"\n  inline = {\n    type       = \"object\"\n    properties = { total = { type = \"number\" } }\n    required   = [\"total\"] # was not required when this was applied last\n  }\n}\n",
		Fixed:   "topology \"shop\" {}\nschema \"order\" {\n  format = \"jsonschema\"\n  inline = {\n    type       = \"object\"\n    properties = { total = { type = \"number\" } }\n  }\n}\n",
	}
	BreakingAPI = &Code{
		ID:      "W0651",
		Title:   "API that loses what clients use",
		Explain: "The OpenAPI document of a gateway is made of the topology. What it said when it was applied last and says no more, clients may rely on: an operation, an answer, a parameter that was not needed.",
		Example: "topology \"shop\" {}\ngateway \"edge\" {}\nfunction \"f\" {\n  image = \"registry.example.com/f:1.0.0\"\n}\napi_endpoint \"orders\" {\n  gateway = gateway.edge\n  paths   = [\"/orders\"] # was [\"/orders\", \"/orders/{id}\"]\n  to      = function.f\n}\n",
		Fixed:   "topology \"shop\" {}\ngateway \"edge\" {}\nfunction \"f\" {\n  image = \"registry.example.com/f:1.0.0\"\n}\napi_endpoint \"orders\" {\n  gateway = gateway.edge\n  paths   = [\"/orders\", \"/orders/{id}\"]\n  to      = function.f\n}\n",
	}
	BreakingEvents = &Code{
		ID:      "W0652",
		Title:   "events that come or are taken no more",
		Explain: "The AsyncAPI document is made of the topology. An event that was sent when it was applied last and is sent no more, others may wait for; one that was received and is received no more, they may go on sending.",
		Example: "topology \"shop\" {}\nevent_bus \"main\" {}\nevent \"placed\" {\n  bus = event_bus.main\n}\nfunction \"buy\" {\n  image     = \"registry.example.com/buy:1.0.0\"\n  publishes = [] # was [event.placed]\n}\n",
		Fixed:   "topology \"shop\" {}\nevent_bus \"main\" {}\nevent \"placed\" {\n  bus = event_bus.main\n}\nfunction \"buy\" {\n  image     = \"registry.example.com/buy:1.0.0\"\n  publishes = [event.placed]\n}\n",
	}
	NotComparable = &Code{
		ID:      "W0653",
		Title:   "document that can't be compared",
		Explain: "What the target holds under the document's name is not what espc wrote there, or is no document of its format, so whether the change breaks those who rely on it can't be told.",
		Example: "topology \"shop\" {}\nschema \"order\" {\n  format = \"jsonschema\"\n  inline = { type = \"object\" }\n}\n# … and somebody edited the ConfigMap shop-schema-order by hand.\n",
		Fixed:   "topology \"shop\" {}\nschema \"order\" {\n  format = \"jsonschema\"\n  inline = { type = \"object\" }\n}\n",
	}
	SameVersion = &Code{
		ID:      "W0654",
		Title:   "changed schema of the same version",
		Explain: "The content of the schema changes and the version that it says does not. A registry has one content for each version: it gives the new content a number of its own.",
		Example: "topology \"shop\" {}\nschema \"order\" {\n  format  = \"jsonschema\"\n  version = \"1.1.0\" # as when this was applied last, with other content\n  inline  = { type = \"object\" }\n}\n",
		Fixed:   "topology \"shop\" {}\nschema \"order\" {\n  format  = \"jsonschema\"\n  version = \"1.2.0\"\n  inline  = { type = \"object\" }\n}\n",
	}
)

var registryCodes = []*Code{NoSchemaRegistry, DocumentTooLong, BreakingSchema, BreakingAPI, BreakingEvents, NotComparable, SameVersion}
