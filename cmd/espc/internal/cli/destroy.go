package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

type destroyFlags struct {
	autoApprove, dryRun                               bool
	deleteNamespace, deleteVolumes, deleteDefinitions bool
}

// options are what the flags say of what is removed.
func (f *destroyFlags) options(o backends.Options) backends.Options {
	o.DryRun, o.DeleteNamespace, o.DeleteVolumes, o.DeleteDefinitions = f.dryRun, f.deleteNamespace, f.deleteVolumes, f.deleteDefinitions
	return o
}

// command is the one that goes on.
func (f *destroyFlags) command(l *lives) string {
	out := "espc destroy " + l.args
	if f.deleteNamespace {
		out += " --delete-namespace"
	}
	if f.deleteVolumes {
		out += " --delete-volumes"
	}
	if f.deleteDefinitions {
		out += " --dangerous-delete-crds"
	}
	return out
}

// idle warns of flags that mean nothing where there is no cluster, instead of taking them for granted.
func (f *destroyFlags) idle(l *lives) diag.List {
	if slices.ContainsFunc(l.targets, func(d *deployment) bool { return d.backend.Info().Name == schema.BackendKubernetes }) {
		return nil
	}
	var out diag.List
	for _, flag := range []struct {
		given bool
		name  string
	}{{f.deleteNamespace, "--delete-namespace"}, {f.deleteVolumes, "--delete-volumes"}, {f.deleteDefinitions, "--dangerous-delete-crds"}} {
		if flag.given {
			out = append(out, diag.FlagIdle.At(l.targets[0].where.at, "%s concerns clusters, and %s has none: it changes nothing", flag.name, l.env).WithFix("leave it out"))
		}
	}
	return out
}

func (a *app) destroyCommand() *cobra.Command {
	var f destroyFlags
	c := a.liveCommand(&cobra.Command{
		Use:   "destroy [DIR]",
		Short: "Remove all that apply made from a live target, but what holds data",
		Long: `Shows what goes and what is kept, asks, and removes it, callers before what they call.

In a cluster the namespace, volumes and definitions of custom resources stay unless their flag is given. A namespace that espc
neither created nor took over (apply --adopt) stays in any case. All that is in a namespace goes with it: Secrets and ConfigMaps
of others are named first, and it is refused where others run something or have volumes in it. The revisions go with the set.

On AWS what holds data stays in the account, and is listed with its name there; of that, espc apply --adopt takes back what has a
fixed name. The revisions stay in the artifact bucket.`,
		Example: `  espc destroy -e dev
  espc destroy -e dev --dry-run
  espc destroy -e dev --delete-namespace --delete-volumes     # nothing is left behind
  espc destroy -e dev --auto-approve -o json`,
	}, func(ctx context.Context, l *lives) error { return a.destroy(ctx, l, f) })
	c.Flags().BoolVar(&f.autoApprove, "auto-approve", false, "do not ask")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "show what would go and what would be kept, and change nothing")
	c.Flags().BoolVar(&f.deleteNamespace, "delete-namespace", false, "delete the namespace as well, with all that is in it, if espc created it or took it over")
	c.Flags().BoolVar(&f.deleteVolumes, "delete-volumes", false, "delete the volumes of what is removed as well, with their data")
	c.Flags().BoolVar(&f.deleteDefinitions, "dangerous-delete-crds", false, "delete definitions of custom resources as well, and with them all objects of theirs in the whole cluster")
	return c
}

func (a *app) destroy(ctx context.Context, l *lives, f destroyFlags) error {
	slices.Reverse(l.targets)
	resume := f.command(l)
	if !f.dryRun {
		under := &planned{deployments: l.targets, resume: resume}
		if err := a.settle(ctx, under); err != nil {
			return err
		}
		if err := a.report(under.warnings); err != nil {
			return err
		}
	}
	warnings := f.idle(l)
	before := &view.Removal{Environment: l.env, DryRun: true}
	for _, d := range l.targets {
		err := a.following(d.title, func(o backends.Options) error {
			o = f.options(o)
			o.DryRun = true
			r, err := d.live.Destroy(ctx, o)
			warnings = append(warnings, r.Diagnostics...)
			before.Targets = append(before.Targets, view.NewAppliedTarget(d.backend.Info().Name, d.title, view.NotTried, r))
			return err
		})
		if err != nil {
			return err
		}
	}
	if f.dryRun {
		return a.concludes(before, nil, warnings, nil)
	}
	if err := a.report(warnings); err != nil {
		return err
	}
	if err := a.showRemoval(before); err != nil {
		return err
	}
	if !f.autoApprove && !before.Empty() {
		if err := a.ask(ctx, "Destroy this of "+l.env+"?"); err != nil {
			return err
		}
	}
	after := &view.Removal{Environment: l.env}
	var ds diag.List
	var failed error
	for _, d := range l.targets {
		if failed != nil {
			after.Targets = append(after.Targets, view.NewAppliedTarget(d.backend.Info().Name, d.title, view.NotTried, backends.Report{}))
			continue
		}
		r, err := a.changing(d.title, resume, func(o backends.Options) (backends.Report, error) {
			return d.live.Destroy(ctx, f.options(o))
		})
		state := view.Done
		if err != nil {
			failed, after.Resume, state = err, resume, a.stateOf(err, r)
		}
		if slices.ContainsFunc(r.Kept, func(k backends.Kept) bool { return k.Adoptable }) {
			after.Adopt = "espc apply " + l.args + " --adopt"
		}
		ds = append(ds, r.Diagnostics...)
		after.Targets = append(after.Targets, view.NewAppliedTarget(d.backend.Info().Name, d.title, state, r))
	}
	return a.concludes(after, warnings, ds, failed)
}

// showRemoval shows what would go before it is asked for.
func (a *app) showRemoval(r *view.Removal) error {
	switch {
	case a.output != "json":
		return r.Text(view.TextOptions{W: a.io.Out, Style: a.style(a.io.OutTerminal)})
	case a.io.Interactive:
		return r.Text(view.TextOptions{W: a.io.Err, Style: a.style(a.io.ErrTerminal)})
	}
	return nil
}
