package kubernetes

import (
	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// jsonType is the media type of a schedule's input.
const jsonType = "application/json"

// pings reports whether a schedule becomes a PingSource: where Knative serves, for an event, unless it says how often to try
// again, which a PingSource decides itself (five times, within two seconds: the bus keeps what it took). What posts to a
// receiver without a bus between needs the tries that a CronJob's pod makes.
func (r *render) pings(s *schema.Schedule) bool {
	_, b := r.bus(s.To.V)
	return r.settings.serving && b != nil && !s.Retries.Written()
}

// ping lowers a schedule of an event: a PingSource, and a transformation that makes the event of what that sends. One that is
// not enabled brings nothing, because a PingSource can't be suspended.
func (r *render) ping(o *owner, s *schema.Schedule) []backends.Object {
	e, b := r.bus(s.To.V)
	if b == nil || !s.Enabled.V {
		return nil
	}
	name := derived(ruleName, s.Node, o.name)
	data := derived(rulePing, s.Node, "{}")
	if s.Input.IsSet() {
		data = derived(rulePing, s.Input.Node, string(tree.AppendJSON(nil, s.Input.V, "")))
	}
	expression := `$merge([$, { "type": ` + jsonataText(r.t.EventType(e).V) + `, "source": ` + jsonataText(r.t.EventSource(e).V) + ` }])`
	return []backends.Object{
		r.eventTransform(o, name, derived(rulePing, s.To.Node, expression), r.reference(brokerType, r.brokerName(b))),
		r.object(o, pingSourceType, meta{name: name}, spec(
			tree.F("schedule", cronExpression(s)),
			tree.F("timezone", s.Timezone.Node),
			tree.F("contentType", ruled(rulePing, tree.NewString(jsonType))),
			tree.F("data", data),
			tree.F("sink", tree.NewMap(tree.F("ref", r.reference(eventTransformType, name)))),
		)),
	}
}
