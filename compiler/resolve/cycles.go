package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// cycles warns of cycles through calls and events: each entity sets the next one off, and the last comes back to the first.
func (c *checker) cycles() {
	g := newGraph()
	for i := range c.t.Edges {
		e := &c.t.Edges[i]
		to := c.home(e.To)
		if e.From == to {
			continue
		}
		switch e.Class {
		case schema.EdgeCalls, schema.EdgePublishes, schema.EdgeSends, schema.EdgeEmits, schema.EdgeDeadLetters:
			g.add(e.From, to, e.Node)
		case schema.EdgeSubscribes:
			g.add(e.To, e.From, e.Node)
		}
	}
	c.eachUse(func(of schema.Address, u *schema.Use) {
		queue := u.Of.V.Kind == schema.KindQueue
		switch access := u.Access.V; {
		case queue && access == "send", !queue && (access == "write" || access == "readwrite"):
			g.add(of, u.Of.V, u.Of.Node)
		case queue && access == "receive":
			g.add(u.Of.V, of, u.Of.Node)
		}
	})
	for _, y := range g.cycles() {
		if !c.reported(y) {
			c.ds = append(c.ds, y.diagnostic(diag.CallCycle, "a cycle through calls or events").
				WithFix("if it is not meant, remove one of these edges; if it is, make sure that something ends it"))
		}
	}
}

// reported reports whether a cycle goes through one that is an error already.
func (c *checker) reported(y cycle) bool {
	for _, a := range y.at {
		if c.stuck[a] {
			return true
		}
	}
	return false
}
