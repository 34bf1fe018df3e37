package plan

import (
	"slices"
	"strconv"

	"espc.dev/schema/tree"
)

// lists compares two lists: element by element of the same key where the dialect knows one, as sets where order does not
// matter, and otherwise along the longest run of equal elements, so that one insertion is one change.
func (d *differ) lists(before, after *tree.Node, path []string, shown string, origin *tree.Origin) {
	element := append(slices.Clip(path), "[]")
	switch key := d.dialect.ListKey(d.typ, path); key {
	case "":
		d.sequences(before.Items, after.Items, element, shown, origin)
	case "=":
		d.sets(before.Items, after.Items, element, shown, origin)
	default:
		if !d.keyed(before, after, key, element, path, shown, origin) {
			d.sequences(before.Items, after.Items, element, shown, origin)
		}
	}
}

// keyed matches elements by a key. It reports false, having done nothing, where an element has no key or two share one.
func (d *differ) keyed(before, after *tree.Node, key string, element, path []string, shown string, origin *tree.Origin) bool {
	old, oldOrder, ok := byKey(before.Items, key)
	if !ok {
		return false
	}
	now, nowOrder, ok := byKey(after.Items, key)
	if !ok {
		return false
	}
	for _, k := range nowOrder {
		fields := len(d.fields)
		d.node(old[k], now[k], element, shown+"["+k+"]", origin)
		if old[k] == nil && d.by != "" && len(d.fields) > fields {
			d.added = append(d.added, addition{fields, k})
		}
	}
	for _, k := range oldOrder {
		if now[k] == nil {
			d.node(old[k], nil, element, shown+"["+k+"]", origin)
		}
	}
	keptOld := slices.DeleteFunc(oldOrder, func(k string) bool { return now[k] == nil })
	keptNow := slices.DeleteFunc(nowOrder, func(k string) bool { return old[k] == nil })
	if !slices.Equal(keptOld, keptNow) {
		d.add(names(keptOld), names(keptNow), path, shown+" (order)", origin)
	}
	return true
}

func byKey(items []*tree.Node, key string) (map[string]*tree.Node, []string, bool) {
	m := make(map[string]*tree.Node, len(items))
	order := make([]string, 0, len(items))
	for _, item := range items {
		k := item.Get(key).Str()
		if k == "" || m[k] != nil {
			return nil, nil, false
		}
		m[k] = item
		order = append(order, k)
	}
	return m, order, true
}

func names(keys []string) *tree.Node {
	items := make([]*tree.Node, len(keys))
	for i, k := range keys {
		items[i] = tree.NewString(k)
	}
	return tree.NewList(items...)
}

// sets reports the elements that only one side has.
func (d *differ) sets(before, after []*tree.Node, element []string, shown string, origin *tree.Origin) {
	left := slices.Clone(before)
	for _, item := range after {
		if i := slices.IndexFunc(left, func(n *tree.Node) bool { return tree.Equal(n, item) }); i >= 0 {
			left = slices.Delete(left, i, i+1)
			continue
		}
		d.node(nil, item, element, shown+"[+]", origin)
	}
	for _, item := range left {
		d.node(item, nil, element, shown+"[-]", origin)
	}
}

// maxAlign bounds the elements that are aligned; longer lists are compared by position.
const maxAlign = 500

func (d *differ) sequences(before, after []*tree.Node, element []string, shown string, origin *tree.Origin) {
	at := func(i int) string { return shown + "[" + strconv.Itoa(i) + "]" }
	if len(before) == len(after) || len(before) > maxAlign || len(after) > maxAlign {
		for i := range max(len(before), len(after)) {
			d.node(item(before, i), item(after, i), element, at(i), origin)
		}
		return
	}
	i, j := 0, 0
	for _, pair := range append(common(before, after), [2]int{len(before), len(after)}) {
		for i < pair[0] || j < pair[1] {
			var b, a *tree.Node
			n := j
			if i < pair[0] {
				b, i = before[i], i+1
			}
			if j < pair[1] {
				a, j = after[j], j+1
			}
			d.node(b, a, element, at(n), origin)
		}
		i, j = pair[0]+1, pair[1]+1
	}
}

func item(items []*tree.Node, i int) *tree.Node {
	if i < len(items) {
		return items[i]
	}
	return nil
}

// common returns the index pairs of a longest common subsequence.
func common(a, b []*tree.Node) [][2]int {
	lengths := make([][]int, len(a)+1)
	for i := range lengths {
		lengths[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if tree.Equal(a[i], b[j]) {
				lengths[i][j] = lengths[i+1][j+1] + 1
			} else {
				lengths[i][j] = max(lengths[i+1][j], lengths[i][j+1])
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case tree.Equal(a[i], b[j]):
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case lengths[i+1][j] >= lengths[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}
