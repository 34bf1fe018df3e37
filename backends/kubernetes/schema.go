package kubernetes

import (
	"encoding/json"

	"espc.dev/backends"
	"espc.dev/backends/documents"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Annotations of the ConfigMap that holds a document: how it is known, its format, and of a declared schema its version and which changes it allows.
const (
	annotationDocument      = "espc.dev/document"
	annotationFormat        = "espc.dev/schema-format"
	annotationVersion       = "espc.dev/schema-version"
	annotationCompatibility = "espc.dev/schema-compatibility"
)

// schemaName returns the name of the ConfigMap that holds a declared schema.
func (r *render) schemaName(s *schema.Schema) string {
	return workloadName(r.t.Name, componentSchema, s.Address.Name)
}

// schema lowers a declared schema: a ConfigMap, which is what a later plan compares with.
func (r *render) schema(o *owner, s *schema.Schema) []backends.Object {
	return []backends.Object{r.documentMap(o, derived(ruleName, s.Node, o.name), documents.Declared(r.t, s))}
}

// documentMap returns the ConfigMap of a document.
func (r *render) documentMap(o *owner, name *tree.Node, d documents.Document) backends.Object {
	c := newConfig(ruleDocument, []configFile{{key: d.File, path: d.File, data: []byte(d.Text()), node: d.Node}})
	if c.data != nil && len(c.data.Fields) == 1 {
		c.data.Fields[0].Value.Origin = tree.DeriveText(ruleDocument, d.Node, d.Tree)
	}
	return r.object(o, configMapType, meta{name: name, annotations: tree.NewMap(
		tree.F(annotationDocument, derived(ruleDocument, d.Node, d.Key())),
		tree.F(annotationFormat, derived(ruleDocument, d.Node, d.Format)),
		tree.F(annotationVersion, d.Version.Node),
		tree.F(annotationCompatibility, d.Compatibility.Node),
	)}, tree.F("data", c.data), tree.F("binaryData", c.binary))
}

// schemaNotes say of each declared schema that no registry has it, where the environment names none.
func (r *render) schemaNotes() diag.List {
	var ds diag.List
	for _, s := range r.t.Schemas {
		if r.here(s.Address) && !r.settings.schemaRegistry.IsSet() {
			ds = append(ds, diag.NoSchemaRegistry.At(s.Node.Origin.KeyPlace(), "%s is kept in the ConfigMap %s and loaded into no registry", s.Address, r.schemaName(s)).
				WithAddress(s.Address.String()).WithFix(`nothing to do; or write schema_registry = "http://…" in backend "kubernetes"`))
		}
	}
	return ds
}

// checkSchema reports a schema that no ConfigMap holds.
func (c *checker) schema(s *schema.Schema) {
	if n := len(documents.Declared(c.t, s).Text()); n > maxConfig {
		c.report(diag.ConfigTooLarge.At(s.Node.Origin.KeyPlace(), "%s takes %d KiB, and a ConfigMap holds %d", s.Address, n>>10, maxConfig>>10).
			WithFix("split it, or leave out what it does not need"), s.Address)
	}
}

var _ backends.Registrar = Backend{}

// Documents returns the documents that objects hold.
func (Backend) Documents(objects []backends.Object) []backends.Document {
	var out []backends.Document
	for i := range objects {
		o := &objects[i]
		metadata := o.Tree.Get("metadata")
		annotations := metadata.Get("annotations")
		format := annotations.Get(annotationFormat).Str()
		if o.Address.Type != configMapType.typ || format == "" {
			continue
		}
		data := o.Tree.Get("data")
		if data == nil || len(data.Fields) != 1 {
			continue
		}
		out = append(out, backends.Document{
			ID:     annotations.Get(annotationDocument).Str(),
			Format: format, Version: annotations.Get(annotationVersion).Str(), Compatibility: annotations.Get(annotationCompatibility).Str(),
			Text: data.Fields[0].Value.Text, Node: data.Fields[0].Value,
		})
	}
	return out
}

// registryDocument is one line of what the loader reads.
type registryDocument struct {
	ID            string `json:"id"`
	File          string `json:"file"`
	Type          string `json:"type"`
	ContentType   string `json:"contentType"`
	Version       string `json:"version,omitempty"`
	Compatibility string `json:"compatibility,omitempty"`
}

// artifactTypes are what Apicurio Registry calls formats.
var artifactTypes = map[string]string{
	documents.JSONSchema: "JSON", documents.Avro: "AVRO", documents.Protobuf: "PROTOBUF", documents.OpenAPI: "OPENAPI", documents.AsyncAPI: "ASYNCAPI",
}

// registryList returns the list of documents as JSON. A version goes along where somebody wrote it; else the registry numbers its own.
// Avro alone has the registry check changes too: what it makes of other formats is narrower than the language.
func registryList(all []documents.Document) string {
	list := make([]registryDocument, len(all))
	for i, d := range all {
		list[i] = registryDocument{ID: d.ID, File: d.File, Type: artifactTypes[d.Format], ContentType: contentType(d)}
		if d.Version.Written() {
			list[i].Version = d.Version.V
		}
		if d.Format == documents.Avro {
			list[i].Compatibility = d.Compatibility.V
		}
	}
	out, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return "[]" // strings alone never fail
	}
	return string(out) + "\n"
}

func contentType(d documents.Document) string {
	switch {
	case d.Format == documents.Protobuf:
		return "application/x-protobuf"
	case d.IsYAML():
		return "application/x-yaml"
	}
	return "application/json"
}
