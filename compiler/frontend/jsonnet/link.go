package jsonnet

import (
	jsonnet "github.com/google/go-jsonnet"
	"github.com/google/go-jsonnet/ast"
)

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

// linked is a program in one piece. Evaluating does not change it.
type linked struct {
	root   ast.Node
	tracer *tracer
}

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
