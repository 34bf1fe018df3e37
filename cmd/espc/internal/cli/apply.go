package cli

import (
	"context"
	"os"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/schema"
)

// applyFlags are those of all commands that apply a plan.
type applyFlags struct {
	autoApprove, dryRun, allowEmpty, force, offline, adopt, wait bool
	approve                                                      string
	maxDeletes                                                   int
}

func (a *app) applyCommand() *cobra.Command {
	var f applyFlags
	c := &cobra.Command{
		Use:   "apply [PLANFILE | DIR]",
		Short: "Do exactly what plan shows",
		Long: `Shows the plan, asks, and does it; or does what a saved plan says, if everything is still as it was then.
A live target (a cluster, a CloudFormation stack) is changed and followed to the end; what is under way there already is waited
for first. Without one, apply writes deploy/<environment>/<backend>/, whole or not at all. An environment with several backends is
applied in the order that its edges need, and the report says how far it got.

One run at a time changes a cluster's set of objects. Where one is killed, or fails halfway, the same command goes on. What left the
topology is removed at the end, but for namespaces, volumes and definitions of custom resources. Each apply is a revision that
espc rollback can go back to.`,
		Example: `  espc apply -e dev
  espc apply -e prod --auto-approve --max-deletes 3
  espc apply -e prod --approve=broadening   # ask only where permissions widen or something goes
  espc apply -e prod --wait --timeout 10m   # until all of it is ready
  espc apply -e prod --adopt                # take over what is there already
  espc plan -e prod --out plan.json && espc apply plan.json`,
		Args: oneFolder,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 {
				if info, err := os.Stat(a.path(args[0])); err == nil && info.Mode().IsRegular() {
					return a.applySaved(c.Context(), args[0], f)
				}
			}
			return a.apply(c.Context(), dirArg(args), f)
		},
	}
	f.approval(c)
	c.Flags().BoolVar(&f.allowEmpty, "allow-empty", false, "allow a topology without objects to delete everything")
	c.Flags().BoolVar(&f.force, "force", false, "take over files that espc did not write or that were edited")
	c.Flags().BoolVar(&f.offline, "offline", false, "write files although the environment has a live target")
	return c
}

// approval declares the flags that decide what may be applied without asking.
func (f *applyFlags) approval(c *cobra.Command) {
	c.Flags().BoolVar(&f.autoApprove, "auto-approve", false, "do not ask")
	c.Flags().StringVar(&f.approve, "approve", "", "when to ask: `broadening` asks only when permissions widen or something is deleted or replaced")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "show the plan and change nothing")
	c.Flags().IntVar(&f.maxDeletes, "max-deletes", -1, "refuse to delete or replace more than `N` objects; -1 for no limit")
	c.Flags().BoolVar(&f.adopt, "adopt", false, "take over what is there and is not espc's: objects, and fields that another tool applies; a stack; in a stack, what has a fixed name and holds data")
	c.Flags().BoolVar(&f.wait, "wait", false, "wait until what was applied is ready; a stack is always waited for")
}

// check refuses what a flag can't mean.
func (f *applyFlags) check() error {
	if f.approve != "" && f.approve != "broadening" {
		return failf("--approve takes broadening, not %q", f.approve)
	}
	return nil
}

// repeated are the flags that the command which goes on has as well.
func (a *app) repeated(f applyFlags) string {
	out := ""
	if f.adopt {
		out += " --adopt"
	}
	if f.wait {
		out += " --wait"
		if a.timeout > 0 {
			out += " --timeout " + schema.ClockText(a.timeout)
		}
	}
	return out
}

func (a *app) apply(ctx context.Context, dir string, f applyFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	pl, err := a.makePlan(ctx, dir, planFlags{offline: f.offline, force: f.force, settle: true, throwaway: f.dryRun, adopt: f.adopt, repeated: a.repeated(f)})
	if err != nil {
		return err
	}
	return a.carryOut(ctx, pl, f, true)
}

// carryOut shows a plan, asks where it has to, and applies it.
func (a *app) carryOut(ctx context.Context, pl *planned, f applyFlags, ask bool) error {
	err := a.showPlan(pl)
	if err == nil && !f.dryRun {
		err = a.allowed(pl, f)
	}
	if err == nil && !f.dryRun && ask {
		err = a.confirm(ctx, pl, f)
	}
	if err != nil || f.dryRun {
		if ask { // a saved plan stays what it is
			pl.discard(ctx)
		}
		return a.conclude(pl, nil, nil, err)
	}
	applied, ds, err := a.applyAll(ctx, pl, backends.Options{Adopt: f.adopt, Wait: f.wait, Parallelism: a.parallelism})
	return a.conclude(pl, applied, ds, err)
}
