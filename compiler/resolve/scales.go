package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// scales reports scaling next to fixed replicas, and bounds that exclude each other.
func (c *checker) scales() {
	for _, m := range c.t.Microservices {
		c.scale(m.Address, m.Replicas, m.Scale)
	}
	for _, g := range c.t.Gateways {
		c.scale(g.Address, g.Replicas, g.Scale)
	}
	for _, f := range c.t.Functions {
		if f.Scale != nil {
			c.bounds(f.Address, f.Scale.Block, f.Scale.Min, f.Scale.Max)
		}
	}
}

func (c *checker) scale(of schema.Address, replicas schema.Value[int64], s *schema.Scale) {
	if s == nil {
		return
	}
	if replicas.IsSet() {
		c.report(of, diag.Conflict.At(replicas.Node.Range(), "%s has both replicas and scale", of).
			WithRelated(key(s.Node), "scale here").WithFix("keep one of them; in an override null removes the other"))
	}
	c.bounds(of, s.Block, s.Min, s.Max)
}

func (c *checker) bounds(of schema.Address, b schema.Block, least, most schema.Value[int64]) {
	if least.IsSet() && most.IsSet() && most.V > 0 && least.V > most.V {
		c.report(of, diag.OutOfRange.At(at(least.Node, b.Node), "scale of %s has min %d above max %d", of, least.V, most.V).
			WithRelated(at(most.Node, b.Node), "max is %d", most.V).WithFix("write a max of at least %d", least.V))
	}
}
