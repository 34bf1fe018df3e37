package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const (
	inputRows  = 69 // of docs/inputs.md
	coveredTo  = 69 // the rows up to this one have all their cases
	inputCases = "testdata/inputs"
)

// TestEveryBadInputHasItsCases holds docs/inputs.md and testdata/inputs together: each row names its cases, all of them, and has one
// in each language in which it says that the mistake can be made. With -update the names are rewritten.
func TestEveryBadInputHasItsCases(t *testing.T) {
	const document = "../../docs/inputs.md"
	cases := casesByRow(t)
	row := regexp.MustCompile(`(?m)^(\| (\d+) \| .* \| (.*) \|) (.*) ?\|$`)
	next := 1
	text := row.ReplaceAllStringFunc(read(t, document), func(line string) string {
		m := row.FindStringSubmatch(line)
		n, err := strconv.Atoi(m[2])
		if err != nil || n != next {
			t.Errorf("docs/inputs.md has row %s where row %d is due", m[2], next)
		}
		next++
		var links []string
		covered := map[string]bool{"-": true}
		for _, c := range cases[n] {
			name := strings.TrimSuffix(c, ".txtar")
			links = append(links, fmt.Sprintf("[%s](../cmd/espc/%s/%s)", name[3:], inputCases, c))
			for _, language := range languagesOf(t, c) {
				covered[language] = true
			}
		}
		delete(cases, n)
		if len(links) == 0 && n <= coveredTo {
			t.Errorf("row %d has no case", n)
		}
		for language := range strings.SplitSeq(m[3], ", ") {
			if !covered[language] && n <= coveredTo {
				t.Errorf("row %d has no case in %s", n, language)
			}
		}
		want := m[1] + " " + strings.Join(links, ", ") + " |"
		if line != want && !*update {
			t.Errorf("docs/inputs.md has\n%s\nfor\n%s", line, want)
		}
		return want
	})
	if next != inputRows+1 {
		t.Errorf("docs/inputs.md ends before row %d", next)
	}
	for n, left := range cases {
		t.Errorf("there is no row %d for %s", n, left)
	}
	if *update {
		if err := os.WriteFile(document, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// casesByRow lists the corpus: file names by the number that they start with.
func casesByRow(t *testing.T) map[int][]string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(inputCases, "*"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[int][]string{}
	named := regexp.MustCompile(`^(\d\d)-[a-z0-9-]+\.txtar$`)
	for _, path := range paths {
		name := filepath.Base(path)
		m := named.FindStringSubmatch(name)
		if m == nil {
			t.Errorf("%s is no name of a case: NN-name.txtar", path)
			continue
		}
		n, err := strconv.Atoi(m[1])
		if err != nil {
			t.Fatal(err)
		}
		out[n] = append(out[n], name)
	}
	return out
}

// languageFile finds the languages of topology files named in a case, those of its directives included.
var languageFile = []struct {
	language string
	name     *regexp.Regexp
}{
	{"HCL", regexp.MustCompile(`\.hcl$`)},
	{"CUE", regexp.MustCompile(`\.cue$`)},
	{"Jsonnet", regexp.MustCompile(`\.jsonnet$`)},
	{"JSON", regexp.MustCompile(`\.topology\.json$`)},
	{"YAML", regexp.MustCompile(`\.topology\.yaml$`)},
}

func languagesOf(t *testing.T, name string) []string {
	t.Helper()
	archive, err := txtar.ParseFile(filepath.Join(inputCases, name))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range archive.Files {
		names = append(names, f.Name)
		if f.Name == "setup" {
			names = append(names, strings.Fields(string(f.Data))...)
		}
	}
	var out []string
	for _, l := range languageFile {
		for _, name := range names {
			if l.name.MatchString(name) {
				out = append(out, l.language)
				break
			}
		}
	}
	return out
}
