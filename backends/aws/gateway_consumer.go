package aws

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// roleUnlimited is the usage plan of consumers that name no plan: a key counts in a plan alone.
const roleUnlimited = "Unlimited"

// countedDoors are the gateways whose calls usage plans count.
func (r *render) countedDoors() []*door {
	var out []*door
	for _, d := range r.doors {
		if d.counted {
			out = append(out, d)
		}
	}
	return out
}

// countedConsumers are the consumers that may call one of those gateways.
func (r *render) countedConsumers() []*schema.Consumer {
	var out []*schema.Consumer
	for _, c := range r.t.Consumers {
		for _, d := range r.countedDoors() {
			if len(r.credentials(d, c)) > 0 {
				out = append(out, c)
				break
			}
		}
	}
	return out
}

// plan lowers a plan: a usage plan over the stages of all gateways that count.
func (r *render) plan(p *schema.Plan) []resource {
	if len(r.countedDoors()) == 0 {
		return nil
	}
	o := own(&p.Meta)
	var throttle, quota *tree.Node
	if p.Rate.IsSet() {
		throttle = limit{p.Rate, p.Burst, p.Rate.Node}.usage()
	}
	if p.Quota.IsSet() {
		quota = ruled(ruleKey, p.Quota.Node, tree.NewMap(
			tree.F("Limit", derivedInt(ruleKey, p.Quota.Node, p.Quota.V.Requests)),
			tree.F("Period", str(strings.ToUpper(p.Quota.V.Per))),
		))
	}
	return []resource{r.usagePlan(o, o.id(""), p.Address.Name, p, throttle, quota)}
}

// What an account lets all of its APIs in a region take, until it asks for more: requests a second, and at once
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html).
const (
	accountRate  = 10_000
	accountBurst = 5_000
)

// usagePlan returns a usage plan; p is nil for that of consumers without a plan. One that limits endpoints has to have a limit
// of its own as well: without one that is the account's, or the highest of theirs.
func (r *render) usagePlan(o *owner, id, name string, p *schema.Plan, throttle, quota *tree.Node) resource {
	var stages []*tree.Node
	var limited *tree.Node
	rate, atMost := float64(accountRate), int64(accountBurst)
	for _, d := range r.countedDoors() {
		var throttles []tree.Field
		for _, e := range d.endpoints {
			l, ok := r.consumerLimit(e, p)
			if !ok {
				continue
			}
			rate, atMost = max(rate, requestsPerSecond(l.rate.V)), max(atMost, atOnce(l.rate, l.burst))
			limited = l.node
			for _, a := range d.routes[e] {
				throttles = append(throttles, tree.F(a.text()+"/"+a.method, l.usage()))
			}
		}
		stages = append(stages, tree.NewMap(
			tree.F("ApiId", ref(d.id())),
			tree.F("Stage", ref(d.stageID())),
			tree.F("Throttle", section(throttles)),
		))
	}
	if throttle == nil && limited != nil {
		throttle = ruled(ruleThrottle, limited, tree.NewMap(tree.F("RateLimit", number(rate)), tree.F("BurstLimit", tree.NewInt(atMost))))
	}
	return r.resource(o.with(r.countedDoors()[0].g.Address), "AWS::ApiGateway::UsagePlan", id, options{root: true},
		tree.F("UsagePlanName", r.name(maxAPIName, o.node, name)),
		tree.F("ApiStages", ruled(ruleKey, o.node, tree.NewList(stages...))),
		tree.F("Throttle", throttle),
		tree.F("Quota", quota),
	)
}

// unlimited is the usage plan of consumers without one, on gateways that count.
func (r *render) unlimited() []resource {
	doors := r.countedDoors()
	for _, c := range r.countedConsumers() {
		if !c.Plan.IsSet() {
			o := doors[0].own
			return []resource{r.usagePlan(o, o.id(roleUnlimited), o.address.Name+"-unlimited", nil, nil, nil)}
		}
	}
	return nil
}

// consumerKey lowers a consumer of a gateway that counts: the key that the gatekeeper names for it, in its usage plan.
func (r *render) consumerKey(c *schema.Consumer) []resource {
	doors := r.countedDoors()
	o := own(&c.Meta).with(doors[0].g.Address)
	return []resource{
		r.resource(o, "AWS::ApiGateway::ApiKey", o.id(""), options{root: true},
			tree.F("Name", r.name(maxAPIName, c.Node, c.Address.Name)),
			tree.F("Enabled", ruled(ruleKey, nil, tree.NewBool(true))),
			tree.F("Value", ruled(ruleUsageKey, c.Node, tree.NewMap(tree.F(fnJoin, tree.NewList(str("-"),
				tree.NewList(str(r.usageKey(c)), stackUUID())))))),
		),
		r.resource(o, "AWS::ApiGateway::UsagePlanKey", o.id("Membership"), options{root: true},
			tree.F("KeyId", ref(o.id(""))),
			tree.F("KeyType", derived(ruleKey, nil, "API_KEY")),
			tree.F("UsagePlanId", ref(r.planID(c))),
		),
	}
}

// planID is the logical id of a consumer's usage plan.
func (r *render) planID(c *schema.Consumer) string {
	if !c.Plan.IsSet() {
		return r.countedDoors()[0].own.id(roleUnlimited)
	}
	return logicalID(c.Plan.V, "", "")
}

// usageKey is what a consumer's key starts with. Its plan is in it, because an API takes a key in one plan alone: a consumer
// that changes its plan gets another key, which is in the new plan before the old one goes.
func (r *render) usageKey(c *schema.Consumer) string {
	return c.Address.Name + "-" + digest(r.planID(c))[:8]
}
