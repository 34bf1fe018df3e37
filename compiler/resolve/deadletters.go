package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// deadLetters reports cycles among dead letters: what fails would go round for ever. Two graphs are looked at: who sends
// its dead letters to whom, and what an event or queue becomes where delivering it fails.
func (c *checker) deadLetters() {
	senders, failures := newGraph(), newGraph()
	for i := range c.t.Edges {
		if e := &c.t.Edges[i]; e.Class == schema.EdgeDeadLetters && e.From != e.To {
			senders.add(e.From, e.To, e.Node)
			if e.From.Kind == schema.KindQueue {
				failures.add(e.From, e.To, e.Node)
			}
		}
	}
	fails := func(from schema.Address, letter schema.Value[schema.Address]) {
		if from != (schema.Address{}) && letter.V != (schema.Address{}) {
			failures.add(from, letter.V, letter.Node)
		}
	}
	c.eachSubscription(func(_ schema.Address, s *schema.Subscription) {
		fails(s.Event.V, s.DeadLetter)
		fails(s.Queue.V, s.DeadLetter)
	})
	for _, i := range c.t.Integrations {
		fails(i.From.V, i.DeadLetter)
	}
	seen := map[string]bool{}
	for _, y := range append(senders.cycles(), failures.cycles()...) {
		if seen[y.String()] {
			continue
		}
		seen[y.String()] = true
		for _, a := range y.at {
			c.stuck[a] = true
		}
		c.ds = append(c.ds, y.diagnostic(diag.Cycle, "dead letters go round in a circle").
			WithFix("let one of them end: remove its dead_letter, or send it to a queue that has none"))
	}
}
