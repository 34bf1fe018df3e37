package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// schemaTypes are the registry's names of the formats that it takes.
var schemaTypes = map[string]string{"jsonschema": "JSONSchemaDraft4", "openapi": "OpenApi3"}

// schemas lowers the schemas: one registry of the topology, and a schema each.
func (r *render) schemas() []resource {
	var out []resource
	for _, s := range r.t.Schemas {
		if !r.here(s.Address) || schemaTypes[s.Format.V] == "" {
			continue
		}
		o := own(&s.Meta)
		registry := logicalID(schema.Address{Kind: componentTopology, Name: r.t.Name}, "", "Registry")
		if len(out) == 0 {
			out = append(out, r.resource(o, "AWS::EventSchemas::Registry", registry, options{root: true, node: r.topologyNode()},
				tree.F("RegistryName", r.name(maxRegistryName, r.topologyNode(), "schemas"))))
		}
		out = append(out, r.resource(o, "AWS::EventSchemas::Schema", o.id(""), options{after: []string{registry}},
			tree.F("RegistryName", r.name(maxRegistryName, r.topologyNode(), "schemas")),
			tree.F("SchemaName", text(s.Address.Name, s.Node)),
			tree.F("Type", derived(ruleSchema, s.Format.Node, schemaTypes[s.Format.V])),
			tree.F("Content", r.schemaContent(s)),
		))
	}
	return out
}

// schemaContent returns a schema's text.
func (r *render) schemaContent(s *schema.Schema) *tree.Node {
	if s.Inline.IsSet() {
		if s.Inline.V.Kind == tree.String {
			return text(s.Inline.V.Text, s.Inline.Node)
		}
		return derived(ruleSchema, s.Inline.Node, string(tree.AppendJSON(nil, s.Inline.V, "  ")))
	}
	if source := r.t.Source(s.File); source != nil && len(source.Files) == 1 {
		return derived(ruleSchema, s.File.Node, string(source.Files[0].Data))
	}
	return derived(ruleSchema, s.Node, "{}")
}
