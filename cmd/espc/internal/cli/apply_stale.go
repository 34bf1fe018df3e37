package cli

import (
	"context"
	"fmt"
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/output"
	"espc.dev/compiler/plan"
)

// stale says why a target is not what a saved plan was made from, "" where it is; and whether it holds just what the plan asks
// for. What a target has prepared for the plan it checks itself, and better: it knows whether this very plan was applied
// meanwhile.
func (a *app) stale(ctx context.Context, d *deployment, saved *plan.Saved, o *plan.SavedOutput) (why string, same bool, err error) {
	state, err := d.target.ReadState(ctx, d.desired.Objects)
	switch {
	case err != nil:
		return "", false, err
	case state.Identity != o.Target:
		return fmt.Sprintf("it is for %s, and this is %s", o.Target, state.Identity), false, nil
	case o.Prepared != "", state.Digest == o.State && state.Binding == o.Binding && state.Revision == o.Revision:
		return "", false, nil
	case d.live != nil:
		why, err = a.goOn(ctx, d, saved, o, state)
		return why, false, err
	}
	if f, ok := d.target.(*files); ok {
		left, err := output.Check(f.Path, d.desired.Artifacts)
		same = err == nil && len(left) == 0
	}
	return strings.TrimPrefix(o.Target, "files in ") + " has changed since the plan was made", same, nil
}

// goOn makes a deployment that of what is left of a saved plan, where nothing but a run of it that was cut short came between. It
// says why where something else did: another target of the name, another apply, an object that is neither as it was nor as it
// is to be.
func (a *app) goOn(ctx context.Context, d *deployment, saved *plan.Saved, o *plan.SavedOutput, state backends.State) (why string, err error) {
	if o.Binding == "" || !strings.HasPrefix(state.Binding, o.Binding) {
		return fmt.Sprintf("it was made for another target than what %s is now", state.Identity), nil
	}
	planned := d.desired.Changes
	ds, err := d.compare(ctx, saved.Plan.Environment, backends.Options{Throwaway: true, Adopt: saved.Adopt, Parallelism: a.parallelism})
	if err != nil {
		return "", err
	}
	if ds.HasErrors() {
		return state.Identity + " has changed since the plan was made: " + refused(ds).Error(), nil
	}
	if other, ok := plan.Rest(planned, d.desired.Changes); !ok {
		return fmt.Sprintf("%s has changed since the plan was made: %s is not as it was", state.Identity, other), nil
	}
	if len(d.desired.Changes) > 0 { // else it holds what the plan asks for, whoever did it
		if why, err = applied(ctx, d, o); why != "" || err != nil {
			return why, err
		}
	}
	saved.Plan.Continue(o.Backend, d.desired.Changes)
	return "", nil
}

// applied says which revision was applied since a plan was made, "" where all that began since have not been finished: these are
// runs of the plan.
func applied(ctx context.Context, d *deployment, o *plan.SavedOutput) (why string, err error) {
	list, err := d.live.History(ctx)
	for _, r := range list {
		if r.Number > o.Revision && r.Phase == backends.Done {
			return fmt.Sprintf("revision %d was applied to %s since the plan was made", r.Number, d.title), err
		}
	}
	return "", err
}
