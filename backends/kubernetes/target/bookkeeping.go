package target

import (
	"context"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
)

// A run keeps the set's books as its target does, and knows which command goes on after an error.

func (r *run) writeParent(ctx context.Context, p *set.Parent) error {
	return r.explain(ctx, r.verb, "writing the record of the set", r.Target.writeParent(ctx, p))
}

func (r *run) record(ctx context.Context, p *set.Parent, d backends.Desired) (diag.List, error) {
	ds, err := r.Target.record(ctx, p, d)
	return ds, r.explain(ctx, r.verb, "recording the revision", err)
}

func (r *run) sweep(ctx context.Context, p *set.Parent) error {
	return r.explain(ctx, r.verb, "removing what old revisions held", r.Target.sweep(ctx, p))
}
