package manifests

import (
	"os"
	"strings"
	"testing"

	"espc.dev/e2e/golden"
)

// A mutation breaks the hand-written objects in one place; want is part of the complaint that is due.
type mutation struct {
	name     string
	old, new string // old stands in the fixture once
	want     string
}

func readFixture(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// apply returns the fixture with the mutation in it.
func (m mutation) apply(t *testing.T, fixture string) string {
	t.Helper()
	if n := strings.Count(fixture, m.old); n != 1 {
		t.Fatalf("%q stands in the fixture %d times, want once", m.old, n)
	}
	return strings.Replace(fixture, m.old, m.new, 1)
}

func parse(t *testing.T, text string) []golden.Document {
	t.Helper()
	documents, err := golden.Parse("shop.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return documents
}

func goldenFolders(t *testing.T) []golden.Folder {
	t.Helper()
	folders, err := golden.Folders(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	return folders
}
