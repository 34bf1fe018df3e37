package resolve

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// consumers reports endpoints of a consumer that ask nobody who calls, and warns of those that would turn the consumer
// away: for want of a scope or of the kind of credential they ask for.
func (c *checker) consumers() {
	for _, u := range c.t.Consumers {
		for _, ref := range u.Endpoints.Items {
			e := schema.Find[schema.ApiEndpoint](c.t, ref.V)
			if e == nil {
				continue
			}
			if !c.t.Authenticated(e) {
				c.report(u.Address, diag.NeedsAuth.At(ref.Node.Range(), "%s is open to everybody, so no consumer needs to be let in", e.Address).
					WithFix("give the endpoint or its gateway an auth block, or leave it out here"))
				continue
			}
			c.admission(u, e, ref)
		}
	}
}

func (c *checker) admission(u *schema.Consumer, e *schema.ApiEndpoint, ref schema.Value[schema.Address]) {
	for _, scope := range e.Scopes.Items {
		if !slices.Contains(u.Scopes.Values(), scope.V) {
			c.report(u.Address, diag.NoEffect.At(ref.Node.Range(), "%s asks for the scope %s, which %s does not have", e.Address, scope.V, u.Address).
				WithRelated(scope.Node.Range(), "the scope is asked for here").WithFix("add the scope to the consumer, or leave the endpoint out"))
		}
	}
	asked := c.t.EndpointAuth(e).Type.V
	if asked == "key" && !u.Key.IsSet() || asked == "basic" && !u.Basic.IsSet() {
		c.report(u.Address, diag.NoEffect.At(ref.Node.Range(), "%s asks for a credential of type %s, which %s does not have", e.Address, asked, u.Address).
			WithFix("add %s = secret.NAME to the consumer, or leave the endpoint out", asked))
	}
}

// plans reports limits that say nothing or hold for endpoints that ask nobody who calls.
func (c *checker) plans() {
	burst := func(of schema.Address, rate schema.Value[schema.Rate], burst schema.Value[int64]) {
		if burst.IsSet() && !rate.IsSet() {
			c.report(of, diag.NeedsField.At(burst.Node.Range(), "a burst needs the rate it goes beyond").WithFix(`add rate = "100/s"`))
		}
	}
	for _, p := range c.t.Plans {
		burst(p.Address, p.Rate, p.Burst)
		if !p.Rate.IsSet() && !p.Quota.IsSet() && len(p.Limit) == 0 {
			c.report(p.Address, diag.NoEffect.At(key(p.Node), "%s limits nothing", p.Address).WithFix("add rate, quota or a limit"))
		}
		for _, l := range p.Limit {
			burst(p.Address, l.Rate, l.Burst)
			if !l.Rate.IsSet() && !l.Burst.IsSet() {
				c.report(p.Address, diag.NeedsField.At(key(l.Node), "the limit of %s says no rate", l.Label).WithFix(`add rate = "100/s"`))
			}
			a, _ := schema.ParseAddress(l.Label)
			if e := schema.Find[schema.ApiEndpoint](c.t, a); e != nil && !c.t.Authenticated(e) {
				c.report(p.Address, diag.NeedsAuth.At(key(l.Node), "%s asks nobody who calls, so a plan can't limit it", e.Address).
					WithFix("give the endpoint or its gateway an auth block, or a rate_limit of its own"))
			}
		}
	}
}
