package compiler

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
	"espc.dev/stdlib"
)

var update = flag.Bool("update", false, "rewrite the expected outputs in testdata")

// TestGoldenCases compiles each case of testdata and compares what comes out. A case is a folder's files, then:
//
//	out/diags     every diagnostic, a line each
//	out/topology  every entity as merged, then every edge (without errors alone)
//
// The comment's first line may say "env: NAME" and "var: NAME=VALUE", separated by commas.
func TestGoldenCases(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := runCase(archive, nil)
			if apart := runCase(archive, frontendtest.NewEvaluator(t, Languages()...)); !bytes.Equal(txtar.Format(got), txtar.Format(apart)) {
				t.Errorf("evaluated apart: got\n%s\nwant\n%s", txtar.Format(apart), txtar.Format(got))
			}
			if *update {
				if err := os.WriteFile(name, txtar.Format(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := txtar.Format(archive); !bytes.Equal(want, txtar.Format(got)) {
				t.Errorf("got\n%s", txtar.Format(got))
			}
		})
	}
}

// runCase returns the archive with its outputs as they are.
func runCase(archive *txtar.Archive, evaluator bounded.Evaluator) *txtar.Archive {
	files := fstest.MapFS{}
	out := &txtar.Archive{Comment: archive.Comment}
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, "out/") {
			files[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
			out.Files = append(out.Files, f)
		}
	}
	env, vars := settings(string(archive.Comment))
	p, ds := OpenWith(source.New(files).WithLibrary(stdlib.Modules()), Options{Evaluator: evaluator})
	var t *schema.Topology
	if !ds.HasErrors() {
		var more diag.List
		t, more = p.Compile(context.Background(), env, vars)
		ds = append(ds, more...)
	}
	if list := printDiags(ds); list != "" {
		out.Files = append(out.Files, txtar.File{Name: "out/diags", Data: []byte(list)})
	}
	if t != nil && !ds.HasErrors() {
		out.Files = append(out.Files, txtar.File{Name: "out/topology", Data: printTopology(t)})
	}
	return out
}

func settings(comment string) (env string, vars frontend.Vars) {
	vars = frontend.Vars{}
	line, _, _ := strings.Cut(comment, "\n")
	for part := range strings.SplitSeq(line, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), ": ")
		switch key {
		case "env":
			env = value
		case "var":
			name, text, _ := strings.Cut(value, "=")
			vars[name] = tree.NewString(text).With(&tree.Origin{How: tree.Variable, Rule: "--var " + name})
		}
	}
	return env, vars
}

func printDiags(ds diag.List) string {
	var b strings.Builder
	for _, d := range ds.Sorted() {
		fmt.Fprintf(&b, "%s %s: %s", d.Place(), d.Code, d.Summary)
		for _, r := range d.Related {
			p := r.Range.Pos()
			fmt.Fprintf(&b, " | %s:%d:%d %s", r.Range.File.Label(), p.Line, p.Column, r.Message)
		}
		if d.Fix != "" {
			fmt.Fprintf(&b, " | fix: %s", d.Fix)
		}
		b.WriteString("\n")
	}
	return b.String()
}

func printTopology(t *schema.Topology) []byte {
	var b []byte
	for _, e := range t.Entities() {
		m := e.EntityMeta()
		b = append(b, m.Address.String()+" "...)
		b = tree.AppendJSON(b, m.Node, "")
		b = append(b, '\n')
	}
	for _, e := range t.Edges {
		b = fmt.Appendf(b, "%s -%s-> %s (%s)\n", e.From, e.Class, e.To, e.Field)
	}
	for _, j := range t.Jobs {
		if src := t.Source(j.Source); src != nil {
			b = fmt.Appendf(b, "%s runs %s\n", j.Address, src.Path)
		}
	}
	return b
}
