package jsonnet

import (
	"math"
	"strconv"
	"strings"

	"github.com/google/go-jsonnet/ast"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// converter turns the program's output into nodes. The marks of an object are an object: for each field the index of its
// mark, or a list of that and of the marks of what is in the field. The marks of a list are a list.
type converter struct {
	tracer *tracer
	ds     diag.List
}

// document converts the whole output.
func (c *converter) document(values, marks *tree.Node, src *diag.File) *tree.Node {
	top := &tree.Origin{Range: diag.Range{File: src}}
	n := c.node(values, marks, top, nil)
	if n.Kind != tree.Map {
		c.ds = append(c.ds, diag.NotAnObject.At(top.Range, "the file is %s instead of an object of kinds", n.Kind).
			WithFix("write an object that maps kinds to names to fields"))
	}
	return n
}

// node converts a value with the origin of the field that holds it; m is that field's mark, if known.
func (c *converter) node(v, marks *tree.Node, o *tree.Origin, m *mark) *tree.Node {
	n := &tree.Node{Kind: v.Kind, Text: v.Text, Origin: o}
	switch v.Kind {
	case tree.Number:
		n.Text = c.number(v.Text, o)
	case tree.List:
		c.list(n, v, marks, m)
	case tree.Map:
		c.fields(n, v, marks)
	}
	return n
}

func (c *converter) list(n, v, marks *tree.Node, m *mark) {
	written := elements(m, len(v.Items))
	for i, item := range v.Items {
		o := &tree.Origin{Range: n.Origin.Range}
		var element *mark
		if written[i] != nil {
			element = &mark{body: written[i]}
			if at := c.tracer.loader.place(written[i].Loc()); !at.IsZero() {
				o.Range = at
			}
		}
		var inner *tree.Node
		if marks != nil && marks.Kind == tree.List && len(marks.Items) == len(v.Items) {
			inner = marks.Items[i]
		}
		n.Items = append(n.Items, c.node(item, inner, o, element))
	}
}

// elements returns the expressions of a list's elements, nil for those that are not written as elements of a list
// literal, perhaps added to another list.
func elements(m *mark, count int) []ast.Node {
	found := make([]ast.Node, count)
	if m == nil {
		return found
	}
	place := func(n ast.Node, atEnd, whole bool) {
		literal, ok := n.(*ast.Array)
		if !ok || len(literal.Elements) > count || whole && len(literal.Elements) != count {
			return
		}
		from := 0
		if atEnd {
			from = count - len(literal.Elements)
		}
		for i, e := range literal.Elements {
			found[from+i] = e.Expr
		}
	}
	if sum, ok := m.body.(*ast.Binary); ok && sum.Op == ast.BopPlus {
		if !m.plus {
			place(sum.Left, false, false)
		}
		place(sum.Right, true, false)
		return found
	}
	place(m.body, m.plus, !m.plus)
	return found
}

func (c *converter) fields(n, v, marks *tree.Node) {
	n.Fields = make([]tree.Field, 0, len(v.Fields))
	for i, f := range v.Fields {
		o := &tree.Origin{Range: n.Origin.Range}
		m, inside := c.mark(marks, f.Key, i)
		if m != nil {
			if at, key := c.tracer.place(*m); !at.IsZero() {
				o.Range, o.Name = at, key
			}
		}
		n.Fields = append(n.Fields, tree.Field{Key: f.Key, Value: c.node(f.Value, inside, o, m)})
	}
}

// mark returns the mark of a field, nil for none, and the marks of what is in it. Values and marks are both sorted by key,
// but the marks have those of hidden fields too, so a field is found near its own position.
func (c *converter) mark(marks *tree.Node, key string, near int) (*mark, *tree.Node) {
	var id *tree.Node
	if marks != nil && near < len(marks.Fields) && marks.Fields[near].Key == key {
		id = marks.Fields[near].Value
	} else {
		id = marks.Get(key)
	}
	var inside *tree.Node
	if id != nil && id.Kind == tree.List && len(id.Items) == 2 {
		id, inside = id.Items[0], id.Items[1]
	}
	i, err := strconv.Atoi(id.Str())
	if err != nil || i < 0 || i >= len(c.tracer.marks) {
		return nil, inside
	}
	return &c.tracer.marks[i], inside
}

// maxSafe is 2^53: from there on, neighbouring integers are one double (https://jsonnet.org/ref/language.html).
const maxSafe = 1 << 53

// number writes a double in the shortest way that reads back the same, as encoding/json does.
func (c *converter) number(text string, o *tree.Origin) string {
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	if v == math.Trunc(v) {
		if math.Abs(v) >= maxSafe {
			literal := tree.Literal((&tree.Node{Kind: tree.Number, Text: text}).With(o))
			c.ds = append(c.ds, diag.UnsafeInteger.At(o.Place(), "%s is 2^53 or more, and such an integer loses digits in Jsonnet", literal[:min(len(literal), 40)]).
				WithFix("write it as a string, or declare the entity in another language"))
		}
		return strconv.FormatFloat(v+0, 'f', 0, 64) // -0 is 0
	}
	if a := math.Abs(v); a >= 1e-6 && a < 1e21 {
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strings.Replace(strconv.FormatFloat(v, 'e', -1, 64), "e-0", "e-", 1)
}
