package cue

import (
	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// places is what the package's files say about a path in so many words: every field written there, and those below.
type places struct {
	written []written
	fields  map[string]*places
}

// written is one field as written.
type written struct {
	src   *diag.File
	field *ast.Field
}

// index adds a file's fields. Fields inside of &, and of structs that are embedded, count as those of the path around
// them; what templates, comprehensions and references bring is found by the evaluator's own positions.
func (p *places) index(src *diag.File, decls []ast.Decl) {
	for _, d := range decls {
		switch d := d.(type) {
		case *ast.Field:
			key, _, err := ast.LabelName(d.Label) // #Definition and _hidden too: errors may be about them
			if err != nil || d.Constraint != token.ILLEGAL {
				continue
			}
			child := p.fields[key]
			if child == nil {
				child = &places{}
				if p.fields == nil {
					p.fields = map[string]*places{}
				}
				p.fields[key] = child
			}
			child.written = append(child.written, written{src, d})
			child.expr(src, d.Value)
		case *ast.EmbedDecl:
			p.expr(src, d.Expr)
		}
	}
}

func (p *places) expr(src *diag.File, x ast.Expr) {
	switch x := x.(type) {
	case *ast.StructLit:
		p.index(src, x.Elts)
	case *ast.ParenExpr:
		p.expr(src, x.X)
	case *ast.BinaryExpr:
		if x.Op == token.AND {
			p.expr(src, x.X)
			p.expr(src, x.Y)
		}
	}
}

func (p *places) child(key string) *places {
	if p == nil {
		return nil
	}
	return p.fields[key]
}

// origin returns where a value was written: the field of the path that gives it a literal, or else the first field of the
// path; without one, the place that the evaluator knows: that of a template's field, a comprehension's, an expression's.
// It returns nil where only a place outside of the files is known.
func (c *converter) origin(v cue.Value, p *places) *tree.Origin {
	if p != nil && len(p.written) > 0 {
		best := p.written[0]
		for _, w := range p.written {
			if concrete(w.field.Value) {
				best = w
				break
			}
		}
		return c.fieldOrigin(best.src, best.field)
	}
	if o := c.sourceOrigin(v.Source()); o != nil {
		return o
	}
	return c.conjunctOrigin(v)
}

// concrete reports whether an expression is a value and no constraint.
func concrete(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit, *ast.Interpolation, *ast.ListLit, *ast.StructLit:
		return true
	case *ast.UnaryExpr:
		return x.Op == token.SUB && concrete(x.X)
	case *ast.BinaryExpr:
		return x.Op == token.AND && (concrete(x.X) || concrete(x.Y))
	}
	return false
}

func (c *converter) fieldOrigin(src *diag.File, f *ast.Field) *tree.Origin {
	if o := c.given[f]; o != nil {
		given := *o
		given.Name = nodePlace(src, f.Label)
		return &given
	}
	o := &tree.Origin{Range: nodePlace(src, f.Value), Name: nodePlace(src, f.Label)}
	if name, ok := f.Value.(*ast.Ident); ok {
		if variable := c.variables[name.Name]; variable != nil {
			o.How, o.Rule, o.From = variable.How, variable.Rule, variable.From
		}
	}
	return o
}

// sourceOrigin returns the origin of a syntax node, nil where it is none of the files'.
func (c *converter) sourceOrigin(n ast.Node) *tree.Origin {
	if n == nil || !n.Pos().HasAbsPos() {
		return nil
	}
	src := c.files[n.Pos().Filename()]
	if src == nil {
		return nil
	}
	switch n := n.(type) {
	case *ast.Field:
		return c.fieldOrigin(src, n)
	case *ast.File:
		return &tree.Origin{Range: diag.Range{File: src}}
	}
	return &tree.Origin{Range: nodePlace(src, n)}
}

// conjunctOrigin picks among several contributions to a value the first that is a literal, or else the first.
func (c *converter) conjunctOrigin(v cue.Value) *tree.Origin {
	var best *tree.Origin
	if v.Kind()&(cue.StructKind|cue.ListKind) == 0 { // taking a struct apart evaluates it again
		_, parts := v.Expr()
		for _, part := range parts {
			n := part.Source()
			o := c.sourceOrigin(n)
			if o == nil {
				continue
			}
			if f, ok := n.(*ast.Field); ok && concrete(f.Value) {
				return o
			}
			if best == nil {
				best = o
			}
		}
	}
	if best != nil {
		return best
	}
	p := v.Pos()
	src := c.files[p.Filename()]
	if src == nil || !p.HasAbsPos() {
		return nil
	}
	if f := c.fieldAt(p); f != nil {
		return c.fieldOrigin(src, f)
	}
	return tree.At(placeOf(src, p, p.Offset()))
}

// fieldAt returns the field whose value starts at a position, nil for none.
func (c *converter) fieldAt(p token.Pos) *ast.Field {
	if c.byPos == nil {
		c.byPos = map[position]*ast.Field{}
		for _, f := range c.syntax {
			ast.Walk(f, func(n ast.Node) bool {
				if field, ok := n.(*ast.Field); ok {
					at := field.Value.Pos()
					c.byPos[position{at.Filename(), at.Offset()}] = field
				}
				return true
			}, nil)
		}
	}
	return c.byPos[position{p.Filename(), p.Offset()}]
}

type position struct {
	file   string
	offset int
}
