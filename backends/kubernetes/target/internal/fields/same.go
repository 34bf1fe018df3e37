package fields

import "espc.dev/schema/tree"

// Same reports whether two states of an object are the same but for what the server writes by itself: versions, and who owns what.
func Same(a, b *Live) bool { return tree.Equal(essence(a), essence(b)) }

func essence(l *Live) *tree.Node {
	out := &tree.Node{Kind: tree.Map}
	for _, f := range l.Root.Fields {
		switch f.Key {
		case "status", "apiVersion", "kind":
			continue
		case "metadata":
			meta := &tree.Node{Kind: tree.Map}
			for _, m := range f.Value.Fields {
				if m.Key != "managedFields" && m.Key != "resourceVersion" && m.Key != "generation" {
					meta.Fields = append(meta.Fields, m)
				}
			}
			f.Value = meta
		}
		out.Fields = append(out.Fields, f)
	}
	return out
}
