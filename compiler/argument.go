package compiler

import (
	"espc.dev/compiler/frontend"
	"espc.dev/schema/tree"
)

// handedOn puts the arguments of a module themselves where it hands them on as they are (source = var.source). So a path is
// relative to the file that says it, and what is wrong with a value is reported where somebody can correct it.
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

func (h handing) node(n *tree.Node) *tree.Node {
	for o := n.Origin; o != nil && asItIs(o); o = o.From {
		if argument := h[o.From]; argument != nil && tree.Equal(argument, n) {
			return argument
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
