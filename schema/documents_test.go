package schema_test

import (
	"context"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"espc.dev/compiler"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// document returns what the files of a folder declare, as one document before modules and overrides.
func document(t *testing.T, fsys fs.FS) *tree.Node {
	t.Helper()
	folder := source.New(fsys)
	names, err := folder.Names()
	if err != nil {
		t.Fatal(err)
	}
	var units []frontend.Unit
	for _, language := range compiler.Languages() {
		var files []*diag.File
		for _, name := range names {
			if language.Match(name) {
				file, err := folder.Read(name)
				if err != nil {
					t.Fatal(err)
				}
				files = append(files, file)
			}
		}
		if len(files) == 0 {
			continue
		}
		unit, ds := language.Parse(folder, files)
		if ds.HasErrors() {
			t.Fatalf("%s: %v", language.Name(), ds)
		}
		units = append(units, unit)
	}
	var docs []*tree.Node
	for i, unit := range units {
		vars := frontend.Vars{} // what the files of other languages declare
		for j, other := range units {
			for _, v := range other.Declared() {
				if i != j && v.Default != nil {
					vars[v.Name] = v.Default
				}
			}
		}
		more, ds := unit.Documents(context.Background(), vars)
		if ds.HasErrors() {
			t.Fatal(ds)
		}
		docs = append(docs, more...)
	}
	doc, ds := frontend.Merge(docs)
	if ds.HasErrors() {
		t.Fatal(ds)
	}
	return written(doc)
}

// written returns a document without its nulls: a field that is null is one that nobody wrote.
func written(n *tree.Node) *tree.Node {
	out := &tree.Node{Kind: n.Kind, Text: n.Text, Ref: n.Ref, Origin: n.Origin}
	for _, item := range n.Items {
		out.Items = append(out.Items, written(item))
	}
	for _, f := range n.Fields {
		if f.Value.Kind != tree.Null {
			out.Fields = append(out.Fields, tree.Field{Key: f.Key, Value: written(f.Value)})
		}
	}
	return out
}

// topologies returns the folder of every example there is, by name: those of this package, one a kind, and the examples.
func topologies(t *testing.T) map[string]fs.FS {
	t.Helper()
	out := map[string]fs.FS{}
	for _, name := range []string{"hello", "canvas", "shop", "polyglot/hcl", "polyglot/cue", "polyglot/jsonnet", "polyglot/mixed"} {
		out[name] = os.DirFS("../examples/" + name)
	}
	files, err := fs.Glob(schema.Examples(), "*.hcl")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		out["kind "+strings.TrimSuffix(file, ".hcl")] = kindExample(t, file)
	}
	return out
}

// kindExample returns a folder with one kind's example and the modules.
func kindExample(t *testing.T, file string) fs.FS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(schema.Examples(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Dir(name) == "." && name != file {
			return err
		}
		data, err := fs.ReadFile(schema.Examples(), name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
