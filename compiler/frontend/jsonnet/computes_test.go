package jsonnet

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

func parsed(t *testing.T, texts ...string) frontend.Evaluated {
	t.Helper()
	fsys := fstest.MapFS{"lib.libsonnet": {Data: []byte("{ a: 1 }"), Mode: 0o644}}
	for i, text := range texts {
		fsys[fmt.Sprintf("%d.jsonnet", i)] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	u, ds := frontendtest.Parse(source.New(fsys), Language{})
	if ds.HasErrors() {
		t.Fatal(ds)
	}
	return u.(frontend.Evaluated)
}

func TestAFileIsPlainWhenEachPartOfItIsEvaluatedOnce(t *testing.T) {
	tests := map[string]bool{
		"{ topology: { name: 'shop' }, job: { f: { memory: '1' + 'Mi', count: -1, list: [1, [true, null], {}] } } }": true,
		"{ a: if 1 < 2 then std.extVar('x') else |||\n  text\n||| }":                                                 true,
		"{ local x = 1, a: x }":                                false,
		"local x = [1, 1]; { a: [x, x] }":                      false,
		"{ a: self.b, b: 1 }":                                  false,
		"{ a: $.b, b: 1 }":                                     false,
		"{ a: [x for x in [1, 2]] }":                           false,
		"{ [k]: 1 for k in ['a'] }":                            false,
		"{ a: '%1000000000d' % 1 }":                            false,
		"{ a: std.repeat('x', 1000000000) }":                   false,
		"{ a: std.extVar('x' + 'y') }":                         false,
		"{ local std = { extVar(x): x }, a: std.extVar('x') }": false,
		"{ f(x):: x, a: 1 }":                                   false,
		"{ assert true, a: 1 }":                                false,
		"import 'lib.libsonnet'":                               false,
		"{ a: importstr 'lib.libsonnet' }":                     false,
		"{ a: 1 } + { a+: 2 }":                                 true,
	}
	for text, want := range tests {
		if got := parsed(t, text).Plain(); got != want {
			t.Errorf("%s: plain is %v", text, got)
		}
	}
}

// What has taken too much once is not asked again, and nor are the files after it: together they have the time of one.
func TestOfSeveralBombsOneIsTold(t *testing.T) {
	bomb := "local f(n) = f(n + 1) tailstrict; { a: f(0) }"
	u := parsed(t, bomb, bomb, bomb, bomb).(*unit)
	u.loader.limits = func(int) bounded.Limits { return bounded.Limits{Time: 200 * time.Millisecond, Heap: 1 << 30} }
	for range 3 {
		docs, ds := u.Documents(context.Background(), nil)
		if len(docs) != 0 || len(ds) != 1 || ds[0].Code != diag.EvaluationBound.ID || !strings.HasPrefix(ds[0].Place(), "0.jsonnet:") {
			t.Errorf("got %d documents, %v", len(docs), ds)
		}
	}
}
