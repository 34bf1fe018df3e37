package runtimes_test

import (
	"io/fs"
	"path/filepath"
	"testing"
	"testing/fstest"
)

// asFile is a folder with one file.
func asFile(path string, content []byte) fs.FS {
	return fstest.MapFS{path: {Data: content, Mode: 0o644}}
}

// nodeTests are the test files below folders of the standard library; none is an error.
func nodeTests(t *testing.T, folders ...string) []string {
	t.Helper()
	var out []string
	for _, folder := range folders {
		found, err := filepath.Glob(filepath.Join(dir(t, folder), "*.test.js"))
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
