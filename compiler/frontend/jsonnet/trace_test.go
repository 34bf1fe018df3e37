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
		traced, _, tracedErr := p.evaluate(context.Background(), p.traced, nil, "", false)
		if tracedErr != nil {
			traced, _, tracedErr = p.evaluate(context.Background(), p.traced, nil, "", true)
		}
		plain, _, plainErr := p.evaluate(context.Background(), p.plain, nil, "", false)
		if (tracedErr == nil) != (plainErr == nil) {
			t.Fatalf("%q: traced %v, plain %v", text, tracedErr, plainErr)
		}
		if tracedErr == nil && !tree.Equal(traced, plain) {
			t.Errorf("%q: traced %s, plain %s", text, tree.AppendJSON(nil, traced, ""), tree.AppendJSON(nil, plain, ""))
		}
	})
}
