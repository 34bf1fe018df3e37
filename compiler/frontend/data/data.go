// Package data is the front end for plain data: *.topology.json and *.topology.yaml. It also reads streams of YAML
// documents back into positioned trees, for whoever compares compiled manifests.
package data

import (
	"bytes"
	"context"
	"strings"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// JSON is the front end for *.topology.json: strict JSON (RFC 8259) with unique keys.
type JSON struct{}

// Name returns "JSON".
func (JSON) Name() string { return "JSON" }

// Match reports whether the name ends in .topology.json.
func (JSON) Match(name string) bool { return strings.HasSuffix(name, ".topology.json") }

// Parse parses the files; each is one document.
func (JSON) Parse(_ *source.Folder, files []*diag.File) (frontend.Unit, diag.List) {
	return parse(files, "JSON", frontend.LexisJSON, ParseJSON)
}

// YAML is the front end for *.topology.yaml: one document of YAML 1.2's core schema a file.
type YAML struct{}

// Name returns "YAML".
func (YAML) Name() string { return "YAML" }

// Match reports whether the name ends in .topology.yaml.
func (YAML) Match(name string) bool { return strings.HasSuffix(name, ".topology.yaml") }

// Parse parses the files; each is one document.
func (YAML) Parse(_ *source.Folder, files []*diag.File) (frontend.Unit, diag.List) {
	return parse(files, "YAML", frontend.LexisYAML, ParseYAML)
}

func parse(files []*diag.File, language string, lexis frontend.Lexis, read func(*diag.File) (*tree.Node, diag.List)) (frontend.Unit, diag.List) {
	var u unit
	var all diag.List
	var total frontend.Total
	for _, file := range files {
		ds := append(frontend.CheckText(file), total.Check(file, lexis, language)...)
		if !ds.HasErrors() && len(bytes.TrimSpace(frontend.TrimBOM(file.Data))) > 0 {
			doc, more := read(file)
			if !more.HasErrors() {
				more = append(more, u.add(file, doc)...)
			}
			ds = append(ds, frontend.Misnamed(file, language, more)...)
		}
		all = append(all, ds...)
	}
	return &u, all
}

// unit holds the documents of the files that parsed: data has nothing to evaluate and declares no variables.
type unit struct {
	docs []*tree.Node
}

func (u *unit) add(file *diag.File, doc *tree.Node) diag.List {
	switch doc.Kind {
	case tree.Map:
		u.docs = append(u.docs, doc)
		return nil
	case tree.Null: // a YAML file of comments alone
		return diag.List{diag.EmptyFile.At(diag.Range{File: file}, "the file declares nothing").
			WithFix("declare something in it, or remove it")}
	}
	return diag.List{diag.NotAnObject.At(doc.Range(), "the file holds %s instead of an object of kinds", doc.Kind).
		WithFix("write an object that maps kinds to names to fields")}
}

func (*unit) Declared() []frontend.Variable { return nil }

func (u *unit) Environments(context.Context, frontend.Vars) ([]*tree.Node, diag.List) {
	var docs []*tree.Node
	for _, doc := range u.docs {
		for _, f := range doc.Fields {
			if f.Key == "environment" {
				docs = append(docs, &tree.Node{Kind: tree.Map, Fields: []tree.Field{f}, Origin: doc.Origin})
			}
		}
	}
	return docs, nil
}

func (u *unit) Documents(context.Context, frontend.Vars) ([]*tree.Node, diag.List) {
	var ds diag.List
	for _, doc := range u.docs {
		ds = append(ds, frontend.CheckDocument(doc)...)
	}
	return u.docs, ds
}
