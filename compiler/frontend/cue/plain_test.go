package cue

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// What is converted without being evaluated comes out as if it had been, to the place and order of each field. Kinds and
// names have no order: the evaluator sorts them where they come from several files.
func FuzzPlainIsAsEvaluated(f *testing.F) {
	for _, text := range frontendtest.Seeds(f, Language{}, "*.txtar") {
		f.Add(text, text)
	}
	f.Add([]byte("package a\nx: {a: 1, b: 2}\nx: {a: 1, c: 3}"), []byte("package a\nx: c: 3\nx: b: 2\ny: [1]"))
	f.Add([]byte("package a\n\"x\": #\"a\\#n\"#\nz: '''\n\ta\n\t'''"), []byte("package a\nx: -5\ny: -0\nz: 0.50"))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		folder := source.New(fstest.MapFS{"a.cue": {Data: first, Mode: 0o644}, "b.cue": {Data: second, Mode: 0o644}})
		a, _ := folder.Read("a.cue")
		b, _ := folder.Read("b.cue")
		u, _ := Language{}.Parse(folder, []*diag.File{a, b})
		for _, s := range u.(*unit).sites {
			if s.plain == nil {
				continue
			}
			doc, ds, _ := s.evaluate(context.Background(), nil, "")
			if ds.HasErrors() {
				t.Fatalf("plain, but the evaluator says %s", frontendtest.Diagnostics(ds))
			}
			want, got := frontendtest.Trees([]*tree.Node{sorted(doc, 2)}), frontendtest.Trees([]*tree.Node{sorted(s.plain, 2)})
			if got != want {
				t.Errorf("plain\n%s\nevaluated\n%s", got, want)
			}
		}
	})
}

func sorted(n *tree.Node, levels int) *tree.Node {
	if levels == 0 || n.Kind != tree.Map {
		return n
	}
	c := *n
	c.Fields = slices.Clone(n.Fields)
	for i := range c.Fields {
		c.Fields[i].Value = sorted(c.Fields[i].Value, levels-1)
	}
	slices.SortFunc(c.Fields, func(a, b tree.Field) int { return strings.Compare(a.Key, b.Key) })
	return &c
}
