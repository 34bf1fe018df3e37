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
		return variableAsked(n) == nil
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
