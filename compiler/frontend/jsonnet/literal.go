package jsonnet

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/google/go-jsonnet/ast"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// literalDocument converts a file that is nothing but data, so that neither time nor memory goes into evaluating what is
// written out: objects with visible fields, lists, strings, numbers, booleans and null. It returns nil for every other file; those
// are the evaluator's, errors included.
func (p *program) literalDocument() *tree.Node {
	object, ok := p.main.syntax.(*ast.DesugaredObject)
	if !ok {
		return nil
	}
	d := literals{tracer: &tracer{loader: p.loader}}
	return d.object(object, &tree.Origin{Range: diag.Range{File: p.main.src}})
}

// literals makes of literals what converter makes of the same data once it is evaluated.
type literals struct{ tracer *tracer }

func (d literals) value(n ast.Node, o *tree.Origin) *tree.Node {
	switch n := n.(type) {
	case *ast.LiteralNull:
		return &tree.Node{Kind: tree.Null, Origin: o}
	case *ast.LiteralBoolean:
		return &tree.Node{Kind: tree.Bool, Text: strconv.FormatBool(n.Value), Origin: o}
	case *ast.LiteralString:
		return &tree.Node{Kind: tree.String, Text: n.Value, Origin: o}
	case *ast.LiteralNumber:
		return d.number(n.OriginalString, o)
	case *ast.Unary:
		if literal, ok := n.Expr.(*ast.LiteralNumber); ok && n.Op == ast.UopMinus {
			return d.number("-"+literal.OriginalString, o)
		}
	case *ast.Array:
		return d.list(n, o)
	case *ast.DesugaredObject:
		return d.object(n, o)
	}
	return nil
}

// number leaves to the evaluator what is no double, and integers that lose digits, of which it warns.
func (d literals) number(text string, o *tree.Origin) *tree.Node {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || strings.ContainsAny(text, "xX_") || v == math.Trunc(v) && math.Abs(v) >= maxSafe {
		return nil
	}
	return &tree.Node{Kind: tree.Number, Text: (&converter{}).number(text, o), Origin: o}
}

func (d literals) list(n *ast.Array, o *tree.Origin) *tree.Node {
	out := &tree.Node{Kind: tree.List, Origin: o}
	for _, e := range n.Elements {
		at := d.tracer.loader.place(e.Expr.Loc())
		if at.IsZero() {
			at = o.Range
		}
		item := d.value(e.Expr, tree.At(at))
		if item == nil {
			return nil
		}
		out.Items = append(out.Items, item)
	}
	return out
}

// object converts an object. Its fields come sorted, as the evaluator writes them.
func (d literals) object(n *ast.DesugaredObject, o *tree.Origin) *tree.Node {
	if len(n.Asserts) > 0 || slices.ContainsFunc(n.Locals, func(b ast.LocalBind) bool { return b.Variable != "$" }) {
		return nil
	}
	out := &tree.Node{Kind: tree.Map, Origin: o}
	if len(n.Fields) > 0 {
		out.Fields = make([]tree.Field, 0, len(n.Fields))
	}
	for i := range n.Fields {
		f := &n.Fields[i]
		name, ok := f.Name.(*ast.LiteralString)
		if !ok || f.PlusSuper || f.Hide != ast.ObjectFieldInherit {
			return nil
		}
		origin := &tree.Origin{Range: o.Range}
		if at, key := d.tracer.place(mark{field: &f.LocRange, name: f.Name, body: f.Body}); !at.IsZero() {
			origin.Range, origin.Name = at, key
		}
		v := d.value(f.Body, origin)
		if v == nil {
			return nil
		}
		out.Fields = append(out.Fields, tree.Field{Key: name.Value, Value: v})
	}
	slices.SortFunc(out.Fields, func(a, b tree.Field) int { return strings.Compare(a.Key, b.Key) })
	for i := 1; i < len(out.Fields); i++ {
		if out.Fields[i-1].Key == out.Fields[i].Key {
			return nil // written twice, which is an error
		}
	}
	return out
}

// only returns a document of one kind, nil where there is none.
func only(doc *tree.Node, kind string) *tree.Node {
	v := doc.Get(kind)
	if v == nil {
		return nil
	}
	return &tree.Node{Kind: tree.Map, Fields: []tree.Field{{Key: kind, Value: v}}, Origin: doc.Origin}
}
