package hcl

import (
	"context"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// evaluator evaluates a unit once, for one set of variables. Values are nodes of the tree; nil stands for a value that
// could not be computed and whose error is reported. It is used by one goroutine.
type evaluator struct {
	*unit
	ctx  context.Context
	vars frontend.Vars
	// early is set while only environments are evaluated, before they set their variables.
	early bool

	ds   diag.List // what went wrong; try and can take errors out again
	kept diag.List // what went wrong in variables, locals and for_each, which are computed once

	variableValues map[string]*tree.Node // nil for one that failed
	localValues    map[string]*tree.Node
	expansions     map[*hclsyntax.Attribute]expansion
	path           []string // the locals and for_each being computed

	// secret holds the origins of what sensitive variables hold, with the variable's name.
	secret map[*tree.Origin]string
	limits
	cells  []cell
	fields []tree.Field
	sorted []*hclsyntax.Attribute // a stack: each body's attributes while it is evaluated
}

func newEvaluator(ctx context.Context, u *unit, vars frontend.Vars) *evaluator {
	return &evaluator{
		unit: u, ctx: ctx, vars: vars,
		variableValues: map[string]*tree.Node{}, localValues: map[string]*tree.Node{}, expansions: map[*hclsyntax.Attribute]expansion{},
		secret: map[*tree.Origin]string{},
	}
}

// done returns all diagnostics.
func (ev *evaluator) done() diag.List { return append(ev.ds, ev.kept...) }

func (ev *evaluator) report(d diag.Diagnostic) { ev.ds = append(ev.ds, d) }

// keep runs f and moves what it reports out of the reach of try and can.
func (ev *evaluator) keep(f func()) {
	outer := ev.ds
	ev.ds = nil
	f()
	ev.kept = append(ev.kept, ev.ds...)
	ev.ds = outer
}

// cell is a node with its origin; they are allocated together and many at a time.
type cell struct {
	node   tree.Node
	origin tree.Origin
}

// node returns a new node of a kind, written at a place.
func (ev *evaluator) node(kind tree.Kind, at diag.Range) *tree.Node {
	if len(ev.cells) == 0 {
		ev.cells = make([]cell, 128)
	}
	c := &ev.cells[0]
	ev.cells = ev.cells[1:]
	ev.made++
	c.node.Kind = kind
	c.node.Origin = &c.origin
	c.origin.Range = at
	return &c.node
}

// takeFields returns room for n fields.
func (ev *evaluator) takeFields(n int) []tree.Field {
	if n > len(ev.fields) {
		ev.fields = make([]tree.Field, max(n, 512))
	}
	out := ev.fields[:0:n]
	ev.fields = ev.fields[n:]
	return out
}

// scope is what an expression can see. A scope with a name adds that name to its parent.
type scope struct {
	*evaluator
	file   *file
	parent *scope
	name   string
	value  *tree.Node
	item   *hclsyntax.AnonSymbolExpr // what value stands for in a splat
	each   *instance
	// fixed says where only fixed values may stand ("a variable's default"); "" for anywhere else.
	fixed string
}

func (ev *evaluator) scope(f *file) *scope { return &scope{evaluator: ev, file: f} }

// bind returns a scope in which a name stands for a value.
func (s *scope) bind(name string, value *tree.Node) *scope {
	c := *s
	c.parent, c.name, c.value, c.item = s, name, value, nil
	return &c
}

// lookup returns what a name was bound to, or nil.
func (s *scope) lookup(name string) *tree.Node {
	for ; s != nil; s = s.parent {
		if s.name == name && s.value != nil {
			return s.value
		}
	}
	return nil
}
