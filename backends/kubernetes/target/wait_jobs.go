package target

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/health"
	"espc.dev/schema/diag"
)

// afterJobs does the tasks that wait for Jobs, each as soon as its own are complete. A Job that failed ends that: what it stands
// before is left as it is.
func (r *run) afterJobs(list []*task, objects []backends.Object) error {
	jobs := r.jobsOf(list, objects)
	begin, pods := time.Now(), time.Now()
	for p := (pause{}); len(list) > 0; p.wait(r.ctx) {
		if err := r.goesOn(); err != nil {
			if errors.Is(r.ctx.Err(), context.DeadlineExceeded) {
				r.late(list, jobs)
			}
			return err
		}
		open, err := r.look(jobs, true)
		if err != nil {
			r.failWith("looking whether jobs are done", err)
			return r.goesOn()
		}
		if time.Since(pods) > podsEvery {
			r.findPods(r.calls, open)
			pods = time.Now()
		}
		for _, j := range open {
			gone := !j.there && time.Since(begin) > settling
			if gone || j.hopeless() {
				r.findPods(r.calls, open)
				r.findEvents(r.calls, open)
				r.undone(list, j)
			}
		}
		r.tellWaiting(open)
		var now, later []*task
		for _, t := range list {
			if slices.ContainsFunc(open, func(j *waited) bool { return standsBefore(j, t) }) {
				later = append(later, t)
			} else {
				now = append(now, t)
			}
		}
		if len(now) > 0 {
			if err := r.each(now, r.write); err != nil {
				return err
			}
			p = pause{}
		}
		list = later
	}
	return r.goesOn()
}

func standsBefore(j *waited, t *task) bool {
	return j.Address.Namespace == t.Address.Namespace && slices.Contains(t.jobs, j.Address.Name)
}

// jobsOf returns the Jobs that tasks wait for.
func (r *run) jobsOf(list []*task, objects []backends.Object) []*waited {
	wanted := map[backends.ObjectAddress]backends.Object{}
	for _, o := range objects {
		if o.Address.Type == jobType {
			wanted[o.Address] = o
		}
	}
	var out []*waited
	seen := map[backends.ObjectAddress]bool{}
	for _, t := range list {
		for _, name := range t.jobs {
			a := backends.ObjectAddress{Type: jobType, Namespace: t.Address.Namespace, Name: name}
			o, ok := wanted[a]
			if seen[a] || !ok { // an annotation that names no Job of the set asks for nothing that apply could wait for
				continue
			}
			seen[a] = true
			out = append(out, &waited{Object: o, aside: true})
		}
	}
	return out
}

// undone says that a Job failed, and what was not applied therefore.
func (r *run) undone(list []*task, j *waited) {
	why := j.verdict.Text
	if reason := j.reason(); reason != "" {
		why += "; " + reason
	}
	r.tell(backends.Failed, j.Address, j.verdict.Text, j.reason())
	fix := "look at it with " + r.jobLogs(j) + ", mend it, and apply again"
	if j.verdict.State == health.Failed {
		fix += "; where the job itself is right, " + r.kubectlDelete(j.Address) + " makes apply run it anew"
	}
	r.fail(r.about(diag.OrderWaited, j.Object, "%s, which %s waits for, is not done: %s", j.Address, waiting(list, j), why).WithFix("%s", fix))
}

// late says that the time was up before Jobs were done.
func (r *run) late(list []*task, jobs []*waited) {
	for _, j := range jobs {
		if !j.ready {
			r.undone(list, j)
		}
	}
}

// waiting names what waits for a Job.
func waiting(list []*task, j *waited) string {
	var names []string
	for _, t := range list {
		if standsBefore(j, t) {
			names = append(names, t.Address.String())
		}
	}
	return listed(names)
}

func (t *Target) jobLogs(j *waited) string {
	if len(j.pods) > 0 && j.verdict.State != health.Failed {
		return t.inspect(j)
	}
	return t.kubectl("logs job/" + strings.TrimSpace(j.Address.Name))
}
