// Package documents writes what a topology says of its interfaces in the languages that other tools read: an OpenAPI document
// for each gateway, an AsyncAPI document of its events, a JSON Schema for each model, and the schemas that it declares.
package documents

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Formats of documents, as schema.format names them.
const (
	JSONSchema = "jsonschema"
	Avro       = "avro"
	Protobuf   = "protobuf"
	OpenAPI    = "openapi"
	AsyncAPI   = "asyncapi"
)

// Document is one document of a topology.
type Document struct {
	// ID names it in a registry: openapi.edge, asyncapi.shop, model.order, and a schema's own name, which has no dot.
	ID string
	// File is the name of the file that shows it.
	File string
	// Address is what it describes: a gateway, a model, a schema, or the topology.
	Address schema.Address
	// Host is the host of a gateway that the document is about; "" for all of them.
	Host string
	// Format is one of the formats above.
	Format string
	// Version is a schema's version; what is made of the topology is versioned by the registry.
	Version schema.Value[string]
	// Compatibility says which changes are allowed; unset for what is made of the topology.
	Compatibility schema.Value[string]
	// Tree is the document with the places that it came from; nil where it is no tree (protobuf, a file that is not parsed).
	Tree *tree.Node
	// Node is where the topology asks for it.
	Node *tree.Node

	// Source is the file of a declared schema, nil for one that the topology holds itself.
	Source *schema.Source

	// text is a file's content as it is.
	text []byte
}

// Of returns the documents of a topology, sorted by file. There is none where there is nothing to say.
func Of(t *schema.Topology) []Document {
	var out []Document
	for _, g := range t.Gateways {
		out = append(out, openAPIs(t, g)...)
	}
	if d := asyncAPI(t); d != nil {
		out = append(out, *d)
	}
	for _, m := range t.Models {
		out = append(out, modelDocument(t, m))
	}
	for _, s := range t.Schemas {
		out = append(out, schemaDocument(t, s))
	}
	slices.SortFunc(out, func(a, b Document) int { return cmp.Compare(a.File, b.File) })
	return out
}

// Key is how a document is known from one version to the next: by the address of a declared schema, else by its id.
func (d Document) Key() string {
	if d.Address.Kind == schema.KindSchema {
		return d.Address.String()
	}
	return d.ID
}

// Subject is how messages call it.
func (d Document) Subject() string {
	if d.Address.Kind == schema.KindSchema {
		return d.Address.String()
	}
	return d.File
}

// Bytes returns the document as its file holds it: a declared schema's file as it is, what is made of the topology as YAML, or as
// JSON where the file's name says so.
func (d Document) Bytes() []byte {
	switch {
	case d.text != nil:
		return d.text
	case d.Format == OpenAPI || d.Format == AsyncAPI:
		return tree.AppendYAML(nil, d.Tree)
	}
	return append(tree.AppendJSON(nil, d.Tree, "  "), '\n')
}

// Text returns Bytes as a string.
func (d Document) Text() string { return string(d.Bytes()) }

// IsYAML reports whether the file is in YAML.
func (d Document) IsYAML() bool {
	return strings.HasSuffix(d.File, ".yaml") || strings.HasSuffix(d.File, ".yml")
}
