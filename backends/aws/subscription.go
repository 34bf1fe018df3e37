package aws

import (
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// failureRetention is how long failed events are kept: SQS keeps none longer.
const failureRetention = int64(maxQueueAge / time.Second)

// seconds returns a duration in whole seconds.
func seconds(v schema.Value[time.Duration]) *tree.Node {
	return derivedInt(ruleSeconds, v.Node, int64(v.V/time.Second))
}

// subscription lowers what brings one subscription's events to its function.
func (r *render) subscription(d *delivery) []resource {
	switch {
	case d.event == nil:
		return []resource{r.mapping(d.own, d.sourceID(), att(logicalID(d.on.Queue.V, "", ""), "Arn"), d.f, d.on)}
	case d.direct:
		rule := d.id(roleRule)
		failures := logicalID(d.f.Address, "", roleFailures)
		return []resource{
			r.rule(d, rule, options{}, "function", att(logicalID(d.f.Address, "", ""), "Arn"), att(failures, "Arn")),
			r.permission(d.own, d.id(rolePermission), logicalID(d.f.Address, "", ""), "events", att(rule, "Arn"), d.on.Event.Node),
		}
	}
	return r.buffered(d)
}

// buffered lowers a subscription through a queue of its own.
func (r *render) buffered(d *delivery) []resource {
	rule, inbox := d.id(roleRule), d.id(roleInbox)
	dead := r.deadLetterARN(d)
	out := []resource{
		r.rule(d, rule, options{keep: keepDeliveries}, "queue", att(inbox, "Arn"), dead),
		r.resource(d.own, "AWS::SQS::Queue", inbox, options{keep: keepDeliveries},
			tree.F("VisibilityTimeout", derivedInt(ruleBuffer, d.f.Timeout.Node, visibility(d))),
			tree.F("MessageRetentionPeriod", retention(d)),
			tree.F("RedrivePolicy", redrivePolicy(d.on.Retries, dead, d.on.Retries.Node)),
			tree.F("SqsManagedSseEnabled", ruled(ruleEncryption, nil, tree.NewBool(true))),
		),
		r.queuePolicy(d.own, d.id(roleInboxOpen), inbox, options{keep: keepDeliveries}, r.ruleStatement(rule, inbox, d.on.Event.Node)),
		r.mapping(d.own, d.id(roleMapping), att(inbox, "Arn"), d.f, d.on),
	}
	if d.on.DeadLetter.V.Kind == schema.KindQueue {
		return out // the queue's own policy lets the rule in
	}
	out = append(out, r.failures(d.own, d.id(roleFailures), d.id(roleLost), d.on)...)
	out = append(out, r.queuePolicy(d.own, d.id(roleOpen), d.id(roleFailures), options{keep: keepFailures}, r.ruleStatement(rule, d.id(roleFailures), d.on.Event.Node)))
	return append(out, r.letter(d.own, d.id, d.id(roleFailures), d.on)...)
}

// visibility is how long a message is hidden while it is handled: six times the function's timeout, as Lambda recommends,
// and the batch window.
func visibility(d *delivery) int64 {
	v := 6 * d.f.Timeout.V
	if d.on.Batch != nil {
		v += d.on.Batch.Window.V
	}
	return int64(min(v, 12*time.Hour) / time.Second)
}

// retention is how long a subscription's queue keeps a message: for max_age, or as long as all tries may take. SQS drops a message
// that is older, and one that is dropped between two tries would be in no dead letter.
func retention(d *delivery) *tree.Node {
	age, tries := int64(d.on.MaxAge.V/time.Second), visibility(d)*(d.on.Retries.V+1)
	if tries <= age {
		return seconds(d.on.MaxAge)
	}
	return derivedInt(ruleBuffer, d.f.Timeout.Node, min(tries, failureRetention))
}

// deadLetterARN returns the queue that a buffered subscription's failed events go to.
func (r *render) deadLetterARN(d *delivery) *tree.Node {
	if a := d.on.DeadLetter.V; a.Kind == schema.KindQueue {
		return att(logicalID(a, "", ""), "Arn")
	}
	return att(d.id(roleFailures), "Arn")
}

func redrivePolicy(retries schema.Value[int64], to, from *tree.Node) *tree.Node {
	tries := int64(3)
	if retries.IsSet() {
		tries = retries.V + 1
	}
	return ruled(ruleRedrive, from, tree.NewMap(
		tree.F("deadLetterTargetArn", to),
		tree.F("maxReceiveCount", tree.NewInt(tries)),
	))
}

// failures returns the queue that keeps failed events. Where a function receives them, what it fails on as well goes to a
// last queue.
func (r *render) failures(o *owner, id, lost string, on *schema.Subscription) []resource {
	var again *tree.Node
	var out []resource
	if on.DeadLetter.V.Kind == schema.KindFunction {
		again = redrivePolicy(on.Retries, att(lost, "Arn"), on.DeadLetter.Node)
		out = append(out, r.failureQueue(o, lost, nil, nil))
	}
	return append(out, r.failureQueue(o, id, again, r.hidden(on.DeadLetter)))
}

// hidden is how long failed events are hidden while a function receives them; nil where none does. Lambda reads no queue
// that hides its messages for less than the function may take.
func (r *render) hidden(to schema.Value[schema.Address]) *tree.Node {
	f := schema.Find[schema.Function](r.t, to.V)
	if f == nil {
		return nil
	}
	return derivedInt(ruleBuffer, f.Timeout.Node, int64(min(6*f.Timeout.V, 12*time.Hour)/time.Second))
}

func (r *render) failureQueue(o *owner, id string, redrive, hidden *tree.Node) resource {
	return r.resource(o, "AWS::SQS::Queue", id, options{keep: keepFailures},
		tree.F("VisibilityTimeout", hidden),
		tree.F("MessageRetentionPeriod", derivedInt(ruleFailures, nil, failureRetention)),
		tree.F("RedrivePolicy", redrive),
		tree.F("SqsManagedSseEnabled", ruled(ruleEncryption, nil, tree.NewBool(true))),
	)
}

// letter lowers what takes failed events from their queue to a function or an event; nothing where they are kept.
func (r *render) letter(o *owner, id func(string) string, queue string, on *schema.Subscription) []resource {
	switch a := on.DeadLetter.V; a.Kind {
	case schema.KindFunction:
		if f := schema.Find[schema.Function](r.t, a); f != nil {
			return []resource{r.mapping(o, id(roleReceiver), att(queue, "Arn"), f, nil)}
		}
	case schema.KindEvent:
		return r.letterPipe(o, id(rolePipe), id(rolePipeRole), queue, on.DeadLetter)
	}
	return nil
}

// mapping reads a queue for a function. on is nil for failed events.
func (r *render) mapping(o *owner, id string, queue *tree.Node, f *schema.Function, on *schema.Subscription) resource {
	size, window := tree.NewInt(10), (*tree.Node)(nil)
	var filter, partial *tree.Node
	size = ruled(ruleMapping, nil, size)
	if f.Source.IsSet() { // the adapter tells which messages of a batch failed
		partial = ruled(ruleMapping, nil, words("ReportBatchItemFailures"))
	} else {
		size = ruled(ruleMapping, f.Image.Node, tree.NewInt(1))
	}
	if on != nil {
		if b := on.Batch; b != nil {
			if b.Size.IsSet() {
				size = integer(b.Size.V, b.Size.Node)
			}
			if b.Window.IsSet() {
				window = seconds(b.Window)
			}
		}
		if !on.Event.IsSet() {
			filter = queueFilter(on)
		}
	}
	return r.resource(o, "AWS::Lambda::EventSourceMapping", id, options{},
		tree.F("EventSourceArn", ruled(ruleMapping, originNode(o), queue)),
		tree.F("FunctionName", ref(logicalID(f.Address, "", ""))),
		tree.F("BatchSize", size),
		tree.F("MaximumBatchingWindowInSeconds", window),
		tree.F("FilterCriteria", filter),
		tree.F("FunctionResponseTypes", partial),
	)
}

func originNode(o *owner) *tree.Node { return o.node }

// rule returns the rule of a subscription.
func (r *render) rule(d *delivery, id string, opt options, target string, to, dead *tree.Node) resource {
	name := d.f.Address.Name + "-" + d.on.Label
	if r.moves(opt.keep) {
		name += r.inPart(d.f.Address)
	}
	age := max(min(d.on.MaxAge.V, maxRuleAge), minAge)
	return r.resource(d.own, "AWS::Events::Rule", id, opt,
		tree.F("Name", r.name(maxRuleName, d.on.Node, name)),
		tree.F("EventBusName", r.busName(d.event.Bus.V)),
		tree.F("EventPattern", r.pattern(d)),
		tree.F("State", ruled(ruleTarget, d.on.Node, str("ENABLED"))),
		tree.F("Targets", ruled(ruleTarget, d.on.Node, tree.NewList(tree.NewMap(
			tree.F("Id", str(target)),
			tree.F("Arn", to),
			tree.F("DeadLetterConfig", tree.NewMap(tree.F("Arn", dead))),
			tree.F("RetryPolicy", tree.NewMap(
				tree.F("MaximumEventAgeInSeconds", derivedInt(ruleSeconds, d.on.MaxAge.Node, int64(age/time.Second))),
				tree.F("MaximumRetryAttempts", integer(d.on.Retries.V, d.on.Retries.Node)),
			)),
		)))),
	)
}

// ruleStatement lets a rule send to a queue.
func (r *render) ruleStatement(rule, queue string, edge *tree.Node) statement {
	return statement{
		sid: "From" + rule, principal: service("events"), actions: actionsSend,
		resources: []*tree.Node{att(queue, "Arn")}, condition: fromSource(att(rule, "Arn")), node: edge,
	}
}

// mostSenders is how many statements with two conditions the policy of a queue takes: SQS takes ten conditions
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html).
const mostSenders = 5

// queuePolicy is the one resource policy of a queue. More rules than SQS takes statements for are named in one of them. It
// stays where the queue does: a policy that goes takes the one that came in its place along.
func (r *render) queuePolicy(o *owner, id, queue string, opt options, statements ...statement) resource {
	if len(statements) > mostSenders {
		var sources []*tree.Node
		for _, s := range statements {
			sources = append(sources, s.condition.Get("ArnEquals").Get("aws:SourceArn"))
		}
		all := statements[0]
		all.sid, all.condition = "FromRules", fromSource(tree.NewList(sources...))
		statements = []statement{all}
	}
	return r.resource(o, "AWS::SQS::QueuePolicy", id, opt,
		tree.F("Queues", tree.NewList(ref(queue))),
		tree.F("PolicyDocument", policyDocument(statements...)),
	)
}
