package workspaces

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"espc.dev/e2e/golden"
)

// A mutation is a mistake that the compiler might make: one place of what it writes, written otherwise.
type mutation struct{ name, was, is string }

var mutations = []mutation{
	{"a rule is left out", `"permission": "DENY"`, `"permission": "ALLOW"`},
	{"a rule is about another operation", `"accessType": "READ"`, `"accessType": "WRITE"`},
	{"nobody is an owner", `"principalId": "$owner"`, `"principalId": "$nobody"`},
	{"a model takes everything", `"strict": true`, `"strict": false`},
	{"what may only be read may be written", `"readonly": true`, `"readonly": false`},
	{"nothing is required", `"required": true`, `"required": false`},
	{"a number need not be whole", `"integer": true`, `"integer": false`},
	{"nothing is unique", `"unique": true`, `"unique": false`},
	{"a key has another name", `"foreignKey": "bookId"`, `"foreignKey": "libraryBookId"`},
	{"a relation leads to one alone", `"type": "hasMany"`, `"type": "hasOne"`},
	{"all models are public", `"public": false`, `"public": true`},
	{"people do not log in", `"base": "User"`, `"base": "PersistedModel"`},
	{"an id is made by LoopBack", `"generated": false`, `"generated": true`},
	{"a default is another", `"default": 100`, `"default": 10`},
}

// A table that no mistake fails says nothing. Each of these is made in a copy of what is compiled, and then a row of the library fails, or
// its models do not start.
func TestAMistakeInAProjectIsFound(t *testing.T) {
	table, err := LoadTable("testdata/library.yaml")
	if err != nil {
		t.Fatal(err)
	}
	out := compiled(t, table)
	image := Image(t)
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			table, err := LoadTable("testdata/library.yaml")
			if err != nil {
				t.Fatal(err)
			}
			w, err := open(t, image, load(t, table, mutated(t, out, table.Environment, m)), table)
			if err != nil {
				t.Logf("it does not start: %v", err)
				return
			}
			k := &Asker{Workspaces: w}
			for _, row := range table.Requests {
				wrong, err := k.Ask(row)
				if err != nil {
					t.Logf("%s: %v", row.That, err)
					return
				}
				if len(wrong) > 0 {
					t.Logf("%s: %s", row.That, wrong[0])
					return
				}
			}
			t.Error("no row fails")
		})
	}
}

// mutated returns a copy of what is compiled for an environment with the mistake in it. One that is nowhere is an error: the output has moved on.
func mutated(t *testing.T, out, environment string, m mutation) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(out)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, environment, golden.Backend, "workspace-library.yaml")
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.ReplaceAll(content, []byte(m.was), []byte(m.is))
	if bytes.Equal(changed, content) {
		t.Fatalf("what is compiled has nowhere: %s", m.was)
	}
	if err := os.WriteFile(file, changed, 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}
