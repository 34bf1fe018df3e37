package jsonnet

import (
	"context"
	"testing"
	"testing/fstest"

	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

func load(tb testing.TB, text []byte) *program {
	folder := source.New(fstest.MapFS{"x.jsonnet": {Data: text, Mode: 0o644}})
	f, err := folder.Read("x.jsonnet")
	if err != nil {
		tb.Fatal(err)
	}
	u, _ := Language{}.Parse(folder, []*diag.File{f})
	if open, ok := u.(openUnit); ok {
		u = open.unit
	}
	if programs := u.(*unit).programs; len(programs) > 0 {
		return programs[0]
	}
	return nil
}

// A traced program computes what it would compute without.
func FuzzTracedIsAsPlain(f *testing.F) {
	for _, text := range frontendtest.Seeds(f, Language{}, "*.txtar") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p := load(t, text)
		if p == nil || p.nosy {
			return
		}
		traced, _, tracedErr := p.evaluate(context.Background(), nil, "", true)
		plain, _, plainErr := p.evaluate(context.Background(), nil, "", false)
		if (tracedErr == nil) != (plainErr == nil) {
			t.Fatalf("%q: traced %v, plain %v", text, tracedErr, plainErr)
		}
		if a, b := values(traced), values(plain); tracedErr == nil && !tree.Equal(a, b) {
			t.Errorf("%q: traced %s, plain %s", text, tree.AppendJSON(nil, a, ""), tree.AppendJSON(nil, b, ""))
		}
	})
}

// values drops the marks from a program's output.
func values(n *tree.Node) *tree.Node {
	if n == nil || n.Kind != tree.Map && n.Kind != tree.List {
		return n
	}
	c := &tree.Node{Kind: n.Kind}
	for _, item := range n.Items {
		c.Items = append(c.Items, values(item))
	}
	fields := n.Get("f")
	if fields == nil {
		return c
	}
	for _, f := range fields.Fields {
		c.Fields = append(c.Fields, tree.F(f.Key, values(f.Value)))
	}
	return c
}
