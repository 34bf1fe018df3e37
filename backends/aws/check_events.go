package aws

import (
	"strings"
	"time"

	"espc.dev/backends/internal/eventfilter"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Limits of batches: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html.
const (
	maxBatch       = 10_000
	maxFifoBatch   = 10
	maxBatchWindow = 5 * time.Minute
)

func (c *checker) subscription(d *delivery) {
	a := d.f.Address
	c.wholeSeconds(d.on.MaxAge, minAge, maxQueueAge, diag.NotOnEventBridge, a)
	fifo := false
	if d.event == nil {
		fifo = c.queueSubscription(d)
	} else {
		for _, f := range d.on.Filter {
			c.filter(d, f)
		}
	}
	if b := d.on.Batch; b != nil {
		c.batch(d, b, fifo)
	}
	if q := schema.Find[schema.Queue](c.t, d.on.DeadLetter.V); q != nil && q.Fifo.V != fifo {
		c.report(diag.NotOnSQS.At(d.on.DeadLetter.Node.Range(), "a FIFO queue is the dead letter of a FIFO queue alone, and this is one of the two").
			WithFix("name a queue of the same sort"), a)
	}
}

func (c *checker) batch(d *delivery, b *schema.Batch, fifo bool) {
	a := d.f.Address
	most := int64(maxBatch)
	if fifo {
		most = maxFifoBatch
	}
	if b.Size.V > most {
		c.report(diag.NotOnSQS.At(b.Size.Node.Range(), "Lambda reads at most %d messages of this queue at once", most).WithFix("write size = %d", most), a)
	}
	if b.Size.V > maxFifoBatch && b.Window.V < time.Second {
		c.report(diag.NotOnSQS.At(b.Size.Node.Range(), "a batch of more than %d messages waits a second at least", maxFifoBatch).
			WithFix(`write window = "1s"`), a)
	}
	if fifo && b.Window.V > 0 {
		c.report(diag.NotOnSQS.At(b.Window.Node.Range(), "Lambda does not wait for a batch of a FIFO queue").WithFix("leave window out"), a)
	} else if b.Window.IsSet() {
		c.wholeSeconds(b.Window, 0, maxBatchWindow, diag.NotOnSQS, a)
	}
}

// queueSubscription reports whether the queue is a FIFO one.
func (c *checker) queueSubscription(d *delivery) bool {
	a := d.f.Address
	q := schema.Find[schema.Queue](c.t, d.on.Queue.V)
	if q == nil {
		return false
	}
	if q.Visibility.V < d.f.Timeout.V {
		c.report(diag.NotOnSQS.At(placed(q.Visibility.Node, q.Node).Range(), "messages of %s are hidden for less than %s may take", q.Address, a).
			WithFix("write visibility = %q, six times the function's timeout", schema.DurationText(6*d.f.Timeout.V)).
			WithRelated(d.on.Queue.Node.Range(), "read here"), q.Address)
	}
	if d.on.MaxAge.Written() {
		c.report(diag.NotOnSQS.At(d.on.MaxAge.Node.Range(), "a queue keeps its messages as long as its own retention says").
			WithFix("leave max_age out, and set retention of %s", q.Address), a)
	}
	for _, other := range d.f.On {
		if other == d.on {
			break
		}
		if other.Queue.V == d.on.Queue.V {
			c.report(diag.NotOnSQS.At(d.on.Queue.Node.Range(), "Lambda reads %s once for %s", q.Address, a).
				WithRelated(other.Queue.Node.Range(), "read here").WithFix("leave one of the two out, and let the code tell the messages apart"), a)
		}
	}
	for _, f := range d.on.Filter {
		if why := conflict(f); why != "" {
			c.report(diag.NotOnSQS.At(f.Node.Range(), "%s", why).WithFix("leave one of the conditions out"), a)
		}
		if f.Prefix.IsSet() && f.Suffix.IsSet() {
			c.report(diag.NotOnSQS.At(f.Node.Range(), "Lambda filters a queue's messages by how a text starts or by how it ends, not by both").
				WithFix("leave one of the conditions out"), a)
		}
		if !strings.HasPrefix(f.Attribute, "data.") {
			c.report(diag.NotOnSQS.At(f.Node.Origin.KeyPlace(), "Lambda filters a queue's messages by their data, not by %s", f.Attribute).
				WithFix("filter by data.PATH"), a)
		}
	}
	if r := c.failed[q.Address]; r != nil && d.on.DeadLetter.IsSet() && r.to.V != d.on.DeadLetter.V {
		c.report(diag.NotOnSQS.At(d.on.DeadLetter.Node.Range(), "messages of %s that fail go to one place, and it has another", q.Address).
			WithFix("name the same dead letter in both places").WithRelated(r.node.Range(), "the other one"), a)
	}
	return q.Fifo.V
}

// filter reports conditions that no pattern has.
func (c *checker) filter(d *delivery, f *schema.Filter) {
	a := d.f.Address
	if why := conflict(f); why != "" {
		c.report(diag.NotOnEventBridge.At(f.Node.Range(), "%s", why).WithFix("leave one of the conditions out"), a)
	}
	value := ""
	switch f.Attribute {
	case "type":
		value = c.t.EventType(d.event).V
	case "source":
		value = c.t.EventSource(d.event).V
	default:
		c.filterValues(d, f)
		return
	}
	if !eventfilter.Holds(f, value) {
		c.report(diag.NeverMatches.At(f.Node.Range(), "the %s of %s is %q, so nothing would pass", f.Attribute, d.event.Address, value).
			WithFix("leave the condition out, or subscribe to another event"), a)
	}
}

func (c *checker) filterValues(d *delivery, f *schema.Filter) {
	for _, bound := range []*tree.Node{f.Gt.Node, f.Lt.Node} {
		if bound != nil && !inNumericRange(bound) {
			c.report(diag.NotOnEventBridge.At(bound.Range(), "a pattern compares with numbers from -5e9 to 5e9").
				WithFix("compare with a smaller number"), d.f.Address)
		}
	}
	if path := detailPath(f.Attribute); path[0] == "bucket" || path[0] == "object" {
		if len(c.announced[d.event.Address]) > 0 {
			c.report(diag.NotOnEventBridge.At(f.Node.Range(), "the notification itself narrows %s", f.Attribute).
				WithFix("write prefix or suffix in the bucket's notify block"), d.f.Address)
		}
	}
}

func (c *checker) eventBus(b *schema.EventBus) {
	if b.Ordered.V {
		c.report(diag.NotOnEventBridge.At(b.Ordered.Node.Range(), "EventBridge does not keep the order of events").
			WithFix("write ordered = false, or send through a FIFO queue"), b.Address)
	}
	if b.Retention.V%day != 0 {
		c.report(diag.NotOnEventBridge.At(b.Retention.Node.Range(), "an archive is kept for whole days").
			WithFix("write %q", schema.DurationText((b.Retention.V+day-1).Truncate(day))), b.Address)
	}
	if b.Retention.V > 0 && b.Existing.IsSet() {
		c.report(diag.NotOnEventBridge.At(b.Retention.Node.Range(), "nothing is created for a bus that stands already").
			WithFix("leave retention out"), b.Address)
	}
}

// event reports what EventBridge takes as no detail-type or source.
func (c *checker) event(e *schema.Event) {
	typ, source := c.t.EventType(e), c.t.EventSource(e)
	if len(typ.V) > 128 {
		c.report(diag.NotOnEventBridge.At(typ.Node.Range(), "a type has at most 128 characters").WithFix("write a shorter one"), e.Address)
	}
	if len(source.V) > 256 {
		c.report(diag.NotOnEventBridge.At(source.Node.Range(), "a source has at most 256 characters").WithFix("write a shorter one"), e.Address)
	}
	if !strings.HasPrefix(source.V, "aws.") {
		return
	}
	for _, edge := range c.t.To(e.Address) {
		if edge.Class == schema.EdgePublishes || edge.Class == schema.EdgeEmits && edge.From.Kind == schema.KindTable {
			c.report(diag.NotOnEventBridge.At(edge.Node.Range(), "only AWS itself sends events of source %s", source.V).
				WithFix("send another event"), edge.From)
		}
	}
}

// scheduledJob reports what a job is not told by its schedule.
func (c *checker) scheduledJob(s *schema.Schedule) {
	if s.Input.IsSet() {
		c.report(diag.ScheduledJob.At(s.Input.Node.Range(), "%s is run and gets no event, so input reaches nobody", s.To.V).
			WithFix("remove input; give the job env or args"), s.Address)
	}
	if s.Retries.Written() {
		c.report(diag.ScheduledJob.At(s.Retries.Node.Range(), "how often %s is tried again is its own to say", s.To.V).
			WithFix("remove retries here; write retries = %d in %s", s.Retries.V, s.To.V), s.Address)
	}
}

func (c *checker) schedule(s *schema.Schedule) {
	switch s.To.V.Kind {
	case schema.KindEvent, schema.KindFunction, schema.KindIntegration:
	case schema.KindJob:
		c.scheduledJob(s)
	default:
		c.report(diag.NotOnAWS.At(s.To.Node.Range(), "this version starts no %s by a schedule on AWS", s.To.V.Kind).
			WithFix("lead it to a function, a job or an event"), s.Address)
	}
	if s.Every.IsSet() && (s.Every.V < time.Minute || s.Every.V%time.Minute != 0) {
		c.report(diag.NotOnEventBridge.At(s.Every.Node.Range(), "a schedule counts in whole minutes").
			WithFix("write %q", schema.DurationText(max(time.Minute, (s.Every.V+time.Minute-1).Truncate(time.Minute)))), s.Address)
	}
	if s.To.V.Kind == schema.KindEvent && s.Input.IsSet() && s.Input.V.Get("ce") != nil {
		c.report(diag.NotOnEventBridge.At(s.Input.V.Get("ce").Range(), "the name ce is taken: it holds what EventBridge has no field for").
			WithFix("use another name"), s.Address)
	}
}
