package kubernetes

import (
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// limitKey returns what a limit counts by, as the image's template: the endpoint's name keeps endpoints apart.
func limitKey(endpoint, per string) string {
	switch per {
	case "consumer":
		return endpoint + ":${consumer.id}"
	case "ip":
		return endpoint + ":${req.ip}"
	}
	return endpoint
}

func limitPolicy(l *schema.RateLimit, key string) step {
	return newPolicy("rate-limit", limitFields(l.Rate.V, l.Burst, key)...)
}

// limitFields returns the action of a limit: max requests in windowMs go on for good, burst of them at once after a pause.
func limitFields(rate schema.Rate, burst schema.Value[int64], key string) []tree.Field {
	limit, window := wholeMilliseconds(rate)
	fields := []tree.Field{tree.F("max", tree.NewInt(limit)), tree.F("windowMs", tree.NewInt(window))}
	switch {
	case burst.IsSet():
		fields = append(fields, tree.F("burst", tree.NewInt(burst.V)))
	case limit != rate.Requests:
		fields = append(fields, tree.F("burst", tree.NewInt(rate.Requests)))
	}
	return append(fields, tree.F("rateLimitBy", tree.NewString(key)))
}

// wholeMilliseconds returns the same rate over a whole number of milliseconds: 10 in 1.5 ms are 20 in 3 ms.
func wholeMilliseconds(rate schema.Rate) (requests, window int64) {
	a, b := int64(rate.Per), int64(time.Millisecond)
	for b != 0 {
		a, b = b, a%b
	}
	times := int64(time.Millisecond) / max(a, 1)
	return rate.Requests * times, int64(rate.Per) * times / int64(time.Millisecond)
}

// planPolicies returns the limits of the plans that the gateway's consumers have: of all endpoints together, then of this
// one. Each holds for the consumers of its plan alone.
func (x *expressGateway) planPolicies(e gatewayRoute) []step {
	if e.auth == nil || !knowsConsumers(e.auth) {
		return nil
	}
	var limits, quotas []*tree.Node
	for _, p := range x.plans() {
		name := p.Address.Name
		planned := func(fields []tree.Field) *tree.Node {
			return tree.NewMap(
				tree.F("condition", tree.NewMap(tree.F("name", tree.NewString("plan")), tree.F("plan", tree.NewString(name)))),
				tree.F("action", tree.NewMap(fields...)))
		}
		if p.Rate.IsSet() {
			limits = append(limits, planned(limitFields(p.Rate.V, p.Burst, "plan:"+name+":${consumer.id}")))
		}
		for _, l := range p.Limit {
			if l.Label == e.Address.String() && l.Rate.IsSet() {
				limits = append(limits, planned(limitFields(l.Rate.V, l.Burst, "plan:"+name+":"+e.Address.Name+":${consumer.id}")))
			}
		}
		if p.Quota.IsSet() {
			quotas = append(quotas, planned([]tree.Field{
				tree.F("max", tree.NewInt(p.Quota.V.Requests)),
				tree.F("period", tree.NewString(p.Quota.V.Per)),
				tree.F("quotaBy", tree.NewString("plan:"+name+":${consumer.id}")),
			}))
		}
	}
	var steps []step
	if len(limits) > 0 {
		steps = append(steps, step{"rate-limit", limits})
	}
	if len(quotas) > 0 {
		steps = append(steps, step{"quota", quotas})
	}
	return steps
}

// plans returns the plans of the gateway's consumers, sorted by name.
func (x *expressGateway) plans() []*schema.Plan {
	var out []*schema.Plan
	for _, p := range x.r.t.Plans {
		for _, c := range x.consumers {
			if c.Plan.V == p.Address {
				out = append(out, p)
				break
			}
		}
	}
	return out
}
