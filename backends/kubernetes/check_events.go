package kubernetes

import (
	"math"
	"strconv"
	"strings"

	"espc.dev/backends/internal/eventfilter"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// eventBuses reports buses that the environment has no place for.
func (c *checker) eventBuses() {
	for _, b := range c.t.EventBuses {
		if !c.here(b.Address) {
			continue
		}
		if c.settings.noEvents {
			c.report(diag.NoEventing.At(b.Node.Origin.KeyPlace(), "%s needs something that carries events, and the environment has nothing", b.Address).
				WithRelated(c.settings.block.Eventing.Node.Range(), "eventing is none here").
				WithFix("%s", c.elsewhere(b.Address, `write eventing = "knative"; or remove the bus and its events`)), b.Address)
		}
		if !keepsEvents(b) || c.settings.block != nil && len(c.settings.block.Kafka.Items) > 0 || b.Existing.IsSet() {
			continue
		}
		at, what := b.Retention.Node, "keeps events"
		if b.Ordered.V {
			at, what = b.Ordered.Node, "keeps the order of events"
		}
		c.report(diag.NoKafka.At(at.Range(), "%s %s, which Knative does in Kafka alone, and the environment names none", b.Address, what).
			WithFix(`write kafka = ["HOST:9092"] in the environment's backend "kubernetes"`), b.Address)
	}
}

// subscriptions reports what Knative can't deliver as a subscription asks. runtime is set where a runtime of espc's own takes
// the events, which sees their data.
func (c *checker) subscriptions(on []*schema.Subscription, a schema.Address, runtime bool) {
	for _, s := range on {
		if s.Queue.IsSet() {
			if !c.onAWS(s.Queue.V) {
				c.resource(s.Node, "receive from a queue", "subscribe to an event", a)
			}
			continue
		}
		e, b := c.bus(s.Event.V)
		if b == nil {
			continue // it is placed elsewhere, which is reported
		}
		if w := c.runs[a]; w != nil && len(w.models) > 0 {
			c.report(diag.NotOnKnative.At(s.Node.Origin.KeyPlace(), "%s runs models, which take no events", a).
				WithFix("subscribe by a function that calls the models"), a)
		}
		for _, f := range s.Filter {
			c.filter(f, e, a, runtime)
		}
		c.delivery(s, a)
	}
}

// delivery reports what is lost or not expressed of how a subscription's events are delivered.
func (c *checker) delivery(s *schema.Subscription, a schema.Address) {
	if s.Batch != nil {
		c.report(diag.NotOnKnative.At(s.Batch.Node.Origin.KeyPlace(), "Knative delivers one event at a time, and %s asks for batches", a).
			WithFix("%s", c.elsewhere(a, "remove batch")), a)
	}
	if s.MaxAge.Written() {
		c.report(diag.RetryAge.At(s.MaxAge.Node.Range(), "%s is tried again for %s at most, and Knative drops no event for its age", a, s.MaxAge.Node.Str()).
			WithFix("nothing to do where that is right; else let the function look at the event's time"), a)
	}
	switch d := s.DeadLetter; {
	case !d.IsSet():
		c.report(diag.LostEvents.At(s.Node.Origin.KeyPlace(), "an event that %s fails on after %d retries is lost", a, s.Retries.V).
			WithFix("add dead_letter = event.NAME or function.NAME"), a)
	case d.V.Kind == schema.KindQueue && !c.onAWS(d.V):
		c.report(diag.NotOnKnative.At(d.Node.Range(), "Knative sends what fails to a function or as an event, and %s is a queue", d.V).
			WithFix("%s", c.elsewhere(a, "name an event or a function")), a)
	}
}

// sqlWords are the words of CESQL, which can't be attributes in its expressions; see
// https://github.com/cloudevents/spec/blob/main/cesql/spec.md.
var sqlWords = map[string]bool{"and": true, "or": true, "xor": true, "not": true, "like": true, "in": true, "exists": true, "true": true, "false": true}

// filter reports a condition that no event meets, or that nobody on the way can look at.
func (c *checker) filter(f *schema.Filter, e *schema.Event, a schema.Address, runtime bool) {
	at := f.Node.Origin.KeyPlace()
	switch {
	case f.Attribute == "type" || f.Attribute == "source":
		value := c.t.EventType(e).V
		if f.Attribute == "source" {
			value = c.t.EventSource(e).V
		}
		if !eventfilter.Holds(f, value) {
			c.report(diag.NeverMatches.At(f.Node.Range(), "the %s of %s is %q, so nothing would pass", f.Attribute, e.Address, value).
				WithFix("leave the condition out, or subscribe to another event"), a)
		}
		return
	case eventfilter.Contradicts(f):
		c.report(diag.NeverMatches.At(f.Node.Range(), "what is absent has no value to compare, so nothing would pass").
			WithFix("leave exists = false out, or the other conditions"), a)
	case strings.HasPrefix(f.Attribute, dataPrefix):
		if !runtime {
			c.report(diag.DataFilter.At(at, "%s is an image, and Knative's filters do not see %s", a, f.Attribute).
				WithFix("write an integration with a filter step that leads to it; or let the code look, and remove the condition"), a)
		}
		return
	case f.Attribute[0] >= '0' && f.Attribute[0] <= '9':
		c.report(diag.NotOnKnative.At(at, "Knative filters by no attribute whose name starts with a digit, such as %s", f.Attribute).
			WithFix("rename the extension"), a)
	case sqlWords[f.Attribute]:
		c.report(diag.NotOnKnative.At(at, "%s is a word of the language that Knative's filters are written in", f.Attribute).
			WithFix("rename the extension"), a)
	}
	for _, bound := range []*tree.Node{f.Gt.Node, f.Lt.Node} {
		if bound != nil && !wholeNumber(bound) {
			c.report(diag.NotOnKnative.At(bound.Range(), "an attribute's number is a whole one of 32 bits, and %s is outside them", bound.Text).
				WithFix("compare with a number from -2147483648 to 2147483647"), a)
		}
	}
	if len(f.Any) > 0 && !eventfilter.SomeText(f.Any) {
		c.report(diag.NeverMatches.At(f.Node.Range(), "no attribute of an event is empty, so nothing would pass").
			WithFix("name a value, or write { exists = false }"), a)
	}
}

// wholeNumber reports whether a bound is within the numbers that a CloudEvent's attributes have.
func wholeNumber(n *tree.Node) bool {
	v, err := strconv.ParseFloat(n.Text, 64)
	return err == nil && v >= math.MinInt32 && v <= math.MaxInt32
}
