package resolve_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/hcl"
	"espc.dev/schema/diag"
)

// compile returns what is said about HCL text from the front end to resolve.
func compile(text string) diag.List {
	if !strings.Contains(text, "topology ") {
		text = "topology \"shop\" {}\n" + text
	}
	unit, ds := hcl.Language{}.Parse(nil, []*diag.File{diag.NewFile("example.hcl", []byte(text))})
	docs, more := unit.Documents(context.Background(), nil)
	doc, dups := frontend.Merge(docs)
	ds = slices.Concat(ds, more, dups)
	if ds.HasErrors() {
		return ds
	}
	return append(ds, check(doc)...)
}

func TestEveryExampleOfACodeShowsItAndIsRightOnceFixed(t *testing.T) {
	for _, code := range diag.Codes() {
		number := code.ID[1:]
		switch {
		case number < "0201", number > "0429" && number < "0501", number > "0599" && number < "0620", number > "0639":
			continue // codes of other stages
		case code == diag.NoTopology:
			continue // compile adds the block that it is about
		}
		t.Run(code.ID, func(t *testing.T) {
			has := func(ds diag.List) bool {
				return slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == code.ID })
			}
			if ds := compile(code.Example); !has(ds) {
				t.Errorf("the example does not show it but %v", ds)
			}
			ds := compile(code.Fixed)
			if has(ds) || ds.HasErrors() {
				t.Errorf("the fixed example is not right: %v", ds)
			}
		})
	}
}

func TestCodesAreDistinctAndExplained(t *testing.T) {
	seen := map[string]bool{}
	for _, code := range diag.Codes() {
		if seen[code.ID[1:]] {
			t.Errorf("%s is used twice", code.ID)
		}
		seen[code.ID[1:]] = true
		if code.Title == "" || code.Explain == "" || code.Example == "" || code.Fixed == "" {
			t.Errorf("%s lacks a title, an explanation or an example", code.ID)
		}
	}
}
