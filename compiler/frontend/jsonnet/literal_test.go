package jsonnet

import (
	"context"
	"testing"

	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/schema/tree"
)

// What is converted without being evaluated comes out as if it had been, to the place and order of each field.
func FuzzLiteralIsAsEvaluated(f *testing.F) {
	for _, text := range frontendtest.Seeds(f, Language{}, "*.txtar") {
		f.Add(text)
	}
	for _, text := range []string{
		`{ b: 1, a: -0, "c d": 1.50, 'e': 1e3, f: -2.5e-9, "\u00e9": "\ud83d\ude00\n", h: @'a''b\n', x: true, y: null }`,
		"{ a: |||\n  text\n   more\n|||, b: [1, [2, {c: 3}], [], {}], function_: {} }",
		"{ a: { b: 1 }, environment: { dev: {} }, c:: 2 }", "{ a: 1, a: 2 }", "{ a: 9007199254740993 }", "{ a: { b: $.c }, c: 1 }",
		"{ local x = 1, a: 1 }", "{ assert true, a: 1 }", "{ a+: 1 }", "{ ['a']: 1 }", "[1]", "({ a: (1), b: -(2) })", "{ a: 'x' 'y' }", "{ a: 1_000, b: 0x1 }", "\ufeff{ a: 1 }",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		p := load(t, text)
		if p == nil {
			return
		}
		for _, kind := range []string{"environment", ""} {
			if p.literal() == nil {
				return
			}
			got, gotDiags, _ := p.run(context.Background(), nil, kind)
			want, wantDiags, _ := p.compute(context.Background(), nil, kind)
			if a, b := frontendtest.Diagnostics(gotDiags), frontendtest.Diagnostics(wantDiags); a != b {
				t.Fatalf("%q: literal %s, evaluated %s", text, a, b)
			}
			if (got == nil) != (want == nil) {
				t.Fatalf("%q: literal %v, evaluated %v", text, got, want)
			}
			if got == nil {
				continue
			}
			if a, b := frontendtest.Trees([]*tree.Node{got}), frontendtest.Trees([]*tree.Node{want}); a != b {
				t.Errorf("%q: literal\n%s\nevaluated\n%s", text, a, b)
			}
		}
	})
}

// The seeds are only worth what they reach.
func TestDataIsLiteralAndWhatComputesIsNot(t *testing.T) {
	for text, want := range map[string]bool{
		`{ a: { b: [1, -2, 'x', null, true, {}] } }`: true,
		"{ a: { b: $.c }, c: 1 }":                    false,
		"{ a:: 1 }":                                  false,
		"local x = 1; { a: x }":                      false,
		"{ a: 'x' + 'y' }":                           false,
		"{ a: 9007199254740993 }":                    false,
		"[1]":                                        false,
	} {
		if got := load(t, []byte(text)).literal() != nil; got != want {
			t.Errorf("%s: literal %t", text, got)
		}
	}
}
