package aws

import (
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Limits of asynchronous calls: what Lambda itself tries again, and for how long.
const (
	maxDirectRetries = 2
	maxDirectAge     = 6 * time.Hour
	minAge           = time.Minute
	maxRuleAge       = 24 * time.Hour
	maxQueueAge      = 14 * 24 * time.Hour
)

// Roles of what a subscription brings. No role is a kind's word; see logicalID.
const (
	roleRole       = "Role"
	roleLogs       = "Logs"
	roleRule       = "Rule"
	rolePermission = "Permission"
	roleInvoke     = "AsyncCalls"
	roleInbox      = "Inbox"
	roleInboxOpen  = "InboxPolicy"
	roleFailures   = "Failures"
	roleOpen       = "FailuresPolicy"
	roleMapping    = "Mapping"
	roleSource     = "Source"
	rolePipe       = "Pipe"
	rolePipeRole   = "PipeRole"
	roleLost       = "Undelivered"
	roleReceiver   = "Receiver"
	roleArchive    = "Archive"
	roleRuleRole   = "RuleRole"
	roleConnection = "Connection"
)

// invocation is how Lambda calls a function for events by itself: with what all of its plain subscriptions and schedules
// have in common.
type invocation struct {
	retries schema.Value[int64]
	age     schema.Value[time.Duration] // unset where only schedules call
}

// delivery is how one subscription reaches its function.
type delivery struct {
	f   *schema.Function
	on  *schema.Subscription
	own *owner // of the function, with the subscription's place
	// event is nil for a subscription to a queue.
	event  *schema.Event
	direct bool
}

// id returns the logical id of what the subscription brings.
func (d *delivery) id(role string) string { return logicalID(d.f.Address, d.on.Label, role) }

// sourceID returns the logical id of what reads a queue for the function. Lambda has it once for a function and a queue, so the
// subscription's label, which may change, is not in it.
func (d *delivery) sourceID() string { return logicalID(d.f.Address, d.on.Queue.V.Name, roleSource) }

// field returns the path of one of the subscription's fields in its function, as edges name it.
func (d *delivery) field(name string) string { return "on." + d.on.Label + "." + name }

// findDeliveries decides for each subscription and schedule how it reaches its function: by Lambda's own asynchronous calls
// where all of a function's plain ones agree on retries that Lambda has, else through a queue of its own.
func (r *render) findDeliveries() {
	r.subscriptions = map[schema.Address][]*delivery{}
	r.direct = map[schema.Address]*invocation{}
	for _, f := range r.t.Functions {
		if !r.here(f.Address) {
			continue
		}
		call, agree := &invocation{}, true
		add := func(retries schema.Value[int64], age schema.Value[time.Duration]) {
			agree = agree && retries.V <= maxDirectRetries && (!call.retries.IsSet() || call.retries.V == retries.V)
			if age.IsSet() {
				agree = agree && age.V >= minAge && age.V <= maxDirectAge && (!call.age.IsSet() || call.age.V == age.V)
				call.age = age
			}
			call.retries = retries
		}
		for _, on := range f.On {
			d := &delivery{f: f, on: on, own: &owner{address: f.Address, node: on.Node, unit: f.Address}}
			if on.Event.IsSet() {
				d.event = schema.Find[schema.Event](r.t, on.Event.V)
			}
			if d.event != nil && plain(on) {
				add(on.Retries, on.MaxAge)
			}
			r.subscriptions[f.Address] = append(r.subscriptions[f.Address], d)
		}
		for _, s := range r.schedulesOf(f.Address) {
			add(s.Retries, schema.Value[time.Duration]{})
		}
		if !agree || !call.retries.IsSet() {
			continue
		}
		r.direct[f.Address] = call
		for _, d := range r.subscriptions[f.Address] {
			d.direct = d.event != nil && plain(d.on)
		}
	}
}

// plain reports whether a subscription asks for nothing that takes a queue of its own.
func plain(on *schema.Subscription) bool { return on.Batch == nil && !on.DeadLetter.IsSet() }

// schedulesOf returns the schedules placed here that lead to an entity.
func (r *render) schedulesOf(a schema.Address) []*schema.Schedule {
	var out []*schema.Schedule
	for _, e := range r.t.To(a) {
		if e.Class != schema.EdgeSchedules {
			continue
		}
		if s := schema.Find[schema.Schedule](r.t, e.From); s != nil && r.here(s.Address) {
			out = append(out, s)
		}
	}
	return out
}

// redrive says where a queue's messages go that fail, and after how many tries.
type redrive struct {
	tries schema.Value[int64] // of what receives; unset for the default
	to    schema.Value[schema.Address]
	node  *tree.Node
	// kept is set where a queue of its own keeps them, because `to` is none.
	kept bool
}

// findRedrives decides where the messages of each queue go that fail: to its own dead letter, or its subscription's.
func (r *render) findRedrives() {
	r.failed = map[schema.Address]*redrive{}
	for _, q := range r.t.Queues {
		if q.DeadLetter.IsSet() {
			r.failed[q.Address] = &redrive{to: q.DeadLetter, node: q.DeadLetter.Node}
		}
	}
	for _, f := range r.t.Functions {
		for _, on := range f.On {
			if !r.here(f.Address) || !on.Queue.IsSet() {
				continue
			}
			d := r.failed[on.Queue.V]
			if d == nil {
				d = &redrive{to: on.DeadLetter, node: on.Node}
				d.kept = on.DeadLetter.V.Kind != schema.KindQueue
				r.failed[on.Queue.V] = d
			}
			if !d.tries.IsSet() || d.tries.V < on.Retries.V {
				d.tries = on.Retries
			}
		}
	}
}

// source is a queue that Lambda reads for a function, besides the inboxes of its subscriptions.
type source struct {
	queue string // its logical id
	sid   string
	node  *tree.Node
}

// deadLettersTo returns the queues of failed events that lead to a function.
func (r *render) deadLettersTo(a schema.Address) []source {
	var out []source
	for _, e := range r.t.To(a) {
		if e.Class != schema.EdgeDeadLetters || !r.here(e.From) {
			continue
		}
		for _, d := range r.subscriptions[e.From] {
			if e.Field != d.field("dead_letter") {
				continue
			}
			id := d.id(roleFailures)
			if d.event == nil {
				id = logicalID(d.on.Queue.V, "", roleFailures)
			}
			out = append(out, source{queue: id, sid: "ReceivesFailuresOf" + d.id(""), node: e.Node})
		}
	}
	return out
}
