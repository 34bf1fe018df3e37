package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"espc.dev/schema/diag"
)

const docs = "../../../../docs"

func TestPagesAreUpToDate(t *testing.T) {
	all := pages()
	for name, want := range all {
		got, err := os.ReadFile(filepath.Join(docs, name))
		if err != nil || string(got) != want {
			t.Errorf("docs/%s is out of date: run go generate ./schema", name)
		}
	}
	written, err := filepath.Glob(filepath.Join(docs, "reference", "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range written {
		if _, ok := all["reference/"+filepath.Base(name)]; !ok {
			t.Errorf("docs/reference/%s is no page of a kind: run go generate ./schema", filepath.Base(name))
		}
	}
}

func TestEveryCodeHasItsPageAndAPlaceInTheIndex(t *testing.T) {
	page := diagnosticsPage()
	for _, c := range diag.Codes() {
		if n := strings.Count(page, "["+c.ID+"](diagnostics/"+c.ID+".md) |"); n != 1 {
			t.Errorf("%s is in the index %d times", c.ID, n)
		}
		if text, err := os.ReadFile(filepath.Join("../../../..", c.Page())); err != nil || !strings.Contains(string(text), "\n# "+c.ID+": ") {
			t.Errorf("%s has no page: run make golden", c.ID)
		}
	}
}

func TestEveryKindIsInTheIndexOnce(t *testing.T) {
	var listed []string
	for _, g := range groups {
		listed = append(listed, g.kinds...)
	}
	var all []string
	for _, k := range kinds() {
		all = append(all, k.Path)
		if k.Example == "" {
			t.Errorf("%s has no example", k.Path)
		}
	}
	slices.Sort(listed)
	slices.Sort(all)
	if !slices.Equal(listed, all) {
		t.Errorf("the index lists %v\nthe kinds are %v", listed, all)
	}
}

func TestEveryLinkLeadsSomewhere(t *testing.T) {
	all := pages()
	link := regexp.MustCompile(`\]\(([^)#]*)(?:#([^)]*))?\)`)
	for name, text := range all {
		for _, m := range link.FindAllStringSubmatch(text, -1) {
			target := name
			if m[1] != "" {
				target = filepath.Join(filepath.Dir(name), m[1])
			}
			page, ok := all[target]
			if !ok && strings.HasPrefix(m[1], "diagnostics/") {
				continue // TestEveryCodeHasItsPageAndAPlaceInTheIndex
			}
			if !ok {
				t.Errorf("%s links to %s", name, m[1])
			}
			if m[2] != "" && !strings.Contains(page, "\n### "+m[2]+"\n") {
				t.Errorf("%s links to #%s, which no heading has", name, m[2])
			}
		}
	}
}

// TestEveryRowOfATableHasItsCells finds text that Markdown would take for the end of a cell.
func TestEveryRowOfATableHasItsCells(t *testing.T) {
	for name, text := range pages() {
		columns := 0
		for line := range strings.Lines(text) {
			if !strings.HasPrefix(line, "| ") && !strings.HasPrefix(line, "|-") {
				columns = 0
				continue
			}
			n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
			if columns == 0 {
				columns = n
			}
			if n != columns {
				t.Errorf("%s: %d separators for %d in: %s", name, n, columns, line)
			}
		}
	}
}
