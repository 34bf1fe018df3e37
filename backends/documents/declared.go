package documents

import "espc.dev/schema"

// Declared returns the document of one declared schema.
func Declared(t *schema.Topology, s *schema.Schema) Document { return schemaDocument(t, s) }

// Made returns the documents that are made of a topology, without the schemas that it declares, sorted by file.
func Made(t *schema.Topology) []Document {
	var out []Document
	for _, d := range Of(t) {
		if d.Address.Kind != schema.KindSchema {
			out = append(out, d)
		}
	}
	return out
}
