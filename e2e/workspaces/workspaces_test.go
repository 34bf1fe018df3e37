package workspaces

import (
	"os"
	"path/filepath"
	"slices"
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
			out := compiled(t, table)
			k := &Asker{Workspaces: Start(t, load(t, table, out), table)}
			documented := table.documents(t, out)
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
			t.Run("as the documents promise", func(t *testing.T) {
				asked, problems := Judge(t, documented, k.Exchanges)
				for _, p := range problems {
					t.Error(p)
				}
				if len(asked) < len(table.Requests)/8 {
					t.Errorf("only %d operations of the documents were asked: %q", len(asked), asked)
				}
				t.Logf("%d operations of the documents were asked", len(asked))
			})
			t.Run("the documents have the operations that LoopBack lists", func(t *testing.T) { compare(t, k.Workspaces, documented, table) })
		})
	}
}

// compare holds what LoopBack lists of the models' operations against the documents': none that they promise may be missing, and where
// the gateway lets all requests to all models through, they have all.
func compare(t *testing.T, w *Workspaces, documents []Document, table *Table) {
	var listed []string
	for _, one := range w.ByService {
		listed = append(listed, slices.DeleteFunc(w.listed(t, one).operations(), leftOut)...)
	}
	var documented []string
	for _, d := range documents {
		for _, o := range d.operations() {
			if strings.Contains(o, " /api/") && !slices.Contains(table.Elsewhere, o) {
				documented = append(documented, o)
			}
		}
	}
	if len(documented) < 10 {
		t.Errorf("only %d operations of models are documented", len(documented))
	}
	for _, o := range sorted(documented) {
		if !slices.Contains(listed, o) {
			t.Errorf("the documents have %s, and LoopBack does not", o)
		}
	}
	for _, o := range sorted(listed) {
		if table.All && !slices.Contains(documented, o) {
			t.Errorf("LoopBack has %s, and the documents do not", o)
		}
	}
	t.Logf("%d operations are documented of %d", len(documented), len(listed))
}

// leftOut are operations that LoopBack lists and the documents do not: the access tokens below a model that people log in with, which
// LoopBack's rules open to nobody.
func leftOut(operation string) bool { return strings.Contains(operation, "/{}/accessTokens") }

func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
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
