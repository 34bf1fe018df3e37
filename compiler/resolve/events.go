package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// subscriptions reports subscriptions to neither or both of an event and a queue.
func (c *checker) subscriptions() {
	c.eachSubscription(func(of schema.Address, s *schema.Subscription) {
		c.exactlyOne(of, s.Node, "on "+s.Label, choice{"event", s.Event.Node}, choice{"queue", s.Queue.Node})
	})
}

// events reports buses that keep what they do not own, and two events that can't be told apart.
func (c *checker) events() {
	for _, b := range c.t.EventBuses {
		if b.Existing.IsSet() && b.Retention.V > 0 {
			c.report(b.Address, diag.Conflict.At(b.Retention.Node.Range(), "%s stands already, so nothing is created that could keep its events", b.Address).
				WithRelated(b.Existing.Node.Range(), "existing here").WithFix("remove retention"))
		}
	}
	type identity struct {
		bus       schema.Address
		typ, from string
	}
	seen := map[identity]*schema.Event{}
	for _, e := range c.t.Events {
		id := identity{e.Bus.V, c.t.EventType(e).V, c.t.EventSource(e).V}
		if other := seen[id]; other != nil {
			c.report(e.Address, diag.NameCollision.At(at(e.Type.Node, e.Node), "%s and %s have the same type and source on %s", other.Address, e.Address, e.Bus.V).
				WithRelated(at(other.Type.Node, other.Node), "%s", other.Address).WithFix("give one of them another type"))
			continue
		}
		seen[id] = e
	}
}

// queues reports dead letters of a queue that keeps another kind of order.
func (c *checker) queues() {
	for _, q := range c.t.Queues {
		other := schema.Find[schema.Queue](c.t, q.DeadLetter.V)
		if other == nil || other == q || other.Fifo.V == q.Fifo.V {
			continue
		}
		what := "is a fifo queue and %s is not"
		if other.Fifo.V {
			what = "is no fifo queue and %s is one"
		}
		c.report(q.Address, diag.QueueOrder.At(q.DeadLetter.Node.Range(), "%s "+what, q.Address, other.Address).
			WithRelated(key(other.Node), "%s", other.Address).WithFix("set fifo alike in both"))
	}
}

// buckets reports notifications that become an event of a bus which gets none.
func (c *checker) buckets() {
	for _, b := range c.t.Buckets {
		for _, n := range b.Notify {
			e := schema.Find[schema.Event](c.t, n.Event.V)
			if e == nil {
				continue
			}
			bus := schema.Find[schema.EventBus](c.t, e.Bus.V)
			if bus != nil && bus.Existing.V != "default" {
				c.report(b.Address, diag.NotifyBus.At(n.Event.Node.Range(), "notifications of %s arrive on the default bus, and %s is on %s", b.Address, e.Address, bus.Address).
					WithRelated(key(bus.Node), "%s", bus.Address).WithFix(`put the event on an event_bus with existing = "default"`))
			}
		}
	}
}
