package edges

import (
	"os"
	"path/filepath"
	"testing"

	"espc.dev/e2e/cloudformation"
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

func loadStack(t *testing.T, dir string) *cloudformation.Stack {
	t.Helper()
	stack, err := cloudformation.Load(os.DirFS(dir), "stack", here, nil)
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
			stack := loadStack(t, folder.Path)
			account, err := iam.NewAccount(stack)
			if err != nil {
				t.Fatal(err)
			}
			needs, err := table.AWS(compiled(t, folder), stack)
			if err != nil {
				t.Fatal(err)
			}
			if err := CheckAWS(account, stack, needs); err != nil {
				t.Error(err)
			}
			t.Logf("%d needs, %d grants", len(needs), len(account.Grants()))
		})
	}
}
