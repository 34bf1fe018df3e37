package jsonnet

import (
	"maps"
	"slices"

	"github.com/google/go-jsonnet/ast"
)

// setFree sets the free variables of every node, which the interpreter takes closures' variables from. It does what the
// library's own analysis does for a program before it is rewritten.
func setFree(n ast.Node) map[ast.Identifier]bool {
	free := map[ast.Identifier]bool{}
	add := func(nodes ...ast.Node) {
		for _, n := range nodes {
			if n != nil {
				maps.Copy(free, setFree(n))
			}
		}
	}
	switch n := n.(type) {
	case *ast.Apply:
		add(n.Target)
		for _, a := range n.Arguments.Positional {
			add(a.Expr)
		}
		for _, a := range n.Arguments.Named {
			add(a.Arg)
		}
	case *ast.Array:
		for _, e := range n.Elements {
			add(e.Expr)
		}
	case *ast.Binary:
		add(n.Left, n.Right)
	case *ast.Conditional:
		add(n.Cond, n.BranchTrue)
		if n.BranchFalse != n.BranchTrue {
			add(n.BranchFalse)
		}
	case *ast.DesugaredObject:
		for _, f := range n.Fields {
			add(f.Body)
		}
		add(n.Asserts...)
		freeOfBinds(n.Locals, free)
		for _, f := range n.Fields { // names are computed outside of the object
			add(f.Name)
		}
	case *ast.Error:
		add(n.Expr)
	case *ast.Function:
		add(n.Body)
		for _, p := range n.Parameters {
			if p.DefaultArg != nil {
				add(p.DefaultArg)
			}
		}
		for _, p := range n.Parameters {
			delete(free, p.Name)
		}
	case *ast.InSuper:
		add(n.Index)
	case *ast.SuperIndex:
		add(n.Index)
	case *ast.Index:
		add(n.Target, n.Index)
	case *ast.Local:
		add(n.Body)
		freeOfBinds(n.Binds, free)
	case *ast.Unary:
		add(n.Expr)
	case *ast.Var:
		free[n.Id] = true
	}
	n.SetFreeVariables(slices.Sorted(maps.Keys(free)))
	return free
}

// freeOfBinds adds what bindings need and takes away what they bind, which they all see.
func freeOfBinds(binds ast.LocalBinds, free map[ast.Identifier]bool) {
	for _, b := range binds {
		maps.Copy(free, setFree(b.Body))
	}
	for _, b := range binds {
		delete(free, b.Variable)
	}
}
