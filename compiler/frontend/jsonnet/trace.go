package jsonnet

import (
	"strconv"

	"github.com/google/go-jsonnet/ast"

	"espc.dev/schema/diag"
)

// tracer gives a program code that notes where fields were written. Every object literal
//
//	{ a: 1, [K]: Y }
//
// becomes
//
//	local k = K; { a: 1, [k]: Y, at+:: local o = self; { a: 7, [k]: [8, field(o, k)] } }
//
// in which at is a hidden field whose name no program has by chance, and the numbers are indices of marks. Since + joins
// at by the same rules as the fields themselves, an object's at always says where each of its fields was written last;
// and since field gives the marks of what is in a field, the top's at says it for the whole document. A comprehension
// gets a second one that makes its at. Nothing else sees hidden fields, but for a few functions of the standard library;
// programs that may call those are evaluated a second time without (see program.document).
//
// Imports become variables, so that imported files are traced as well. Functions begin with a check that the evaluation
// is still wanted, and the functions of the standard library that make lists of any length get a limit.
type tracer struct {
	loader *loader
	marks  []mark
	names  int
	files  map[*ast.Import]*file
	// plain leaves objects as they are.
	plain bool
	file  *file // whose syntax is being rewritten
}

// at is the name of the field that holds an object's marks.
const at = "\x00at"

// Variables that no program can write. objectVariable is the object whose marks are being made, helperVariable what
// helper defines.
const (
	checkVariable  = ast.Identifier("$check")
	fieldVariable  = ast.Identifier("$field")
	objectVariable = ast.Identifier("$object")
	helperVariable = ast.Identifier("$helper")
)

func fileVariable(f *file) ast.Identifier { return ast.Identifier("$file " + f.src.Name) }

// mark is where a field was written.
type mark struct {
	field *ast.LocationRange
	name  ast.Node
	body  ast.Node
	plus  bool // +: what super has comes first
}

// node rewrites a node and all below it. Nodes are changed in place where their kind stays.
func (t *tracer) node(n ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.Apply:
		return t.apply(n)
	case *ast.Array:
		for i := range n.Elements {
			n.Elements[i].Expr = t.node(n.Elements[i].Expr)
		}
	case *ast.Binary:
		n.Left, n.Right = t.node(n.Left), t.node(n.Right)
	case *ast.Conditional:
		n.Cond, n.BranchTrue, n.BranchFalse = t.node(n.Cond), t.node(n.BranchTrue), t.node(n.BranchFalse)
	case *ast.DesugaredObject:
		if !t.plain {
			return t.object(n)
		}
		for i := range n.Fields {
			n.Fields[i].Name = t.node(n.Fields[i].Name)
		}
		t.inside(n)
	case *ast.Error:
		n.Expr = t.node(n.Expr)
	case *ast.Function:
		t.function(n)
	case *ast.Import:
		if f := t.files[n]; f != nil {
			return &ast.Var{NodeBase: n.NodeBase, Id: fileVariable(f)}
		}
	case *ast.InSuper:
		n.Index = t.node(n.Index)
	case *ast.SuperIndex:
		n.Index = t.node(n.Index)
	case *ast.Index:
		if name, ok := n.Index.(*ast.LiteralString); ok && isStd(n.Target) {
			switch name.Value {
			case "thisFile":
				return &ast.LiteralString{NodeBase: n.NodeBase, Value: t.file.src.Name, Kind: ast.StringDouble}
			case "makeArray", "range", "repeat":
				n.Target = &ast.Var{Id: helperVariable}
				return n
			}
		}
		n.Target, n.Index = t.node(n.Target), t.node(n.Index)
	case *ast.Local:
		for i := range n.Binds {
			n.Binds[i].Body = t.node(n.Binds[i].Body)
		}
		n.Body = t.node(n.Body)
	case *ast.Unary:
		n.Expr = t.node(n.Expr)
	}
	return n
}

// function puts the check before a function's body.
func (t *tracer) function(n *ast.Function) {
	for i := range n.Parameters {
		if n.Parameters[i].DefaultArg != nil {
			n.Parameters[i].DefaultArg = t.node(n.Parameters[i].DefaultArg)
		}
	}
	body := t.node(n.Body)
	n.Body = &ast.Conditional{
		NodeBase:    ast.NodeBase{LocRange: *body.Loc(), Ctx: body.Context()},
		Cond:        &ast.Apply{NodeBase: ast.NodeBase{LocRange: *body.Loc(), Ctx: body.Context()}, Target: &ast.Var{Id: checkVariable}},
		BranchTrue:  body,
		BranchFalse: body,
	}
}

