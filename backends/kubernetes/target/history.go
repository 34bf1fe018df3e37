package target

import (
	"context"
	"slices"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/set"
)

// History lists the kept revisions, the newest first. The current one is the last that was applied whole: after an apply that
// failed the cluster holds some of each.
func (t *Target) History(ctx context.Context) ([]backends.Revision, error) {
	p, err := t.readParent(ctx)
	if err != nil || p == nil {
		return nil, err
	}
	running := false
	if last := len(p.Revisions) - 1; last >= 0 && p.Revisions[last].Phase == backends.Running {
		if running, err = t.inUse(ctx); err != nil {
			return nil, t.explain(ctx, "history", "reading the lock", err)
		}
	}
	return history(p.Revisions, running), nil
}

// history turns records into revisions; running tells that a run may be at the newest.
func history(records []set.Record, running bool) []backends.Revision {
	current := set.Current(records)
	out := make([]backends.Revision, 0, len(records))
	for i, r := range slices.Backward(records) {
		x := backends.Revision{Number: r.Number, Digest: r.Digest, Time: r.Time, By: r.By, From: r.From, Phase: r.Phase, Unready: r.Unready, Current: i == current}
		if r.Phase == backends.Running && (!running || i < len(records)-1) {
			x.Phase = backends.Failed // its run was killed
		}
		out = append(out, x)
	}
	return out
}

// inUse reports whether somebody holds the lock who is not known to be dead. Nobody is waited for.
func (t *Target) inUse(ctx context.Context) (bool, error) {
	l, err := t.readLease(ctx)
	if is(err, 403) {
		return true, nil // who may only look at the set need not see the lock
	}
	if err != nil || l == nil || l.Spec.HolderIdentity == "" {
		return false, err
	}
	return parseProcess(l.Metadata.Annotations[annotationProcess]).life() != lifeEnded, nil
}
