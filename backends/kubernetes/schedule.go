package kubernetes

import (
	"strconv"
	"strings"
	"time"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// eventRuntime is the runtime image that posts a schedule's event, by the program of its own at eventCommand.
const eventRuntime = "function-nodejs24"

var (
	eventCommand = ruled(ruleCloudEvent, words("node", "/app/post-event.js"))
	eventMemory  = ruled(ruleCloudEvent, tree.NewString("64Mi"))
	eventCPU     = ruled(ruleCloudEvent, tree.NewString("10m"))
	forbid       = tree.NewString("Forbid")

	// eventID is the CloudEvent's id: the run's name, so that each try of one run has the same.
	eventID = variableNode{name: "CE_ID", value: tree.F("valueFrom", ruled(ruleCloudEvent, tree.NewMap(tree.F("fieldRef", tree.NewMap(
		tree.F("fieldPath", tree.NewString("metadata.labels['batch.kubernetes.io/job-name']")))))))}
)

func (r *render) addSchedule(s *schema.Schedule) {
	w := r.newWorkload(s.Address, componentSchedule, workloadName(r.t.Name, componentSchedule, s.Address.Name), s.Node)
	w.lower = func(r *render, w *workload) []backends.Object { return r.eventSchedule(w, s) }
	r.add(w)
}

// eventSchedule lowers a schedule whose receiver gets a CloudEvent: a CronJob that posts it, to the receiver or to an event's
// bus. On a bus it is that event.
func (r *render) eventSchedule(w *workload, s *schema.Schedule) []backends.Object {
	p := &pod{
		image:   r.runtimeImage(eventRuntime, s.Node),
		command: eventCommand,
		memory:  eventMemory, cpu: eventCPU,
		runtime: true, once: true,
		env: r.eventVariables(s),
	}
	spec := tree.NewMap(
		tree.F("backoffLimit", integer(s.Retries.V, s.Retries.Node)),
		tree.F("template", r.template(w, p)),
	)
	return []backends.Object{r.serviceAccount(w), r.networkPolicy(w), r.cronJob(&w.owner, w.title, s, spec)}
}

// eventVariables tell the program what to post and where.
func (r *render) eventVariables(s *schema.Schedule) []variableNode {
	add := func(name, value string, from *tree.Node) variableNode {
		return variableNode{name, tree.F("value", derived(ruleCloudEvent, from, escapeDollar(value))), from}
	}
	url, typ, source := "", r.t.ScheduleType(s), "/"+r.t.Name
	if e, b := r.bus(s.To.V); b != nil {
		url, typ, source = r.brokerURL(b), r.t.EventType(e).V, r.t.EventSource(e).V
	} else if to, ok := r.endpoint(s.To.V); ok {
		url = to.url
	}
	out := []variableNode{
		add("TARGET_URL", url, s.To.Node),
		add("CE_TYPE", typ, s.Node),
		add("CE_SOURCE", source, s.Node),
		eventID,
	}
	if s.Input.IsSet() {
		out = append(out, add("CE_DATA", string(tree.AppendJSON(nil, s.Input.V, "")), s.Input.Node))
	}
	if f := schema.Find[schema.Function](r.t, s.To.V); f != nil {
		out = append(out, add("TIMEOUT_SECONDS", strconv.FormatInt(int64(f.Timeout.V/time.Second), 10), f.Timeout.Node))
	}
	return out
}

// jobSchedule lowers a schedule that runs a job: a CronJob of the job's own pods.
func (r *render) jobSchedule(o *owner, s *schema.Schedule) []backends.Object {
	w := r.runs[s.To.V]
	if w == nil || w.job == nil {
		return nil
	}
	job, _ := r.jobRun(w)
	return []backends.Object{r.cronJob(o, derived(ruleName, s.Node, o.name), s, job)}
}

// cronJob returns the CronJob of a schedule. A run that still goes on when the next is due is left alone.
func (r *render) cronJob(o *owner, name *tree.Node, s *schema.Schedule, job *tree.Node) backends.Object {
	var suspend *tree.Node
	if !s.Enabled.V {
		suspend = yes.With(tree.Derive(ruleCloudEvent, s.Enabled.Node))
	}
	return r.object(o, cronJobType, meta{name: name}, spec(
		tree.F("schedule", cronExpression(s)),
		tree.F("timeZone", s.Timezone.Node),
		tree.F("suspend", suspend),
		tree.F("concurrencyPolicy", forbid),
		tree.F("jobTemplate", tree.NewMap(tree.F("spec", job))),
	))
}

// cronExpression returns when a schedule happens, as a CronJob reads it.
func cronExpression(s *schema.Schedule) *tree.Node {
	if s.Every.IsSet() {
		expression, _ := intervalCron(s.Every.V)
		return derived(ruleInterval, s.Every.Node, expression)
	}
	fields := strings.Fields(s.Cron.V)
	if len(fields) != 5 {
		return s.Cron.Node
	}
	fields[4] = weekdays(fields[4])
	if expression := strings.Join(fields, " "); expression != s.Cron.V {
		return derived(ruleSunday, s.Cron.Node, expression)
	}
	return s.Cron.Node
}

// intervalCron returns an interval as a cron expression. It reports false for one that does not divide an hour, a day or a
// week into equal parts of whole minutes: cron counts anew with each of them.
func intervalCron(d time.Duration) (string, bool) {
	const day, week = 24 * time.Hour, 7 * 24 * time.Hour
	switch {
	case d < time.Minute || d%time.Minute != 0:
		return "", false
	case d < time.Hour && time.Hour%d == 0:
		return every(int64(d/time.Minute)) + " * * * *", true
	case d < day && d%time.Hour == 0 && day%d == 0:
		return "0 " + every(int64(d/time.Hour)) + " * * *", true
	case d == day:
		return "0 0 * * *", true
	case d == week:
		return "0 0 * * 0", true
	}
	return "", false
}

func every(n int64) string {
	if n == 1 {
		return "*"
	}
	return "*/" + strconv.FormatInt(n, 10)
}

// weekdays rewrites cron's day of week without 7, which Kubernetes does not take for Sunday.
func weekdays(field string) string {
	if !strings.Contains(field, "7") {
		return field
	}
	parts := strings.Split(field, ",")
	for i, part := range parts {
		days, step, stepped := strings.Cut(part, "/")
		first, last, ranged := strings.Cut(days, "-")
		switch {
		case days == "7":
			parts[i] = "0"
		case !ranged || last != "7":
			continue
		case first == "7":
			parts[i] = "0"
		case !stepped || step == "1":
			parts[i] = "0," + first + "-6"
		default:
			parts[i] = steppedDays(first, step)
		}
	}
	return strings.Join(parts, ",")
}

// steppedDays lists the days of a range that ends in 7, such as 1-7/2, each by its number.
func steppedDays(first, step string) string {
	from, err := strconv.Atoi(first)
	if i := strings.Index("sun mon tue wed thu fri sat", strings.ToLower(first)); err != nil && i >= 0 {
		from = i / 4
	}
	by, err := strconv.Atoi(step)
	if err != nil || by < 1 {
		return first + "-6/" + step
	}
	var days []string
	for d := from; d <= 7; d += by {
		days = append(days, strconv.Itoa(d%7))
	}
	return strings.Join(days, ",")
}
