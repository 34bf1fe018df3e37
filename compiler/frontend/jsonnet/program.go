package jsonnet

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

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

// helper is the code that tracing calls. inside gives the marks of what is in a value: an object's at, or, for one that
// was made by the standard library, such an object without places; a list of the elements'. top gives the program's
// output: the value, or the field of it that is asked for, and its marks.
const helper = `
local at = "\u0000at";
local inside(v) =
  local t = std.type(v);
  if t == "object" then
    if std.objectHasEx(v, at, true) then v[at]
    else { [k]: [-1, inside(v[k])] for k in std.objectFieldsEx(v, false) }
  else if t == "array" then std.makeArray(std.length(v), function(i) inside(v[i]))
  else null;
local many = 10000000;
local limited(count, x) =
  if std.type(count) == "number" && count > many then error "list or string of more than 10,000,000 elements" else x;
local careful = std.extVar("\u0000careful");
{
  field(o, k):: if careful && !std.objectHasEx(o, k, false) then null else inside(o[k]),
  makeArray(sz, func):: limited(sz, std.makeArray(sz, func)),
  range(from, to):: limited(if std.type(from) == "number" && std.type(to) == "number" then to - from, std.range(from, to)),
  repeat(what, count):: limited(count, std.repeat(what, count)),
  top(x, kind, traced)::
    if kind == "" then [x, if traced then inside(x) else null]
    else if kind == "\u0000" then [null, inside(x)]
    else if std.type(x) != "object" || !std.objectHasEx(x, kind, false) then [null, null]
    else [{ [kind]: x[kind] }, if traced && std.objectHasEx(x, at, true) then { [kind]: x[at][kind] } else null],
}`

// program is a file with all that it imports, ready to be evaluated.
type program struct {
	loader *loader
	main   *file
	size   int
	// nosy programs may see the fields that tracing adds, so their values come from an evaluation without.
	nosy bool
	// traced and plain are the program as it is evaluated, linked when first needed.
	traced, plain func() (*linked, error)
}

// linked is a program in one piece. Evaluating does not change it.
type linked struct {
	root   ast.Node
	tracer *tracer
}

func newProgram(l *loader, main *file) *program {
	p := &program{loader: l, main: main}
	p.traced = sync.OnceValues(func() (*linked, error) { return p.link(true) })
	p.plain = sync.OnceValues(func() (*linked, error) { return p.link(false) })
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
	c := &converter{tracer: &tracer{loader: p.loader}}
	values, marks, err := p.evaluate(ctx, p.traced, vars, kind, false)
	if err != nil { // perhaps only since the marks ask for a field that is hidden where it is used; asking that costs much
		values, marks, err = p.evaluate(ctx, p.traced, vars, kind, true)
	}
	if l, linkErr := p.traced(); linkErr == nil && marks != nil {
		c.tracer = l.tracer
	}
	if p.nosy {
		values, _, err = p.evaluate(ctx, p.plain, vars, kind, false)
	}
	switch {
	case err != nil:
		if path, ok := functionPath(err); ok {
			return nil, diag.List{p.function(ctx, vars, path)}
		}
		return nil, diag.List{p.loader.evaluationError(p.main.src, err)}
	case values.Kind == tree.Null && kind != "":
		return nil, nil
	}
	doc := c.document(values, marks, p.main.src)
	if c.ds.HasErrors() {
		return nil, c.ds
	}
	return doc, append(c.ds, frontend.CheckKeys(doc)...)
}

// evaluate evaluates the program and reads its output: values, and marks in the same shape where it is traced. Carefully,
// the marks touch no field that is not part of the document.
func (p *program) evaluate(ctx context.Context, link func() (*linked, error), vars frontend.Vars, kind string, careful bool) (values, marks *tree.Node, err error) {
	l, err := link()
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
	vm.ExtVar(kindVariable, kind)
	vm.ExtCode(carefulVariable, strconv.FormatBool(careful))
	out, err := vm.Evaluate(l.root)
	if err != nil {
		return nil, nil, err
	}
	n, ds := data.ParseJSON(diag.NewFile("", []byte(out)))
	if ds.HasErrors() {
		return nil, nil, fmt.Errorf("the output can't be read: %s", ds[0].Summary)
	}
	return n.Items[0], n.Items[1], nil
}

// onlyMarks is the kind that asks for no values.
const onlyMarks = "\x00"

// External variables of the helper: the kind of entities that is asked for, "" for all, and whether to be careful.
const (
	kindVariable    = "\x00kind"
	carefulVariable = "\x00careful"
)

// link makes one program of the files: local $file… = …; top($file…, kind, traced).
func (p *program) link(traced bool) (*linked, error) {
	t := &tracer{loader: p.loader, files: map[*ast.Import]*file{}, plain: !traced}
	helper, err := jsonnet.SnippetToAST("", helper)
	if err != nil {
		return nil, err
	}
	str := func(s string) ast.Node { return &ast.LiteralString{Value: s, Kind: ast.StringDouble} }
	std := func(name string) ast.Node { return &ast.Index{Target: &ast.Var{Id: "std"}, Index: str(name)} }
	binds := ast.LocalBinds{
		{Variable: checkVariable, Body: call(std("native"), str("espc.check"))},
		{Variable: helperVariable, Body: helper},
		{Variable: fieldVariable, Body: &ast.Index{Target: &ast.Var{Id: helperVariable}, Index: str("field")}},
	}
	for _, f := range p.files() {
		body, imports, err := f.fresh()
		if err != nil {
			return nil, err
		}
		for n, next := range imports {
			t.files[n] = next
		}
		t.file = f
		binds = append(binds, ast.LocalBind{Variable: fileVariable(f), Body: t.node(body)})
	}
	top := &ast.Index{Target: &ast.Var{Id: helperVariable}, Index: str("top")}
	root := &ast.Local{Binds: binds, Body: call(top, &ast.Var{Id: fileVariable(p.main)}, call(std("extVar"), str(kindVariable)), &ast.LiteralBoolean{Value: traced})}
	setFree(root)
	return &linked{root, t}, nil
}

// fresh returns the file's syntax, parsed anew after the first time since rewriting changes it, and what its imports mean.
func (f *file) fresh() (ast.Node, map[*ast.Import]*file, error) {
	syntax := f.syntax
	f.syntax = nil
	if syntax == nil {
		var err error
		if syntax, err = parse(f.src); err != nil {
			return nil, nil, err
		}
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
