package edges

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
	"espc.dev/e2e/iam"
	"espc.dev/schema"
)

const examples = "../testdata/examples"

func readTable(t *testing.T) *Table {
	t.Helper()
	data, err := os.ReadFile("../testdata/edge-classes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	table, err := ParseTable(data)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// sourceOf returns the folder of the topology that an example's output comes from.
func sourceOf(example string) string {
	if example == "polyglot" { // four forms of one topology
		example = "polyglot/hcl"
	}
	return filepath.Join(examples, filepath.FromSlash(example))
}

func compiled(t *testing.T, folder golden.Folder) *schema.Topology {
	t.Helper()
	topology, err := Compile(t.Context(), sourceOf(folder.Example), folder.Environment)
	if err != nil {
		t.Fatal(err)
	}
	return topology
}

func parseStack(t *testing.T, template []byte) *cloudformation.Stack {
	t.Helper()
	return loadStack(t, fstest.MapFS{cloudformation.EntryFile: {Data: template}})
}

func loadStack(t *testing.T, folder fs.FS) *cloudformation.Stack {
	t.Helper()
	stack, err := cloudformation.Load(folder, "stack", here, nil)
	if err != nil {
		t.Fatal(err)
	}
	return stack
}

func TestTemplatesAllowExactlyWhatTheEdgesNeed(t *testing.T) {
	table := readTable(t)
	folders, err := golden.Templates(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			if err := checkAWS(table, compiled(t, folder), loadStack(t, os.DirFS(folder.Path))); err != nil {
				t.Error(err)
			}
		})
	}
}

// checkAWS holds a stack against the edges of a topology.
func checkAWS(table *Table, topology *schema.Topology, stack *cloudformation.Stack) error {
	account, err := iam.NewAccount(stack)
	if err != nil {
		return err
	}
	needs, err := table.AWS(topology, stack)
	if err != nil {
		return err
	}
	return CheckAWS(account, stack, needs)
}

// everything is a topology with an edge of every class that AWS takes.
func everything(t *testing.T) (topology *schema.Topology, template []byte) {
	t.Helper()
	topology, err := Compile(t.Context(), "testdata/everything", "cloud")
	if err != nil {
		t.Fatal(err)
	}
	template, err = os.ReadFile(filepath.Join(espc.Compile(t, "testdata/everything"), "cloud", "aws", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return topology, template
}

func TestEveryClassOfEdgeGetsExactlyWhatItNeedsOnAWS(t *testing.T) {
	topology, template := everything(t)
	table := readTable(t)
	if err := checkAWS(table, topology, parseStack(t, template)); err != nil {
		t.Error(err)
	}
	needs, err := table.AWS(topology, parseStack(t, template))
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d needs", len(needs))
}
