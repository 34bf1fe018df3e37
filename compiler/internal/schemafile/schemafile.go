// Package schemafile reads the files of schemas that are written in JSON or YAML.
package schemafile

import (
	"errors"
	"path"

	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/internal/jsontree"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Language returns the language that a file's name says it is in, JSON or YAML; "" for another.
func Language(name string) string {
	switch path.Ext(name) {
	case ".json", ".avsc":
		return "JSON"
	case ".yaml", ".yml":
		return "YAML"
	}
	return ""
}

// Parse returns the tree of a file, with places in it, or else what is wrong in the file.
func Parse(file *diag.File) (*tree.Node, *jsontree.Error) {
	if Language(file.Name) == "YAML" {
		n, ds := data.ParseYAML(file)
		for _, d := range ds {
			if d.Severity == diag.Error {
				return nil, &jsontree.Error{Range: d.Subject, Reason: d.Summary}
			}
		}
		return n, nil
	}
	n, err := jsontree.Parse(file)
	var bad *jsontree.Error
	if errors.As(err, &bad) {
		return nil, bad
	}
	return n, nil
}
