package aws

import (
	"strconv"
	"strings"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// scheduledTime is what the scheduler replaces by the time a schedule was due.
const scheduledTime = "<aws.scheduler.scheduled-time>"

// schedule lowers a schedule: an EventBridge schedule with a role that may do this one thing.
func (r *render) schedule(s *schema.Schedule) []resource {
	o := own(&s.Meta)
	switch s.To.V.Kind {
	case schema.KindEvent:
		return r.eventSchedule(o, s)
	case schema.KindFunction:
		return r.functionSchedule(o.with(s.To.V), s)
	case schema.KindJob:
		return r.jobSchedule(o.with(s.To.V), s)
	case schema.KindIntegration:
		return r.integrationSchedule(o.with(s.To.V), s)
	}
	return nil
}

// functionSchedule calls a function: directly, or through a queue where the function's other callers want other retries.
func (r *render) functionSchedule(o *owner, s *schema.Schedule) []resource {
	input := derived(ruleCloudEvent, s.Node, string(tree.AppendJSON(nil, r.scheduledEvent(s), "")))
	f := schema.Find[schema.Function](r.t, s.To.V)
	if f == nil || !r.here(s.To.V) {
		return nil
	}
	if r.direct[s.To.V] != nil {
		function, failures := logicalID(s.To.V, "", ""), logicalID(s.To.V, "", roleFailures)
		call := statement{sid: sid("Calls", s.To.V), actions: actionsCall, resources: []*tree.Node{att(function, "Arn")}, node: s.To.Node}
		keep := statement{sid: "KeepsFailures", actions: actionsSend, resources: []*tree.Node{att(failures, "Arn")}, node: s.To.Node}
		return []resource{
			r.scheduleRole(o, call, keep),
			r.scheduleItself(o, s, att(function, "Arn"), att(failures, "Arn"), tree.F("Input", input)),
		}
	}
	inbox, failures := o.id(roleInbox), o.id(roleFailures)
	send := statement{sid: "Sends", actions: actionsSend, resources: []*tree.Node{att(inbox, "Arn")}, node: s.To.Node}
	keep := statement{sid: "KeepsFailures", actions: actionsSend, resources: []*tree.Node{att(failures, "Arn")}, node: s.To.Node}
	return []resource{
		r.failureQueue(o, failures, nil, nil),
		r.resource(o, "AWS::SQS::Queue", inbox, options{keep: keepDeliveries},
			tree.F("VisibilityTimeout", derivedInt(ruleBuffer, f.Timeout.Node, int64(min(6*f.Timeout.V, 12*time.Hour)/time.Second))),
			tree.F("RedrivePolicy", redrivePolicy(s.Retries, att(failures, "Arn"), s.Retries.Node)),
			tree.F("SqsManagedSseEnabled", ruled(ruleEncryption, nil, tree.NewBool(true))),
		),
		r.mapping(o, o.id(roleMapping), att(inbox, "Arn"), f, nil),
		r.scheduleRole(o, send, keep),
		r.scheduleItself(o, s, att(inbox, "Arn"), att(failures, "Arn"), tree.F("Input", input)),
	}
}

// jobSchedule runs a job. Scheduler and Lambda try to deliver; how often a failed run is tried again, the job says.
func (r *render) jobSchedule(o *owner, s *schema.Schedule) []resource {
	if !r.here(s.To.V) {
		return nil
	}
	function, failures := logicalID(s.To.V, "", ""), logicalID(s.To.V, "", roleFailures)
	run := statement{sid: sid("Calls", s.To.V), actions: actionsCall, resources: []*tree.Node{att(function, "Arn")}, node: s.To.Node}
	keep := statement{sid: "KeepsFailures", actions: actionsSend, resources: []*tree.Node{att(failures, "Arn")}, node: s.To.Node}
	input := tree.AppendJSON(nil, tree.NewMap(tree.F("schedule", str(s.Address.Name)), tree.F("time", str(scheduledTime))), "")
	return []resource{
		r.scheduleRole(o, run, keep),
		r.scheduleItself(o, s, att(function, "Arn"), att(failures, "Arn"), tree.F("Input", derived(ruleJobRun, s.Node, string(input)))),
	}
}

// integrationSchedule starts an integration with a CloudEvent.
func (r *render) integrationSchedule(o *owner, s *schema.Schedule) []resource {
	i := r.integrations[s.To.V]
	if i == nil {
		return nil
	}
	start := statement{sid: sid("Starts", s.To.V), actions: actionsStart, resources: []*tree.Node{ref(i.own.id(""))}, node: s.To.Node}
	kept := r.keptIn(i)
	keep := statement{sid: "KeepsFailures", actions: actionsSend, resources: []*tree.Node{kept}, node: s.To.Node}
	input := derived(ruleCloudEvent, s.Node, string(tree.AppendJSON(nil, r.scheduledEvent(s), "")))
	return []resource{
		r.scheduleRole(o, start, keep),
		r.scheduleItself(o, s, ref(i.own.id("")), kept, tree.F("Input", input)),
	}
}

// eventSchedule puts an event on its bus.
func (r *render) eventSchedule(o *owner, s *schema.Schedule) []resource {
	e := schema.Find[schema.Event](r.t, s.To.V)
	put, ok := r.publishStatement(s.To.V, s.To.Node)
	if !ok {
		return nil
	}
	failures := o.id(roleFailures)
	keep := statement{sid: "KeepsFailures", actions: actionsSend, resources: []*tree.Node{att(failures, "Arn")}, node: s.To.Node}
	var data []tree.Field
	if s.Input.IsSet() {
		data = append(data, s.Input.V.Fields...)
	}
	data = append(data, tree.F("ce", tree.NewMap(tree.F("time", str(scheduledTime)))))
	input := derived(ruleCloudEvent, s.Node, string(tree.AppendJSON(nil, &tree.Node{Kind: tree.Map, Fields: data}, "")))
	return []resource{
		r.failureQueue(o, failures, nil, nil),
		r.scheduleRole(o, put, keep),
		r.scheduleItself(o, s, r.busARN(e.Bus.V), att(failures, "Arn"),
			tree.F("EventBridgeParameters", ruled(ruleCloudEvent, s.To.Node, tree.NewMap(
				tree.F("DetailType", r.t.EventType(e).Node), tree.F("Source", r.t.EventSource(e).Node)))),
			tree.F("Input", input)),
	}
}

// scheduledEvent is the CloudEvent that a receiver gets. It has no id: the adapter makes one of type and time, which all
// tries of one time have in common.
func (r *render) scheduledEvent(s *schema.Schedule) *tree.Node {
	data := tree.NewMap()
	if s.Input.IsSet() {
		data = s.Input.V
	}
	return tree.NewMap(
		tree.F("specversion", str("1.0")),
		tree.F("type", str(r.t.ScheduleType(s))),
		tree.F("source", str("/"+r.t.Name)),
		tree.F("time", str(scheduledTime)),
		tree.F("data", data),
	)
}

// scheduleRole is taken on by the scheduler for schedules of this account's default group; AWS narrows it no further.
func (r *render) scheduleRole(o *owner, statements ...statement) resource {
	return r.role(o, o.id(roleRole), "scheduler", fromSource(arn("scheduler", "schedule-group/default")), statements)
}

func (r *render) scheduleItself(o *owner, s *schema.Schedule, to, dead *tree.Node, more ...tree.Field) resource {
	state := derived(ruleSchedule, s.Enabled.Node, "ENABLED")
	if !s.Enabled.V {
		state.Text = "DISABLED"
	}
	target := []tree.Field{
		tree.F("Arn", to),
		tree.F("RoleArn", att(o.id(roleRole), "Arn")),
		tree.F("DeadLetterConfig", tree.NewMap(tree.F("Arn", dead))),
		tree.F("RetryPolicy", tree.NewMap(tree.F("MaximumRetryAttempts", integer(s.Retries.V, s.Retries.Node)))),
	}
	var zone *tree.Node
	if s.Cron.IsSet() {
		zone = text(s.Timezone.V, s.Timezone.Node)
	}
	return r.resource(o, "AWS::Scheduler::Schedule", o.id(""), options{},
		tree.F("ScheduleExpression", scheduleExpression(s)),
		tree.F("ScheduleExpressionTimezone", zone),
		tree.F("State", state),
		tree.F("FlexibleTimeWindow", ruled(ruleSchedule, nil, tree.NewMap(tree.F("Mode", str("OFF"))))),
		tree.F("Target", ruled(ruleSchedule, s.To.Node, tree.NewMap(append(target, more...)...))),
	)
}

// scheduleExpression returns a schedule's time in AWS's words.
func scheduleExpression(s *schema.Schedule) *tree.Node {
	if s.Cron.IsSet() {
		return derived(ruleSchedule, s.Cron.Node, awsCron(s.Cron.V))
	}
	n, unit := int64(s.Every.V/time.Minute), "minute"
	switch {
	case s.Every.V%day == 0:
		n, unit = int64(s.Every.V/day), "day"
	case s.Every.V%time.Hour == 0:
		n, unit = int64(s.Every.V/time.Hour), "hour"
	}
	if n != 1 {
		unit += "s"
	}
	return derived(ruleSchedule, s.Every.Node, "rate("+strconv.FormatInt(n, 10)+" "+unit+")")
}

// awsCron turns cron's five fields into AWS's six: one of the two days is a question mark, days of the week count from
// Sunday as 1, and the year is every one.
func awsCron(cron string) string {
	f := strings.Fields(cron)
	if len(f) != 5 {
		return "cron(" + cron + ")"
	}
	dayOfMonth, dayOfWeek := f[2], "?"
	if f[4] != "*" {
		dayOfMonth, dayOfWeek = "?", awsWeekdays(f[4])
	}
	return "cron(" + strings.Join([]string{f[0], f[1], dayOfMonth, f[3], dayOfWeek, "*"}, " ") + ")"
}

var weekdays = map[string]int{"SUN": 0, "MON": 1, "TUE": 2, "WED": 3, "THU": 4, "FRI": 5, "SAT": 6}

// awsWeekdays returns a field of days of the week as the list of its days, Sunday as 1.
func awsWeekdays(field string) string {
	number := func(s string) int {
		if n, ok := weekdays[strings.ToUpper(s)]; ok {
			return n
		}
		n, _ := strconv.Atoi(s) // the compiler has checked it
		return n
	}
	var days [7]bool
	for part := range strings.SplitSeq(field, ",") {
		span, stepText, stepped := strings.Cut(part, "/")
		step := 1
		if stepped {
			step = max(number(stepText), 1)
		}
		from, to := 0, 6
		if span != "*" {
			a, b, ranged := strings.Cut(span, "-")
			from = number(a)
			switch to = from; {
			case ranged:
				if to = number(b); to < from { // FRI-SUN
					to += 7
				}
			case stepped:
				to = 6
			}
		}
		for d := from; d <= to; d += step {
			days[d%7] = true
		}
	}
	var out []string
	for d, on := range days {
		if on {
			out = append(out, strconv.Itoa(d+1))
		}
	}
	return strings.Join(out, ",")
}
