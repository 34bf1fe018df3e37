package target

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Apply makes the cluster hold what is desired: it locks the set, sees that all is still what the plan was made from, announces in
// the set's record what it is about to create, writes step by step, deletes what is wanted no more, and records what is there
// then. A run that ends in between leaves a record that names everything which may be there, and no more than that.
func (t *Target) Apply(ctx context.Context, d backends.Desired, o backends.Options) (backends.Report, error) {
	r := t.begin(ctx, "apply", o)
	writes, deletes := arrange(d.Changes, t.Backend)
	var report backends.Report
	err := r.apply(&report, d, writes, deletes)
	outcomes(&report, d.Changes, writes, deletes)
	return r.end(report, err)
}

// apply is Apply but for the report of single objects.
func (r *run) apply(report *backends.Report, d backends.Desired, writes, deletes [][]*task) error {
	total := 0
	for _, list := range slices.Concat(writes, deletes) {
		total += len(list)
	}
	if total == 0 {
		settled, err := r.settled(d)
		if err != nil {
			return err
		}
		if settled {
			report.Already, report.Revision = true, r.revision()
			return r.readyIf(d.Objects)
		}
	}
	r.count(total)
	if err := r.enter(d, writes); err != nil {
		return err
	}
	defer r.lock.release(r.ctx)
	if err := r.announce(d); err != nil {
		return err
	}
	report.Revision = r.revision()
	err := r.members(d, writes, deletes)
	if booked := r.book(d, writes, deletes, err == nil); err == nil {
		err = booked
	}
	return err
}

// enter takes the lock and sees that the cluster is what the plan was made from. The lock lies in the namespace, so one that is to
// be created comes before it; then nothing else can be there, and only that is looked at again.
func (r *run) enter(d backends.Desired, writes [][]*task) error {
	own := r.namespaceTask(writes)
	if own != nil {
		if err := r.compare(d); err != nil {
			return err
		}
		if err := r.createNamespace(own); err != nil {
			return err
		}
	}
	if err := r.takeLock(); err != nil {
		return err
	}
	err := r.guarded(d, own)
	if err != nil {
		r.lock.release(r.ctx)
	}
	return err
}

func (r *run) guarded(d backends.Desired, own *task) error {
	if own == nil {
		return r.compare(d)
	}
	p, err := r.readParent(r.calls)
	if err == nil && p != nil {
		err = r.fault(diag.ClusterStale, "another run applied %s to the namespace %s in the middle of this one", r.Topology, r.Namespace).
			withFix("run %s again", r.command("plan"))
	}
	return err
}

// takeLock locks the set. From here on calls end when the lock is lost.
func (r *run) takeLock() error {
	l, err := r.Target.lock(r.ctx, r.verb, r.o)
	if err != nil {
		if gone := r.namespaceGone(); gone != nil {
			return gone
		}
		return err
	}
	r.lock = l
	r.calls, _ = l.guard(r.calls) // ends with the lock
	return nil
}

// compare reads the cluster again and refuses what is not what the plan was made from.
func (r *run) compare(d backends.Desired) error {
	now, err := r.read(r.ctx, d.Objects)
	if err != nil {
		return err
	}
	r.now, r.parent, r.types = now, now.parent, now.types
	if now.Digest == d.State {
		return nil
	}
	names, gone := r.differences(d, now)
	for _, a := range gone {
		if !r.isGone(a) {
			names = append(names, a.String())
		}
	}
	if len(gone) > 0 && len(names) == 0 {
		return nil // what a run that was killed deleted took until now to go away, and nothing else is different
	}
	changed := ""
	if len(names) > 0 {
		changed = ": " + listed(names)
	}
	return r.fault(diag.ClusterStale, "%s has changed since the plan was made%s", r.identity(), changed).
		withFix("run %s, look at it, and apply again", r.command("plan"))
}

// isGone reports whether it is certain that an object is not there.
func (r *run) isGone(a backends.ObjectAddress) bool {
	typ, err := r.typeOf(a)
	if err != nil {
		return false
	}
	_, err = r.api.Get(r.ctx, typ, keyOf(a))
	return is(err, 404)
}

// differences names what is planned otherwise by now, and lists what the plan deletes and is the set's no more.
func (r *run) differences(d backends.Desired, now *reading) (names []string, gone []backends.ObjectAddress) {
	planned := map[backends.ObjectAddress]*backends.Change{}
	for i := range d.Changes {
		planned[d.Changes[i].Address] = &d.Changes[i]
	}
	for _, c := range r.Compare(now.Objects, d.Objects) {
		was := planned[c.Address]
		if was == nil || !tree.Equal(was.Before, c.Before) {
			names = append(names, c.Address.String())
		}
		delete(planned, c.Address)
	}
	for _, c := range d.Changes {
		switch {
		case planned[c.Address] == nil, c.Action == backends.Adopt, c.Action == backends.None:
		case c.Action == backends.Delete:
			gone = append(gone, c.Address)
		default:
			names = append(names, c.Address.String())
		}
	}
	return names, gone
}

