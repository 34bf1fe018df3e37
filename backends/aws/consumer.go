package aws

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// roleUsage is the usage plan of a consumer that names no plan: a key counts in a plan alone.
const roleUsage = "Usage"

// restDoors are the gateways that keys are for.
func (r *render) restDoors() []*door {
	var out []*door
	for _, d := range r.doors {
		if d.rest {
			out = append(out, d)
		}
	}
	return out
}

// plan lowers a plan: a usage plan over the stages of all REST APIs.
func (r *render) plan(p *schema.Plan) []resource {
	if len(r.restDoors()) == 0 {
		return nil
	}
	o := own(&p.Meta)
	var limit, quota *tree.Node
	if p.Rate.IsSet() {
		limit = ruled(ruleThrottle, p.Rate.Node, tree.NewMap(tree.F("RateLimit", perSecond(p.Rate)), tree.F("BurstLimit", burst(p.Rate, p.Burst))))
	}
	if p.Quota.IsSet() {
		quota = ruled(ruleKey, p.Quota.Node, tree.NewMap(
			tree.F("Limit", derivedInt(ruleKey, p.Quota.Node, p.Quota.V.Requests)),
			tree.F("Period", str(strings.ToUpper(p.Quota.V.Per))),
		))
	}
	return []resource{r.usagePlan(o, o.id(""), p.Address.Name, p.Limit,
		tree.F("Throttle", limit), tree.F("Quota", quota))}
}

func (r *render) usagePlan(o *owner, id, name string, limits []*schema.PlanLimit, more ...tree.Field) resource {
	var stages []*tree.Node
	for _, d := range r.restDoors() {
		var throttles []tree.Field
		for _, l := range limits {
			for _, e := range d.endpoints {
				if e.Address.String() != l.Label || !l.Rate.IsSet() {
					continue
				}
				for _, a := range routes(e) {
					throttles = append(throttles, tree.F(a.text()+"/"+a.method, ruled(ruleThrottle, l.Node, tree.NewMap(
						tree.F("RateLimit", perSecond(l.Rate)), tree.F("BurstLimit", burst(l.Rate, l.Burst))))))
				}
			}
		}
		stages = append(stages, tree.NewMap(
			tree.F("ApiId", ref(d.id())),
			tree.F("Stage", ref(d.own.id("Stage"))),
			tree.F("Throttle", section(throttles)),
		))
	}
	return r.resource(o.with(r.restDoors()[0].g.Address), "AWS::ApiGateway::UsagePlan", id, options{root: true}, append([]tree.Field{
		tree.F("UsagePlanName", r.name(maxAPIName, o.node, name)),
		tree.F("ApiStages", ruled(ruleKey, o.node, tree.NewList(stages...))),
	}, more...)...)
}

// consumer lowers a consumer with a key: an API key whose value is the secret's, in the consumer's usage plan.
func (r *render) consumer(c *schema.Consumer) []resource {
	doors := r.restDoors()
	if len(doors) == 0 || !c.Key.IsSet() {
		return nil
	}
	o := own(&c.Meta).with(doors[0].g.Address)
	var out []resource
	plan := logicalID(c.Plan.V, "", "")
	if !c.Plan.IsSet() {
		plan = o.id(roleUsage)
		out = append(out, r.usagePlan(o, plan, c.Address.Name, nil))
	}
	return append(out,
		r.resource(o, "AWS::ApiGateway::ApiKey", o.id(""), options{root: true},
			tree.F("Name", r.name(maxAPIName, c.Node, c.Address.Name)),
			tree.F("Enabled", ruled(ruleKey, nil, tree.NewBool(true))),
			tree.F("Value", r.secretValue(c.Key.V, c.Key.Node)),
		),
		r.resource(o, "AWS::ApiGateway::UsagePlanKey", o.id("Membership"), options{root: true},
			tree.F("KeyId", ref(o.id(""))),
			tree.F("KeyType", derived(ruleKey, nil, "API_KEY")),
			tree.F("UsagePlanId", ref(plan)),
		),
	)
}
