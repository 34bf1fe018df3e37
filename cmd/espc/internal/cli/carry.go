package cli

import (
	"context"
	"slices"

	"espc.dev/backends"
)

// carry returns objects with what has to go on of the current ones; see backends.Carrier.
func carry(b backends.Backend, desired, current []backends.Object) []backends.Object {
	if c, ok := b.(backends.Carrier); ok {
		return c.Carry(desired, current)
	}
	return desired
}

// sameObjects reports whether two lists are of the very same objects.
func sameObjects(a, b []backends.Object) bool {
	return slices.EqualFunc(a, b, func(x, y backends.Object) bool { return x.Address == y.Address && x.Tree == y.Tree })
}

// carry completes what is desired by what has to go on of what the target holds. A live target shows its objects as far as they are
// asked for, so it is asked again.
func (d *deployment) carry(ctx context.Context) (err error) {
	if d.recorded {
		return nil
	}
	objects := carry(d.backend, d.desired.Objects, d.state.Objects)
	if sameObjects(objects, d.desired.Objects) {
		return nil
	}
	d.desired.Artifacts = relaid(d.backend, d.desired, objects)
	d.desired.Objects = objects
	if d.live != nil {
		d.state, err = d.target.ReadState(ctx, objects)
	}
	return err
}

// relaid returns the artifacts of other objects, with the further files that went with those before.
func relaid(b backends.Backend, d backends.Desired, objects []backends.Object) []backends.Artifact {
	before := map[string]bool{}
	for _, a := range b.Artifacts(d.Objects) {
		before[a.Path] = true
	}
	out := b.Artifacts(objects)
	for _, a := range d.Artifacts {
		if !before[a.Path] {
			out = append(out, a)
		}
	}
	return out
}

// carryFolder completes what is rendered by what has to go on of what a folder holds.
func (r *rendered) carryFolder(ctx context.Context, where, name string) error {
	if _, ok := r.backend.(backends.Carrier); !ok {
		return nil
	}
	f := r.folderAt(where, name)
	state, err := f.ReadState(ctx, r.objects)
	if err != nil {
		return err
	}
	objects := carry(r.backend, r.objects, state.Objects)
	if !sameObjects(objects, r.objects) {
		r.artifacts = relaid(r.backend, backends.Desired{Objects: r.objects, Artifacts: r.artifacts}, objects)
		r.objects = objects
	}
	return nil
}
