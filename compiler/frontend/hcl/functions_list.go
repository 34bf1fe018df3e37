package hcl

import (
	"slices"
	"strconv"
	"strings"

	"espc.dev/schema/tree"
)

// newList returns a list at the call. What it holds keeps where it came from.
func (c *call) newList(items []*tree.Node) *tree.Node {
	n := c.node(tree.List)
	n.Items = items
	c.shared = true
	return n
}

func (c *call) newBool(b bool) *tree.Node { return c.derived(c.boolean(b, c.at), c.args...) }

func (c *call) newInt(i int) *tree.Node {
	n := c.node(tree.Number)
	n.Text = strconv.Itoa(i)
	return c.derived(n, c.args...)
}

// identity is a text that is the same for equal values and different for others.
func identity(n *tree.Node) string {
	return n.Kind.String() + string(tree.AppendJSON(nil, sortedKeys(n), ""))
}

// sortedKeys returns a value with all maps in the order of their keys.
func sortedKeys(n *tree.Node) *tree.Node {
	c := *n
	c.Fields, c.Items = nil, nil
	if n.Kind == tree.Map {
		c.Fields = sortedFields(n)
	}
	for i := range c.Fields {
		c.Fields[i].Value = sortedKeys(c.Fields[i].Value)
	}
	for _, item := range n.Items {
		c.Items = append(c.Items, sortedKeys(item))
	}
	return &c
}

// identity is identity, counted as steps.
func (c *call) identity(n *tree.Node) (string, bool) {
	if !c.step(size(n), c.at) {
		return "", false
	}
	return identity(n), true
}

func concat(c *call) *tree.Node {
	var items []*tree.Node
	for i := range c.args {
		list, ok := c.list(i)
		if !ok || !c.step(len(list), c.at) {
			return nil
		}
		items = append(items, list...)
	}
	return c.newList(items)
}

func flatten(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	items, ok := c.flat(nil, list)
	if !ok {
		return nil
	}
	return c.newList(items)
}

func (c *call) flat(out, items []*tree.Node) ([]*tree.Node, bool) {
	ok := c.step(len(items)+1, c.at)
	for i := 0; i < len(items) && ok; i++ {
		if items[i].Kind == tree.List {
			out, ok = c.flat(out, items[i].Items)
		} else {
			out = append(out, items[i])
		}
	}
	return out, ok
}

func distinct(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	var items []*tree.Node
	for _, item := range list {
		id, ok := c.identity(item)
		if !ok {
			return nil
		}
		if !seen[id] {
			seen[id] = true
			items = append(items, item)
		}
	}
	return c.newList(items)
}

func contains(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	for _, item := range list {
		if !c.step(size(item), c.at) {
			return nil
		}
		if tree.Equal(item, c.args[1]) {
			return c.newBool(true)
		}
	}
	return c.newBool(false)
}

func indexOf(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	for i, item := range list {
		if !c.step(size(item), c.at) {
			return nil
		}
		if tree.Equal(item, c.args[1]) {
			return c.newInt(i)
		}
	}
	return c.failArg(1, "the list has no such item")
}

func element(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	i, ok := c.integer(1)
	switch {
	case !ok:
		return nil
	case len(list) == 0:
		return c.failArg(0, "element of an empty list")
	}
	return c.same(list[(i%len(list)+len(list))%len(list)])
}

func slice(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	from, ok := c.integer(1)
	if !ok {
		return nil
	}
	to, ok := c.integer(2)
	switch {
	case !ok:
		return nil
	case from < 0 || to < from || to > len(list):
		return c.fail("slice from %d to %d of a list of %s", from, to, counted(len(list), "item"))
	}
	return c.newList(list[from:to:to])
}

func reverse(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	items := slices.Clone(list)
	slices.Reverse(items)
	return c.newList(items)
}

func compact(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	var items []*tree.Node
	for _, item := range list {
		if item.Kind != tree.Null && (item.Kind != tree.String || item.Text != "") {
			items = append(items, item)
		}
	}
	return c.newList(items)
}

func chunkList(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	n, ok := c.integer(1)
	switch {
	case !ok:
		return nil
	case n < 1:
		return c.failArg(1, "a chunk has at least 1 item")
	}
	var chunks []*tree.Node
	for chunk := range slices.Chunk(list, n) {
		chunks = append(chunks, c.newList(chunk))
	}
	return c.newList(chunks)
}

func sortList(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	for _, item := range list {
		if item.Kind != tree.String {
			return c.failArg(0, "sort takes a list of strings; this one holds %s", item.Kind)
		}
	}
	items := slices.Clone(list)
	slices.SortStableFunc(items, func(a, b *tree.Node) int { return strings.Compare(a.Text, b.Text) })
	return c.newList(items)
}

func one(c *call) *tree.Node {
	list, ok := c.list(0)
	switch {
	case !ok:
		return nil
	case len(list) == 0:
		return c.node(tree.Null)
	case len(list) > 1:
		return c.failArg(0, "one takes a list of one item or none; this one has %d", len(list))
	}
	return c.same(list[0])
}

func coalesce(c *call) *tree.Node {
	for _, arg := range c.args {
		if arg.Kind != tree.Null && (arg.Kind != tree.String || arg.Text != "") {
			return c.same(arg)
		}
	}
	return c.fail("coalesce: every argument is null or empty")
}

func coalesceList(c *call) *tree.Node {
	for i, arg := range c.args {
		if arg.Kind == tree.Null {
			continue
		}
		list, ok := c.list(i)
		if !ok {
			return nil
		}
		if len(list) > 0 {
			return c.same(arg)
		}
	}
	return c.fail("coalescelist: every argument is empty")
}

func allTrue(c *call) *tree.Node { return c.every(true) }

func anyTrue(c *call) *tree.Node { return c.every(false) }

// every is whether all conditions of a list are true, or, for false, whether one is.
func (c *call) every(all bool) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	for _, item := range list {
		yes, ok := c.truth(item, c.e.Args[0].Range())
		if !ok {
			return nil
		}
		if yes != all {
			return c.newBool(!all)
		}
	}
	return c.newBool(all)
}
