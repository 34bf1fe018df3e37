package data

import (
	"testing"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// CompareReaders fails the test when the fast reader accepts a text and reads it otherwise than the full one.
func CompareReaders(t *testing.T, text []byte) {
	file := diag.NewFile("x.yaml", text)
	if frontend.CheckText(file).HasErrors() || frontend.CheckDepth(file, frontend.LexisYAML).HasErrors() {
		return
	}
	slow, ds := readYAML(file, false)
	fast, ok := readBlocks(file)
	if !ok {
		return
	}
	if ds.HasErrors() || len(fast) != len(slow) {
		t.Fatalf("%q: the fast reader has %d documents, the full one %d and %v", text, len(fast), len(slow), ds)
	}
	for i := range fast {
		if !tree.Equal(fast[i], slow[i]) {
			t.Errorf("%q: the fast reader has\n%s, the full one\n%s", text, tree.AppendYAML(nil, fast[i]), tree.AppendYAML(nil, slow[i]))
		}
		comparePlaces(t, text, fast[i], slow[i])
	}
}

func comparePlaces(t *testing.T, text []byte, fast, slow *tree.Node) {
	if fast.Origin.Range.Start != slow.Origin.Range.Start || fast.Origin.Name != slow.Origin.Name {
		t.Errorf("%q: %s is at %v for the fast reader, at %v for the full one", text, tree.AppendYAML(nil, fast), *fast.Origin, *slow.Origin)
		return
	}
	for i := range fast.Items {
		comparePlaces(t, text, fast.Items[i], slow.Items[i])
	}
	for i := range fast.Fields {
		comparePlaces(t, text, fast.Fields[i].Value, slow.Get(fast.Fields[i].Key))
	}
}
