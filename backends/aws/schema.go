package aws

import (
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/documents"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// schemaTypes are the registry's names of the formats that it takes.
var schemaTypes = map[string]string{documents.JSONSchema: "JSONSchemaDraft4", documents.OpenAPI: "OpenApi3"}

// maxSchema is the most characters of a schema.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-eventschemas-schema.html
const maxSchema = 100_000

// documentKey is the metadata of a schema that says what a later plan has to know of it.
const documentKey = "Document"

// schemas lowers the schemas: one registry of the topology, and a schema each. A topology that has a registry has its API designs
// and models there as well.
func (r *render) schemas() []resource {
	declared := r.declaredSchemas()
	if len(declared) == 0 {
		return nil
	}
	registry := logicalID(schema.Address{Kind: componentTopology, Name: r.t.Name}, "", "Registry")
	out := []resource{r.resource(own(&declared[0].Meta), "AWS::EventSchemas::Registry", registry, options{root: true, node: r.topologyNode()},
		tree.F("RegistryName", r.name(maxRegistryName, r.topologyNode(), "schemas")))}
	for _, s := range declared {
		d := documents.Declared(r.t, s)
		out = append(out, r.registered(own(&s.Meta), own(&s.Meta).id(""), registry, d, text(s.Address.Name, s.Node), r.schemaContent(s, d)))
	}
	for _, d := range r.madeDocuments() {
		if content := madeContent(d); len(content) <= maxSchema {
			o := &owner{address: d.Address, node: d.Node, unit: d.Address}
			out = append(out, r.registered(o, documentLogicalID(d), registry, d, derived(ruleSchema, d.Node, d.ID), str(content).With(tree.DeriveText(ruleSchema, d.Node, d.Tree))))
		}
	}
	return out
}

// declaredSchemas are the schemas that the registry takes.
func (r *render) declaredSchemas() []*schema.Schema {
	var out []*schema.Schema
	for _, s := range r.t.Schemas {
		if r.here(s.Address) && schemaTypes[s.Format.V] != "" {
			out = append(out, s)
		}
	}
	return out
}

// madeDocuments are the documents made of what is placed here, in formats that the registry takes.
func (r *render) madeDocuments() []documents.Document {
	var out []documents.Document
	for _, d := range documents.Made(r.t) {
		if schemaTypes[d.Format] != "" && r.here(d.Address) {
			out = append(out, d)
		}
	}
	return out
}

// madeContent is a document as the registry takes it: in JSON, and of versions that it knows.
func madeContent(d documents.Document) string {
	return string(tree.AppendJSON(nil, d.Older(), ""))
}

// documentLogicalID is the logical id of what is made of an entity; one for each host where hosts have one each.
func documentLogicalID(d documents.Document) string {
	label := ""
	if d.Host != "" {
		label = strings.NewReplacer(".", "-", "*", "any").Replace(d.Host) + "-" + digest(d.Host)[:6]
	}
	return logicalID(d.Address, label, "Document")
}

func (r *render) registered(o *owner, id, registry string, d documents.Document, name, content *tree.Node) resource {
	metadata := tree.NewMap(tree.F(documentKey, tree.NewMap(
		tree.F("Id", str(d.Key())),
		tree.F("Format", str(d.Format)),
		tree.F("Version", d.Version.Node),
		tree.F("Compatibility", d.Compatibility.Node),
	))).With(tree.Derive(ruleSchema, d.Node))
	return r.resource(o, "AWS::EventSchemas::Schema", id, options{after: []string{registry}, metadata: metadata},
		tree.F("RegistryName", r.name(maxRegistryName, r.topologyNode(), "schemas")),
		tree.F("SchemaName", name),
		tree.F("Type", derived(ruleSchema, d.Node, schemaTypes[d.Format])),
		tree.F("Content", content),
	)
}

// schemaContent returns a declared schema's text, in JSON where it is written in YAML.
func (r *render) schemaContent(s *schema.Schema, d documents.Document) *tree.Node {
	switch {
	case s.Inline.IsSet() && s.Inline.V.Kind == tree.String:
		return text(s.Inline.V.Text, s.Inline.Node)
	case s.Inline.IsSet():
		return derived(ruleSchema, s.Inline.Node, string(tree.AppendJSON(nil, s.Inline.V, "  ")))
	case d.IsYAML() && d.Tree != nil:
		return derived(ruleSchema, s.File.Node, string(tree.AppendJSON(nil, d.Tree, "  ")))
	}
	return derived(ruleSchema, s.File.Node, d.Text())
}

// schemaNotes say which documents the registry has no room for.
func (r *render) schemaNotes() diag.List {
	if len(r.declaredSchemas()) == 0 {
		return nil
	}
	var ds diag.List
	for _, d := range r.madeDocuments() {
		if n := len(madeContent(d)); n > maxSchema {
			ds = append(ds, diag.DocumentTooLong.At(d.Node.Origin.KeyPlace(), "%s is %d characters, and the registry takes %d, so it is not there", d.File, n, maxSchema).
				WithAddress(d.Address.String()).WithFix("nothing to do; espc compile writes it to the folder documents"))
		}
	}
	return ds
}

var _ backends.Registrar = Backend{}

// Documents returns the documents that objects hold.
func (Backend) Documents(objects []backends.Object) []backends.Document {
	var out []backends.Document
	for i := range objects {
		o := &objects[i]
		content := o.Tree.Get("Properties").Get("Content")
		if o.Address.Type != "AWS::EventSchemas::Schema" || content == nil {
			continue
		}
		about := o.Tree.Get("Metadata").Get(documentKey)
		out = append(out, backends.Document{
			ID: about.Get("Id").Str(), Format: about.Get("Format").Str(), Version: about.Get("Version").Str(),
			Compatibility: about.Get("Compatibility").Str(), Text: content.Text, Node: content,
		})
	}
	return out
}
