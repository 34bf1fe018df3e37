package answers

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// page says what the compiled programs do, and by which rows of which tables that is shown.
const page = "../testdata/docs/behaviour.md"

var (
	tableName = regexp.MustCompile("`((?:workspaces|apim|functions)/[a-z]+)`")
	shownBy   = regexp.MustCompile("`((?:workspaces|apim|functions)/[a-z]+)`: ((?:\\*[^*]+\\*(?:, )?)+)")
	rowName   = regexp.MustCompile(`\*([^*]+)\*`)
	rowLine   = regexp.MustCompile(`(?m)^- that: (.+)$`)
)

// rows are what the rows of a table show, by its name on the page.
func rows(t *testing.T, name string) map[string]bool {
	t.Helper()
	folder, table, _ := strings.Cut(name, "/")
	data, err := os.ReadFile(filepath.Join("..", folder, "testdata", table+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for i, found := range rowLine.FindAllStringSubmatch(string(data), -1) {
		out[found[1]] = true
		out[strconv.Itoa(i)] = true // rows of one name are two
	}
	return out
}

func count(shown map[string]bool) int {
	n := 0
	for shown[strconv.Itoa(n)] {
		n++
	}
	return n
}

// TestThePageNamesRowsThatThereAre: each row that it names is in that table, and it has every table with the number of its rows.
func TestThePageNamesRowsThatThereAre(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, found := range shownBy.FindAllStringSubmatch(string(text), -1) {
		shown := rows(t, found[1])
		for _, row := range rowName.FindAllStringSubmatch(found[2], -1) {
			named++
			if !shown[row[1]] {
				t.Errorf("%s has no row that shows: %s", found[1], row[1])
			}
		}
	}
	if named < 50 {
		t.Errorf("the page names only %d rows", named)
	}
	for _, folder := range []string{"workspaces", "apim", "functions"} {
		files, err := filepath.Glob(filepath.Join("..", folder, "testdata", "*.yaml"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s has no tables: %v", folder, err)
		}
		for _, file := range files {
			name := folder + "/" + strings.TrimSuffix(filepath.Base(file), ".yaml")
			line := "| `" + name + "` | " + strconv.Itoa(count(rows(t, name))) + " |"
			if !strings.Contains(string(text), line) {
				t.Errorf("the page has no line %s …", line)
			}
		}
	}
	for _, found := range tableName.FindAllStringSubmatch(string(text), -1) {
		rows(t, found[1])
	}
}
