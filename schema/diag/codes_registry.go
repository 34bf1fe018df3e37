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
		Example: "topology \"shop\" {}\nschema \"order\" {\n  format = \"jsonschema\"\n  inline = {\n    type = \"object\"\n  }\n}\n# … and a gateway with a hundred models.\n",
		Fixed:   "topology \"shop\" {}\n# A gateway with a hundred models, and no schema: there is no registry.\n",
	}
)

var registryCodes = []*Code{NoSchemaRegistry, DocumentTooLong}
