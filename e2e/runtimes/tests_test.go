package runtimes_test

import (
	"path/filepath"
	"testing"

	"espc.dev/e2e/runtimes"
)

// filters tells tests where the table of filters is that functions of all languages share.
func filters(t *testing.T) string {
	t.Helper()
	return "FILTERS=" + filepath.Join(runtimes.Dir(t, "runtimestest/events"), "filters.json")
}

// nodeTests are the test files below folders of the standard library; none is an error.
func nodeTests(t *testing.T, folders ...string) []string {
	t.Helper()
	var out []string
	for _, folder := range folders {
		found, err := filepath.Glob(filepath.Join(runtimes.Dir(t, folder), "*.test.js"))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, found...)
	}
	if len(out) == 0 {
		t.Fatalf("there are no tests in %q", folders)
	}
	return out
}
