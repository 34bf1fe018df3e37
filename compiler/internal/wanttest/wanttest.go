// Package wanttest runs checks over HCL files that say in comments what is wrong with them:
//
//	calls = [function.b] # want E0401 there is no function.b; write function.a
//
// A want is a code and a part of the diagnostic's summary; a part of its fix may follow after ";". Everything that a file
// wants has to be reported on that line, and nothing else anywhere: what stands without a comment is the passing case.
// A line "# ignore W0406" leaves a code out of a file.
package wanttest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/hcl"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Run runs every testdata/*.hcl of the calling package.
func Run(t *testing.T, check func(doc *tree.Node) diag.List) {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.hcl")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no testdata/*.hcl: %v", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".hcl"), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			Compare(t, string(data), check(Document(t, string(data))))
		})
	}
}

// Document returns the document that HCL text declares. What HCL itself refuses ends the test.
func Document(t *testing.T, text string) *tree.Node {
	t.Helper()
	unit, ds := hcl.Language{}.Parse(nil, []*diag.File{diag.NewFile("t.hcl", []byte(text))})
	docs, more := unit.Documents(context.Background(), nil)
	doc, dups := frontend.Merge(docs)
	for _, d := range slices.Concat(ds, more, dups) {
		t.Errorf("%s: %s %s", d.Place(), d.Code, d.Summary)
	}
	if t.Failed() {
		t.FailNow()
	}
	return doc
}

// Compare compares diagnostics with what the text wants.
func Compare(t *testing.T, text string, ds diag.List) {
	t.Helper()
	wants := map[int][]string{}
	ignored := map[string]bool{}
	for i, line := range strings.Split(text, "\n") {
		if code, found := strings.CutPrefix(line, "# ignore "); found {
			ignored[code] = true
			continue
		}
		parts := strings.Split(line, "# want ")
		for _, want := range parts[1:] {
			wants[i+1] = append(wants[i+1], strings.TrimSpace(want))
		}
	}
	for _, d := range ds.Sorted() {
		if ignored[d.Code] {
			continue
		}
		line := d.Subject.Pos().Line
		i := slices.IndexFunc(wants[line], func(want string) bool { return meets(d, want) })
		if i < 0 {
			t.Errorf("unwanted: %s %s %s; %s", d.Place(), d.Code, d.Summary, d.Fix)
			continue
		}
		wants[line] = slices.Delete(wants[line], i, i+1)
		if d.Fix == "" {
			t.Errorf("%s: %s has no fix", d.Place(), d.Code)
		}
	}
	for line, left := range wants {
		for _, want := range left {
			t.Errorf("line %d: nothing reports %s", line, want)
		}
	}
}

func meets(d diag.Diagnostic, want string) bool {
	summary, fix, _ := strings.Cut(want, "; ")
	return strings.HasPrefix(fmt.Sprint(d.Code, " ", d.Summary), summary[:5]) && strings.Contains(d.Summary, strings.TrimSpace(summary[5:])) &&
		strings.Contains(d.Fix, fix)
}
