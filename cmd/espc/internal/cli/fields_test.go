package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// fieldCase is a line of testdata/fields.txt.
type fieldCase struct {
	field, want   string
	setup, change map[string]any
}

// TestEveryFieldIsReadOrRefused sets each field of the schema: the output changes or a diagnostic speaks of it, so that
// nothing a person writes is dropped silently. A new field needs a line.
func TestEveryFieldIsReadOrRefused(t *testing.T) {
	cases := fieldCases(t)
	for _, field := range missingFields(cases) {
		t.Errorf("testdata/fields.txt has no line for %s", field)
	}
	for _, c := range cases {
		t.Run(c.field, func(t *testing.T) {
			t.Parallel()
			before, _ := compileFields(t, c, c.setup)
			after, ds := compileFields(t, c, c.setup, c.change)
			switch {
			case c.want != "output" && c.want != "elsewhere":
				if !reportsAbout(ds, c) {
					t.Errorf("no %s among the diagnostics:%s", c.want, errorsOf(ds))
				}
			case ds.HasErrors():
				t.Errorf("the change does not compile:%s", errorsOf(ds))
			case (before == after) != (c.want == "elsewhere"):
				t.Errorf("the output is the same: %v; want %s", before == after, c.want)
			}
		})
	}
}

// reportsAbout reports whether a case's code is reported about an entity of its kind.
func reportsAbout(ds diag.List, c fieldCase) bool {
	kind, _, _ := strings.Cut(c.field, ".")
	return slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == c.want && strings.HasPrefix(d.Address, kind+".") })
}

func errorsOf(ds diag.List) string {
	var out strings.Builder
	for _, d := range ds {
		if d.Severity == diag.Error {
			out.WriteString("\n  " + d.Code + " " + d.Address + ": " + d.Summary)
		}
	}
	return out.String()
}

func fieldCases(t *testing.T) []fieldCase {
	t.Helper()
	text, err := os.ReadFile("testdata/fields.txt")
	if err != nil {
		t.Fatal(err)
	}
	var cases []fieldCase
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		words := strings.Fields(line)
		c := fieldCase{field: words[0], want: words[1]}
		d := json.NewDecoder(strings.NewReader(line[strings.IndexByte(line, '{'):]))
		for {
			var patch map[string]any
			if err := d.Decode(&patch); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", line, err)
			}
			c.setup, c.change = c.change, patch
		}
		cases = append(cases, c)
	}
	return cases
}

// missingFields returns the fields of the schema that no line covers. What a line above covers needs none of its own.
func missingFields(cases []fieldCase) []string {
	lines := map[string]bool{}
	for _, c := range cases {
		lines[c.field] = true
	}
	var missing []string
	var walk func(path string, b *schema.BlockInfo)
	walk = func(path string, b *schema.BlockInfo) {
		for i := range b.Fields {
			f := &b.Fields[i]
			name := path + "." + f.Name
			below := false
			for line := range lines {
				below = below || strings.HasPrefix(line, name+".")
			}
			switch {
			case below:
				walk(name, f.Block())
			case !lines[name]:
				missing = append(missing, name)
			}
		}
	}
	walk("topology", &schema.TopologyBlock)
	for i := range schema.AllKinds {
		if k := &schema.AllKinds[i]; !lines[string(k.Kind)] {
			walk(string(k.Kind), &k.BlockInfo)
		}
	}
	return missing
}

// compileFields compiles the topology with patches of a case's kind, and returns its files as one text.
func compileFields(t *testing.T, c fieldCase, patches ...map[string]any) (string, diag.List) {
	t.Helper()
	all, ds := buildFields(t, c, patches...)
	var out strings.Builder
	for _, b := range all {
		for _, r := range b.outputs {
			for _, artifact := range r.artifacts {
				out.WriteString(artifact.Path + "\n")
				out.Write(artifact.Bytes())
			}
		}
	}
	return out.String(), ds
}

// buildFields compiles the topology of testdata/fields with patches of one kind.
func buildFields(t *testing.T, c fieldCase, patches ...map[string]any) ([]*built, diag.List) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/fields")); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "app.topology.json")
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var document map[string]any
	if err := json.Unmarshal(content, &document); err != nil {
		t.Fatal(err)
	}
	change, err := json.Marshal(patches)
	if err != nil {
		t.Fatal(err)
	}
	for reference, file := range map[string]string{`"event.x"`: "events", `"event_bus.x"`: "events", `"table.x"`: "tables"} {
		if _, err := os.Stat(filepath.Join(dir, file+".json")); err == nil && bytes.Contains(change, []byte(reference)) {
			if err := os.Rename(filepath.Join(dir, file+".json"), filepath.Join(dir, file+".topology.json")); err != nil {
				t.Fatal(err)
			}
		}
	}
	kind, _, _ := strings.Cut(c.field, ".")
	for _, p := range patches {
		document[kind] = mergePatch(document[kind], p)
	}
	if content, err = json.MarshalIndent(document, "", " "); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, content, 0o644); err != nil {
		t.Fatal(err)
	}
	a := &app{io: IO{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Dir: dir}}
	_, all, ds, err := a.buildAll(context.Background(), ".", false)
	if err != nil {
		t.Fatal(err)
	}
	return all, ds
}

// mergePatch merges as RFC 7396 says.
func mergePatch(target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	out := map[string]any{}
	if have, ok := target.(map[string]any); ok {
		for k, v := range have {
			out[k] = v
		}
	}
	for k, v := range changes {
		if v == nil {
			delete(out, k)
			continue
		}
		out[k] = mergePatch(out[k], v)
	}
	return out
}
