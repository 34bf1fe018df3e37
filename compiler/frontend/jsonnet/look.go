package jsonnet

import (
	"github.com/google/go-jsonnet/ast"
	"github.com/google/go-jsonnet/toolutils"

	"espc.dev/compiler/frontend"
)

// walk visits a node and all below it.
func walk(n ast.Node, visit func(ast.Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, child := range toolutils.Children(n) {
		walk(child, visit)
	}
}

// nosy are the functions of the standard library that list hidden fields.
var nosy = map[string]bool{"objectFieldsAll": true, "objectValuesAll": true, "objectKeysValuesAll": true, "objectFieldsEx": true}

// look finds the variables that a file asks for, and whether it uses the standard library in ways that can't be told
// from its syntax.
func (f *file) look(syntax ast.Node) {
	known := map[ast.Node]bool{} // uses of std that are understood
	walk(syntax, func(n ast.Node) {
		switch n := n.(type) {
		case *ast.Apply:
			f.lookApply(n, known)
		case *ast.Index:
			name, literal := n.Index.(*ast.LiteralString)
			f.nosy = f.nosy || literal && nosy[name.Value]
			if isStd(n.Target) && literal {
				known[n.Target] = true
				f.open = f.open || name.Value == "extVar" && !known[n]
			}
		case *ast.Var:
			if isStd(n) && !known[n] {
				f.nosy, f.open = true, true
			}
		}
	})
}

// lookApply notes std.extVar("NAME").
func (f *file) lookApply(n *ast.Apply, known map[ast.Node]bool) {
	if name := variableAsked(n); name != nil {
		known[n.Target] = true
		f.variables = append(f.variables, frontend.Variable{Name: name.Value, Range: placeIn(f.src, n.Loc().Begin, n.Loc().End)})
	}
}

// variableAsked returns NAME where a call is std.extVar("NAME"), nil for every other.
func variableAsked(n *ast.Apply) *ast.LiteralString {
	call, ok := n.Target.(*ast.Index)
	if !ok || !isStd(call.Target) || len(n.Arguments.Positional) != 1 || len(n.Arguments.Named) > 0 {
		return nil
	}
	if function, ok := call.Index.(*ast.LiteralString); !ok || function.Value != "extVar" {
		return nil
	}
	name, _ := n.Arguments.Positional[0].Expr.(*ast.LiteralString)
	return name
}

func isStd(n ast.Node) bool {
	v, ok := n.(*ast.Var)
	return ok && v.Id == "std"
}
