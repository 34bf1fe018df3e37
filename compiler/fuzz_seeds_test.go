package compiler

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"espc.dev/backends"
	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/source"
	"espc.dev/examples"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
	"espc.dev/stdlib"
)

// maxSeed is the size in bytes from which a text is no seed: what is made of it says less, and takes longer.
const maxSeed = 10 << 10

// needsProcess is the names of the cases that ask for more than an evaluation may take, which a process of its own ends: rows 54, 56
// and 58 of docs/inputs.md, and the front ends' bombs. Here everything is evaluated in process, where nothing can end them.
var needsProcess = regexp.MustCompile(`^5[468]-|bomb`)

// fuzzSeeds are the texts that a language's target starts from: the corpus of bad inputs, the front ends' and the compiler's
// cases, and the examples, which as JSON are in every language but HCL.
func fuzzSeeds(f *testing.F, name string) [][]byte {
	f.Helper()
	i := slices.IndexFunc(Languages(), func(l frontend.Language) bool { return l.Match(name) })
	language := Languages()[i]
	var seeds [][]byte
	add := func(text []byte) {
		if len(text) <= maxSeed && !bomb(language, name, text) {
			seeds = append(seeds, text)
		}
	}
	for _, pattern := range []string{"testdata/*.txtar", "frontend/*/testdata/*.txtar", "../cmd/espc/testdata/inputs/*.txtar"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, p := range paths {
			if needsProcess.MatchString(filepath.Base(p)) {
				continue
			}
			archive, err := txtar.ParseFile(p)
			if err != nil {
				f.Fatal(err)
			}
			if endsAtBounds(archive) {
				continue
			}
			for _, file := range archive.Files {
				if language.Match(path.Base(file.Name)) {
					add(file.Data)
				}
			}
		}
	}
	for _, example := range exampleTexts(f, language) {
		add(example)
	}
	if len(seeds) < 10 {
		f.Fatalf("%d seeds", len(seeds))
	}
	return seeds
}

// endsAtBounds reports whether the answer that a case wants is that of a bound: in process some of them end espc too, and others take
// their time to get there.
func endsAtBounds(archive *txtar.Archive) bool {
	return slices.ContainsFunc(archive.Files, func(f txtar.File) bool {
		return f.Name == "want" && (bytes.Contains(f.Data, []byte(diag.EvaluationBound.ID)) || bytes.Contains(f.Data, []byte(diag.TooLarge.ID)))
	})
}

// bomb reports whether a text is one that is ended at its bounds: it would take that long in each run.
func bomb(language frontend.Language, name string, text []byte) bool {
	if language.Name() != "CUE" && language.Name() != "Jsonnet" {
		return false
	}
	folder := source.New(fstest.MapFS{name: {Data: text, Mode: 0o644}})
	file, err := folder.Read(name)
	if err != nil {
		return true
	}
	unit, _ := language.Parse(folder, []*diag.File{file})
	_, ds := unit.Documents(context.Background(), nil)
	return slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == diag.EvaluationBound.ID })
}

// exampleTexts returns the examples in a language: their files, and each whole one as HCL's files one after the other, or as
// what it declares.
func exampleTexts(f *testing.F, language frontend.Language) [][]byte {
	f.Helper()
	var out [][]byte
	parts := map[string]int{}
	for _, dir := range exampleFolders(f) {
		folder, err := fs.Sub(examples.Files, dir)
		if err != nil {
			f.Fatal(err)
		}
		names, err := fs.Glob(folder, "*")
		if err != nil {
			f.Fatal(err)
		}
		var together []byte
		for _, name := range names {
			if language.Match(name) {
				text, err := fs.ReadFile(folder, name)
				if err != nil {
					f.Fatal(err)
				}
				out, together = append(out, text), append(together, text...)
			}
		}
		if language.Name() == "HCL" {
			out = append(out, together)
			continue
		}
		if strings.HasPrefix(dir, "polyglot/") && dir != "polyglot/hcl" {
			continue // the same topology in another language
		}
		p, ds := Open(source.New(folder).WithLibrary(stdlib.Modules()))
		if ds.HasErrors() {
			f.Fatal(ds)
		}
		doc, _ := p.evaluate(context.Background(), nil)
		for _, part := range append(partsOf(doc, parts), doc) {
			if language.Name() == "YAML" {
				out = append(out, tree.AppendYAML(nil, part))
			} else {
				out = append(out, tree.AppendJSON(nil, part, " "))
			}
		}
	}
	return out
}

