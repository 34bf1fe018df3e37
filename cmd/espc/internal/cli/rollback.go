package cli

import (
	"context"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"espc.dev/backends"
)

func (a *app) rollbackCommand() *cobra.Command {
	var f applyFlags
	var to int
	var backend string
	c := a.liveCommand(&cobra.Command{
		Use:   "rollback [DIR]",
		Short: "Go back to a revision: planned, shown, asked and applied like anything else",
		Long: `Takes what a revision held, by default the one before the current one, and applies it. After a rollback
that is the one before the revision gone back to; --to goes anywhere, forward again too, but to one that failed. The topology's files stay as they are,
so the next apply goes forward again unless they are changed as well.`,
		Example: `  espc history -e prod
  espc rollback -e prod
  espc rollback -e prod --to 3 --auto-approve`,
	}, func(ctx context.Context, l *lives) error { return a.rollback(ctx, l, f, to, backend) })
	f.approval(c)
	c.Flags().IntVar(&to, "to", 0, "the revision `N` of espc history; 0 for the one before the current one")
	c.Flags().StringVar(&backend, "backend", "", "go back on this backend's target alone (`NAME`)")
	return c
}

func (a *app) rollback(ctx context.Context, l *lives, f applyFlags, to int, backend string) error {
	if err := f.check(); err != nil {
		return err
	}
	targets := slices.DeleteFunc(slices.Clone(l.targets), func(d *deployment) bool { return backend != "" && d.backend.Info().Name != backend })
	switch {
	case to < 0:
		return failf("--to takes a revision's number from 1 on, not %d", to)
	case len(targets) == 0:
		return failf("%s has no live target on a backend %q", l.env, backend)
	case to > 0 && len(targets) > 1:
		return failf("%s has several live targets, each with revisions of its own; choose one with --backend", l.env)
	}
	resume := "espc rollback " + l.args
	if to > 0 {
		resume += " --to " + strconv.Itoa(to)
	}
	resume += a.repeated(f)
	pl := &planned{deployments: targets, resume: resume}
	if err := a.settle(ctx, pl); err != nil {
		return err
	}
	for _, d := range targets {
		d.recorded = true
		var err error
		if d.desired, err = d.live.Revision(ctx, to); err != nil {
			return err
		}
		if d.desired.Failed != nil {
			return d.desired.Failed
		}
	}
	if err := a.compare(ctx, pl, l.env, backends.Options{Throwaway: f.dryRun, Adopt: f.adopt}); err != nil {
		return err
	}
	return a.carryOut(ctx, pl, f, true)
}
