package target

import (
	"context"

	"espc.dev/backends"
)

// Settle has nothing to wait for: a cluster goes on with nothing that a killed run began. What such a run left is found when the
// state is read.
func (t *Target) Settle(context.Context, backends.Options) (backends.Report, error) {
	return backends.Report{}, nil
}

// Discard has nothing to give back: a dry run leaves nothing in the cluster.
func (t *Target) Discard(context.Context, backends.Prepared) error { return nil }
