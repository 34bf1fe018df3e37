package jsonnet

import "github.com/google/go-jsonnet/ast"

// comprehension rewrites an object comprehension: local at(object) = MERGE(MARKS); MERGE(FIELDS) + { at:: at(self) }.
func (t *tracer) comprehension(n *ast.Apply, template *ast.Array) ast.Node {
	object := template.Elements[0].Expr.(*ast.DesugaredObject)
	object.Fields[0].Name = t.node(object.Fields[0].Name)
	marks := &ast.DesugaredObject{Fields: ast.DesugaredObjectFields{t.mark(&object.Fields[0])}}
	t.inside(object)
	fields := n.Arguments.Positional[0].Expr
	t.forSpec(fields)
	merge := func(x ast.Node) *ast.Apply {
		c := *n
		c.Arguments = ast.Arguments{Positional: []ast.CommaSeparatedExpr{{Expr: x}}}
		return &c
	}
	v := t.variable("at")
	maker := &ast.Function{Parameters: []ast.Parameter{{Name: objectVariable}}, Body: merge(replace(fields, template, marks))}
	holder := &ast.DesugaredObject{Fields: ast.DesugaredObjectFields{atField(call(&ast.Var{Id: v}, &ast.Self{}))}}
	return &ast.Local{
		NodeBase: n.NodeBase,
		Binds:    ast.LocalBinds{{Variable: v, Body: maker}},
		Body:     &ast.Binary{NodeBase: n.NodeBase, Op: ast.BopPlus, Left: merge(fields), Right: holder},
	}
}

// comprehension returns the template of an object comprehension, nil for every other call.
func comprehension(n *ast.Apply) *ast.Array {
	if stdFunction(n) != "$objectFlatMerge" || len(n.Arguments.Positional) != 1 {
		return nil
	}
	x := n.Arguments.Positional[0].Expr
	for {
		switch e := x.(type) {
		case *ast.Apply:
			if stdFunction(e) != "$flatMapArray" || len(e.Arguments.Positional) != 2 {
				return nil
			}
			f, ok := e.Arguments.Positional[0].Expr.(*ast.Function)
			if !ok {
				return nil
			}
			x = f.Body
		case *ast.Conditional:
			x = e.BranchTrue
		case *ast.Array:
			if len(e.Elements) != 1 {
				return nil
			}
			if o, ok := e.Elements[0].Expr.(*ast.DesugaredObject); !ok || len(o.Fields) != 1 {
				return nil
			}
			return e
		default:
			return nil
		}
	}
}

// stdFunction returns the name of the function that desugared code calls as $std.NAME.
func stdFunction(n *ast.Apply) string {
	if i, ok := n.Target.(*ast.Index); ok {
		if v, ok := i.Target.(*ast.Var); ok && v.Id == "$std" {
			if name, ok := i.Index.(*ast.LiteralString); ok {
				return name.Value
			}
		}
	}
	return ""
}

// forSpec rewrites what a comprehension goes over and its conditions.
func (t *tracer) forSpec(n ast.Node) {
	switch n := n.(type) {
	case *ast.Apply:
		t.forSpec(n.Arguments.Positional[0].Expr.(*ast.Function).Body)
		n.Arguments.Positional[1].Expr = t.node(n.Arguments.Positional[1].Expr)
	case *ast.Conditional:
		n.Cond = t.node(n.Cond)
		t.forSpec(n.BranchTrue)
	}
}

// replace returns a copy of a comprehension with another object in the template's place. Other parts are shared.
func replace(n ast.Node, template *ast.Array, object ast.Node) ast.Node {
	switch n := n.(type) {
	case *ast.Apply:
		c := *n
		f := *n.Arguments.Positional[0].Expr.(*ast.Function)
		f.Body = replace(f.Body, template, object)
		c.Arguments = ast.Arguments{Positional: []ast.CommaSeparatedExpr{{Expr: &f}, n.Arguments.Positional[1]}}
		return &c
	case *ast.Conditional:
		c := *n
		c.BranchTrue = replace(n.BranchTrue, template, object)
		return &c
	}
	c := *template
	c.Elements = []ast.CommaSeparatedExpr{{Expr: object}}
	return &c
}
