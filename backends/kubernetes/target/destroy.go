package target

import (
	"context"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
)

// Destroy deletes the members of the set, then what is kept about it in the cluster. Volumes, definitions of custom resources
// and the namespace go only where a flag says so. A run that ends in between leaves the record of the set, and another goes on
// from there.
func (t *Target) Destroy(ctx context.Context, o backends.Options) (backends.Report, error) {
	r := t.begin(ctx, "destroy", o)
	var report backends.Report
	d, err := r.survey(&report)
	if err != nil || d == nil {
		return r.end(report, err)
	}
	if o.DryRun {
		for _, t := range d.tasks() {
			report.Done = append(report.Done, t.Address)
		}
		if d.namespace != nil {
			report.Done = append(report.Done, d.namespace.Address)
		}
		return r.end(report, nil)
	}
	if !d.unlocked {
		if err = r.takeLock(); err == nil {
			defer r.lock.release(r.ctx)
			again := backends.Report{} // what is there may have changed until the lock was there
			if d, err = r.survey(&again); err == nil && d != nil {
				report.Kept, report.Diagnostics = again.Kept, again.Diagnostics
			}
		}
	}
	if err == nil && d != nil {
		err = r.destroy(d)
		d.report(&report)
	}
	return r.end(report, err)
}

// doomed is what a destroy deletes, in this order.
type doomed struct {
	steps       [][]*task
	volumes     []*task
	definitions []*task
	namespace   *task
	// unlocked is set where the namespace is gone or on its way out, so that nothing can be locked in it.
	unlocked bool
}

func newTask(c *backends.Change) *task { return &task{Change: c, ended: make(chan struct{})} }

// tasks are all but the namespace.
func (d *doomed) tasks() []*task {
	var out []*task
	for _, list := range append(d.steps, d.volumes, d.definitions) {
		out = append(out, list...)
	}
	return out
}

// report says what came of it.
func (d *doomed) report(report *backends.Report) {
	all := d.tasks()
	if d.namespace != nil {
		all = append(all, d.namespace)
	}
	changes := make([]backends.Change, len(all))
	for i, t := range all {
		changes[i] = *t.Change
	}
	outcomes(report, changes, [][]*task{all})
}

// destroy deletes, the record last but for the namespace: as long as it is there, a run that was cut short can go on.
func (r *run) destroy(d *doomed) error {
	total := len(d.tasks())
	if d.namespace != nil {
		total++
	}
	r.count(total)
	if err := r.begins(); err != nil {
		return err
	}
	err := r.prune(append(d.steps, d.volumes, d.definitions))
	if err != nil {
		if r.parent != nil && r.lock != nil {
			_ = r.narrow(d) // the error before says what is wrong; what stays listed is looked for again
		}
		return err
	}
	if r.lock != nil {
		if err := r.forget(); err != nil {
			return err
		}
	}
	if d.namespace == nil {
		return nil
	}
	r.lock = nil // it goes with the namespace, if it is not gone yet
	r.calls = context.WithoutCancel(r.ctx)
	return r.prune([][]*task{{d.namespace}})
}

// begins notes in the record that a destroy began, so that status can say so if it is cut short.
func (r *run) begins() error {
	if r.parent == nil || r.lock == nil {
		return nil
	}
	r.parent.Destroy = destroyNote(r.o)
	return r.writeParent(r.calls, r.parent)
}

// narrow takes what is gone off the record.
func (r *run) narrow(d *doomed) error {
	gone := map[backends.ObjectAddress]bool{}
	for _, t := range d.tasks() {
		gone[t.Address] = t.state == done
	}
	members := r.parent.Members[:0:0]
	for _, m := range r.parent.Members {
		if !gone[addressOf(m)] {
			members = append(members, m)
		}
	}
	r.parent.Members = members
	return r.writeParent(r.calls, r.parent)
}

// forget removes what is kept in the cluster about the set: the contents of revisions, the lock, and the record last.
func (r *run) forget() error {
	bare := r.newParent()
	if err := r.sweep(r.calls, bare); err != nil {
		return err
	}
	if err := r.goesOn(); err != nil {
		return err
	}
	r.calls = context.WithoutCancel(r.ctx) // the lock ends here
	lease := r.lock.current().Metadata
	if err := r.once(leaseType, r.name, client.Delete{UID: lease.UID}); err != nil {
		return err
	}
	if r.parent == nil {
		return nil
	}
	return r.once(configMapType, r.name, client.Delete{UID: r.parent.UID, ResourceVersion: r.parent.ResourceVersion})
}

// once deletes an object of the record. That it is gone already is well; that somebody wrote to it is not.
func (r *run) once(typ client.Type, name string, d client.Delete) error {
	for turn := 0; ; turn++ {
		err := r.api.Delete(r.calls, typ, r.key(name), d)
		switch {
		case err == nil || is(err, 404):
			return nil
		case unknown(err) && turn == 0:
		case is(err, 409):
			return r.fault(diag.ClusterStale, "another run began to change the set %s in the middle of this one", r.name).withFix("run %s again", r.command(r.verb))
		default:
			return r.explain(r.calls, r.verb, "removing the record of the set", err)
		}
	}
}
