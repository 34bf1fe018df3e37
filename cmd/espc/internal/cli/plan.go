package cli

import (
	"context"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/plan"
	"espc.dev/schema/diag"
)

type planFlags struct {
	out, against              string
	offline, exitCodes, force bool
	adopt                     bool // take over what is there and belongs to nobody
	settle                    bool // wait for what is under way first, as apply does
	throwaway                 bool // the plan is only looked at
	// repeated are flags of apply that the command which goes on has as well: " --wait".
	repeated string
}

func (a *app) planCommand() *cobra.Command {
	var f planFlags
	c := &cobra.Command{
		Use:   "plan [DIR]",
		Short: "Show what apply would do, field by field, with the source line of each",
		Long: `Compares what the topology compiles to with what is there: the live target where the environment names one, else the compiled
folder, deploy/<environment>/<backend>/.

In a cluster (context in backend "kubernetes") what espc set is compared, field by field; a field that somebody else has set since
is drift, and the plan says who did. What the cluster would refuse is found out by its own dry run. Nothing is written there.

Of a CloudFormation stack (stack in backend "aws") its own verdicts on a change set are shown. Nothing is kept but the change set
that --out binds a plan to, and in the artifact bucket the code and templates that a change set was made of.`,
		Example: `  espc plan
  espc plan -e prod --out plan.json && espc apply plan.json
  espc plan -e prod --offline           # against the files, asking nobody
  espc plan -e prod --verbose           # whole objects, and differences that are no changes
  espc plan -e prod --adopt             # with what is there already and would be taken over
  espc plan -e prod --against revision:3
  espc plan --detailed-exitcode         # exit 2 where there are changes`,
		Args: oneFolder,
		RunE: func(c *cobra.Command, args []string) error { return a.plan(c.Context(), dirArg(args), f) },
	}
	c.Flags().StringVar(&f.out, "out", "", "save the plan to `FILE`, for espc apply FILE")
	c.Flags().StringVar(&f.against, "against", "", "what to compare with: files, revision:N or a folder (`WHAT`)")
	c.Flags().BoolVar(&f.offline, "offline", false, "compare with files although the environment has a live target")
	c.Flags().BoolVar(&f.adopt, "adopt", false, "take over what is there and belongs to nobody, as apply --adopt does")
	c.Flags().BoolVar(&f.exitCodes, "detailed-exitcode", false, "exit 2 where there are changes")
	return c
}

// planned is an environment's plan over all of its backends.
type planned struct {
	project     *project
	deployments []*deployment
	// documents are written with what is written to files; nil where nothing is.
	documents *documentSet
	document  *plan.Document
	warnings  diag.List
	// resume is the command that goes on where applying the plan stops.
	resume string
}

func (a *app) plan(ctx context.Context, dir string, f planFlags) error {
	if f.against != "" && (f.offline || f.out != "") {
		return failf("--against goes with neither --offline nor --out: only a plan against the target can be applied")
	}
	if f.throwaway = f.out == ""; !f.throwaway {
		if err := a.savable(f.out); err != nil {
			return err
		}
	}
	pl, err := a.makePlan(ctx, dir, f)
	if err != nil {
		return err
	}
	if f.out != "" {
		err = a.savePlan(pl, f)
	}
	if f.out == "" || err != nil {
		pl.discard(ctx)
	}
	if err != nil {
		return err
	}
	if err := a.conclude(pl, nil, nil, a.showPlan(pl)); err != nil {
		return err
	}
	if f.exitCodes && pl.document.Pending() > 0 {
		return exit{code: 2}
	}
	return nil
}

// makePlan builds an environment and compares it. Its warnings are shown; an error among them ends the run.
func (a *app) makePlan(ctx context.Context, dir string, f planFlags) (*planned, error) {
	p, all, ds, err := a.buildAll(ctx, dir, false)
	if err != nil {
		return nil, err
	}
	if ds.HasErrors() || len(all) == 0 {
		return nil, a.report(ds)
	}
	b := all[0]
	pl := &planned{project: p, warnings: ds, resume: strings.TrimSuffix("espc apply "+a.command(p, b.env), " ")}
	pl.resume += f.repeated
	if pl.deployments, err = a.deploy(ctx, p, b, f); err != nil {
		return nil, err
	}
	if pl.filesIn() != nil {
		pl.documents = &b.documents
	}
	if f.settle {
		if err := writable(pl.deployments); err != nil {
			return nil, err
		}
		if err := a.settle(ctx, pl); err != nil {
			return nil, err
		}
	}
	if err := a.compare(ctx, pl, b.env, backends.Options{Throwaway: f.throwaway, Adopt: f.adopt}); err != nil {
		return nil, err
	}
	if f.against == "" || f.against == "files" {
		pl.compareDocuments()
	}
	pl.document.Outputs = b.shownOutputs()
	return pl, nil
}

// compare plans every deployment and shows the warnings.
func (a *app) compare(ctx context.Context, pl *planned, env string, how backends.Options) error {
	var plans []*plan.Plan
	for _, d := range pl.deployments {
		var more diag.List
		err := a.following(d.title, func(o backends.Options) (err error) {
			o.Throwaway, o.Adopt = how.Throwaway, how.Adopt
			more, err = d.compare(ctx, env, o)
			return err
		})
		if err != nil {
			pl.discard(ctx)
			return err
		}
		pl.warnings = append(pl.warnings, more...)
		plans = append(plans, d.plan)
	}
	pl.document = plan.NewDocument(env, plans...)
	if pl.warnings.HasErrors() {
		pl.discard(ctx)
	}
	return a.report(pl.warnings)
}

// discard gives back what targets made for a plan. It is done although the run ends, and not worth failing it: what stays
// is found again by its name.
func (p *planned) discard(ctx context.Context) {
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), discardTime)
	defer cancel()
	for _, d := range p.deployments {
		_ = d.discard(whole)
	}
}

// dialectOf is the dialect of a backend by its name. A plan names none that there is not.
func dialectOf(name string) backends.Dialect {
	for _, b := range registry {
		if b.Info().Name == name {
			return b
		}
	}
	return registry[0]
}

// showPlan shows a plan as text. As JSON it is shown when the command concludes, with what came of it.
func (a *app) showPlan(pl *planned) error {
	if a.output == "json" {
		return nil
	}
	return view.Plan(a.io.Out, pl.document.Shown(dialectOf), view.PlanOptions{Style: a.style(a.io.OutTerminal), Concise: a.concise, Verbose: a.verbose})
}

// revisionNumber reads the N of revision:N.
func revisionNumber(s string) (int, error) {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0, failf("--against revision:%s: a revision is a number from 1 on, or 0 for the one before the current one", s)
	}
	return n, nil
}
