package cli

import (
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/plan"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// shownOutputs returns the topology's outputs: literals as they are, attributes as the backend that has the entity tells
// them before anything is deployed.
func (b *built) shownOutputs() []plan.Output {
	var out []plan.Output
	for _, o := range b.topology.Outputs {
		edges := b.topology.From(o.Address)
		if len(edges) == 0 {
			out = append(out, plan.Output{Name: o.Address.Name, Value: o.Value.V, Known: true})
			continue
		}
		attribute := strings.TrimPrefix(edges[0].Node.Text, edges[0].To.String()+".")
		text, known := b.attribute(edges[0].To, attribute)
		shown := plan.Output{Name: o.Address.Name, Known: known}
		if known {
			shown.Value = tree.NewString(text)
		} else {
			shown.Backend = b.topology.Place(edges[0].To)
			shown.Key = outputKey(shown.Backend, edges[0].To, attribute)
		}
		out = append(out, shown)
	}
	return out
}

func (b *built) attribute(of schema.Address, name string) (string, bool) {
	place := b.topology.Place(of)
	i := slices.IndexFunc(registry, func(x backends.Backend) bool { return x.Info().Name == place })
	if i < 0 {
		return "", false
	}
	return registry[i].Attribute(b.request, of, name)
}