// partsOf returns topologies of one entity of a document with what it refers to, so that mutations of little text reach the
// backends. known counts those of each kind: a few will do.
func partsOf(doc *tree.Node, known map[string]int) []*tree.Node {
	const most = 3
	var out []*tree.Node
	for _, kind := range doc.Fields {
		if kind.Key == "topology" || kind.Key == "environment" || kind.Value.Kind != tree.Map {
			continue
		}
		for _, entity := range kind.Value.Fields {
			if known[kind.Key]++; known[kind.Key] > most {
				break
			}
			part := map[string][]tree.Field{}
			withReferences(doc, kind.Key, entity.Key, part)
			fields := []tree.Field{tree.F("topology", doc.Get("topology"))}
			for _, k := range slices.Sorted(maps.Keys(part)) {
				fields = append(fields, tree.F(k, tree.NewMap(part[k]...)))
			}
			out = append(out, tree.NewMap(fields...))
		}
	}
	return out
}

// withReferences adds an entity to a part, and what its texts name.
func withReferences(doc *tree.Node, kind, name string, part map[string][]tree.Field) {
	entity := doc.Get(kind).Get(name)
	if entity == nil || slices.ContainsFunc(part[kind], func(f tree.Field) bool { return f.Key == name }) {
		return
	}
	part[kind] = append(part[kind], tree.F(name, entity))
	var walk func(n *tree.Node)
	walk = func(n *tree.Node) {
		if kind, rest, ok := strings.Cut(n.Text, "."); ok && n.Kind == tree.String {
			name, _, _ := strings.Cut(rest, ".")
			withReferences(doc, kind, name, part)
		}
		for _, item := range n.Items {
			walk(item)
		}
		for _, f := range n.Fields {
			walk(f.Value)
		}
	}
	walk(entity)
}

func exampleFolders(f *testing.F) []string {
	f.Helper()
	dirs := examples.Names()
	for _, form := range []string{"hcl", "cue", "jsonnet", "mixed"} {
		dirs = append(dirs, "polyglot/"+form)
	}
	return dirs
}

// fuzzFiles are the files that the examples' fields name, so that a text that names one too is compiled to the end.
func fuzzFiles(f *testing.F) fstest.MapFS {
	f.Helper()
	out := fstest.MapFS{}
	for _, dir := range exampleFolders(f) {
		folder, err := fs.Sub(examples.Files, dir)
		if err != nil {
			f.Fatal(err)
		}
		err = fs.WalkDir(folder, ".", func(p string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.Contains(p, "/") {
				return err
			}
			text, err := fs.ReadFile(folder, p)
			out[p] = &fstest.MapFile{Data: text, Mode: 0o644}
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	return out
}

// readBackFile reads a file's documents back and fails the test where they are not what was written.
func readBackFile(t *testing.T, backend backends.Backend, a backends.Artifact, written map[backends.ObjectAddress]*tree.Node) {
	if len(a.Docs) == 0 {
		return
	}
	text := a.Bytes()
	docs, ds := data.Documents(diag.NewFile(a.Path, text))
	if ds.HasErrors() {
		t.Errorf("%s is not read back: %v\n%s", a.Path, ds, text)
		return
	}
	if again := (backends.Artifact{Docs: docs}).Bytes(); !bytes.Equal(again, text) {
		t.Errorf("%s is read back as something else:\n%s", a.Path, text)
	}
	for _, o := range backend.Objects(a.Path, docs) {
		if written[o.Address] == nil {
			t.Errorf("%s", fmt.Sprintf("%s is in %s alone", o.Address, a.Path))
		}
	}
}
