package resolve

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// integrations reports flows that nothing starts or that lead nowhere, steps that say nothing or several things, and what
// follows a route, which ends a flow.
func (c *checker) integrations() {
	for _, i := range c.t.Integrations {
		if !i.From.IsSet() && !c.scheduled(i.Address) {
			c.report(i.Address, diag.NeedsField.At(key(i.Node), "nothing starts %s: it has no from, and no schedule leads to it", i.Address).
				WithFix("add from = event.NAME, or a schedule with to = %s", i.Address))
		}
		route := c.steps(i.Address, i.Step)
		switch {
		case route == nil && empty(i.To):
			c.report(i.Address, diag.NeedsField.At(key(i.Node), "%s leads nowhere", i.Address).WithFix("add to = [event.NAME], or end it with a route"))
		case route != nil && i.To.IsSet():
			c.report(i.Address, diag.Conflict.At(i.To.Node.Range(), "a route ends %s, so nothing reaches to", i.Address).
				WithRelated(key(route), "the route").WithFix("remove to; each branch of the route has its own"))
		}
	}
}

// empty reports whether nobody wrote an item: what is no list, and a wrong item, is reported as that alone.
func empty(l schema.List[schema.Address]) bool {
	return !l.IsSet() || l.Node.Kind == tree.List && len(l.Node.Items) == 0
}

func (c *checker) scheduled(a schema.Address) bool {
	for _, e := range c.t.To(a) {
		if e.Class == schema.EdgeSchedules {
			return true
		}
	}
	return false
}

// steps checks the steps of a flow or branch, and returns the node of the route that ends it, or nil.
func (c *checker) steps(of schema.Address, steps []*schema.Step) *tree.Node {
	var route *tree.Node
	for n, s := range steps {
		c.step(of, s)
		if route != nil && steps[n-1].Route != nil {
			c.report(of, diag.Conflict.At(key(s.Node), "a route ends the flow, so this step is never reached").
				WithRelated(key(route), "the route").WithFix("move the step before the route or into its branches"))
		}
		if s.Route != nil && route == nil {
			route = s.Node
		}
	}
	return route
}

func (c *checker) step(of schema.Address, s *schema.Step) {
	var filter, transform, enrich, split, route *tree.Node
	if s.Filter != nil {
		filter = s.Filter.Node
	}
	if s.Transform != nil {
		transform = s.Transform.Node
	}
	if s.Enrich != nil {
		enrich = s.Enrich.Node
	}
	if s.Split != nil {
		split = s.Split.Node
	}
	if s.Route != nil {
		route = s.Route.Node
	}
	what := "a step"
	if s.Label != "" {
		what = "step " + s.Label
	}
	c.exactlyOne(of, s.Node, what, choice{"filter", filter}, choice{"transform", transform}, choice{"enrich", enrich},
		choice{"split", split}, choice{"route", route})
	if s.Route == nil {
		return
	}
	if len(s.Route.Branch) == 0 {
		c.report(of, diag.NeedsField.At(key(s.Route.Node), "a route needs a branch").WithFix(`add branch "NAME" { when = …  to = … }`))
	}
	for _, b := range s.Route.Branch {
		c.branch(of, b.Step, b.To)
	}
	if o := s.Route.Otherwise; o != nil {
		c.branch(of, o.Step, o.To)
	}
}

// branch checks the steps of one way of a route. A route inside would end it before its own to.
func (c *checker) branch(of schema.Address, steps []*schema.Step, to schema.Value[schema.Address]) {
	if route := c.steps(of, steps); route != nil && to.IsSet() {
		c.report(of, diag.Conflict.At(to.Node.Range(), "a route ends this branch, so nothing reaches its to").
			WithRelated(key(route), "the route").WithFix("put the inner route's branches into the outer one"))
	}
}
