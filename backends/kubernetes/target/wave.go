package target

import (
	"context"
	"errors"
	"sync"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
)

// parallelism is how many requests are sent at once where nobody says.
const parallelism = 16

// run is one change of the set: what is to be done, how far it got, and what came of it. Requests that write get a context
// that no signal ends, so that none is cut off in the middle; between two requests the run asks whether to go on.
type run struct {
	*Target
	ctx   context.Context // ends at a signal, or when the time is up
	calls context.Context // does not
	verb  string
	o     backends.Options
	lock  *lock
	now   *reading
	// parent is the set's record as it stands in the cluster.
	parent *set.Parent

	mu          sync.Mutex
	types       client.Types
	faults      diag.List // errors, each about one object
	warnings    diag.List
	unready     []backends.ObjectAddress // what was waited for, and did not become ready
	stopped     error                    // why nothing more is begun; a failure of an object among them
	done, total int64
}

// errStopped is why a run that failed begins nothing more: its faults say why.
var errStopped = errors.New("an object failed")

// begin makes a run of a target. Its context for calls outlives a signal.
func (t *Target) begin(ctx context.Context, verb string, o backends.Options) *run {
	if o.Parallelism <= 0 {
		o.Parallelism = parallelism
	}
	return &run{Target: t, ctx: ctx, calls: context.WithoutCancel(ctx), verb: verb, o: o}
}

// goesOn returns why nothing more may be begun, nil while all is well.
func (r *run) goesOn() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stopped == nil {
		if r.ctx.Err() != nil {
			r.stopped = context.Cause(r.ctx)
		} else if r.lock != nil {
			r.stopped = r.lock.held()
		}
	}
	return r.stopped
}

// fail notes what went wrong with an object, after which nothing more is begun.
func (r *run) fail(ds ...diag.Diagnostic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, ds...)
	switch {
	case r.stopped != nil:
	case r.calls.Err() != nil: // the lock was lost
		r.stopped = context.Cause(r.calls)
	default:
		r.stopped = errStopped
	}
}

// failWith notes what went wrong with a request that is about no single object.
func (r *run) failWith(what string, err error) {
	var fault *backends.Fault
	if errors.As(r.explain(r.calls, r.verb, what, err), &fault) {
		r.fail(fault.Diagnostic)
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.stopped != nil:
	case r.calls.Err() != nil:
		r.stopped = context.Cause(r.calls)
	default:
		r.stopped = err
	}
}

func (r *run) warn(ds ...diag.Diagnostic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.warnings = append(r.warnings, ds...)
}

// tell tells of an object. Those that are through are counted.
func (r *run) tell(phase backends.Phase, a backends.ObjectAddress, text, reason string) {
	r.emit(phase, a, text, reason, phase == backends.Done)
}

// emit tells of an object. counts is set where it is one of those that are counted, and is through with this.
func (r *run) emit(phase backends.Phase, a backends.ObjectAddress, text, reason string, counts bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if counts {
		r.done++
	}
	r.o.Emit(backends.Event{Phase: phase, Address: a, Text: text, Reason: reason, Done: r.done, Total: r.total})
}

// count starts the count of what is through anew.
func (r *run) count(total int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done, r.total = 0, int64(total)
}

// each works on the tasks of a step, several at once, in their order. It returns why it stopped short: tasks that had begun are
// through by then, the others are left.
func (r *run) each(list []*task, work func(*task)) error {
	next := make(chan *task)
	var wg sync.WaitGroup
	for range min(r.o.Parallelism, len(list)) {
		wg.Go(func() {
			for t := range next {
				r.one(t, work)
			}
		})
	}
	for _, t := range list {
		next <- t
	}
	close(next)
	wg.Wait()
	return r.goesOn()
}

// one works on a task, unless the run has stopped. What it needs stands before it in the list, so somebody is at it.
func (r *run) one(t *task, work func(*task)) {
	defer close(t.ended)
	for _, need := range t.needs {
		<-need.ended
	}
	if r.goesOn() == nil {
		work(t)
	}
}

// outcomes sorts the addresses of tasks by what came of them.
func outcomes(report *backends.Report, changes []backends.Change, steps ...[][]*task) {
	state := map[backends.ObjectAddress]*task{}
	for _, list := range steps {
		for _, step := range list {
			for _, t := range step {
				state[t.Address] = t
			}
		}
	}
	for i := range changes {
		t := state[changes[i].Address]
		switch {
		case t == nil:
		case t.kept != "":
			report.Kept = append(report.Kept, backends.Kept{ObjectAddress: t.Address, Why: t.kept})
		case t.state == done:
			report.Done = append(report.Done, t.Address)
		case t.state == failed:
			report.Failed = append(report.Failed, t.Address)
		default:
			report.Left = append(report.Left, t.Address)
		}
	}
}

// known is what the server serves, as far as it was learned.
func (r *run) known() client.Types {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.types
}
