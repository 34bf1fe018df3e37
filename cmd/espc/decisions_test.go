package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheListOfDecisionsHasEachUnderItsTitle(t *testing.T) {
	const folder = "../../docs/decisions"
	files, err := filepath.Glob(filepath.Join(folder, "0*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no decisions: %v", err)
	}
	list := read(t, filepath.Join(folder, "README.md"))
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		title, _, _ := strings.Cut(strings.TrimPrefix(string(data), "# "), "\n")
		name := filepath.Base(file)
		if line := "- [" + name[:4] + "](" + name + "): " + title + "\n"; !strings.Contains(list, line) {
			t.Errorf("docs/decisions/README.md has no line\n%s", line)
		}
		if i > 0 && name[:4] == filepath.Base(files[i-1])[:4] {
			t.Errorf("two decisions are %s", name[:4])
		}
	}
}
