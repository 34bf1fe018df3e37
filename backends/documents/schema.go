package documents

import (
	"path"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// extensions are the ends of files of schemas that are written in the topology itself.
var extensions = map[string]string{JSONSchema: ".json", Avro: ".avsc", Protobuf: ".proto", OpenAPI: ".yaml", AsyncAPI: ".yaml"}

// schemaDocument returns a declared schema: its file as it is, or what the topology says in its place.
func schemaDocument(t *schema.Topology, s *schema.Schema) Document {
	d := Document{
		ID: s.Address.Name, Address: s.Address, Format: s.Format.V, Version: s.Version, Compatibility: s.Compatibility,
		Tree: SchemaTree(t, s), Node: s.Node,
	}
	extension := extensions[s.Format.V]
	switch source := t.Source(s.File); {
	case s.Inline.IsSet() && s.Inline.V.Kind == tree.String && s.Format.V == Protobuf:
		d.text = []byte(s.Inline.V.Text)
	case s.Inline.IsSet():
	case source != nil && len(source.Files) == 1:
		d.text, d.Source = source.Files[0].Data, source
		if e := path.Ext(source.Path); e != "" {
			extension = e
		}
	default:
		d.text = []byte{}
	}
	d.File = "schema-" + s.Address.Name + extension
	return d
}

// SchemaTree returns the tree of a declared schema, nil for one that is text (protobuf).
func SchemaTree(t *schema.Topology, s *schema.Schema) *tree.Node {
	if s.Format.V == Protobuf {
		return nil
	}
	if s.Inline.IsSet() {
		return s.Inline.V
	}
	if source := t.Source(s.File); source != nil {
		return source.Tree
	}
	return nil
}
