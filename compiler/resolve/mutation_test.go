package resolve_test

import (
	"os"
	"path/filepath"
	"testing"

	"espc.dev/compiler/internal/wanttest"
	"espc.dev/schema/tree"
)

// mutants returns copies of a tree in each of which one node is another value.
func mutants(n *tree.Node, yield func(*tree.Node)) {
	for _, other := range []*tree.Node{
		{Kind: tree.Null}, tree.NewBool(true), {Kind: tree.Number, Text: "-1.5"}, tree.NewString(""), tree.NewString("model.x"),
		{Kind: tree.String, Ref: true, Text: "a.b.c"}, tree.NewList(tree.NewInt(1)), tree.NewMap(tree.F("x", tree.NewMap())),
	} {
		yield(other.With(n.Origin))
	}
	for i := range n.Items {
		mutants(n.Items[i], func(m *tree.Node) {
			c := *n
			c.Items = append([]*tree.Node{}, n.Items...)
			c.Items[i] = m
			yield(&c)
		})
	}
	for i := range n.Fields {
		mutants(n.Fields[i].Value, func(m *tree.Node) {
			c := *n
			c.Fields = append([]tree.Field{}, n.Fields...)
			c.Fields[i].Value = m
			yield(&c)
		})
	}
}

func TestNoValueInAnyPlaceMakesAPanic(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.hcl")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			mutants(wanttest.Document(t, string(data)), func(doc *tree.Node) {
				if doc.Kind != tree.Map {
					return // no front end gives anything else
				}
				for _, d := range check(doc) {
					if d.Code == "" || d.Summary == "" || d.Fix == "" {
						t.Errorf("%+v lacks a code, a summary or a fix", d)
					}
				}
			})
		})
	}
}
