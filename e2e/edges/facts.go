package edges

import (
	"slices"
	"strings"
	"time"

	"espc.dev/schema"
)

// facts returns what the table's lines can ask of an edge with `when`.
func (d *deriver) facts(e schema.Edge) map[string]bool {
	t, out := d.Topology, map[string]bool{}
	if i := integration(t, e); i != nil {
		out["an integration"] = true
		out["kept"] = i.DeadLetter.V.Kind != schema.KindQueue
		out["lettered"] = !out["kept"]
		out["a machine"], out["a rule alone"] = !ruleAlone(t, i), ruleAlone(t, i)
		out["of an event"] = i.From.IsSet()
	}
	switch e.Class {
	case schema.EdgeUses:
		if u := use(t, e); u != nil {
			out[u.Access.V] = true
		}
	case schema.EdgeSubscribes, schema.EdgeDeadLetters:
		if on := subscription(t, e); on != nil {
			out["of an event"] = on.Event.IsSet()
			out["kept"] = on.DeadLetter.V.Kind != schema.KindQueue
			direct := on.Event.IsSet() && plain(on) && calledByLambda(t, e.From)
			out["direct"], out["queued"] = direct, !direct
		}
	case schema.EdgeSchedules:
		direct := calledByLambda(t, e.To)
		out["direct"], out["queued"] = direct, !direct
	case schema.EdgeEmits:
		out["of a table"] = e.From.Kind == schema.KindTable
	case schema.EdgeCalls, schema.EdgeRoutes:
		toImage := isImage(t, e.To)
		out["to an image"], out["to a function"] = toImage, !toImage
		out["from Lambda"] = onLambda(t, e.From)
	case schema.EdgeConnects:
		c := schema.Find[schema.Connector](t, e.To)
		out["a server"] = c != nil && (c.Host.IsSet() || c.URL.IsSet())
		out["a network"] = t.Environment != nil && t.Environment.Backend.Aws != nil && t.Environment.Backend.Aws.Subnets.IsSet()
	case schema.EdgeReads:
		out["by an image"] = isImage(t, e.From)
		out["by a gatekeeper"] = len(d.gatekeepers(e)) > 0
	}
	return out
}

// constantFacts returns what the table's lines can ask of an entity.
func (d *deriver) constantFacts(a schema.Address) map[string]bool {
	out := map[string]bool{}
	switch e := d.Lookup(a).(type) {
	case *schema.Integration:
		out["a machine"] = !ruleAlone(d.Topology, e)
		out["no dead letter"] = !e.DeadLetter.IsSet()
	case *schema.Gateway:
		out["a gatekeeper"] = len(d.guardedBy(a)) > 0
		out["networks"] = e.AllowFrom.IsSet()
	case *schema.Bucket:
		out["public"] = e.Public.V
	case *schema.Microservice:
		out["an image"], out["of models"] = isImage(d.Topology, a), !isImage(d.Topology, a)
		_, out["of ECR"] = repository(e.Image.V)
	}
	return out
}

// holds reports whether all facts that a line asks for are there.
func holds(l Line, facts map[string]bool) bool {
	return !slices.ContainsFunc(l.When, func(fact string) bool { return !facts[fact] })
}

// integration returns the integration that an edge leads from, or that a schedule leads to.
func integration(t *schema.Topology, e schema.Edge) *schema.Integration {
	if e.Class == schema.EdgeSchedules {
		return schema.Find[schema.Integration](t, e.To)
	}
	return schema.Find[schema.Integration](t, e.From)
}

// ruleAlone reports whether a rule does all of an integration: it makes new data of an event whose schema tells what is in it, for queues
// and nobody else. (A schema that does not tell enough, and conditions of another sort, would take a state machine; no topology of these
// tests has them.)
func ruleAlone(t *schema.Topology, i *schema.Integration) bool {
	e := schema.Find[schema.Event](t, i.From.V)
	if e == nil || !e.Schema.IsSet() || len(i.Step) == 0 || i.Step[len(i.Step)-1].Transform == nil {
		return false
	}
	return !slices.ContainsFunc(i.To.Items, func(to schema.Value[schema.Address]) bool { return to.V.Kind != schema.KindQueue })
}

// use returns the element of a workload's `uses` that makes an edge.
func use(t *schema.Topology, e schema.Edge) *schema.Use {
	w := t.Workload(e.From)
	if w == nil {
		return nil
	}
	for _, u := range w.Uses {
		if u.Of.Node == e.Node {
			return u
		}
	}
	return nil
}

// subscription returns the `on` block that makes an edge.
func subscription(t *schema.Topology, e schema.Edge) *schema.Subscription {
	f := schema.Find[schema.Function](t, e.From)
	label, inside := strings.CutPrefix(e.Field, "on.")
	if f == nil || !inside {
		return nil
	}
	label, _, _ = strings.Cut(label, ".")
	for _, on := range f.On {
		if on.Label == label {
			return on
		}
	}
	return nil
}

// plain reports whether a subscription asks for nothing that takes a queue of its own.
func plain(on *schema.Subscription) bool { return on.Batch == nil && !on.DeadLetter.IsSet() }

// calledByLambda reports whether Lambda itself tries a function's events again: where all of its subscriptions without
// dead_letter or batch, and its schedules, have the same retries of at most 2, and their events the same age of at most six
// hours, which is what EventInvokeConfig takes (MaximumRetryAttempts, MaximumEventAgeInSeconds).
func calledByLambda(t *schema.Topology, function schema.Address) bool {
	retries, ages := map[int64]bool{}, map[time.Duration]bool{}
	if f := schema.Find[schema.Function](t, function); f != nil {
		for _, on := range f.On {
			if on.Event.IsSet() && plain(on) {
				retries[on.Retries.V], ages[on.MaxAge.V] = true, true
			}
		}
	}
	for _, e := range t.To(function) {
		if s := schema.Find[schema.Schedule](t, e.From); s != nil && e.Class == schema.EdgeSchedules {
			retries[s.Retries.V] = true
		}
	}
	for n := range retries {
		if n > 2 {
			return false
		}
	}
	for age := range ages {
		if age < time.Minute || age > 6*time.Hour {
			return false
		}
	}
	return len(retries) == 1 && len(ages) <= 1
}
