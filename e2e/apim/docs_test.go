package apim

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espc.dev/e2e/golden"
)

// documentation is within this module by a link, so that a change of it runs the test again.
const documentation = "../testdata/docs/gateways.md"

// classes are the columns of the classes that tables are asked of.
var classes = []string{"Kubernetes, express", "AWS, HTTP API", "AWS, REST API"}

// documentedAnswers reads the table "What a client is answered": by row and column.
func documentedAnswers(text string) (map[string]map[string]string, error) {
	_, section, found := strings.Cut(text, "## What a client is answered\n")
	if !found {
		return nil, fmt.Errorf("%s has no such section", documentation)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	var columns []string
	out := map[string]map[string]string{}
	for line := range strings.Lines(section) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") {
			if len(out) > 0 {
				break // the end of the table
			}
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if columns == nil {
			columns = cells
			continue
		}
		if len(cells) != len(columns) {
			return nil, fmt.Errorf("a row has %d cells of %d: %s", len(cells), len(columns), line)
		}
		out[cells[0]] = map[string]string{}
		for i, c := range columns[1:] {
			out[cells[0]][c] = cells[i+1]
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s has no answers", documentation)
	}
	return out, nil
}

// TestTheDocumentedAnswersAreThoseOfTheTables: what a table says of a row of the documentation is in its cell, and each cell that
// promises an answer has a row that shows it.
func TestTheDocumentedAnswersAreThoseOfTheTables(t *testing.T) {
	text, err := os.ReadFile(documentation)
	if err != nil {
		t.Fatal(err)
	}
	documented, err := documentedAnswers(string(text))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]map[string]bool{}
	for row := range documented {
		shown[row] = map[string]bool{}
	}
	for _, file := range tables(t) {
		table, err := LoadTable(file)
		if err != nil {
			t.Fatal(err)
		}
		out := table.compiled(t)
		for environment, class := range table.Environments {
			column := func(string) (string, error) { return "Kubernetes, express", nil }
			if class == "aws" {
				w, err := readAWS(filepath.Join(out, environment, golden.BackendAWS), filepath.Base(table.Topology), environment)
				if err != nil {
					t.Fatal(err)
				}
				column = w.class
			}
			for _, row := range table.Requests {
				if row.Docs == "" {
					continue
				}
				_, rest, _ := strings.Cut(row.Send, " ")
				host, _, _ := strings.Cut(rest, "/")
				if other := table.Hosts[environment][host]; other != "" {
					host = other
				}
				name, err := column(host)
				if err != nil {
					t.Fatal(err)
				}
				cell, known := documented[row.Docs][name]
				if !known {
					t.Fatalf("%s: %s: the documentation has no row %q, or no column %q", file, row.That, row.Docs, name)
				}
				status, _, _ := row.in(environment).answer()
				if row.Then != 0 {
					status = row.Then
				}
				if !strings.Contains(cell, fmt.Sprint(status)) {
					t.Errorf("%s: %s: %s answers %d, and the documentation says %q", file, row.That, name, status, cell)
				}
				shown[row.Docs][name] = true
			}
		}
	}
	for _, row := range sortedKeys(documented) {
		for _, column := range classes {
			if cell := documented[row][column]; cell != "–" && !shown[row][column] {
				t.Errorf("no table shows what %s answers to %q: %s", column, row, cell)
			}
		}
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// class is the column of the documentation that the API of a host is in.
func (w *AWS) class(host string) (string, error) {
	a, err := w.find(host)
	if err != nil {
		return "", err
	}
	if a.rest {
		return "AWS, REST API", nil
	}
	return "AWS, HTTP API", nil
}
