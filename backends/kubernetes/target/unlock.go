package target

import (
	"context"

	"espc.dev/backends"
)

// Unlock ends the lock of a run that died. The lock of one that lives is left alone, which is an error; where nothing is
// locked there is nothing to do, and the report is empty.
func (t *Target) Unlock(ctx context.Context, o backends.Options) (backends.Report, error) {
	const attempts = 4 // another run is quicker each time
	var last error
	for range attempts {
		l, err := t.readLease(ctx)
		if err == nil && l != nil && l.Spec.HolderIdentity != "" {
			l, err = t.outlive(ctx, l, o)
		}
		if err != nil {
			return backends.Report{}, t.explain(ctx, "unlock", "ending the lock", err)
		}
		if l == nil || l.Spec.HolderIdentity == "" {
			return backends.Report{}, nil
		}
		l.free()
		if _, err = t.writeLease(ctx, l); err == nil {
			return backends.Report{Done: []backends.ObjectAddress{{Type: leaseType.Name, Namespace: t.Namespace, Name: t.name}}}, nil
		}
		if !unknown(err) && !is(err, 409) && !is(err, 404) || ctx.Err() != nil {
			return backends.Report{}, t.explain(ctx, "unlock", "ending the lock", err)
		}
		last = err
	}
	return backends.Report{}, t.explain(ctx, "unlock", "ending the lock", last)
}
