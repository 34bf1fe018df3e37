package compiler

import (
	"espc.dev/compiler/frontend"
	"espc.dev/schema/tree"
)

// handedOn puts the arguments of a module themselves where it hands them on as they are (source = var.source). So a path is
// relative to the file that says it, and what is wrong with a value is reported where somebody can correct it. How the module
// handed it on stays in its origin's Via.
func handedOn(doc *tree.Node, arguments frontend.Vars) *tree.Node {
	h := handing{}
	for _, n := range arguments {
		h.add(n)
	}
	return h.node(doc)
}

// handing has each argument, and each value in one, by its origin.
type handing map[*tree.Origin]*tree.Node

func (h handing) add(n *tree.Node) {
	if n.Origin != nil {
		h[n.Origin] = n
	}
	for _, item := range n.Items {
		h.add(item)
	}
	for _, f := range n.Fields {
		h.add(f.Value)
	}
}

// asItIs reports whether a value came on unchanged: from a variable, or by a name such as each.value.
func asItIs(o *tree.Origin) bool {
	return o.How == tree.Variable || o.How == tree.Derived && o.Rule != "expression"
}

// handed returns an argument that keeps how it came to be a module's value, which is equal to it.
func handed(argument, value *tree.Node) *tree.Node {
	if argument.Origin == nil || argument.Origin == value.Origin {
		return argument
	}
	o := *argument.Origin
	o.Via = value.Origin
	out := argument.With(&o)
	if out.Kind != tree.List || len(value.Items) != len(out.Items) {
		return out
	}
	out.Items = nil
	for _, item := range argument.Items {
		out.Items = append(out.Items, item.Through(value.Origin))
	}
	return out
}

func (h handing) node(n *tree.Node) *tree.Node {
	for o := n.Origin; o != nil && asItIs(o); o = o.From {
		if argument := h[o.From]; argument != nil && tree.Equal(argument, n) {
			return handed(argument, n)
		}
	}
	if n.Kind != tree.List && n.Kind != tree.Map {
		return n
	}
	out := *n
	out.Items, out.Fields = nil, nil
	for _, item := range n.Items {
		out.Items = append(out.Items, h.node(item))
	}
	for _, f := range n.Fields {
		out.Fields = append(out.Fields, tree.Field{Key: f.Key, Value: h.node(f.Value)})
	}
	return &out
}
