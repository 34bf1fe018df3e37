// Package frontendtest runs a front end over txtar cases: the files of a topology's folder, then what comes out.
//
//	in.topology.json       any number of input files
//	vars                   optional: one NAME=TEXT or NAME=<JSON number or boolean> a line, given to the unit
//	out/tree               the documents, one node a line: path, value, and its place and its key's as line:column
//	out/environments       optional: the same for Unit.Environments without vars
//	out/declared           optional: the declared variables
//	out/diags              the diagnostics: place, code, summary; then related places and the fix, indented
package frontendtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Run runs every testdata/*.txtar of the calling package. With update it rewrites the outputs instead.
func Run(t *testing.T, language frontend.Language, pattern string, update bool) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", pattern))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no cases match testdata/%s: %v", pattern, err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			runCase(t, language, path, update)
		})
	}
}

func runCase(t *testing.T, language frontend.Language, path string, update bool) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got := results(language, archive, func(u frontend.Unit, _ *source.Folder) frontend.Unit { return u })
	apart := results(language, archive, func(u frontend.Unit, f *source.Folder) frontend.Unit { return Apart(t, u, language, f) })
	for name, text := range apart {
		if got[name] != text {
			t.Errorf("%s, evaluated apart: got\n%s\nwant\n%s", name, text, got[name])
		}
	}
	if update {
		write(t, path, archive, got)
		return
	}
	for _, f := range archive.Files {
		if want, ok := strings.CutPrefix(f.Name, "out/"); ok && got[want] != string(f.Data) {
			t.Errorf("out/%s: got\n%s\nwant\n%s", want, got[want], f.Data)
		}
	}
}

func results(language frontend.Language, archive *txtar.Archive, wrap func(frontend.Unit, *source.Folder) frontend.Unit) map[string]string {
	fsys := fstest.MapFS{}
	var vars frontend.Vars
	for _, f := range archive.Files {
		switch {
		case f.Name == "vars":
			vars = parseVars(string(f.Data))
		case !strings.HasPrefix(f.Name, "out/"):
			fsys[f.Name] = &fstest.MapFile{Data: f.Data, Mode: 0o644}
		}
	}
	folder := source.New(fsys)
	unit, ds := Parse(folder, language)
	unit = wrap(unit, folder)
	docs, more := unit.Documents(context.Background(), vars)
	environments, _ := unit.Environments(context.Background(), nil)
	return map[string]string{
		"tree":         Trees(docs),
		"diags":        Diagnostics(append(ds, more...).Sorted()),
		"environments": Trees(environments),
		"declared":     declared(unit),
	}
}

// Parse parses the files of a folder that are the language's.
func Parse(folder *source.Folder, language frontend.Language) (frontend.Unit, diag.List) {
	return language.Parse(folder, files(folder, language))
}

func files(folder *source.Folder, language frontend.Language) []*diag.File {
	names, err := folder.Names()
	if err != nil {
		panic(err)
	}
	var files []*diag.File
	for _, name := range names {
		if language.Match(name) {
			file, err := folder.Read(name)
			if err != nil {
				panic(err)
			}
			files = append(files, file)
		}
	}
	return files
}

func parseVars(text string) frontend.Vars {
	vars := frontend.Vars{}
	for line := range strings.Lines(text) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), "=")
		n := tree.NewString(value)
		if literal, ok := strings.CutPrefix(value, "<"); ok {
			literal = strings.TrimSuffix(literal, ">")
			n = &tree.Node{Kind: tree.Number, Text: literal}
			if literal == "true" || literal == "false" {
				n.Kind = tree.Bool
			}
		}
		vars[name] = n.With(&tree.Origin{How: tree.Variable, Rule: "--var " + name})
	}
	return vars
}

func write(t *testing.T, path string, archive *txtar.Archive, got map[string]string) {
	has := map[string]bool{}
	for i, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, "out/"); ok {
			archive.Files[i].Data = []byte(got[name])
			has[name] = true
		}
	}
	for _, name := range []string{"tree", "diags"} {
		if !has[name] {
			archive.Files = append(archive.Files, txtar.File{Name: "out/" + name, Data: []byte(got[name])})
		}
	}
	if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
		t.Fatal(err)
	}
}

func declared(unit frontend.Unit) string {
	var b strings.Builder
	for _, v := range unit.Declared() {
		fmt.Fprintf(&b, "%s %s\n", v.Name, place(v.Range))
	}
	return b.String()
}
