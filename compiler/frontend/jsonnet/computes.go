package jsonnet

import (
	"slices"

	"github.com/google/go-jsonnet/ast"
)

// computes reports whether evaluating what a node stands for can take more time and memory than in proportion to its text. What
// does not has no names for values, so that each part of the text is evaluated once: literals, objects and lists of them, operators
// between them, and the values of variables. (The desugarer names each object $.)
func computes(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.LiteralString, *ast.LiteralNumber, *ast.LiteralBoolean, *ast.LiteralNull:
		return false
	case *ast.Array:
		return slices.ContainsFunc(n.Elements, func(e ast.CommaSeparatedExpr) bool { return computes(e.Expr) })
	case *ast.Conditional:
		return computes(n.Cond) || computes(n.BranchTrue) || computes(n.BranchFalse)
	case *ast.Binary:
		return computes(n.Left) || computes(n.Right)
	case *ast.Unary:
		return computes(n.Expr)
	case *ast.Apply:
		return !asksVariable(n)
	case *ast.DesugaredObject:
		for _, f := range n.Fields {
			if computes(f.Name) || computes(f.Body) {
				return true
			}
		}
		named := func(b ast.LocalBind) bool { return b.Variable != "$" }
		return len(n.Asserts) > 0 || slices.ContainsFunc(n.Locals, named)
	}
	return true
}

// asksVariable reports whether a call is std.extVar of a text.
func asksVariable(n *ast.Apply) bool {
	call, ok := n.Target.(*ast.Index)
	if !ok || !isStd(call.Target) || len(n.Arguments.Positional) != 1 || len(n.Arguments.Named) > 0 {
		return false
	}
	name, ok := call.Index.(*ast.LiteralString)
	_, text := n.Arguments.Positional[0].Expr.(*ast.LiteralString)
	return ok && text && name.Value == "extVar"
}
