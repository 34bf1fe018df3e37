package overlay

import "espc.dev/schema/tree"

// restore returns after with before's nodes wherever nothing changed, keys in before's order, and origin on what is new.
func restore(before, after *tree.Node, origin *tree.Origin) *tree.Node {
	switch {
	case tree.Equal(before, after):
		return before
	case before == nil || before.Kind != after.Kind:
		return strip(after).With(origin)
	case after.Kind == tree.Map:
		return restoreMap(before, after, origin)
	case after.Kind == tree.List:
		out := *before
		out.Items = make([]*tree.Node, len(after.Items))
		for i, item := range after.Items {
			out.Items[i] = restore(match(before.Items, item, i), item, origin)
		}
		return &out
	}
	return after.With(&tree.Origin{How: origin.How, Range: origin.Range, Rule: origin.Rule, From: before.Origin})
}

func restoreMap(before, after *tree.Node, origin *tree.Origin) *tree.Node {
	out := *before
	out.Fields = nil
	for _, f := range before.Fields {
		if v := after.Get(f.Key); v != nil {
			out.Fields = append(out.Fields, tree.Field{Key: f.Key, Value: restore(f.Value, v, origin)})
		}
	}
	for _, f := range after.Fields {
		if before.Get(f.Key) == nil {
			out.Fields = append(out.Fields, tree.Field{Key: f.Key, Value: strip(f.Value).With(origin)})
		}
	}
	return &out
}

// match finds the element that an element of the new list was: the same one, one of the same name, or the one at its
// place.
func match(items []*tree.Node, item *tree.Node, i int) *tree.Node {
	for _, old := range items {
		if tree.Equal(old, item) {
			return old
		}
	}
	if name := item.Get("name").Str(); name != "" {
		for _, old := range items {
			if old.Get("name").Str() == name {
				return old
			}
		}
		return nil
	}
	if i < len(items) {
		return items[i]
	}
	return nil
}

// strip returns a tree without origins: what kustomize prints has no place that a person knows.
func strip(n *tree.Node) *tree.Node {
	out := *n
	out.Origin = nil
	out.Items, out.Fields = nil, nil
	for _, item := range n.Items {
		out.Items = append(out.Items, strip(item))
	}
	for _, f := range n.Fields {
		out.Fields = append(out.Fields, tree.Field{Key: f.Key, Value: strip(f.Value)})
	}
	return &out
}
