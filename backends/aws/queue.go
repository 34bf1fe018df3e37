package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// queue lowers a queue, the dead letters of what reads it, and who may send to it.
func (r *render) queue(q *schema.Queue) []resource {
	o := own(&q.Meta)
	var fifo, deduplicate *tree.Node
	if q.Fifo.V {
		fifo, deduplicate = q.Fifo.Node, ruled(ruleRedrive, q.Fifo.Node, tree.NewBool(true))
	}
	var redrive *tree.Node
	var more []resource
	if d := r.failed[q.Address]; d != nil {
		to := att(o.id(roleFailures), "Arn")
		if !d.kept {
			to = att(logicalID(d.to.V, "", ""), "Arn")
		}
		redrive = redrivePolicy(d.tries, to, d.node)
		if d.kept {
			more = r.keptFailures(o, q, d)
		}
	}
	out := []resource{r.resource(o, "AWS::SQS::Queue", o.id(""), options{data: true},
		tree.F("FifoQueue", fifo),
		tree.F("ContentBasedDeduplication", deduplicate),
		tree.F("VisibilityTimeout", seconds(q.Visibility)),
		tree.F("MessageRetentionPeriod", seconds(q.Retention)),
		tree.F("RedrivePolicy", redrive),
		tree.F("SqsManagedSseEnabled", ruled(ruleEncryption, nil, tree.NewBool(true))),
	)}
	if statements := r.senders(q); len(statements) > 0 {
		out = append(out, r.queuePolicy(o, o.id("Policy"), o.id(""), options{root: true}, statements...))
	}
	return append(out, more...)
}

// keptFailures returns the queue of the messages that a queue's subscription failed on, and what takes them on.
func (r *render) keptFailures(o *owner, q *schema.Queue, d *redrive) []resource {
	on := &schema.Subscription{DeadLetter: d.to, Retries: d.tries}
	if q.Fifo.V { // the dead letters of a FIFO queue are one too
		failures := r.failureQueue(o, o.id(roleFailures), nil, r.hidden(d.to))
		properties := failures.Tree.Get("Properties")
		properties.Fields = append([]tree.Field{tree.F("FifoQueue", ruled(ruleFailures, q.Fifo.Node, tree.NewBool(true)))}, properties.Fields...)
		failures.root = true
		return append([]resource{failures}, r.letter(o, o.id, o.id(roleFailures), on)...)
	}
	out := r.failures(o, o.id(roleFailures), o.id(roleLost), on)
	for i := range out {
		out[i].root = true // the queue that leads to them holds data
	}
	return append(out, r.letter(o, o.id, o.id(roleFailures), on)...)
}

// senders returns the rules that may send to a queue what they could not deliver.
func (r *render) senders(q *schema.Queue) []statement {
	var out []statement
	for _, e := range r.t.To(q.Address) {
		if i := r.integrations[e.From]; i != nil && i.From != nil && (e.Class == schema.EdgeDeadLetters || e.Class == schema.EdgeSends && i.plain != nil) {
			out = append(out, r.ruleStatement(i.own.id(roleRule), logicalID(q.Address, "", ""), e.Node))
		}
		if e.Class != schema.EdgeDeadLetters {
			continue
		}
		for _, d := range r.subscriptions[e.From] {
			if e.Field == d.field("dead_letter") && d.event != nil {
				out = append(out, r.ruleStatement(d.id(roleRule), logicalID(q.Address, "", ""), e.Node))
			}
		}
	}
	return out
}
