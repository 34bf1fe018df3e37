package edges

import (
	"slices"

	"espc.dev/schema"
)

// pings reports whether a schedule has no pods, because Knative's own send its event.
func (c *city) pings(s *schema.Schedule) bool {
	return c.knative() && s.To.V.Kind == schema.KindEvent && !s.Retries.Written()
}

// transformation reports whether an integration has no pods, because Knative's own transform its events: from an event through
// transform steps to one event, where Knative serves.
func (c *city) transformation(i *schema.Integration) bool {
	scheduled := slices.ContainsFunc(c.To(i.Address), func(e schema.Edge) bool { return e.Class == schema.EdgeSchedules })
	other := slices.ContainsFunc(i.Step, func(s *schema.Step) bool { return s.Transform == nil })
	return c.knative() && i.From.IsSet() && !scheduled && len(i.Step) > 0 && !other && len(i.To.Items) == 1 && i.To.Items[0].V.Kind == schema.KindEvent
}

// delivered opens the way of events to a house. One that Knative runs is open to its ingress already, and to nobody else.
func (c *city) delivered(to *house, because string) {
	if !to.serving {
		c.edge([]string{"event-mesh"}, []string{to.name}, to.ports[:1], because)
	}
}
