package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// unused warns of entities that mean something only to others and that no other entity refers to. What runs or is reached
// by itself (a microservice, a job, a schedule, an endpoint, a consumer) needs no reference.
func (c *checker) unused() {
	told := map[diag.Range]bool{} // the copies that for_each makes are one declaration
	for _, e := range c.t.Entities() {
		m := e.EntityMeta()
		why := ""
		switch m.Address.Kind {
		case schema.KindConnector, schema.KindSecret, schema.KindEvent, schema.KindEventBus, schema.KindQueue, schema.KindTable,
			schema.KindBucket, schema.KindSchema, schema.KindPlan, schema.KindServiceEndpoint:
			why = "nothing refers to it"
		case schema.KindModel:
			why = "no endpoint leads to it, nothing calls it and no model relates to it"
		case schema.KindGateway:
			why = "it has no endpoint"
		case schema.KindFunction:
			if len(e.(*schema.Function).On) == 0 {
				why = "it subscribes to nothing, and no endpoint, schedule or call leads to it"
			}
		}
		if at := key(m.Node); why != "" && !c.used(m.Address) && !told[at] {
			told[at] = !at.IsZero()
			c.report(m.Address, diag.Unused.At(at, "%s is not used: %s", m.Address, why).
				WithFix("remove it, or use it where it is meant to be used"))
		}
	}
}

// used reports whether another entity refers to one in a way that makes it do something.
func (c *checker) used(a schema.Address) bool {
	if c.meant[a] {
		return true
	}
	for _, e := range c.t.To(a) {
		switch {
		case e.From == a:
		case a.Kind == schema.KindGateway && e.Class != schema.EdgeGateway:
		case a.Kind == schema.KindModel && e.Class == schema.EdgeRuns:
		case e.Class == schema.EdgeBefore:
		default:
			return true
		}
	}
	return false
}
