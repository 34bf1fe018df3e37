package target

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
)

// acquire takes the Lease for h, and returns it with the moment at which the request was sent.
func (t *Target) acquire(ctx context.Context, h *holder, o backends.Options) (*lease, moment, error) {
	const attempts = 8 // somebody else is quicker each time
	var last error
	for range attempts {
		l, err := t.readLease(ctx)
		if err != nil {
			return nil, moment{}, err
		}
		if l != nil && l.Spec.HolderIdentity != "" && l.Spec.HolderIdentity != h.identity { // ours is a taking that came late
			if l, err = t.outlive(ctx, l, o); err != nil {
				return nil, moment{}, err
			}
		}
		if l == nil {
			l = &lease{}
		}
		l.take(t, h, time.Now())
		sent := now()
		taken, err := t.writeLease(ctx, l)
		if err == nil {
			return taken, sent, nil
		}
		if is(err, 404) && l.Metadata.UID == "" {
			return nil, moment{}, t.fault(diag.ClusterStale, "there is no namespace %s", t.Namespace).withFix("run %s again", t.command("plan"))
		}
		if !unknown(err) && !is(err, 409) && !is(err, 404) || ctx.Err() != nil {
			return nil, moment{}, err
		}
		last = err
		if unknown(err) { // it may be ours all the same
			l, err := t.readLease(ctx)
			if err != nil {
				return nil, moment{}, err
			}
			if l != nil && l.Spec.HolderIdentity == h.identity {
				return l, sent, nil
			}
		}
		if err := sleep(ctx, lockRetry/10+rand.N(lockRetry/10)); err != nil {
			return nil, moment{}, err
		}
	}
	return nil, moment{}, last
}

// outlive returns the Lease as it was last seen if its holder is dead or gave it back, nil if it is gone, and a fault if the
// holder lives. A process of this machine is looked at. Any other proves that it lives by renewing, and is dead if it did not
// for the Lease's duration, by our own monotonic clock; the write that follows has the version seen last as its precondition,
// so that a renewal at the last moment wins.
func (t *Target) outlive(ctx context.Context, first *lease, o backends.Options) (*lease, error) {
	switch parseProcess(first.Metadata.Annotations[annotationProcess]).life() {
	case lifeRunning:
		return nil, t.locked(first)
	case lifeEnded:
		o.Emit(backends.Event{Phase: backends.Running, Text: "taking over the lock of " + first.named(), Reason: "that process has ended without giving it back"})
		return first, nil
	}
	d := first.duration()
	o.Emit(backends.Event{Phase: backends.Waiting, Text: "the lock is held by " + first.named(), Reason: fmt.Sprintf("waiting up to %d seconds to see whether it is alive", int(d.Seconds()))})
	since := time.Now()
	for {
		if err := sleep(ctx, lockRetry); err != nil {
			return nil, err
		}
		over := time.Since(since) > d // before the look, so that the look is later
		l, err := t.readLease(ctx)
		switch {
		case err != nil || l == nil || l.Spec.HolderIdentity == "":
			return l, err
		case !l.alike(first):
			return nil, t.locked(l)
		case over:
			o.Emit(backends.Event{Phase: backends.Running, Text: "taking over the lock of " + l.named(), Reason: fmt.Sprintf("it was not renewed for %d seconds", int(d.Seconds()))})
			return l, nil
		}
	}
}

// locked says who holds the lock.
func (t *Target) locked(l *lease) error {
	doing := "espc"
	if verb := l.Metadata.Annotations[annotationVerb]; verb != "" {
		doing = "espc " + verb
	}
	since := ""
	if at, err := time.Parse(time.RFC3339Nano, l.Spec.AcquireTime); err == nil {
		since = " since " + at.UTC().Format("2006-01-02 15:04:05") + " UTC by its clock"
	}
	return t.fault(diag.ClusterLocked, "%s is running %s on this set%s", l.named(), doing, since).withFix("wait for it, then run %s again", t.command("plan"))
}

// readLease returns the Lease, nil where there is none.
func (t *Target) readLease(ctx context.Context) (*lease, error) {
	data, err := t.api.Get(ctx, leaseType, t.key(t.name))
	if is(err, 404) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return readLease(data)
}

// writeLease creates the Lease, or updates it if it is still what was read.
func (t *Target) writeLease(ctx context.Context, l *lease) (*lease, error) {
	var a client.Answer
	var err error
	if l.Metadata.UID == "" {
		a, err = t.api.Create(ctx, leaseType, t.Namespace, l.JSON())
	} else {
		a, err = t.api.Update(ctx, leaseType, t.key(t.name), l.JSON())
	}
	if err != nil {
		return nil, err
	}
	return readLease(a.Object)
}

// sleep waits, or until the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
