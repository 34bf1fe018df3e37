package documents

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
	"espc.dev/e2e/provision"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

// node runs a program of the folder judge, with the packages of its lock file, and returns what it says.
func node(t *testing.T, program string, in io.Reader) *bytes.Buffer {
	t.Helper()
	cache, err := provision.UserCache()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := cache.NodeModules("documents", os.DirFS("judge"))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join("judge", program))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(filepath.Join(folder, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, program), text, 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	command := exec.CommandContext(t.Context(), "node", filepath.Join(dir, program))
	command.Stdin, command.Stdout, command.Stderr = in, &out, &errs
	if err := command.Run(); err != nil {
		t.Fatalf("node: %v\n%s", err, errs.String())
	}
	return &out
}

// judge asks the official schemas about documents and returns the problems of each, by its name.
func judge(t *testing.T, documents []Document) map[string][]string {
	t.Helper()
	var in bytes.Buffer
	encoder := json.NewEncoder(&in)
	for _, d := range documents {
		if err := encoder.Encode(d); err != nil {
			t.Fatal(err)
		}
	}
	out := node(t, "judge.mjs", &in)
	problems := map[string][]string{}
	for decoder := json.NewDecoder(out); decoder.More(); {
		var answer struct {
			Name     string
			Problems []string
		}
		if err := decoder.Decode(&answer); err != nil {
			t.Fatal(err)
		}
		problems[answer.Name] = answer.Problems
	}
	return problems
}

// right fails for every document that is not, and for a kind that there is none of.
func right(t *testing.T, documents []Document, kinds ...string) {
	t.Helper()
	seen := map[string]int{}
	problems := judge(t, documents)
	for _, d := range documents {
		seen[d.Kind]++
		official, judged := problems[d.Name]
		if !judged {
			t.Errorf("%s was not judged", d.Name)
		}
		for _, p := range append(official, Senseless(d)...) {
			t.Errorf("%s: %s", d.Name, p)
		}
	}
	for _, kind := range kinds {
		if seen[kind] == 0 {
			t.Errorf("there is no %s to judge", kind)
		}
	}
}

func TestDocumentsOfTheExamplesAreRight(t *testing.T) {
	documents, err := Read(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	right(t, documents, "openapi", "schema")
}

func TestDocumentsOfAllThatTheyShowAreRight(t *testing.T) {
	for folder, kinds := range map[string][]string{"api": {"openapi", "schema"}, "events": {"asyncapi"}} {
		t.Run(folder, func(t *testing.T) {
			documents, err := Read(espc.Compile(t, filepath.Join("testdata", folder)))
			if err != nil {
				t.Fatal(err)
			}
			right(t, documents, kinds...)
		})
	}
}

func TestDocumentsInAStacksRegistryAreRightInTheVersionsThatItKnows(t *testing.T) {
	out := espc.Compile(t, filepath.Join("testdata", "registry"))
	documents, err := Registered(filepath.Join(out, "aws", "aws", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	right(t, documents, "openapi 3.0", "schema 04")
}

func TestTheJudgesFindMistakes(t *testing.T) {
	document := func(kind, text string) Document {
		d := Document{Name: kind, Kind: kind}
		if err := json.Unmarshal([]byte(text), &d.Document); err != nil {
			t.Fatal(err)
		}
		return d
	}
	for kind, text := range map[string]string{
		"openapi":     `{"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {}}}}}}`,
		"openapi 3.0": `{"openapi": "3.0.3", "info": {"title": "a", "version": "1"}, "paths": {"/a": {"get": {"responses": {"200": {}}}}}}`,
		"schema 04":   `{"properties": {"a": {"type": "objekt"}}}`,
		"asyncapi":    `{"asyncapi": "3.0.0", "info": {"title": "a", "version": "1"}, "operations": {"a": {"action": "shout", "channel": {"$ref": "#/a"}}}}`,
		"schema":      `{"properties": {"a": {"type": "objekt"}}}`,
	} {
		if len(judge(t, []Document{document(kind, text)})[kind]) == 0 {
			t.Errorf("a wrong %s is taken for right", kind)
		}
	}
	wrong := document("openapi", `{"paths": {
		"/a/{b}": {"get": {"operationId": "x", "security": [{"key": []}]}},
		"/a/{c}": {"parameters": [{"name": "c"}], "get": {"operationId": "x", "responses": {"200": {"$ref": "#/components/responses/None"}}}}}}`)
	if found := strings.Join(Senseless(wrong), "\n"); strings.Count(found, "\n") != 4 {
		t.Errorf("of five mistakes these are found:\n%s", found)
	}
}
