package functions

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

// TestFunctionsAnswerAsTheTablesSay sends each table's requests and events to the functions of its topology.
func TestFunctionsAnswerAsTheTablesSay(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no tables: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".yaml"), func(t *testing.T) {
			t.Parallel()
			table, err := LoadTable(file)
			if err != nil {
				t.Fatal(err)
			}
			out := compiled(t, table)
			folder, err := golden.Load(out, filepath.Join(out, table.Environment, golden.Backend))
			if err != nil {
				t.Fatal(err)
			}
			town := Start(t, folder, table)
			for _, row := range table.Requests {
				t.Run(row.That, func(t *testing.T) {
					wrong, err := town.Ask(row)
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

// compiled returns the folder with what a table's topology compiles to.
func compiled(t *testing.T, table *Table) string {
	t.Helper()
	if example, ok := strings.CutPrefix(table.Topology, "examples/"); ok {
		return filepath.Join(golden.Root, example)
	}
	return espc.Compile(t, table.Topology)
}
