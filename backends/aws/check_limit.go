package aws

import (
	"slices"
	"strconv"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// endpointLimit reports a rate limit that the API can't count as it says.
func (c *checker) endpointLimit(d *door, e *schema.ApiEndpoint) {
	l := c.t.EndpointRateLimit(e)
	if l == nil {
		return
	}
	a, n := says(d, e, e.RateLimit != nil), placed(l.Per.Node, l.Node)
	switch per := c.t.RateLimitPer(e).V; {
	case per == "endpoint":
	case per == "ip":
		c.addressLimit(d, e, l, n)
	case c.ownLimit(e) == nil:
		c.refuse(n, a, `write per = "endpoint", or auth of type key or basic`, "API Gateway counts the calls of consumers, and no consumer is known here")
	case !d.rest:
		c.refuse(n, a, `write gateway = "auto" in the environment, or per = "endpoint"`, "an HTTP API does not count by consumer")
	default:
		c.sharedLimit(e)
	}
}

// addressLimit reports a limit for each address that no firewall's rule is.
func (c *checker) addressLimit(d *door, e *schema.ApiEndpoint, l *schema.RateLimit, n *tree.Node) {
	a := says(d, e, e.RateLimit != nil)
	switch {
	case !d.rest:
		c.refuse(n, a, `write gateway = "auto" in the environment, or per = "endpoint"`, "no firewall stands before an HTTP API, and nothing else counts by address")
	case !fitsWindow(l):
		c.refuse(placed(l.Rate.Node, n), a, fittingRate(l), "a firewall counts an address's requests in 1, 2, 5 or 10 minutes, 10 at least, all of which may come at once")
	case slices.ContainsFunc(d.endpoints, func(o *schema.ApiEndpoint) bool { return len(d.pathsRegex(d.taken(e, o))) > maxRuleRegex }) || len(d.pathsRegex(paths(e))) > maxRuleRegex:
		c.refuse(n, a, "limit fewer paths in one endpoint", "a firewall matches paths by a pattern of %d characters at most", maxRuleRegex)
	}
}

// fittingRate says what would fit in place of a limit: the same rate over the shortest window in which it is a whole number
// of requests, and enough of them.
func fittingRate(l *schema.RateLimit) string {
	for _, w := range windows {
		n := l.Rate.V.Requests * int64(w) / int64(l.Rate.V.Per)
		if n < minWindowCount || n > maxWindowCount || l.Rate.V.Requests*int64(w)%int64(l.Rate.V.Per) != 0 {
			continue
		}
		fix := "write rate = \"" + strconv.FormatInt(n, 10) + "/" + strconv.Itoa(int(w/time.Minute)) + "m\""
		if l.Burst.IsSet() && l.Burst.V != n {
			fix += " and leave burst out"
		}
		return fix
	}
	return "write a rate of 10 or more requests in 1m, 2m, 5m or 10m"
}

// firewallRules reports a gateway with more limits for addresses than one firewall counts.
func (c *checker) firewallRules(d *door) {
	n := 0
	for _, e := range d.endpoints {
		if l := c.ipLimit(e); l != nil {
			if n++; n == maxRules+1 {
				c.refuse(l.Node, d.g.Address, "put a part of the endpoints on another gateway, or count them per endpoint", "a firewall has room for %d such limits", maxRules)
			}
		}
	}
}

// sharedLimit reports a plan's limit of an endpoint that goes with the endpoint's own into no single one.
func (c *checker) sharedLimit(e *schema.ApiEndpoint) {
	own := c.ownLimit(e)
	for _, p := range c.t.Plans {
		if planned := planLimit(e, p); planned != nil && c.here(p.Address) && !own.within(*planned) && !planned.within(*own) {
			c.refuse(planned.node, p.Address, "let one of the two have both the lower rate and the lower burst",
				"a usage plan has one limit for %s, and the endpoint's own and this one are each lower in a part", e.Address)
		}
	}
}

// plans reports plans of consumers whose calls nothing counts.
func (c *checker) plans() {
	for _, d := range c.doors {
		if d.rest {
			continue
		}
		for _, u := range c.t.Consumers {
			if u.Plan.IsSet() && len(c.credentials(d, u)) > 0 {
				c.refuse(u.Plan.Node, u.Address, `write gateway = "auto" in the environment`, "%s is an HTTP API, which has no usage plans", d.g.Address)
			}
		}
	}
}
