package jsonnet

import "github.com/google/go-jsonnet/ast"

// scalar reports whether an expression is sure to be a scalar, a function or a list of scalars.
func scalar(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.LiteralString, *ast.LiteralNumber, *ast.LiteralBoolean, *ast.LiteralNull, *ast.Function, *ast.Unary, *ast.ImportStr, *ast.ImportBin:
		return true
	case *ast.Array:
		for _, e := range n.Elements {
			if !scalar(e.Expr) {
				return false
			}
		}
		return true
	case *ast.Binary:
		return n.Op == ast.BopPlus && (text(n.Left) || text(n.Right)) // with a string, + makes one
	}
	return false
}

func text(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.LiteralString:
		return true
	case *ast.Binary:
		return n.Op == ast.BopPlus && (text(n.Left) || text(n.Right))
	}
	return false
}
