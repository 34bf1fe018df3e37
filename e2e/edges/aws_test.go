package edges

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"espc.dev/e2e/cloudformation"
	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
	"espc.dev/e2e/iam"
	"espc.dev/schema"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

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

// everything is a topology with an edge of every class that AWS takes, all of it on AWS.
func everything(t *testing.T) (topology *schema.Topology, template []byte) {
	t.Helper()
	topology, err := Compile(t.Context(), everythingDir, "cloud")
	if err != nil {
		t.Fatal(err)
	}
	template, err = os.ReadFile(filepath.Join(espc.Compile(t, everythingDir), "cloud", "aws", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return topology, template
}

const everythingDir = "testdata/everything"

func TestEveryClassOfEdgeGetsExactlyWhatItNeeds(t *testing.T) {
	table, out := readTable(t), espc.Compile(t, everythingDir)
	folders, err := golden.Templates(out)
	if err != nil {
		t.Fatal(err)
	}
	clusters, err := golden.Folders(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		topology, err := Compile(t.Context(), everythingDir, folder.Environment)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkAWS(table, topology, loadStack(t, os.DirFS(folder.Path))); err != nil {
			t.Errorf("%s: %v", folder.Environment, err)
		}
	}
	for _, folder := range clusters {
		topology, err := Compile(t.Context(), everythingDir, folder.Environment)
		if err != nil {
			t.Fatal(err)
		}
		if err := checkKubernetes(table, topology, folder); err != nil {
			t.Errorf("%s: %v", folder.Environment, err)
		}
	}
	if len(folders) != 2 || len(clusters) != 1 {
		t.Errorf("there are %d environments on AWS and %d in a cluster", len(folders), len(clusters))
	}
}

// What is split over nested stacks allows what it would in one: functions of different stacks call each other, use one table
// and are behind one API.
func TestNestedStacksAllowExactlyWhatTheEdgesNeed(t *testing.T) {
	dir := t.TempDir()
	const functions = 220
	var b strings.Builder
	b.WriteString(`topology "big" {}
event_bus "main" {}
event "done" { bus = event_bus.main }
table "orders" { key = "id:string" }
gateway "edge" {}
environment "cloud" {
  backend "aws" { artifact_bucket = "acme-artifacts" }
}
`)
	for i := range functions {
		fmt.Fprintf(&b, `
function "f%d" {
  runtime   = "nodejs24"
  source    = "./code"
  calls     = [function.f%d]
  publishes = [event.done]
  uses      = [{ of = table.orders, access = "read" }]
}
`, i, (i+1)%functions)
		if i%10 == 0 {
			fmt.Fprintf(&b, "api_endpoint \"e%d\" {\n gateway = gateway.edge\n paths = [\"/e%d\"]\n methods = [\"GET\"]\n to = function.f%d\n}\n", i, i, i)
		}
	}
	for name, text := range map[string]string{"big.hcl": b.String(), "code/index.js": "exports.handler = () => {}\n"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	topology, err := Compile(t.Context(), dir, "cloud")
	if err != nil {
		t.Fatal(err)
	}
	stack := loadStack(t, os.DirFS(filepath.Join(espc.Compile(t, dir), "cloud", "aws")))
	nested := 0
	for _, r := range stack.Resources {
		if r.Nested != nil {
			nested++
		}
	}
	if nested < 2 {
		t.Fatalf("there are %d nested stacks", nested)
	}
	if err := checkAWS(readTable(t), topology, stack); err != nil {
		t.Error(err)
	}
}
