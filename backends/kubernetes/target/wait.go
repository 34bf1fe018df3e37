package target

import (
	"context"
	"errors"
	"slices"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/health"
	"espc.dev/schema/diag"
)

// waited is an object that is waited for.
type waited struct {
	backends.Object
	verdict health.Verdict
	there   bool
	pods    []health.Pod // those with a trouble, the newest first
	told    string
	ready   bool
	// troubled is since when its pods have a trouble, without one moment in between where they had none.
	troubled time.Time
	entity   string // that brings it, as its label says
	aside    bool   // a Job that others wait for: it is counted where it is written, and not here
}

const (
	// troublePatience is how long pods may have a trouble before it is taken to stay, where Kubernetes itself sets no limit: a
	// StatefulSet waits for ever for an image. It is the time that a Deployment is given to get on.
	troublePatience = 10 * time.Minute
	// settling is how long an object of a type that nothing is known of is given to get a status, before being there is taken
	// for being ready.
	settling = 3 * time.Second
	// podsEvery is the time between two looks at pods, and before the first: most are on their way by then.
	podsEvery = 2 * time.Second
)

// awaitReady waits until all objects are ready, with one LIST for each type. It ends early when one fails for good, and then says
// of each that is not ready why. So it does when the time is up.
func (r *run) awaitReady(objects []backends.Object) error {
	var list []*waited
	for _, o := range objects {
		if health.Waits(o.Address.Type) {
			list = append(list, &waited{Object: o})
		}
	}
	r.count(len(list))
	begin, pods := time.Now(), time.Now()
	for p := (pause{}); ; p.wait(r.ctx) {
		open, err := r.look(list, time.Since(begin) > settling)
		switch {
		case err != nil:
			r.failWith("looking whether what was applied is ready", err)
			return r.goesOn()
		case len(open) == 0:
			return nil
		}
		if time.Since(pods) > podsEvery {
			r.findPods(r.calls, open)
			pods = time.Now()
		}
		r.tellWaiting(open)
		hopeless := slices.ContainsFunc(open, (*waited).hopeless)
		if !hopeless && r.goesOn() == nil {
			continue
		}
		if hopeless || errors.Is(r.ctx.Err(), context.DeadlineExceeded) {
			r.findPods(r.calls, open)
			r.findEvents(r.calls, open)
			r.notReady(open)
		}
		return r.goesOn()
	}
}

// look takes a look at what is not ready yet, and returns what still is not. bare tells that who has no status by now gets none.
func (r *run) look(list []*waited, bare bool) ([]*waited, error) {
	var ask []backends.ObjectAddress
	for _, w := range list {
		if !w.ready {
			ask = append(ask, w.Address)
		}
	}
	seen, err := r.observe(r.calls, r.known(), ask, r.o.Parallelism)
	if err != nil {
		return nil, err
	}
	var open []*waited
	for _, w := range list {
		if w.ready {
			continue
		}
		var o observed
		o, w.there = seen[w.Address]
		w.verdict = o.Verdict
		switch {
		case !w.there:
			w.verdict = health.Verdict{Text: "not there"}
		case o.State == health.Ready && (bare || !o.Bare):
			w.ready = true
			r.emit(backends.Done, w.Address, "ready", "", !w.aside)
			continue
		}
		open = append(open, w)
	}
	return open, nil
}

// tellWaiting tells of what is not ready, where that changed.
func (r *run) tellWaiting(open []*waited) {
	for _, w := range open {
		reason := w.reason()
		if told := w.verdict.Text + "\n" + reason; told != w.told {
			w.told = told
			r.tell(backends.Running, w.Address, w.verdict.Text, reason)
		}
	}
}

// reason is what is known of why an object is not ready, "" for nothing.
func (w *waited) reason() string {
	if len(w.pods) > 0 {
		return "pod " + w.pods[0].Name + ": " + trouble(w.pods[0])
	}
	return w.verdict.Reason
}

func trouble(p health.Pod) string {
	if p.Message == "" {
		return p.Reason
	}
	return p.Reason + ": " + p.Message
}

// hopeless reports whether an object failed for good, so that waiting on can't help.
func (w *waited) hopeless() bool {
	late := !w.troubled.IsZero() && time.Since(w.troubled) > troublePatience
	return late || w.verdict.State == health.Failed || slices.ContainsFunc(w.pods, func(p health.Pod) bool { return p.Hopeless })
}

// notReady says of each object that is not ready why, and the command that tells more.
func (r *run) notReady(open []*waited) {
	for _, w := range open {
		r.unready = append(r.unready, w.Address)
		r.tell(backends.Failed, w.Address, w.verdict.Text, w.reason())
		why := w.verdict.Text
		if reason := w.reason(); reason != "" {
			why += "; " + reason
		}
		r.fail(r.about(diag.NotReady, w.Object, "%s is not ready: %s", w.Address, why).
			WithFix("look at it with %s; then mend it and apply again, or go back with %s", r.inspect(w), r.command("rollback")))
	}
}

// about is a diagnostic about an object that is wanted.
func (t *Target) about(code *diag.Code, o backends.Object, format string, args ...any) diag.Diagnostic {
	c := &backends.Change{Address: o.Address, Origin: o.Tree.Range()}
	if len(o.Source) > 0 {
		c.Entity = o.Source[0]
	}
	return t.at(code, c, format, args...)
}

// inspect is the command that tells more of why an object is not ready.
func (t *Target) inspect(w *waited) string {
	if len(w.pods) == 0 {
		return t.kubectl("describe " + resource(w.Address))
	}
	switch p := w.pods[0]; {
	case p.Ran && p.Reason == "CrashLoopBackOff":
		return t.kubectl("logs " + p.Name + " -c " + p.Container + " --previous")
	case p.Ran && p.Container != "":
		return t.kubectl("logs " + p.Name + " -c " + p.Container)
	default:
		return t.kubectl("describe pod " + p.Name)
	}
}
