package aws

import (
	"math"
	"strconv"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// limit is a rate, and how many requests may come at once.
type limit struct {
	rate  schema.Value[schema.Rate]
	burst schema.Value[int64]
	node  *tree.Node
}

// usage returns a limit in the form of usage plans, in requests a second.
func (l limit) usage() *tree.Node {
	return ruled(ruleThrottle, l.node, tree.NewMap(tree.F("RateLimit", perSecond(l.rate)), tree.F("BurstLimit", burst(l.rate, l.burst))))
}

// consumerLimit returns how often a consumer of a plan (nil for none) may call an endpoint: the endpoint's own limit for each
// consumer, or the plan's, whichever is lower. It reports false where neither says.
func (r *render) consumerLimit(e *schema.ApiEndpoint, p *schema.Plan) (limit, bool) {
	own, planned := r.ownLimit(e), planLimit(e, p)
	switch {
	case own == nil && planned == nil:
		return limit{}, false
	case own == nil:
		return *planned, true
	case planned == nil || own.within(*planned):
		return *own, true
	}
	return *planned, true
}

// ownLimit is an endpoint's limit for each consumer, or nil.
func (r *render) ownLimit(e *schema.ApiEndpoint) *limit {
	auth, l := r.auth(e), r.t.EndpointRateLimit(e)
	if auth == nil || l == nil || !knowsConsumers(auth) || r.t.RateLimitPer(e).V != "consumer" {
		return nil
	}
	return &limit{l.Rate, l.Burst, l.Node}
}

// routeLimit is an endpoint's limit for all of its callers together, or nil.
func (r *render) routeLimit(e *schema.ApiEndpoint) *schema.RateLimit {
	if l := r.t.EndpointRateLimit(e); l != nil && r.t.RateLimitPer(e).V == "endpoint" {
		return l
	}
	return nil
}

// planLimit is what a plan says of an endpoint, or nil.
func planLimit(e *schema.ApiEndpoint, p *schema.Plan) *limit {
	if p == nil {
		return nil
	}
	for _, l := range p.Limit {
		if l.Label == e.Address.String() && l.Rate.IsSet() {
			return &limit{l.Rate, l.Burst, l.Node}
		}
	}
	return nil
}

// within reports whether a limit allows no more than another, at once and for good. Of two limits of which neither is within
// the other no single one is made.
func (l limit) within(other limit) bool {
	return requestsPerSecond(l.rate.V) <= requestsPerSecond(other.rate.V) && atOnce(l.rate, l.burst) <= atOnce(other.rate, other.burst)
}

// throttle returns a rate limit in requests a second, and how many may come at once.
func throttle(limit *schema.RateLimit) *tree.Node {
	return ruled(ruleThrottle, limit.Node, tree.NewMap(
		tree.F("ThrottlingRateLimit", perSecond(limit.Rate)),
		tree.F("ThrottlingBurstLimit", burst(limit.Rate, limit.Burst)),
	))
}

func requestsPerSecond(rate schema.Rate) float64 { return float64(rate.Requests) / rate.Per.Seconds() }

// perSecond returns a rate in requests a second, with six digits.
func perSecond(rate schema.Value[schema.Rate]) *tree.Node {
	return number(requestsPerSecond(rate.V)).With(tree.Derive(ruleThrottle, rate.Node))
}

// number returns a number with six digits.
func number(v float64) *tree.Node {
	return &tree.Node{Kind: tree.Number, Text: strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64)}
}

// atOnce returns how many requests may come at once: as written, or as many as the rate names, as on every gateway. What is more
// than the account's own limit is cut by that.
func atOnce(rate schema.Value[schema.Rate], b schema.Value[int64]) int64 {
	if b.IsSet() {
		return b.V
	}
	return min(max(1, rate.V.Requests), math.MaxInt32)
}

func burst(rate schema.Value[schema.Rate], b schema.Value[int64]) *tree.Node {
	if b.IsSet() {
		return integer(b.V, b.Node)
	}
	return derivedInt(ruleThrottle, rate.Node, atOnce(rate, b))
}