// object rewrites an object literal.
func (t *tracer) object(n *ast.DesugaredObject) ast.Node {
	var binds ast.LocalBinds
	for i := range n.Fields {
		name := t.node(n.Fields[i].Name)
		if _, literal := name.(*ast.LiteralString); !literal {
			v := t.variable("key")
			binds = append(binds, ast.LocalBind{Variable: v, Body: name})
			name = &ast.Var{NodeBase: ast.NodeBase{LocRange: *name.Loc()}, Id: v}
		}
		n.Fields[i].Name = name
	}
	marks := &ast.DesugaredObject{}
	for i := range n.Fields {
		marks.Fields = append(marks.Fields, t.mark(&n.Fields[i]))
	}
	t.inside(n)
	n.Fields = append(n.Fields, atField(&ast.Local{Binds: ast.LocalBinds{{Variable: objectVariable, Body: &ast.Self{}}}, Body: marks}))
	if len(binds) == 0 {
		return n
	}
	return &ast.Local{NodeBase: ast.NodeBase{LocRange: n.LocRange, Ctx: n.Ctx}, Binds: binds, Body: n}
}

// inside rewrites what an object holds but for its fields' names.
func (t *tracer) inside(n *ast.DesugaredObject) {
	for i := range n.Fields {
		n.Fields[i].Body = t.node(n.Fields[i].Body)
	}
	for i := range n.Locals {
		n.Locals[i].Body = t.node(n.Locals[i].Body)
	}
	for i := range n.Asserts {
		n.Asserts[i] = t.node(n.Asserts[i])
	}
}

// mark notes where a field is written and returns the field that says so, and asks what is inside where there can be more.
func (t *tracer) mark(f *ast.DesugaredObjectField) ast.DesugaredObjectField {
	var body ast.Node = &ast.LiteralNumber{OriginalString: strconv.Itoa(len(t.marks))}
	t.marks = append(t.marks, mark{field: &f.LocRange, name: f.Name, body: f.Body, plus: f.PlusSuper})
	if f.Hide != ast.ObjectFieldHidden && (f.PlusSuper || !scalar(f.Body)) {
		inside := call(&ast.Var{Id: fieldVariable}, &ast.Var{Id: objectVariable}, f.Name)
		body = &ast.Array{Elements: []ast.CommaSeparatedExpr{{Expr: body}, {Expr: inside}}}
	}
	return ast.DesugaredObjectField{Name: f.Name, Body: body, Hide: ast.ObjectFieldInherit}
}

func call(target ast.Node, args ...ast.Node) *ast.Apply {
	c := &ast.Apply{Target: target}
	for _, a := range args {
		c.Arguments.Positional = append(c.Arguments.Positional, ast.CommaSeparatedExpr{Expr: a})
	}
	return c
}

func atField(marks ast.Node) ast.DesugaredObjectField {
	return ast.DesugaredObjectField{Name: &ast.LiteralString{Value: at, Kind: ast.StringDouble}, Body: marks, Hide: ast.ObjectFieldHidden, PlusSuper: true}
}

// variable returns a name that no program can write.
func (t *tracer) variable(what string) ast.Identifier {
	t.names++
	return ast.Identifier("$" + what + strconv.Itoa(t.names))
}

// apply rewrites a call. An object comprehension is one, once desugared: $std.$objectFlatMerge of an array comprehension
// whose elements are objects with one field.
func (t *tracer) apply(n *ast.Apply) ast.Node {
	if template := comprehension(n); template != nil && !t.plain {
		return t.comprehension(n, template)
	}
	n.Target = t.node(n.Target)
	t.arguments(n)
	return n
}

func (t *tracer) arguments(n *ast.Apply) {
	for i := range n.Arguments.Positional {
		n.Arguments.Positional[i].Expr = t.node(n.Arguments.Positional[i].Expr)
	}
	for i := range n.Arguments.Named {
		n.Arguments.Named[i].Arg = t.node(n.Arguments.Named[i].Arg)
	}
}

// place returns where a mark's field has its value and its key.
func (t *tracer) place(m mark) (value, key diag.Range) {
	field := t.loader.place(m.field)
	body := m.body
	for local, ok := body.(*ast.Local); ok && !local.LocRange.IsSet(); local, ok = body.(*ast.Local) {
		body = local.Body // the desugarer binds $ around a comprehension's value
	}
	if value = t.loader.place(body.Loc()); value.IsZero() {
		value = field
	}
	if key = t.loader.place(m.name.Loc()); key.IsZero() && !field.IsZero() {
		key = field // an identifier: the desugarer drops its place, and the field starts with it
		if s, ok := m.name.(*ast.LiteralString); ok {
			key.End = min(key.Start+int32(len(s.Value)), field.End)
		}
	}
	return value, key
}
