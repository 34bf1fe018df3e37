package kubernetes

import (
	"time"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// maxLimitRules is how many rules a policy's shared limit may have.
const maxLimitRules = 256

// limitUnits are the windows of time that Envoy Gateway counts in.
var limitUnits = map[time.Duration]string{time.Second: "Second", time.Minute: "Minute", time.Hour: "Hour", 24 * time.Hour: "Day"}

// quotaUnits are those of quotas.
var quotaUnits = map[string]string{"day": "Day", "week": "Week", "month": "Month"}

// noInversion is a default of the API server's, written out: a list is one value to it.
var noInversion = tree.NewBool(false)

// limit returns an endpoint's own limit and what it counts by, nil for none.
func (e *envoyRoute) limit() (*schema.RateLimit, string) {
	return e.x.r.t.EndpointRateLimit(e.ApiEndpoint), e.x.r.t.RateLimitPer(e.ApiEndpoint).V
}

// localLimit returns an endpoint's limit where it counts by what is known before anybody is authenticated: each proxy counts
// that itself. It is nil where there is none.
func (e *envoyRoute) localLimit() *schema.RateLimit {
	if l, per := e.limit(); l != nil && per != "consumer" {
		return l
	}
	return nil
}

// requestsPer returns the limit of a rule.
func requestsPer(n int64, unit string, from *tree.Node) tree.Field {
	return tree.F("limit", tree.NewMap(
		tree.F("requests", derivedInt(ruleEnvoyLimit, from, n)),
		tree.F("unit", derived(ruleEnvoyLimit, from, unit))))
}

// rateOf returns the limit of a rate.
func rateOf(v schema.Value[schema.Rate]) tree.Field {
	return requestsPer(v.V.Requests, limitUnits[v.V.Per], v.Node)
}

// localRules returns the rules by which each proxy counts: all requests together, or those of each address.
func (e *envoyRoute) localRules() *tree.Node {
	l := e.localLimit()
	if l == nil {
		return nil
	}
	if _, per := e.limit(); per != "ip" {
		return tree.NewList(tree.NewMap(rateOf(l.Rate)))
	}
	var rules []*tree.Node
	for _, all := range []string{"0.0.0.0/0", "::/0"} {
		rules = append(rules, tree.NewMap(
			tree.F("clientSelectors", tree.NewList(tree.NewMap(tree.F("sourceCIDR", tree.NewMap(
				tree.F("type", tree.NewString("Distinct")),
				tree.F("value", tree.NewString(all)),
				tree.F("invert", noInversion)))))),
			rateOf(l.Rate)))
	}
	return tree.NewList(rules...)
}

// sharedRules returns the rules by which the proxies count together: the endpoint's limit for each caller, and what plans
// allow of the endpoint to their consumers.
func (e *envoyRoute) sharedRules() *tree.Node {
	var rules []*tree.Node
	if l, per := e.limit(); l != nil && per == "consumer" {
		rules = append(rules, sharedRule(tree.NewMap(
			tree.F("name", tree.NewString(identityHeader)),
			tree.F("type", tree.NewString("Distinct")),
			tree.F("invert", noInversion)).With(tree.Derive(ruleEnvoyLimit, l.Per.Node)), rateOf(l.Rate)))
	}
	if e.auth != nil && knowsConsumers(e.auth) {
		for _, c := range e.x.consumers {
			p := schema.Find[schema.Plan](e.x.r.t, c.Plan.V)
			if p == nil || !admits(c, e.gatewayRoute) {
				continue
			}
			for _, l := range p.Limit {
				if l.Label == e.Address.String() && l.Rate.IsSet() {
					rules = append(rules, sharedRule(exactly(c), rateOf(l.Rate)))
				}
			}
		}
	}
	return list(rules)
}

// exactly selects the requests of a consumer.
func exactly(c *schema.Consumer) *tree.Node {
	return tree.NewMap(
		tree.F("name", tree.NewString(identityHeader)),
		tree.F("type", tree.NewString("Exact")),
		tree.F("value", tree.NewString(c.Address.Name)),
		tree.F("invert", noInversion)).With(tree.Derive(ruleEnvoyLimit, c.Node))
}

// sharedRule returns a limit for those that a header selects, whichever route they take.
func sharedRule(header *tree.Node, limit tree.Field) *tree.Node {
	return tree.NewMap(
		tree.F("clientSelectors", tree.NewList(tree.NewMap(tree.F("headers", tree.NewList(header))))),
		limit,
		tree.F("shared", tree.NewBool(true)))
}

// planRules returns the rules of what plans allow of all endpoints together.
func (x *envoyGateway) planRules() []*tree.Node {
	var rules []*tree.Node
	for _, c := range x.keyHolders() {
		p := schema.Find[schema.Plan](x.r.t, c.Plan.V)
		if p == nil {
			continue
		}
		if p.Rate.IsSet() {
			rules = append(rules, sharedRule(exactly(c), rateOf(p.Rate)))
		}
		if p.Quota.IsSet() {
			rules = append(rules, sharedRule(exactly(c), requestsPer(p.Quota.V.Requests, quotaUnits[p.Quota.V.Per], p.Quota.Node)))
		}
	}
	return rules
}

// planPolicy returns the policy of the gateway with these rules; false where no plan asks for one.
func (x *envoyGateway) planPolicy() (backends.Object, bool) {
	rules := x.planRules()
	if len(rules) == 0 {
		return backends.Object{}, false
	}
	return x.r.object(&x.owner, trafficPolicyType, meta{name: x.title}, spec(
		tree.F("targetRefs", tree.NewList(reference(gatewayGroup, "Gateway", x.title))),
		tree.F("rateLimit", tree.NewMap(tree.F("global", tree.NewMap(tree.F("rules", tree.NewList(rules...)))))))), true
}

// trafficPolicy returns the limits of an endpoint and how its targets are chosen and probed; false where nothing asks for it.
// A policy of its own takes the place of the gateway's plans, so one whose callers have plans says that it adds to them; and
// one whose callers are named by tokens or an authorizer has a policy even if it is empty, because a name of theirs may be that
// of a consumer.
func (e *envoyRoute) trafficPolicy(routes []*tree.Node) (backends.Object, bool) {
	local, shared := e.localRules(), e.sharedRules()
	var limits *tree.Node
	if local != nil || shared != nil {
		limits = tree.NewMap(tree.F("local", ruleList(local)), tree.F("global", ruleList(shared)))
	}
	balancer, health := e.affinity(), e.health()
	planned := len(e.x.planRules()) > 0
	named := e.auth != nil && !knowsConsumers(e.auth)
	if limits == nil && balancer == nil && health == nil && (!planned || !named) {
		return backends.Object{}, false
	}
	var merge *tree.Node
	if planned && !named {
		merge = tree.NewString("StrategicMerge")
	}
	return e.x.r.object(&e.owner, trafficPolicyType, meta{name: derived(ruleName, e.Node, e.title)}, spec(
		targetRoutes(routes),
		tree.F("mergeType", merge),
		tree.F("rateLimit", limits),
		tree.F("loadBalancer", balancer),
		tree.F("healthCheck", health))), true
}

func ruleList(rules *tree.Node) *tree.Node {
	if rules == nil {
		return nil
	}
	return tree.NewMap(tree.F("rules", rules))
}

// affinity returns how a client stays with one replica: proxies send requests to pods themselves, past the Service that says
// so.
func (e *envoyRoute) affinity() *tree.Node {
	for _, t := range e.Targets() {
		if m := schema.Find[schema.Microservice](e.x.r.t, t.V); m != nil && m.SessionAffinity.V == "ip" {
			return tree.NewMap(
				tree.F("type", tree.NewString("ConsistentHash")),
				tree.F("consistentHash", tree.NewMap(tree.F("type", tree.NewString("SourceIP"))))).With(tree.Derive(ruleAffinity, m.SessionAffinity.Node))
		}
	}
	return nil
}

// health returns how the service outside that an endpoint leads to is probed.
func (e *envoyRoute) health() *tree.Node {
	for _, t := range e.Targets() {
		s := schema.Find[schema.ServiceEndpoint](e.x.r.t, t.V)
		if s == nil || s.Health == nil || !s.Health.Path.IsSet() {
			continue
		}
		return tree.NewMap(tree.F("active", tree.NewMap(
			tree.F("type", tree.NewString("HTTP")),
			tree.F("http", tree.NewMap(tree.F("path", s.Health.Path.Node)))))).With(tree.Derive(ruleEnvoyTarget, s.Health.Node))
	}
	return nil
}
