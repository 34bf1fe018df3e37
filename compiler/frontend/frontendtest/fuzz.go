package frontendtest

import (
	"context"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Fuzz feeds a front end one file at a time, seeded with the cases' files. Whatever is in it, nothing panics, places lie
// inside the file, and a diagnostic has a sentence and a fix.
func Fuzz(f *testing.F, language frontend.Language, pattern, name string) {
	f.Helper()
	for _, text := range Seeds(f, language, pattern) {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		folder := source.New(fstest.MapFS{name: &fstest.MapFile{Data: text, Mode: 0o644}})
		unit, ds := Parse(folder, language)
		docs, more := unit.Documents(context.Background(), nil)
		_, _ = unit.Environments(context.Background(), nil)
		for _, d := range append(ds, more...) {
			CheckDiagnostic(t, d)
		}
		for _, doc := range docs {
			checkPlaces(t, doc)
		}
	})
}

// Seeds returns the language's files in the cases.
func Seeds(tb testing.TB, language frontend.Language, pattern string) [][]byte {
	tb.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(paths) == 0 {
		tb.Fatalf("no cases match testdata/%s: %v", pattern, err)
	}
	var seeds [][]byte
	for _, path := range paths {
		archive, err := txtar.ParseFile(path)
		if err != nil {
			tb.Fatal(err)
		}
		for _, file := range archive.Files {
			if language.Match(file.Name) {
				seeds = append(seeds, file.Data)
			}
		}
	}
	return seeds
}

// badFormat is what package fmt writes for arguments that do not fit their format.
var badFormat = regexp.MustCompile(`%!\w?\(`)

// CheckDiagnostic fails the test where a diagnostic is no sentence with a fix, or has a place outside of its file.
func CheckDiagnostic(t *testing.T, d diag.Diagnostic) {
	if d.Summary == "" || d.Fix == "" || strings.Contains(d.Summary, "\n") || badFormat.MatchString(d.Summary) {
		t.Errorf("diagnostic without a sentence and a fix: %+v", d)
	}
	checkRange(t, d.Subject)
	for _, r := range d.Related {
		checkRange(t, r.Range)
	}
}

func checkPlaces(t *testing.T, n *tree.Node) {
	if n.Range().IsZero() {
		t.Errorf("a node without a place: %s", tree.AppendJSON(nil, n, ""))
	}
	checkRange(t, n.Range())
	if n.Origin != nil {
		checkRange(t, n.Origin.Name)
	}
	for _, item := range n.Items {
		checkPlaces(t, item)
	}
	seen := map[string]bool{}
	for _, field := range n.Fields {
		if seen[field.Key] {
			t.Errorf("the key %q is there twice", field.Key)
		}
		seen[field.Key] = true
		checkPlaces(t, field.Value)
	}
}

func checkRange(t *testing.T, r diag.Range) {
	if r.File != nil && (r.Start < 0 || r.End < r.Start || int(r.End) > len(r.File.Data)) {
		t.Errorf("place %d to %d of %d bytes", r.Start, r.End, len(r.File.Data))
	}
}
