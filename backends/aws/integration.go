package aws

import (
	"espc.dev/backends/internal/flow"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// eventFlow is an integration that is lowered here: by a rule alone where that does all of it, else by a state machine.
type eventFlow struct {
	*flow.Flow
	own *owner
	// plain is what a rule does of it, nil where a state machine runs it.
	plain *plainFlow
}

// findIntegrations reads the integrations placed here.
func (r *render) findIntegrations() {
	r.integrations = map[schema.Address]*eventFlow{}
	for _, i := range r.t.Integrations {
		if !r.here(i.Address) {
			continue
		}
		f := &eventFlow{Flow: flow.Of(r.t, i), own: own(&i.Meta)}
		f.plain = r.plainFlow(f.Flow)
		r.integrations[i.Address] = f
	}
}

// integration lowers an integration: what starts it, what runs it, and what keeps what it failed on.
func (r *render) integration(i *eventFlow) []resource {
	var out []resource
	if i.plain == nil {
		out = r.machine(i)
	}
	if i.From != nil {
		out = append(out, r.integrationRule(i))
		if i.plain == nil {
			out = append(out, r.role(i.own, i.own.id(roleRuleRole), "events", fromSource(r.ruleARN(i)), []statement{{
				sid: sid("Starts", i.own.address), actions: actionsStart, resources: []*tree.Node{ref(i.own.id(""))}, node: i.Integration.From.Node,
			}}))
		}
	}
	return append(out, r.integrationFailures(i)...)
}

// integrationRule brings an integration its event.
func (r *render) integrationRule(i *eventFlow) resource {
	var targets []*tree.Node
	if i.plain != nil {
		for _, to := range i.To {
			targets = append(targets, r.plainTarget(i, to))
		}
	} else {
		targets = append(targets, tree.NewMap(append([]tree.Field{
			tree.F("Id", str("integration")),
			tree.F("Arn", ref(i.own.id(""))),
			tree.F("RoleArn", att(i.own.id(roleRuleRole), "Arn")),
		}, r.ruleDelivery(i)...)...))
	}
	var filters []*tree.Node
	if i.plain != nil {
		filters = i.plain.conditions
	}
	return r.resource(i.own, "AWS::Events::Rule", i.own.id(roleRule), options{},
		tree.F("Name", r.ruleName(i)),
		tree.F("EventBusName", r.busName(i.From.Bus.V)),
		tree.F("EventPattern", r.integrationPattern(i, filters)),
		tree.F("State", ruled(ruleTarget, i.own.node, str("ENABLED"))),
		tree.F("Targets", ruled(ruleTarget, i.own.node, tree.NewList(targets...))),
	)
}

func (r *render) ruleName(i *eventFlow) *tree.Node {
	return r.name(maxRuleName, i.own.node, i.own.address.Name+r.inPart(i.own.address))
}

// ruleARN is the ARN of an integration's rule by its name: the rule itself names the role that this is for.
func (r *render) ruleARN(i *eventFlow) *tree.Node {
	bus := ""
	switch b := schema.Find[schema.EventBus](r.t, i.From.Bus.V); {
	case b == nil || b.Existing.V == "default":
	case b.Existing.IsSet():
		bus = subText(b.Existing.V) + "/"
	default:
		bus = "${" + logicalID(b.Address, "", "") + ".Name}/"
	}
	return arn("events", "rule/"+bus+r.ruleName(i).Text)
}

// ruleDelivery says how a rule tries to deliver, and where it puts what it can't.
func (r *render) ruleDelivery(i *eventFlow) []tree.Field {
	return []tree.Field{
		tree.F("DeadLetterConfig", tree.NewMap(tree.F("Arn", r.keptIn(i)))),
		tree.F("RetryPolicy", tree.NewMap(tree.F("MaximumRetryAttempts", integer(i.Integration.Retries.V, i.Integration.Retries.Node)))),
	}
}

// keptIn is the ARN of the queue that keeps what could not be delivered.
func (r *render) keptIn(i *eventFlow) *tree.Node {
	if a := i.Integration.DeadLetter.V; a.Kind == schema.KindQueue {
		return att(logicalID(a, "", ""), "Arn")
	}
	return att(i.own.id(roleFailures), "Arn")
}

// integrationFailures returns the queue of what an integration failed on, and what takes it on: a dead letter that is an event gets by
// a pipe what the rule could not deliver. A dead letter that is a queue has it all.
func (r *render) integrationFailures(i *eventFlow) []resource {
	to := i.Integration.DeadLetter
	if to.V.Kind == schema.KindQueue {
		return nil
	}
	failures := i.own.id(roleFailures)
	out := []resource{r.failureQueue(i.own, failures, nil, nil)}
	if i.From != nil {
		out = append(out, r.queuePolicy(i.own, i.own.id(roleOpen), failures, options{keep: keepFailures},
			r.ruleStatement(i.own.id(roleRule), failures, i.Integration.From.Node)))
	}
	if to.V.Kind == schema.KindEvent {
		out = append(out, r.letterPipe(i.own, i.own.id(rolePipe), i.own.id(rolePipeRole), failures, to)...)
	}
	return out
}
