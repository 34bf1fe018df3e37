package workspaces

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"espc.dev/e2e/runtimes"
)

// A Document is an OpenAPI document, read as JSON is.
type Document map[string]any

// Documents are a table's, in the folder with what its topology compiles to.
func (t *Table) documents(tb testing.TB, out string) []Document {
	tb.Helper()
	var documents []Document
	for _, name := range t.Documents {
		data, err := os.ReadFile(filepath.Join(out, t.Environment, "documents", name))
		if err != nil {
			tb.Fatal(err)
		}
		var d Document
		if err := yaml.Unmarshal(data, &d); err != nil {
			tb.Fatal(err)
		}
		documents = append(documents, d)
	}
	return documents
}

// parameter is a part of a path that any text may stand in.
var parameter = regexp.MustCompile(`\{[^}]*\}`)

// operations are METHOD path, with {} for each parameter, and the names of the query's.
func (d Document) operations() []string {
	var out []string
	base, _ := d["basePath"].(string)
	paths, _ := d["paths"].(map[string]any)
	for path, item := range paths {
		methods, _ := item.(map[string]any)
		for method, o := range methods {
			if method == "parameters" {
				continue
			}
			operation, _ := o.(map[string]any)
			out = append(out, strings.ToUpper(method)+" "+parameter.ReplaceAllString(base+path, "{}")+query(operation))
		}
	}
	return out
}

// query is ?name&name of an operation's parameters; but for refresh, by which LoopBack's own clients get around a cache of theirs.
func query(operation map[string]any) string {
	var names []string
	parameters, _ := operation["parameters"].([]any)
	for _, p := range parameters {
		field, _ := p.(map[string]any)
		if name, _ := field["name"].(string); field["in"] == "query" && name != "refresh" {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	slices.Sort(names)
	return "?" + strings.Join(names, "&")
}

// Judge says which of the exchanges are not as the documents promise, and which operations were asked.
func Judge(tb testing.TB, documents []Document, exchanges []Exchange) (asked, problems []string) {
	tb.Helper()
	input, err := json.Marshal(map[string]any{"documents": documents, "exchanges": exchanges})
	if err != nil {
		tb.Fatal(err)
	}
	var verdict struct{ Asked, Problems []string }
	if err := script(tb, "answers.cjs", ".", nil, input, &verdict); err != nil {
		tb.Fatal(err)
	}
	return verdict.Asked, verdict.Problems
}

// listed is what LoopBack itself lists of a workspace's operations, as a document.
func (o *Workspaces) listed(tb testing.TB, w *Workspace) Document {
	tb.Helper()
	var d Document
	if err := script(tb, "operations.cjs", o.Image, []string{"PROJECT_DIR=" + w.Project}, nil, &d); err != nil {
		tb.Fatal(err)
	}
	return d
}

// script runs one of the scripts in npm, in a folder, and reads the JSON that it prints.
func script(tb testing.TB, name, folder string, env []string, input []byte, into any) error {
	installed, err := runtimes.Packages(tb).NodeModules("workspaces", os.DirFS("npm"))
	if err != nil {
		return err
	}
	file, err := filepath.Abs(filepath.Join("npm", name))
	if err != nil {
		return err
	}
	command := exec.Command(runtimes.Node(tb, runtimeName), "--no-deprecation", file)
	command.Dir, command.Stdin = folder, bytes.NewReader(input)
	command.Env = append([]string{"NODE_PATH=" + filepath.Join(installed, "node_modules")}, env...)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	printed, err := command.Output()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", name, err, stderr.String())
	}
	return json.Unmarshal(printed, into)
}
