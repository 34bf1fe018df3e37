package workspaces

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

// TestModelsAnswerAsTheTablesSay asks each table's requests of the models of its topology.
func TestModelsAnswerAsTheTablesSay(t *testing.T) {
	for _, file := range tables(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			table, err := LoadTable(file)
			if err != nil {
				t.Fatal(err)
			}
			k := &Asker{Workspaces: Start(t, load(t, table, compiled(t, table)), table)}
			for _, row := range table.Requests {
				t.Run(row.That, func(t *testing.T) {
					wrong, err := k.Ask(row)
					if err != nil {
						t.Fatal(err)
					}
					for _, w := range wrong {
						t.Errorf("%s: %s", row.Send, w)
					}
				})
			}
		})
	}
}

// tables are the files of all tables.
func tables(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no tables: %v", err)
	}
	return files
}

// compiled returns the folder with what a table's topology compiles to.
func compiled(t *testing.T, table *Table) string {
	t.Helper()
	if example, ok := strings.CutPrefix(table.Topology, "examples/"); ok {
		return filepath.Join(golden.Root, example)
	}
	return espc.Compile(t, table.Topology)
}

func load(t *testing.T, table *Table, out string) golden.Folder {
	t.Helper()
	folder, err := golden.Load(out, filepath.Join(out, table.Environment, golden.Backend))
	if err != nil {
		t.Fatal(err)
	}
	return folder
}
