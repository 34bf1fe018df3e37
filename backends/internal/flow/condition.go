package flow

import (
	"slices"

	"espc.dev/schema/jsonata"
)

// Comparison is one comparison of a field of the event with something that is known when the topology is compiled.
type Comparison struct {
	// Field is the path from the event: data, total.
	Field []string
	// Operator is =, !=, <, <=, >, >=, in, exists or absent.
	Operator string
	// Values are what it is compared with: one scalar, several for in, none for exists and absent. A scalar is a string, float64,
	// bool or nil.
	Values []any
}

// Comparisons returns a condition as comparisons that must all hold, and whether it is nothing else. A host's pattern is not
// always the same: for a list in the data JSONata compares the list, and a pattern its members; a number compared with a string
// fails the step in JSONata, and a pattern is just not met.
func (x *Expression) Comparisons() ([]Comparison, bool) { return conjunction(x.Root) }

func conjunction(n *jsonata.Node) ([]Comparison, bool) {
	n = inner(n)
	if n.Kind == jsonata.Binary && n.Text == "and" {
		left, ok := conjunction(n.Left)
		if !ok {
			return nil, false
		}
		right, ok := conjunction(n.Right)
		return append(left, right...), ok
	}
	c, ok := comparison(n)
	return []Comparison{c}, ok
}

// mirrored is what an operator is with its sides swapped.
var mirrored = map[string]string{"=": "=", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}

func comparison(n *jsonata.Node) (c Comparison, ok bool) {
	if field, absent := exists(n); field != nil {
		c = Comparison{Field: field, Operator: "exists"}
		if absent {
			c.Operator = "absent"
		}
		return c, true
	}
	if n.Kind != jsonata.Binary {
		return c, false
	}
	left, right := inner(n.Left), inner(n.Right)
	if n.Text == "in" {
		list, isList := right.Constant()
		values, plain := list.([]any)
		field, isField := left.Field()
		if !isList || !plain || !isField || slices.ContainsFunc(values, notScalar) {
			return c, false
		}
		return Comparison{field, "in", values}, true
	}
	operator := n.Text
	if _, swapped := right.Field(); swapped {
		left, right, operator = right, left, mirrored[operator]
	}
	field, isField := left.Field()
	value, isConstant := right.Constant()
	if _, known := mirrored[operator]; !known || !isField || !isConstant || notScalar(value) {
		return c, false
	}
	return Comparison{field, operator, []any{value}}, true
}

// exists returns the field of $exists(field), or of $not($exists(field)), nil for anything else.
func exists(n *jsonata.Node) (field []string, absent bool) {
	if n.Kind != jsonata.Function || n.Left.Kind != jsonata.Variable || len(n.Items) != 1 || n.Stages != nil {
		return nil, false
	}
	switch n.Left.Text {
	case "not":
		field, absent = exists(inner(n.Items[0]))
		return field, !absent
	case "exists":
		field, _ = inner(n.Items[0]).Field()
	}
	return field, false
}

func notScalar(v any) bool {
	switch v.(type) {
	case string, float64, bool, nil:
		return false
	}
	return true
}

// inner takes parentheses away that change nothing.
func inner(n *jsonata.Node) *jsonata.Node {
	for n.Kind == jsonata.Block && len(n.Items) == 1 && n.Stages == nil && n.Group == nil && !n.KeepArray {
		n = n.Items[0]
	}
	return n
}
