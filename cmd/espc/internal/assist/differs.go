package assist

import (
	"fmt"
	"slices"

	"espc.dev/compiler"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Differs says in what a topology after a renaming is another one than before, but for the names: "" where it is the same.
func (r *Renaming) Differs(before, after *schema.Topology) string {
	old, now := before.Entities(), after.Entities()
	for _, e := range old {
		m := e.EntityMeta()
		a := r.address(m.Address)
		other := after.Lookup(a)
		if other == nil {
			return fmt.Sprintf("there would be no %s", a)
		}
		want, got := compiler.Renamed(m.Node, m.Address.Kind, r.To), other.EntityMeta().Node
		if !tree.Equal(want, got) {
			return fmt.Sprintf("%s would not be the same: %s", a, difference(want, got))
		}
	}
	if len(old) != len(now) {
		return "there would be entities that are not there now"
	}
	if !slices.Equal(r.edges(before, true), r.edges(after, false)) {
		return "not the same entities would refer to each other"
	}
	return ""
}

func (r *Renaming) address(a schema.Address) schema.Address {
	if to, ok := schema.ParseAddress(r.To[a.String()]); ok {
		return to
	}
	return a
}

// edges are who refers to whom and for what, sorted.
func (r *Renaming) edges(t *schema.Topology, rename bool) []schema.Edge {
	out := make([]schema.Edge, len(t.Edges))
	for i, e := range t.Edges {
		out[i] = schema.Edge{From: e.From, To: e.To, Class: e.Class}
		if rename {
			out[i].From, out[i].To = r.address(e.From), r.address(e.To)
		}
	}
	slices.SortFunc(out, schema.Edge.Compare)
	return out
}

// difference names the first field in which two trees differ.
func difference(a, b *tree.Node) string {
	for _, f := range a.Fields {
		other := b.Get(f.Key)
		switch {
		case other == nil:
			return f.Key + " would be gone"
		case tree.Equal(f.Value, other):
		case f.Value.Kind == tree.Map && other.Kind == tree.Map:
			return f.Key + "." + difference(f.Value, other)
		default:
			return f.Key
		}
	}
	for _, f := range b.Fields {
		if a.Get(f.Key) == nil {
			return f.Key + " would be new"
		}
	}
	return "its values"
}
