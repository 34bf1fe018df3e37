package cli

import (
	"slices"

	"espc.dev/schema"
)

// backendOrder returns the backends of a topology in the order in which they are applied: what is called stands before what
// calls it, because an address that does not answer yet is of no use. Ties and cycles go by name.
func backendOrder(t *schema.Topology) []string {
	left := t.Environment.Backends()
	needs := map[string][]string{}
	for _, e := range t.Edges {
		from, to := t.Place(e.From), t.Place(e.To)
		if e.Class == schema.EdgeSubscribes {
			from, to = to, from // the bus calls what subscribes
		}
		if e.From.Kind != schema.KindOutput && from != to && from != "" && to != "" {
			needs[from] = append(needs[from], to)
		}
	}
	var out []string
	for len(left) > 0 {
		waits := func(name string) bool {
			return slices.ContainsFunc(needs[name], func(n string) bool { return slices.Contains(left, n) })
		}
		next := max(0, slices.IndexFunc(left, func(name string) bool { return !waits(name) }))
		out = append(out, left[next])
		left = slices.Delete(slices.Clone(left), next, next+1)
	}
	return out
}
