package target

import (
	"context"
	"errors"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
)

// settleLook is how long a holder that can't be seen from here has to show that it lives: two renewals. One that is dead after all
// is given its lock's whole time when the lock is taken.
const settleLook = 2 * lockRenewal

// Settle refuses at once where another run is at the set, before a plan is made of what is half done. A cluster goes on with nothing
// that a killed run began, so that there is nothing to wait for; what such a run left is found when the state is read. The lock is
// looked at and not taken: a person may think about the plan for as long as it needs.
func (t *Target) Settle(ctx context.Context, o backends.Options) (backends.Report, error) {
	t.settled = true
	l, err := t.readLease(ctx)
	var e *client.Error
	if errors.As(err, &e) && e.Status != 0 {
		return backends.Report{}, nil // the server answers; it says what is wrong to who reads the set, and locks it
	}
	if err == nil && l != nil && l.Spec.HolderIdentity != "" {
		err = t.lives(ctx, l, o)
	}
	return backends.Report{}, t.explain(ctx, "plan", "reading the set", err)
}

// lives returns a fault if a lock's holder is seen to live.
func (t *Target) lives(ctx context.Context, first *lease, o backends.Options) error {
	switch parseProcess(first.Metadata.Annotations[annotationProcess]).life() {
	case lifeRunning:
		return t.locked(first)
	case lifeEnded:
		return nil
	}
	o.Emit(backends.Event{Phase: backends.Waiting, Text: "the lock is held by " + first.named(), Reason: "looking whether it is alive"})
	for since := time.Now(); ; {
		if err := sleep(ctx, lockRetry); err != nil {
			return err
		}
		over := time.Since(since) > settleLook // before the look, so that the look is later
		l, err := t.readLease(ctx)
		switch {
		case err != nil:
			return err
		case l == nil || l.Spec.HolderIdentity == "":
			return nil
		case !l.alike(first):
			return t.locked(l)
		case over:
			return nil
		}
	}
}
