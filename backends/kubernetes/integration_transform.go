package kubernetes

import (
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/internal/flow"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// transforms reports whether Knative's EventTransform is all that an integration takes: on Knative Serving, from an event through
// transform steps to one event.
func (r *render) transforms(f *flow.Flow) bool {
	if !r.settings.serving || f.From == nil || len(f.Schedules) > 0 || len(f.Steps) == 0 || len(f.To) != 1 || f.To[0].V.Kind != schema.KindEvent {
		return false
	}
	for _, s := range f.Steps {
		if s.Transform == nil {
			return false
		}
	}
	return true
}

// transformation lowers an integration that transforms does: an EventTransform that posts to the event's bus, and its Trigger.
func (r *render) transformation(o *owner, f *flow.Flow) []backends.Object {
	e, b := r.bus(f.To[0].V)
	if b == nil {
		return nil
	}
	name := derived(ruleName, o.node, o.name)
	expression := derived(ruleFlow, f.Steps[0].Transform.Node, r.transformed(f, e))
	for _, s := range f.Steps[1:] {
		expression.Origin.Also = append(expression.Origin.Also, s.Transform.Node.Origin)
	}
	objects := []backends.Object{r.eventTransform(o, name, expression, r.reference(brokerType, r.brokerName(b)))}
	to := tree.NewMap(tree.F("ref", r.reference(eventTransformType, name))).With(tree.Derive(ruleSubscriber, f.Integration.From.Node))
	return append(objects, r.flowTrigger(o, f, to)...)
}

// transformed returns the expression of all steps: each has the event of the one before it as its context.
func (r *render) transformed(f *flow.Flow, to *schema.Event) string {
	var b strings.Builder
	b.WriteString("(\n")
	event := flow.Event("$")
	for _, s := range f.Steps {
		b.WriteString("  $event := " + event.Transformed(s.Transform) + ";\n")
		event = "$event"
	}
	b.WriteString("  " + event.Published(r.t.EventType(to).V, r.t.EventSource(to).V, f.Integration.Address.Name) + "\n)")
	return b.String()
}

// flowTasks are the integrations that have no pods of their own.
func (r *render) flowTasks() []task {
	var tasks []task
	for _, i := range r.t.Integrations {
		if !r.here(i.Address) || r.runs[i.Address] != nil {
			continue
		}
		f := flow.Of(r.t, i)
		o := r.newOwner(i.Address, componentIntegration, workloadName(r.t.Name, componentIntegration, i.Address.Name), i.Node)
		tasks = append(tasks, task{o.file, func() []backends.Object { return r.transformation(&o, f) }})
	}
	return tasks
}
