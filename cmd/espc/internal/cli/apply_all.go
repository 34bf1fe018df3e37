package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/output"
	"espc.dev/schema/diag"
)

// discardTime bounds how long a run that ends gives back what it made for a plan.
const discardTime = 15 * time.Second

// writable refuses folders that can't be written, before a live target beside them is asked for anything.
func writable(deployments []*deployment) error {
	if !slices.ContainsFunc(deployments, func(d *deployment) bool { return d.live != nil }) {
		return nil
	}
	for _, d := range deployments {
		if f, ok := d.target.(*files); ok {
			if err := output.Writable(f.Path); err != nil {
				return failf("%s: %s; nothing was changed", f.Name, reason(err))
			}
		}
	}
	return nil
}

// settle waits for what is under way in live targets.
func (a *app) settle(ctx context.Context, pl *planned) error {
	for _, d := range pl.deployments {
		r, err := a.changing(d.title, pl.resume, func(o backends.Options) (backends.Report, error) { return d.target.Settle(ctx, o) })
		if err != nil {
			_ = a.tell(r.Diagnostics)
			return err
		}
		pl.warnings = append(pl.warnings, r.Diagnostics...)
	}
	return nil
}

// applyAll applies the deployments of a plan one after the other. After one that fails none is tried.
func (a *app) applyAll(ctx context.Context, pl *planned, o backends.Options) (*view.Applied, diag.List, error) {
	out := &view.Applied{Complete: true}
	ds, failed := pl.writeDocuments(ctx)
	if failed != nil {
		out.Complete, out.Resume = false, pl.resume
		out.Overwrite = overwriting(pl.resume, failed)
	}
	for _, d := range pl.deployments {
		if failed != nil {
			out.Targets = append(out.Targets, view.NewAppliedTarget(d.backend.Info().Name, d.title, view.NotTried, backends.Report{Left: addresses(d.desired.Changes)}))
			continue
		}
		if d.idle() {
			continue
		}
		r, err := a.changing(d.title, pl.resume, func(follow backends.Options) (backends.Report, error) {
			follow.Adopt, follow.Wait, follow.Parallelism = o.Adopt, o.Wait, o.Parallelism
			return d.target.Apply(ctx, d.desired, follow)
		})
		state := view.Done
		if err != nil {
			failed, out.Complete, out.Resume = err, false, pl.resume
			out.Overwrite = overwriting(pl.resume, err)
			state = a.stateOf(err, r)
		}
		ds = append(ds, r.Diagnostics...)
		if d.live != nil && err == nil { // files tell nothing until somebody deploys them
			pl.document.Tell(d.backend.Info().Name, r.Outputs)
		}
		t := view.NewAppliedTarget(d.backend.Info().Name, d.title, state, r)
		t.From = d.desired.From
		out.Targets = append(out.Targets, t)
	}
	return out, ds, failed
}

// overwriting returns the command that goes on over files which stand in the way, "" where an error is another: without --force the
// same command ends the same.
func overwriting(resume string, err error) string {
	codes := []string{diag.ForeignFile.ID, diag.EditedFile.ID, diag.BadManifest.ID}
	if !slices.ContainsFunc(diagnosed(err), func(d diag.Diagnostic) bool { return slices.Contains(codes, d.Code) }) {
		return ""
	}
	return resume + " --force"
}

// stateOf says how a change that ended with an error left its target.
func (a *app) stateOf(err error, r backends.Report) view.State {
	cut := a.cause() != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
	switch goesOn := slices.ContainsFunc(r.Diagnostics, func(d diag.Diagnostic) bool { return d.Code == diag.StillRunning.ID }); {
	case goesOn:
		return view.Running
	case len(r.Unready) > 0 && len(r.Failed) == 0:
		return view.NotReady
	case cut && len(r.Done)+len(r.Failed) == 0:
		return view.NotTried
	case cut && len(r.Failed) == 0:
		return view.Interrupted
	}
	return view.Failed
}

// conclude shows what came of a plan, nil where it was not applied, and returns the error that the run ends with.
func (a *app) conclude(pl *planned, applied *view.Applied, ds diag.List, err error) error {
	return a.concludes(&view.PlanDocument{Document: pl.document.Shown(dialectOf), Applied: applied}, pl.warnings, ds, err)
}

// result is what a command that may change targets shows: as JSON, and as text once it is done.
type result interface {
	SetDiagnostics([]view.Diagnostic)
	Text(o view.TextOptions) error
}

// concludes shows a result. shown are the warnings that were shown already, which JSON has nevertheless.
func (a *app) concludes(r result, shown, ds diag.List, err error) error {
	ds = append(slices.Clip(ds), diagnosed(err)...)
	err = undiagnosed(err)
	if a.output == "json" {
		r.SetDiagnostics(a.diagnostics(a.shown(append(slices.Clip(shown), ds...))).Diagnostics)
		return errors.Join(view.JSON(a.io.Out, r), err)
	}
	ds = slices.DeleteFunc(ds, func(d diag.Diagnostic) bool {
		return slices.ContainsFunc(shown, func(s diag.Diagnostic) bool {
			return s.Code == d.Code && s.Address == d.Address && s.Subject == d.Subject && s.Summary == d.Summary
		})
	})
	if failed := a.tell(ds); failed != nil {
		return failed
	}
	if failed := r.Text(view.TextOptions{W: a.io.Out, Style: a.style(a.io.OutTerminal)}); failed != nil {
		return failed
	}
	return err
}
