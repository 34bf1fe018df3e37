package fields

import (
	"slices"

	"espc.dev/schema/tree"
)

func (p *projection) lists(want, live, own *tree.Node) *tree.Node {
	shape := own
	if shape == nil || leaf(shape) && len(want.Items) == 0 {
		shape = p.elsewhere()
	}
	switch names, set := elements(shape); {
	case set:
		return p.set(want, live, own)
	case names != nil:
		return p.keyed(want, live, own, names)
	case shape == nil: // nobody owns a part of it: what it is called has to do
		if key := p.Keys.ListKey(p.typ, p.place()); key != "" && key != "=" {
			return p.keyed(want, live, own, []string{key})
		}
	}
	return atomic(want, live, p.name(), p.holder(own))
}

// keyed compares lists whose elements are told apart by fields.
func (p *projection) keyed(want, live, own *tree.Node, names []string) *tree.Node {
	pairs, left := pair(want.Items, live.Items, func(w, l *tree.Node) bool { return sameKey(w, l, names) })
	p.squatters(want, live, own, pairs, left)
	same := true
	found := make([]*tree.Node, len(live.Items)) // by the live order
	last := -1
	for i, w := range want.Items {
		j := pairs[i]
		if j < 0 {
			same = false
			continue
		}
		item := live.Items[j]
		p.path = append(p.path, step{item: item})
		found[j] = p.value(w, item, ownElement(own, item, i))
		p.path = p.path[:len(p.path)-1]
		if found[j] != w || j < last {
			same = false
		}
		last = j
	}
	for _, j := range left {
		part := element(own, live.Items[j])
		if found[j] != nil || part == nil || p.Trust {
			continue
		}
		p.path = append(p.path, step{item: live.Items[j]})
		found[j] = p.extract(live.Items[j], part)
		p.path = p.path[:len(p.path)-1]
		same = same && found[j] == nil
	}
	if same {
		return want
	}
	return &tree.Node{Kind: tree.List, Items: slices.DeleteFunc(found, func(n *tree.Node) bool { return n == nil })}
}

// pair finds for each wanted element the live one that it is, -1 for none, and the live ones that are left. Lists are mostly in the
// same order, so that looking on from the last one found is quick.
func pair(want, live []*tree.Node, is func(w, l *tree.Node) bool) (pairs []int, left []int) {
	pairs = make([]int, len(want))
	taken := make([]bool, len(live))
	at := 0
	for i, w := range want {
		pairs[i] = -1
		for n := range live {
			j := (at + n) % len(live)
			if !taken[j] && is(w, live[j]) {
				pairs[i], taken[j], at = j, true, j+1
				break
			}
		}
	}
	for j := range live {
		if !taken[j] {
			left = append(left, j)
		}
	}
	return pairs, left
}

// sameKey reports whether two elements have the same key. The server has filled in what is left out.
func sameKey(want, live *tree.Node, names []string) bool {
	for _, name := range names {
		w, l := want.Get(name), live.Get(name)
		switch {
		case w == nil && l == nil:
		case w == nil:
			if l.Text != keyDefaults[name] {
				return false
			}
		case l == nil || w.Text != l.Text || w.Kind != l.Kind:
			return false
		}
	}
	return true
}

// squatters pairs wanted elements that are not there with live ones that have what the dialect tells elements apart by: a Service's port
// whose number somebody changed is another element to the server, and the same one to people. The live element goes away when the
// wanted one comes; see Claim.
func (p *projection) squatters(want, live, own *tree.Node, pairs, left []int) {
	if len(left) == 0 || !slices.Contains(pairs, -1) {
		return
	}
	key := p.Keys.ListKey(p.typ, p.place())
	if key == "" || key == "=" {
		return
	}
	for i, w := range want.Items {
		name := w.Get(key)
		if pairs[i] >= 0 || name == nil {
			continue
		}
		for _, j := range left {
			if !slices.Contains(pairs, j) && sameScalar(name, live.Items[j].Get(key)) && (own == nil || element(own, live.Items[j]) == nil) {
				pairs[i] = j
				p.live.squatters = append(p.live.squatters, append(slices.Clone(p.path), step{item: live.Items[j]}))
				break
			}
		}
	}
}

// set compares lists of scalars in which order does not matter.
func (p *projection) set(want, live, own *tree.Node) *tree.Node {
	pairs, left := pair(want.Items, live.Items, tree.Equal)
	same := !slices.Contains(pairs, -1)
	out := &tree.Node{Kind: tree.List}
	for i, w := range want.Items {
		if pairs[i] >= 0 {
			out.Items = append(out.Items, w)
		}
	}
	for _, j := range left {
		item := live.Items[j]
		if p.Trust || own == nil || element(own, item) == nil {
			continue
		}
		p.path = append(p.path, step{item: item})
		if !p.shared() {
			out.Items = append(out.Items, clone(item, nil))
			same = false
		}
		p.path = p.path[:len(p.path)-1]
	}
	if same {
		return want
	}
	return out
}
