package cue

import (
	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// converter turns a concrete value into nodes. Hidden fields, definitions and optional fields are no part of it; a
// default stands for its disjunction.
type converter struct {
	files  map[string]*diag.File
	syntax []*ast.File // all that was evaluated
	given  map[*ast.Field]*tree.Origin
	// variables are the origins of hidden fields that a variable gives their value, by name.
	variables map[string]*tree.Origin
	byPos     map[position]*ast.Field // made when it is first needed
	ds        diag.List
}

// maxDepth is how deep a document may nest.
const maxDepth = 500

// node converts a value. A place that is not known is that of the value around it.
func (c *converter) node(v cue.Value, p *places, around *tree.Origin, depth int) *tree.Node {
	o := c.origin(v, p)
	if o == nil {
		o = &tree.Origin{Range: around.Place()}
	}
	if d, ok := v.Default(); ok {
		v = d
	}
	n := &tree.Node{Origin: o}
	if depth > maxDepth {
		c.ds = append(c.ds, diag.TooDeep.At(o.Place(), "the document nests more than %d levels deep", maxDepth).WithFix("remove the nesting"))
		return n
	}
	switch v.Kind() {
	case cue.NullKind:
	case cue.BoolKind:
		b, _ := v.Bool()
		n.Kind, n.Text = tree.Bool, tree.NewBool(b).Text
	case cue.IntKind, cue.FloatKind, cue.NumberKind:
		text, err := v.MarshalJSON()
		if err != nil {
			c.refuse(n, "is a number that can't be written")
		}
		n.Kind, n.Text = tree.Number, string(text)
	case cue.StringKind:
		n.Kind = tree.String
		n.Text, _ = v.String()
	case cue.ListKind:
		c.list(n, v, depth)
	case cue.StructKind:
		c.fields(n, v, p, depth)
	case cue.BytesKind:
		c.refuse(n, "is bytes, which no field takes")
	default:
		c.refuse(n, "is not decided")
	}
	return n
}

func (c *converter) refuse(n *tree.Node, what string) {
	c.ds = append(c.ds, diag.NotConcrete.At(n.Range(), "the value %s", what).WithFix("write a string, number, boolean, null, list or struct"))
}

func (c *converter) list(n *tree.Node, v cue.Value, depth int) {
	n.Kind = tree.List
	it, err := v.List()
	if err != nil {
		c.refuse(n, "is a list that is not decided")
		return
	}
	for it.Next() {
		n.Items = append(n.Items, c.node(it.Value(), nil, n.Origin, depth+1))
	}
}

func (c *converter) fields(n *tree.Node, v cue.Value, p *places, depth int) {
	n.Kind = tree.Map
	it, err := v.Fields()
	if err != nil {
		c.refuse(n, "is a struct that is not decided")
		return
	}
	for it.Next() {
		key := it.Selector().Unquoted()
		child := c.node(it.Value(), p.child(key), n.Origin, depth+1)
		n.Fields = append(n.Fields, tree.Field{Key: key, Value: child})
	}
}
