package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"espc.dev/schema/diag"
)

// TestEveryCodeHasACase holds the table of codes together with what espc does: the example of a code gives it and the right one does
// not; and where an example can't be run, because it takes a cluster, an account or somebody's hand, a test expects the code.
func TestEveryCodeHasACase(t *testing.T) {
	tests := testsByCode(t)
	var mu sync.Mutex
	shown, expected := 0, 0
	t.Cleanup(func() { t.Logf("%d codes are shown by their examples, %d by tests alone", shown, expected) })
	for _, c := range diag.Codes() {
		t.Run(c.ID, func(t *testing.T) {
			t.Parallel()
			if !diag.InWords(c.Example) {
				if wrong := runExample(t, c, c.Example); wrong.has(c.ID) {
					right := runExample(t, c, c.Fixed)
					if right.has(c.ID) || strings.Contains(right.says, "error[") {
						t.Errorf("the right example is not right:\n%s\nespc says\n%s", c.Fixed, right.says)
					}
					mu.Lock()
					shown++
					mu.Unlock()
					return
				} else if len(tests[c.ID]) == 0 {
					t.Errorf("the example does not give it, and no test expects it:\n%s\nespc says\n%s", c.Example, wrong.says)
				}
			} else if len(tests[c.ID]) == 0 {
				t.Errorf("no test expects it")
			}
			mu.Lock()
			expected++
			mu.Unlock()
		})
	}
}

// testsByCode returns the files of tests that expect each code, by its ID or its name in package diag. Those that go through all
// codes, or take one at random, expect none.
func testsByCode(t *testing.T) map[string][]string {
	t.Helper()
	ids := idsByName(t)
	word := regexp.MustCompile(`\b[EWN][0-9]{4}\b|\bdiag\.[A-Z]\w+\b`)
	found := map[string][]string{}
	err := filepath.WalkDir("../..", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", "bin", "docs", "golden", "node_modules", "diag", "view"}, d.Name()):
			return fs.SkipDir
		case !d.Type().IsRegular(), !strings.HasSuffix(p, "_test.go") && !strings.Contains(filepath.ToSlash(p), "/testdata/"):
			return nil
		}
		data, err := os.ReadFile(p)
		for _, w := range word.FindAllString(string(data), -1) {
			id := w
			if name, ok := strings.CutPrefix(w, "diag."); ok {
				id = ids[name]
			}
			if !slices.Contains(found[id], p) {
				found[id] = append(found[id], p)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// idsByName reads the table's source: what a code is called in Go.
func idsByName(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../schema/diag/codes_*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no codes", err)
	}
	declared := regexp.MustCompile(`(\w+)\s+= &Code\{\s*ID:\s+"(\w+)"`)
	ids := map[string]string{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declared.FindAllStringSubmatch(string(data), -1) {
			ids[m[1]] = m[2]
		}
	}
	return ids
}
