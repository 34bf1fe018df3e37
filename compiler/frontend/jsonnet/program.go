package jsonnet

import (
	"context"
	"errors"
	"fmt"

	jsonnet "github.com/google/go-jsonnet"
	"github.com/google/go-jsonnet/ast"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/frontend/bounded"
	"espc.dev/compiler/frontend/data"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// maxStack is how deep calls may nest: the library's own 500, and what writing out the document takes.
const maxStack = 500 + 200

// show turns a value into one that tells objects, with their marks, from functions: a document of objects
// {f: fields, a: marks}, lists, scalars, and {} for functions. With a kind it does so for that field alone.
const show = `
local at = "\u0000at";
local marks(x) =
  if std.objectHasAll(x, at) then x[at]
  else if std.length(x) == 0 && std.toString(x) == "" then null  // makes an empty object's assertions count
  else null;
local show(x) =
  if std.isObject(x) then { f: { [k]: show(x[k]) for k in std.objectFields(x) }, a: marks(x) }
  else if std.isArray(x) then [show(e) for e in x]
  else if std.isFunction(x) then {}
  else x;
function(x, kind)
  if kind == "" then show(x)
  else if std.isObject(x) && std.objectHas(x, kind) then { f: { [kind]: show(x[kind]) }, a: marks(x) }
  else null`

// program is a file with all that it imports, ready to be evaluated.
type program struct {
	loader *loader
	main   *file
	size   int
	// nosy programs may see the fields that tracing adds, so their values come from an evaluation without.
	nosy bool
}

func newProgram(l *loader, main *file) *program {
	p := &program{loader: l, main: main}
	for _, f := range p.files() {
		p.size += len(f.src.Data)
		p.nosy = p.nosy || f.nosy
	}
	return p
}

// files returns the main file and all that it imports, each once.
func (p *program) files() []*file {
	seen := map[*file]bool{p.main: true}
	files := []*file{p.main}
	for i := 0; i < len(files); i++ {
		for _, next := range files[i].imports {
			if !seen[next.file] {
				seen[next.file] = true
				files = append(files, next.file)
			}
		}
	}
	return files
}

// run evaluates the program, or with a kind that field alone: the rest may then lack variables. The document is nil when
// there is nothing of the kind, and with errors.
func (p *program) run(ctx context.Context, vars frontend.Vars, kind string) (*tree.Node, diag.List) {
	type result struct {
		doc *tree.Node
		ds  diag.List
	}
	r, err := bounded.Run(ctx, p.loader.limits(p.size), func(ctx context.Context) result {
		doc, ds := p.document(ctx, vars, kind)
		return result{doc, ds}
	})
	if err != nil {
		return nil, diag.List{p.unbounded(err)}
	}
	return r.doc, r.ds
}

func (p *program) unbounded(err error) diag.Diagnostic {
	at := diag.Range{File: p.main.src}
	var failed *bounded.Panic
	if errors.As(err, &failed) {
		return diag.Evaluation.At(at, "Jsonnet's evaluator gave up on this file").WithFix("write the last change in a simpler way")
	}
	return diag.EvaluationBound.At(at, "evaluating this file %s", err).
		WithFix("look for endless recursion, and for large ranges and repeated strings")
}

func (p *program) document(ctx context.Context, vars frontend.Vars, kind string) (*tree.Node, diag.List) {
	values, t, err := p.evaluate(ctx, vars, kind, true)
	marks := values
	if p.nosy {
		values, _, err = p.evaluate(ctx, vars, kind, false)
	}
	if err != nil {
		return nil, diag.List{p.loader.evaluationError(p.main.src, err)}
	}
	if values.Kind == tree.Null && kind != "" {
		return nil, nil
	}
	if t == nil {
		t = &tracer{loader: p.loader}
	}
	c := &converter{tracer: t}
	doc := c.document(values, marks, p.main.src)
	if c.ds.HasErrors() {
		return nil, c.ds
	}
	return doc, append(c.ds, frontend.CheckKeys(doc)...)
}

// evaluate evaluates the program and reads its output. Traced, objects have marks.
func (p *program) evaluate(ctx context.Context, vars frontend.Vars, kind string, traced bool) (*tree.Node, *tracer, error) {
	t := &tracer{loader: p.loader, files: map[*ast.Import]*file{}}
	root, err := p.link(t, kind, traced)
	if err != nil {
		return nil, nil, err
	}
	vm := jsonnet.MakeVM()
	vm.MaxStack = maxStack
	vm.SetTraceOut(discard{})
	vm.Importer(&importer{loader: p.loader, contents: map[string]jsonnet.Contents{}})
	vm.NativeFunction(&jsonnet.NativeFunction{Name: "espc.check", Func: func([]any) (any, error) { return true, ctx.Err() }})
	for name, v := range vars {
		if v.Kind == tree.String {
			vm.ExtVar(name, v.Text)
		} else {
			vm.ExtCode(name, string(tree.AppendJSON(nil, v, "")))
		}
	}
	out, err := vm.Evaluate(root)
	if err != nil {
		return nil, nil, err
	}
	n, ds := data.ParseJSON(diag.NewFile("", []byte(out)))
	if ds.HasErrors() {
		return nil, nil, fmt.Errorf("the output can't be read: %s", ds[0].Summary)
	}
	return n, t, nil
}

// link makes one program of the files: local $file… = …; show($file…, kind).
func (p *program) link(t *tracer, kind string, traced bool) (ast.Node, error) {
	shower, err := jsonnet.SnippetToAST("", show)
	if err != nil {
		return nil, err
	}
	str := func(s string) ast.Node { return &ast.LiteralString{Value: s, Kind: ast.StringDouble} }
	native := &ast.Apply{
		Target:    &ast.Index{Target: &ast.Var{Id: "std"}, Index: str("native")},
		Arguments: ast.Arguments{Positional: []ast.CommaSeparatedExpr{{Expr: str("espc.check")}}},
	}
	binds := ast.LocalBinds{{Variable: checkVariable, Body: native}}
	for _, f := range p.files() {
		body, imports, err := f.fresh()
		if err != nil {
			return nil, err
		}
		for n, next := range imports {
			t.files[n] = next
		}
		t.plain, t.file = !traced, f
		binds = append(binds, ast.LocalBind{Variable: fileVariable(f), Body: t.node(body)})
	}
	root := &ast.Local{Binds: binds, Body: &ast.Apply{
		Target:    shower,
		Arguments: ast.Arguments{Positional: []ast.CommaSeparatedExpr{{Expr: &ast.Var{Id: fileVariable(p.main)}}, {Expr: str(kind)}}},
	}}
	setFree(root)
	return root, nil
}

// fresh returns the file's syntax, parsed anew since rewriting changes it, and what its imports mean.
func (f *file) fresh() (ast.Node, map[*ast.Import]*file, error) {
	syntax, err := parse(f.src)
	if err != nil {
		return nil, nil, err
	}
	known := map[ast.LocationRange]*file{}
	for _, i := range f.imports {
		known[key(i.node)] = i.file
	}
	imports := map[*ast.Import]*file{}
	walk(syntax, func(n ast.Node) {
		if i, ok := n.(*ast.Import); ok {
			imports[i] = known[key(i)]
		}
	})
	return syntax, imports, nil
}

// key is an import's place, without the pointer that differs from parse to parse.
func key(n *ast.Import) ast.LocationRange {
	loc := *n.Loc()
	loc.File = nil
	return loc
}

// discard takes the output of std.trace: only the command writes to the terminal.
type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }

// importer finds the files of importstr and importbin; those of import are linked.
type importer struct {
	loader   *loader
	contents map[string]jsonnet.Contents
}

// Import returns the contents of a file that was found when the program was loaded.
func (i *importer) Import(from, name string) (jsonnet.Contents, string, error) {
	p := importPath(from, name)
	src := i.loader.data[p]
	if src == nil {
		return jsonnet.Contents{}, "", fmt.Errorf("the file %s is not loaded", name)
	}
	if _, ok := i.contents[p]; !ok {
		i.contents[p] = jsonnet.MakeContentsRaw(src.Data)
	}
	return i.contents[p], p, nil
}
