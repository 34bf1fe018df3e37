package hcl

import (
	"cmp"
	"slices"

	"espc.dev/schema/tree"
)

func toString(c *call) *tree.Node {
	arg := c.args[0]
	switch arg.Kind {
	case tree.String, tree.Null:
		return c.same(arg)
	case tree.Number, tree.Bool:
		n := c.same(arg)
		n.Kind = tree.String
		return n
	}
	return c.failArg(0, "%s is no string", arg.Kind)
}

func toNumber(c *call) *tree.Node {
	arg := c.args[0]
	switch {
	case arg.Kind == tree.Number || arg.Kind == tree.Null:
		return c.same(arg)
	case arg.Kind == tree.String && !arg.Ref && len(arg.Text) <= maxExponent:
		if f, ok := parseNumber(arg.Text); ok {
			n := c.same(arg)
			n.Kind = tree.Number
			if n.Text, ok = computed(f); ok {
				return n
			}
		}
		return c.failArg(0, "the text is no number")
	}
	return c.failArg(0, "%s is no number", arg.Kind)
}

func toBool(c *call) *tree.Node {
	arg := c.args[0]
	switch {
	case arg.Kind == tree.Bool || arg.Kind == tree.Null:
		return c.same(arg)
	case arg.Kind == tree.String && (arg.Text == "true" || arg.Text == "false"):
		n := c.same(arg)
		n.Kind = tree.Bool
		return n
	case arg.Kind == tree.String:
		return c.failArg(0, "the text is neither true nor false")
	}
	return c.failArg(0, "%s is no boolean", arg.Kind)
}

func toList(c *call) *tree.Node {
	if _, ok := c.list(0); !ok {
		return nil
	}
	return c.same(c.args[0])
}

// toSet returns the different items of a list; texts come in the order of the alphabet, as in a set.
func toSet(c *call) *tree.Node {
	set := distinct(c)
	if set == nil {
		return nil
	}
	for _, item := range set.Items {
		if item.Kind != tree.String {
			return set
		}
	}
	slices.SortStableFunc(set.Items, func(a, b *tree.Node) int { return cmp.Compare(a.Text, b.Text) })
	return set
}

func toMap(c *call) *tree.Node {
	if _, ok := c.object(0); !ok {
		return nil
	}
	return c.same(c.args[0])
}
