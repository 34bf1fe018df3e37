package cue

import (
	"context"
	"errors"
	"path"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// evaluate evaluates the site, or with a kind that part of it alone: the rest may then lack variables. The document is
// nil when there is nothing of the kind, and with errors; err is why it was ended, if it was.
func (s *site) evaluate(ctx context.Context, vars frontend.Vars, kind string) (doc *tree.Node, ds diag.List, err error) {
	type result struct {
		doc *tree.Node
		ds  diag.List
	}
	r, err := bounded.Run(ctx, s.loader.limits(s.size()), func(context.Context) result {
		doc, ds := s.run(vars, kind)
		return result{doc, ds}
	})
	if err != nil {
		return nil, diag.List{unbounded(s.files[0].src, err)}, err
	}
	if r.ds.HasErrors() {
		return nil, r.ds, nil
	}
	return r.doc, r.ds, nil
}

func unbounded(file *diag.File, err error) diag.Diagnostic {
	at := diag.Range{File: file}
	var failed *bounded.Panic
	if errors.As(err, &failed) {
		return diag.Evaluation.At(at, "CUE's evaluator gave up on this package").WithFix("write the last change in a simpler way")
	}
	return diag.EvaluationBound.At(at, "evaluating this CUE package %s", err).
		WithFix("look for comprehensions over large lists, repeated strings and definitions that grow")
}

func (s *site) run(vars frontend.Vars, kind string) (*tree.Node, diag.List) {
	files, ds := s.reparse()
	if ds.HasErrors() {
		return nil, ds
	}
	index := &places{}
	for i, f := range files {
		index.index(s.files[i].src, f.Decls)
	}
	given, ds := s.inject(files, vars)
	if ds.HasErrors() {
		return nil, ds
	}
	v, syntax := s.build(files)
	t := &translator{files: s.loader.files, index: index, top: diag.Range{File: s.files[0].src}, vars: vars, tags: s.tags}
	if kind != "" {
		if v = v.LookupPath(cue.MakePath(cue.Str(kind))); !v.Exists() {
			return nil, nil
		}
		index = index.child(kind)
	}
	if ds := t.all(v, index); len(ds) > 0 {
		return nil, ds
	}
	c := &converter{files: s.loader.files, syntax: syntax, given: given, variables: hidden(given)}
	doc := c.node(v, index, tree.At(t.top), 0)
	if kind != "" {
		doc = &tree.Node{Kind: tree.Map, Fields: []tree.Field{{Key: kind, Value: doc}}}
	}
	doc.Origin = tree.At(t.top)
	return doc, c.ds
}

func (s *site) reparse() ([]*ast.File, diag.List) {
	var files []*ast.File
	for _, f := range s.files {
		syntax, err := parseSyntax(f.src)
		if err != nil {
			return nil, syntaxErrors(f.src, err)
		}
		files = append(files, syntax)
	}
	return files, nil
}

// build makes an instance of the files, with the packages that they import, and evaluates it. It also returns the syntax
// of all files.
func (s *site) build(files []*ast.File) (cue.Value, []*ast.File) {
	b := &builder{loader: s.loader, context: build.NewContext(), instances: map[string]*build.Instance{}}
	inst := b.instance("topology", files)
	return cuecontext.New().BuildInstance(inst), b.syntax
}

// builder makes the instances of one evaluation.
type builder struct {
	loader    *loader
	context   *build.Context
	instances map[string]*build.Instance
	syntax    []*ast.File
}

// instance makes an instance. Imports of local packages are given the paths under which load finds them.
func (b *builder) instance(importPath string, files []*ast.File) *build.Instance {
	inst := b.context.NewInstance(importPath, b.load)
	inst.ImportPath = importPath
	b.syntax = append(b.syntax, files...)
	for _, f := range files {
		for spec := range f.ImportSpecs() {
			b.rename(f, spec)
		}
		if err := inst.AddSyntax(f); err != nil {
			inst.ReportError(err)
		}
	}
	if len(files) > 0 {
		inst.PkgName = files[0].PackageName()
	}
	return inst
}

// localHost marks import paths of packages in the topology's folder. It can't be reached: .invalid is no one's.
const localHost = "topology.invalid"

func (b *builder) rename(f *ast.File, spec *ast.ImportSpec) {
	src := b.loader.files[f.Filename]
	text, err := literal.Unquote(spec.Path.Value)
	if err != nil || src == nil {
		return
	}
	imported := ast.ParseImportPath(text)
	dir, local := b.loader.local(&file{src: src}, imported.Path)
	if !local {
		return
	}
	p, d := b.loader.load(diag.Range{}, text, dir, imported)
	if d != nil {
		return
	}
	if spec.Name == nil {
		spec.Name = ast.NewIdent(p.name)
	}
	spec.Path = &ast.BasicLit{ValuePos: spec.Path.ValuePos, Kind: token.STRING, Value: literal.String.Quote(path.Join(localHost, p.dir) + ":" + p.name)}
}

func (b *builder) load(_ token.Pos, importPath string) *build.Instance {
	if inst := b.instances[importPath]; inst != nil {
		return inst
	}
	key, ok := strings.CutPrefix(importPath, localHost)
	if !ok {
		return nil // the standard library
	}
	key = strings.TrimPrefix(key, "/")
	if strings.HasPrefix(key, ":") {
		key = "." + key
	}
	p := b.loader.packages[key]
	if p == nil {
		return nil
	}
	var files []*ast.File
	for _, f := range p.files {
		if syntax, err := parseSyntax(f.src); err == nil {
			files = append(files, syntax)
		}
	}
	inst := b.instance(importPath, files)
	b.instances[importPath] = inst
	if err := inst.Complete(); err != nil {
		return inst
	}
	return inst
}
