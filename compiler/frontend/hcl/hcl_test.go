package hcl_test

import (
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
	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/frontend/hcl"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

var update = flag.Bool("update", false, "rewrite the outputs of testdata")

// TestCases runs testdata/*.txtar: HCL files and, in the file vars, one NAME=TEXT a line as --var gives it; then
//
//	out/tree          the documents: a line a value with its place, and where the value came from
//	out/environments  the documents of Environments, where wanted
//	out/diags         the diagnostics
func TestCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) == 0 {
		t.Fatal("no cases", err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			check(t, path, archive, evaluate(archive))
		})
	}
}

func check(t *testing.T, path string, archive *txtar.Archive, got map[string]string) {
	for i, f := range archive.Files {
		name, ok := strings.CutPrefix(f.Name, "out/")
		switch {
		case !ok:
		case *update:
			archive.Files[i].Data = []byte(got[name])
		case got[name] != string(f.Data):
			t.Errorf("out/%s: got\n%s\nwant\n%s", name, got[name], f.Data)
		}
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func evaluate(archive *txtar.Archive) map[string]string {
	fsys := fstest.MapFS{}
	vars := frontend.Vars{}
	for _, f := range archive.Files {
		switch {
		case f.Name == "vars":
			for line := range strings.Lines(string(f.Data)) {
				name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
				vars[name] = tree.NewString(value).With(&tree.Origin{How: tree.Variable, Rule: "--var " + name})
			}
		case !strings.HasPrefix(f.Name, "out/"):
			fsys[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
		}
	}
	unit, ds := frontendtest.Parse(source.New(fsys), hcl.Language{})
	docs, more := unit.Documents(context.Background(), vars)
	environments, early := unit.Environments(context.Background(), vars)
	return map[string]string{
		"tree":         render(docs),
		"environments": render(environments) + frontendtest.Diagnostics(early),
		"diags":        frontendtest.Diagnostics(append(ds, more...).Sorted()),
	}
}

func render(docs []*tree.Node) string {
	var b strings.Builder
	for _, doc := range docs {
		for _, kind := range doc.Fields {
			renderNode(&b, kind.Key, kind.Value)
		}
	}
	return b.String()
}

// renderNode writes a line for a value, references without quotes, and lines for what it holds. Names that blocks give
// have no place of their own and get no line.
func renderNode(b *strings.Builder, path string, n *tree.Node) {
	value := string(tree.AppendJSON(nil, n, ""))
	switch {
	case n.Ref:
		value = "-> " + n.Text
	case n.Kind == tree.Map && len(n.Fields) > 0:
		value = "{…}"
	case n.Kind == tree.List && len(n.Items) > 0:
		value = "[…]"
	}
	fmt.Fprintf(b, "%s = %s  %s\n", path, value, chain(n.Origin))
	for i, item := range n.Items {
		renderNode(b, fmt.Sprintf("%s[%d]", path, i), item)
	}
	for _, f := range n.Fields {
		renderNode(b, path+"."+f.Key, f.Value)
	}
}

// chain is where a value stands, with its key's place in parentheses, and where it came from.
func chain(o *tree.Origin) string {
	var links []string
	for ; o != nil; o = o.From {
		link := place(o.Range)
		if len(links) == 0 && !o.Name.IsZero() {
			link += " (" + place(o.Name) + ")"
		}
		if o.How != tree.Written {
			link += " " + o.How.String() + " " + o.Rule
		}
		for _, also := range o.Also {
			link += " [and " + chain(also) + "]"
		}
		links = append(links, link)
	}
	return strings.Join(links, " < ")
}

func place(r diag.Range) string {
	if r.IsZero() {
		return "-"
	}
	p, end := r.Pos(), r.EndPos()
	s := fmt.Sprintf("%d:%d-", p.Line, p.Column)
	if r.File.Name != "input.hcl" {
		s = r.File.Name + ":" + s
	}
	if end.Line != p.Line {
		s += fmt.Sprintf("%d:", end.Line)
	}
	return s + fmt.Sprint(end.Column)
}

func FuzzParse(f *testing.F) {
	frontendtest.Fuzz(f, hcl.Language{}, "*.txtar", "input.hcl")
}
