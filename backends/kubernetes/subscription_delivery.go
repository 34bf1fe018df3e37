package kubernetes

import (
	"math"
	"strconv"
	"strings"
	"time"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// delivery says how often a failed delivery is tried again, and where the event goes that still fails.
func (r *render) delivery(s *schema.Subscription) *tree.Node {
	fields := []tree.Field{tree.F("retry", integer(s.Retries.V, s.Retries.Node))}
	if s.Retries.V > 0 {
		policy, delay := backoff(s.Retries.V, s.MaxAge.V)
		fields = append(fields,
			tree.F("backoffPolicy", derived(ruleBackoff, s.MaxAge.Node, policy)),
			tree.F("backoffDelay", derived(ruleBackoff, s.MaxAge.Node, isoDuration(delay))))
	}
	return tree.NewMap(append(fields, tree.F("deadLetterSink", r.deadLetterSink(s)))...)
}

// firstDelay is how long Knative waits before it tries again for the first time, as far as max_age leaves room.
const firstDelay = time.Second

// backoff spreads the tries of an event over max_age at most: waits of 1 s, 2 s, 4 s and so on where they fit, else waits that
// grow by the same amount each time.
func backoff(retries int64, age time.Duration) (policy string, delay time.Duration) {
	if float64(firstDelay)*(math.Exp2(float64(retries))-1) <= float64(age) {
		return "exponential", firstDelay
	}
	steps := time.Duration(max(retries*(retries-1)/2, 1)) // the first of them is no wait
	return "linear", max((age / steps).Truncate(time.Millisecond), time.Millisecond)
}

// isoDuration writes a duration as ISO 8601 has it, in seconds.
func isoDuration(d time.Duration) string {
	return "PT" + strconv.FormatFloat(d.Seconds(), 'f', -1, 64) + "S"
}

// deadLetterSink returns what gets an event that still fails: a function gets the event itself. For an event a transformation
// makes one of it, with the original as its data.
func (r *render) deadLetterSink(s *schema.Subscription) *tree.Node {
	switch a := s.DeadLetter; a.V.Kind {
	case schema.KindFunction:
		if w := r.runs[a.V]; w != nil && w.main {
			return r.subscriber(w, a.Node)
		}
	case schema.KindEvent:
		if e, b := r.bus(a.V); b != nil {
			return tree.NewMap(tree.F("ref", r.reference(eventTransformType, r.eventName(e)))).With(tree.Derive(ruleDeadLetter, a.Node))
		}
	}
	return nil
}

// deadLetterOf returns the first reference to an event as a dead letter of a subscription here, or nil.
func (r *render) deadLetterOf(e *schema.Event) *tree.Node {
	for _, edge := range r.t.To(e.Address) {
		if edge.Class == schema.EdgeDeadLetters && r.here(edge.From) {
			return edge.Node
		}
	}
	return nil
}

// deadLetter returns the transformation that makes the event of what failed, and posts it to its bus.
func (r *render) deadLetter(o *owner, e *schema.Event, b *schema.EventBus, edge *tree.Node) backends.Object {
	expression := `{ "specversion": "1.0", "id": id & "/" & knativeerrordest, "type": ` + jsonataText(r.t.EventType(e).V) + `, "source": ` + jsonataText(r.t.EventSource(e).V) +
		`, "time": $now(), "datacontenttype": "application/json", "data": $ }`
	return r.eventTransform(o, r.eventName(e), derived(ruleDeadLetter, edge, expression), r.reference(brokerType, r.brokerName(b)))
}

// eventTransform returns a transformation that sends what it makes to a sink. What the sink answers with is no event.
func (r *render) eventTransform(o *owner, name, expression, sink *tree.Node) backends.Object {
	return r.object(o, eventTransformType, meta{name: name}, spec(
		tree.F("jsonata", tree.NewMap(tree.F("expression", expression))),
		tree.F("sink", tree.NewMap(tree.F("ref", sink))),
		tree.F("reply", tree.NewMap(tree.F("discard", yes))),
	))
}

// jsonataText returns a text as a literal of JSONata.
func jsonataText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}
