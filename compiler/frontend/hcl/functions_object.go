package hcl

import (
	"math/big"
	"slices"
	"strconv"
	"strings"

	"espc.dev/schema/tree"

	"github.com/zclconf/go-cty/cty/function/stdlib"
)

func (c *call) newMap(fields []tree.Field) *tree.Node {
	n := c.node(tree.Map)
	n.Fields = fields
	c.shared = true
	return n
}

// merge joins objects; a later one wins. null counts as an empty object.
func merge(c *call) *tree.Node {
	fields := fieldSet{}
	at := map[string]int{}
	for i, arg := range c.args {
		if arg.Kind == tree.Null {
			continue
		}
		object, ok := c.object(i)
		if !ok || !c.step(len(object), c.at) {
			return nil
		}
		for _, f := range object {
			if j, ok := at[f.Key]; ok {
				fields.fields[j].Value = f.Value
				continue
			}
			at[f.Key] = len(fields.fields)
			fields.fields = append(fields.fields, f)
		}
	}
	return c.newMap(fields.fields)
}

func keysOf(c *call) *tree.Node {
	if _, ok := c.object(0); !ok {
		return nil
	}
	var items []*tree.Node
	for _, f := range sortedFields(c.args[0]) {
		key := c.node(tree.String)
		key.Text = f.Key
		items = append(items, c.keyed(key, c.args[0]))
	}
	return c.newList(items)
}

func valuesOf(c *call) *tree.Node {
	if _, ok := c.object(0); !ok {
		return nil
	}
	var items []*tree.Node
	for _, f := range sortedFields(c.args[0]) {
		items = append(items, f.Value)
	}
	return c.newList(items)
}

func lookup(c *call) *tree.Node {
	if _, ok := c.object(0); !ok {
		return nil
	}
	key, ok := c.keyText(c.args[1], c.e.Range())
	if !ok {
		return nil
	}
	if value := c.args[0].Get(key); value != nil {
		return c.same(value)
	}
	if len(c.args) == 3 {
		return c.same(c.args[2])
	}
	return c.used(c.missing(c.args[0], key, c.e.Range()), c.at, tree.Derived, "expression")
}

func length(c *call) *tree.Node {
	switch arg := c.args[0]; arg.Kind {
	case tree.List:
		return c.count(len(arg.Items))
	case tree.Map:
		return c.count(len(arg.Fields))
	case tree.String:
		return plain(stdlib.StrlenFunc)(c)
	}
	return c.failArg(0, "length takes a list, an object or a string, not %s", c.args[0].Kind)
}

func (c *call) count(i int) *tree.Node {
	n := c.node(tree.Number)
	n.Text = strconv.Itoa(i)
	return c.keyed(n, c.args[0])
}

func zipMap(c *call) *tree.Node {
	keys, ok := c.list(0)
	if !ok {
		return nil
	}
	values, ok := c.list(1)
	switch {
	case !ok:
		return nil
	case len(keys) != len(values):
		return c.fail("zipmap takes lists of the same length: %s, %s", counted(len(keys), "key"), counted(len(values), "value"))
	}
	out := fieldSet{}
	at := map[string]int{}
	for i, k := range keys {
		key, ok := c.keyText(k, c.e.Range())
		if !ok {
			return nil
		}
		if j, ok := at[key]; ok {
			out.fields[j].Value = values[i]
			continue
		}
		at[key] = len(out.fields)
		out.fields = append(out.fields, tree.Field{Key: key, Value: values[i]})
	}
	return c.newMap(out.fields)
}

// transpose turns keys and the strings of their lists around.
func transpose(c *call) *tree.Node {
	if _, ok := c.object(0); !ok {
		return nil
	}
	out := map[string]*tree.Node{}
	for _, f := range sortedFields(c.args[0]) {
		if f.Value.Kind != tree.List || !c.step(len(f.Value.Items), c.at) {
			return c.failArg(0, "transpose takes an object of lists; %s is %s", c.quoted(f.Key), f.Value.Kind)
		}
		for _, item := range f.Value.Items {
			key, ok := c.keyText(item, c.e.Range())
			if !ok {
				return nil
			}
			if out[key] == nil {
				out[key] = c.newList(nil)
			}
			name := c.node(tree.String)
			name.Text = f.Key
			out[key].Items = append(out[key].Items, c.keyed(name, c.args[0]))
		}
	}
	var fields []tree.Field
	for key, value := range out {
		fields = append(fields, tree.Field{Key: key, Value: value})
	}
	slices.SortFunc(fields, func(a, b tree.Field) int { return strings.Compare(a.Key, b.Key) })
	return c.newMap(fields)
}

func sum(c *call) *tree.Node {
	list, ok := c.list(0)
	if !ok {
		return nil
	}
	total := new(big.Float).SetPrec(512)
	for _, item := range list {
		value, ok := c.operand(item, c.e.Args[0].Range())
		if !ok {
			return nil
		}
		total.Add(total, value.AsBigFloat())
	}
	n := c.node(tree.Number)
	n.Text, _ = computed(total)
	return c.derived(n, c.args...)
}
