package aws

import (
	"strconv"

	"espc.dev/schema/tree"
)

// derived returns a string that a rule computes from a node.
func derived(rule string, from *tree.Node, s string) *tree.Node {
	return &tree.Node{Kind: tree.String, Text: s, Origin: tree.Derive(rule, from)}
}

// derivedOf returns a string that a rule computes from several nodes, the first the one to look at.
func derivedOf(rule, s string, from ...*tree.Node) *tree.Node {
	return &tree.Node{Kind: tree.String, Text: s, Origin: tree.DeriveFrom(rule, from...)}
}

// derivedInt returns an integer that a rule computes from a node.
func derivedInt(rule string, from *tree.Node, i int64) *tree.Node {
	return &tree.Node{Kind: tree.Number, Text: strconv.FormatInt(i, 10), Origin: tree.Derive(rule, from)}
}

// ruled returns a tree whose every part a rule decides, from a node or (nil) alone.
func ruled(rule string, from, n *tree.Node) *tree.Node {
	if n == nil {
		return nil
	}
	return n.With(tree.Derive(rule, from))
}

// text returns a user's string as CloudFormation takes it: as it is, with the place it was written.
func text(s string, n *tree.Node) *tree.Node {
	switch {
	case n == nil:
		return tree.NewString(s)
	case n.Kind == tree.String && n.Text == s:
		return n
	}
	return &tree.Node{Kind: tree.String, Text: s, Origin: n.Origin}
}

// integer returns the node of a decoded integer in CloudFormation's form: the node itself, unless it was written like 1e3.
func integer(v int64, n *tree.Node) *tree.Node {
	if n == nil {
		return tree.NewInt(v)
	}
	digits := strconv.FormatInt(v, 10)
	if n.Kind == tree.Number && n.Text == digits {
		return n
	}
	return &tree.Node{Kind: tree.Number, Text: digits, Origin: n.Origin}
}

// words returns a list of constant strings.
func words(items ...string) *tree.Node {
	nodes := make([]*tree.Node, len(items))
	for i, s := range items {
		nodes[i] = tree.NewString(s)
	}
	return tree.NewList(nodes...)
}

// list returns a list, or nil for no items, so that an empty one is left out.
func list(items []*tree.Node) *tree.Node {
	if len(items) == 0 {
		return nil
	}
	return &tree.Node{Kind: tree.List, Items: items}
}

// str returns a constant string.
func str(s string) *tree.Node { return tree.NewString(s) }
