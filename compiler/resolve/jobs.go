package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// jobs reports jobs that wait for what waits for them: a job calls something that starts only when the job, or another one
// that waits in turn, is done.
func (c *checker) jobs() {
	g := newGraph()
	for _, j := range c.t.Jobs {
		for _, b := range j.Before.Items {
			g.add(b.V, j.Address, b.Node)
		}
		for _, e := range c.t.From(j.Address) {
			if e.Class == schema.EdgeCalls {
				g.add(j.Address, c.home(e.To), e.Node)
			}
		}
	}
	for _, y := range g.cycles() {
		for _, a := range y.at {
			c.stuck[a] = true
		}
		c.ds = append(c.ds, y.diagnostic(diag.Cycle, "a job calls what starts only after it").
			WithFix("remove the call, or what the job stands before"))
	}
}

// home returns what answers calls of an entity: of a model in a microservice that microservice, else the entity.
func (c *checker) home(a schema.Address) schema.Address {
	if a.Kind == schema.KindModel {
		if m := c.t.ModelService(a); m != nil {
			return m.Address
		}
	}
	return a
}
