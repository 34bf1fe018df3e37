package flows_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/provision"
)

// The catalog that Camel's own tools are built on, and the releases of Camel that flows are held against.
const (
	catalog        = "@kaoto/camel-catalog"
	catalogVersion = "0.10.4"
)

// quarkus are releases of Camel Quarkus, which Camel K builds integrations with: of Camel 4.10 and 4.14.
var quarkus = []string{"3.20.4", "3.27.4"}

// misread returns what Camel's schema says of flows.
func misread(t *testing.T, release string, flows map[string]any) []string {
	t.Helper()
	cache, err := provision.UserCache()
	if err != nil {
		t.Fatal(err)
	}
	const schemas, components = "dist/camel-catalog/camel-quarkus/*/camelYamlDsl-*.json", "dist/camel-catalog/camel-quarkus/*/camel-catalog-aggregate-components-*.json"
	files, err := cache.Files(catalog, catalogVersion, schemas, components)
	if err != nil {
		t.Fatal(err)
	}
	input := map[string]any{"flows": flows}
	for name, pattern := range map[string]string{"schema": schemas, "catalog": components} {
		found, err := filepath.Glob(filepath.Join(files, strings.Replace(pattern, "*", release, 1)))
		if err != nil || len(found) != 1 {
			t.Fatalf("%s of %s: %v %v", name, release, found, err)
		}
		input[name] = found[0]
	}
	modules, err := cache.NodeModules("flows", os.DirFS("npm"))
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "node", "schema.mjs")
	command.Env = append(os.Environ(), "NODE_MODULES="+filepath.Join(modules, "node_modules"))
	command.Stdin = strings.NewReader(text(t, input))
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("schema.mjs: %v\n%s", err, out)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func TestFlowsAreWhatCamelsSchemaTakes(t *testing.T) {
	flows := map[string]any{}
	for name, o := range compiled(t, "plain") {
		if list, ok, _ := unstructured.NestedSlice(o.Object, "spec", "flows"); ok {
			flows[name] = list
		}
	}
	if len(flows) != 4 {
		t.Fatalf("%d integrations", len(flows))
	}
	for _, release := range quarkus {
		if got := misread(t, release, flows); got[0] != "" {
			t.Errorf("%s: %s", release, strings.Join(got, "\n"))
		}
	}
}

func TestAFlowThatCamelWouldNotTakeIsFound(t *testing.T) {
	step := func(name string, value any) any {
		return []any{map[string]any{"route": map[string]any{"from": map[string]any{"uri": "direct:a", "steps": []any{map[string]any{name: value}}}}}}
	}
	got := misread(t, quarkus[0], map[string]any{
		"a word": step("setBodi", map[string]any{"simple": "x"}),
		"a type": step("filter", map[string]any{"simple": map[string]any{"expression": []any{}}}),
		"option": step("to", map[string]any{"uri": "jsonata:file:x", "parameters": map[string]any{"contentCash": true}}),
	})
	for _, name := range []string{"a word", "a type", "option"} {
		if !strings.Contains(strings.Join(got, "\n"), name) {
			t.Errorf("%s is not found: %v", name, got)
		}
	}
}
