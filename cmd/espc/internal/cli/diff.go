package cli

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/plan"
)

type diffFlags struct {
	backend   string
	exitCodes bool
}

func (a *app) diffCommand() *cobra.Command {
	var f diffFlags
	c := &cobra.Command{
		Use:   "diff [DIR] A B",
		Short: "Show how two environments, revisions or folders differ, field by field",
		Long: `Compares A with B as plan compares, and changes nothing. Each of the two is an environment (dev), a revision that a live target
keeps (revision:3 or 3; revision:0 is the one before the current one), or a compiled folder (deploy/prod/kubernetes). An environment is what the topology
compiles to now; a folder of an environment's name is written ./dev. Objects of two environments are the same ones where
they differ by the environment's namespace alone.`,
		Example: `  espc diff dev prod
  espc diff 3 5 -e prod                     # two revisions of prod
  espc diff revision:0 prod -e prod         # since the last but one apply
  espc diff deploy/prod/kubernetes prod     # what compile would change
  espc diff examples/shop staging prod -o json`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 2 && len(args) != 3 {
				return failf("%s takes two environments, revisions or folders: %s dev prod", c.CommandPath(), c.CommandPath())
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			n := len(args)
			return a.diff(c.Context(), dirArg(args[:n-2]), args[n-2], args[n-1], f)
		},
	}
	c.Flags().StringVar(&f.backend, "backend", "", "compare this backend's part alone (`NAME`)")
	c.Flags().BoolVar(&f.exitCodes, "detailed-exitcode", false, "exit 2 where there are differences")
	return c
}

func (a *app) diff(ctx context.Context, dir, left, right string, f diffFlags) error {
	p, ds, err := a.open(ctx, dir)
	if err != nil {
		return err
	}
	if ds.HasErrors() {
		return a.report(ds)
	}
	var sides [2]*side
	for i, operand := range []string{left, right} {
		s, more, err := a.side(ctx, p, operand, f)
		if err != nil {
			return err
		}
		if ds = append(ds, more...); s != nil {
			sides[i] = s
		}
	}
	if err := a.report(ds); err != nil {
		return err
	}
	out, err := compareSides(sides[0], sides[1], f.backend)
	if err != nil {
		return err
	}
	out.Options = view.PlanOptions{Concise: a.concise, Verbose: a.verbose}
	if err := a.concludes(out, ds, nil, nil); err != nil {
		return err
	}
	if f.exitCodes && len(out.Changes) > 0 {
		return exit{code: 2}
	}
	return nil
}

// compareSides compares what two sides have of each backend. An environment says all there is of it, so that a backend it does not
// have is one without objects; of a revision and a folder only what they are of is compared.
func compareSides(a, b *side, only string) (*view.Diff, error) {
	var plans []*plan.Plan
	for _, backend := range registry {
		name := backend.Info().Name
		before, inA := a.parts[name]
		after, inB := b.parts[name]
		if only != "" && only != name || !inA && !inB || !inA && !a.whole || !inB && !b.whole {
			continue
		}
		before = rehomed(before, a.namespace, b.namespace)
		p := plan.Make(before, after, backend)
		p.Changes = slices.DeleteFunc(p.Changes, func(c backends.Change) bool { return c.Action == backends.Update && len(c.Fields) == 0 })
		for i := range p.Changes { // nothing is replaced or kept by a comparison
			c := &p.Changes[i]
			if c.Reason, c.Effect, c.Replace, c.Restarts = "", "", nil, false; c.Action == backends.Replace {
				c.Action = backends.Update
			}
		}
		p.Unchanged = len(after) - p.Count(backends.Create) - p.Count(backends.Update)
		plans = append(plans, p)
	}
	if len(plans) == 0 {
		return nil, failf("%s and %s have nothing to compare: they are of different backends", a.title, b.title)
	}
	return view.NewDiff(a.title, b.title, plan.NewDocument("", plans...).Shown(dialectOf)), nil
}