// members does what the plan says: writes, waits where that is asked for, and deletes last.
func (r *run) members(d backends.Desired, writes, deletes [][]*task) error {
	for i, list := range writes {
		first, waiting := split(list)
		if err := r.each(first, r.write); err != nil {
			return err
		}
		if err := r.afterJobs(waiting, d.Objects); err != nil {
			return err
		}
		if i == 0 {
			if err := r.awaitDefinitions(d.Objects, list); err != nil {
				return err
			}
		}
	}
	names, deletes := inTheWay(d.Objects, deletes)
	if err := r.prune([][]*task{names}); err != nil {
		return err
	}
	if err := r.readyIf(d.Objects); err != nil {
		return err
	}
	if r.o.Wait { // which counted what it waited for
		r.count(len(slices.Concat(deletes...)))
	}
	return r.prune(deletes)
}

// inTheWay parts what is to be deleted into Services of Kubernetes whose names Knative is to have, without which its Services never
// become ready, and the rest.
func inTheWay(objects []backends.Object, deletes [][]*task) (names []*task, rest [][]*task) {
	wanted := map[backends.ObjectAddress]bool{}
	for _, o := range objects {
		if o.Address.Type == "serving.knative.dev/v1/Service" {
			wanted[backends.ObjectAddress{Type: "v1/Service", Namespace: o.Address.Namespace, Name: o.Address.Name}] = true
		}
	}
	if len(wanted) == 0 {
		return nil, deletes
	}
	for _, list := range deletes {
		var others []*task
		for _, t := range list {
			if wanted[t.Address] {
				names = append(names, t)
			} else {
				others = append(others, t)
			}
		}
		rest = append(rest, others)
	}
	return names, rest
}

// split parts a step into what can be written at once and what waits for Jobs.
func split(list []*task) (first, waiting []*task) {
	for _, t := range list {
		switch {
		case t.state == done: // the namespace, before the lock
		case len(t.jobs) > 0:
			waiting = append(waiting, t)
		default:
			first = append(first, t)
		}
	}
	return first, waiting
}

// readyIf waits for objects where that is asked for.
func (r *run) readyIf(objects []backends.Object) error {
	if !r.o.Wait {
		return nil
	}
	if r.types == nil {
		if err := r.discover(); err != nil {
			return err
		}
	}
	return r.awaitReady(objects)
}

// end makes the report of a run and the error that it ends with: a signal before all else, then the one fault, or how many there
// are.
func (r *run) end(report backends.Report, err error) (backends.Report, error) {
	report.Diagnostics = append(report.Diagnostics, r.warnings...)
	report.Unready = r.unready
	if errors.Is(err, context.Canceled) && r.ctx.Err() == nil {
		err = context.Cause(r.calls) // the lock is lost
	}
	switch {
	case err == nil:
		return report, nil
	case !errors.Is(err, errStopped):
		report.Diagnostics = append(report.Diagnostics, r.faults...)
	case len(r.faults) == 1:
		err = &backends.Fault{Diagnostic: r.faults[0]}
	default:
		report.Diagnostics = append(report.Diagnostics, r.faults...)
		err = errors.New(strconv.Itoa(len(r.faults)) + " errors; what was done and what was not is listed")
	}
	return report, err
}

// revision is the number of the newest revision, 0 for none.
func (r *run) revision() int {
	if r.parent == nil || len(r.parent.Revisions) == 0 {
		return 0
	}
	return r.parent.Revisions[len(r.parent.Revisions)-1].Number
}

// settled reports whether the set's record says that just this was applied whole, so that there is nothing to write.
func (r *run) settled(d backends.Desired) (bool, error) {
	p, err := r.readParent(r.calls)
	if err != nil || p == nil {
		return false, err
	}
	r.parent = p
	packed, err := r.pack(d)
	if err != nil {
		return false, nil // it is too large to be recorded, or can't be read; applying says so
	}
	last := len(p.Revisions) - 1
	if last < 0 || p.Destroy != "" || p.Revisions[last].Phase != backends.Done || p.Revisions[last].Digest != packed.Digest {
		return false, nil
	}
	return !slices.ContainsFunc(p.Members, func(m set.Member) bool { return m.UID == "" }), nil
}
