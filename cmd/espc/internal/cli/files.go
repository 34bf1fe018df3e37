package cli

import (
	"context"
	"fmt"

	"espc.dev/backends"
	"espc.dev/compiler/output"
)

// files is a compiled folder as a target: nothing is ever under way in it, and it is written whole or not at all.
type files struct {
	*output.Folder
	force bool
}

// ReadState reads the folder.
func (f *files) ReadState(ctx context.Context, wanted []backends.Object) (backends.State, error) {
	state, err := f.Folder.ReadState(ctx, wanted)
	if err != nil {
		return state, failf("%s: %s", f.Name, reason(err))
	}
	return state, nil
}

// Settle has nothing to wait for.
func (f *files) Settle(context.Context, backends.Options) (backends.Report, error) {
	return backends.Report{}, nil
}

// Prepare warns of what reading the folder showed.
func (f *files) Prepare(_ context.Context, d backends.Desired, _ backends.Options) (backends.Prepared, error) {
	return backends.Prepared{Changes: d.Changes, Diagnostics: f.Diagnostics}, nil
}

// Discard has nothing to give back.
func (f *files) Discard(context.Context, backends.Prepared) error { return nil }

// Apply writes the folder.
func (f *files) Apply(ctx context.Context, d backends.Desired, _ backends.Options) (backends.Report, error) {
	all := addresses(d.Changes)
	if ctx.Err() != nil {
		return backends.Report{Left: all}, context.Cause(ctx)
	}
	ds, err := output.Write(f.Path, f.Name, d.Artifacts, f.force)
	switch {
	case err != nil:
		return backends.Report{Left: all}, fmt.Errorf("%s: %s; nothing was changed there", f.Name, reason(err))
	case ds.HasErrors():
		return backends.Report{Left: all}, refused(ds)
	}
	return backends.Report{Done: all, Diagnostics: ds}, nil
}

func addresses(changes []backends.Change) []backends.ObjectAddress {
	out := make([]backends.ObjectAddress, len(changes))
	for i := range changes {
		out[i] = changes[i].Address
	}
	return out
}

// recorded is a revision of a live target: something to compare with, and nothing to change.
type recorded struct {
	backends.Live
	title  string
	number int
}

// ReadState returns what the revision held.
func (r recorded) ReadState(ctx context.Context, _ []backends.Object) (backends.State, error) {
	d, err := r.Revision(ctx, r.number)
	if err != nil {
		return backends.State{}, err
	}
	return backends.State{Objects: d.Objects, Identity: fmt.Sprintf("revision %d of %s", d.From, r.title)}, nil
}

// Prepare asks nobody.
func (r recorded) Prepare(_ context.Context, d backends.Desired, _ backends.Options) (backends.Prepared, error) {
	return backends.Prepared{Changes: d.Changes}, nil
}
