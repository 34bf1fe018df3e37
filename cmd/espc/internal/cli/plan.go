package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/output"
	"espc.dev/compiler/plan"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

type planFlags struct {
	out, against       string
	offline, exitCodes bool
}

func (a *app) planCommand() *cobra.Command {
	var f planFlags
	c := &cobra.Command{
		Use:   "plan [DIR]",
		Short: "Show what apply would do, field by field, with the source line of each",
		Long: `Compares what the topology compiles to with what is there. Without a live target that is the compiled folder,
deploy/<environment>/<backend>/. Nothing is written but the file that --out names.`,
		Example: `  espc plan
  espc plan -e prod --out plan.json && espc apply plan.json
  espc plan --detailed-exitcode     # exit 2 where there are changes`,
		Args: oneFolder,
		RunE: func(c *cobra.Command, args []string) error { return a.plan(c.Context(), dirArg(args), f) },
	}
	c.Flags().StringVar(&f.out, "out", "", "save the plan to `FILE`, for espc apply FILE")
	c.Flags().StringVar(&f.against, "against", "", "what to compare with: files, revision:N or a folder (`WHAT`)")
	c.Flags().BoolVar(&f.offline, "offline", false, "compare with files although the environment has a live target")
	c.Flags().BoolVar(&f.exitCodes, "detailed-exitcode", false, "exit 2 where there are changes")
	return c
}

// planned is an environment's plan over all of its backends.
type planned struct {
	*built
	project  *project
	document *plan.Document
	states   []backends.State // one for each output
}

func (a *app) plan(ctx context.Context, dir string, f planFlags) error {
	if f.against != "" && (f.offline || f.out != "") {
		return failf("--against goes with neither --offline nor --out: only a plan against the target can be applied")
	}
	pl, err := a.makePlan(ctx, dir, f)
	if err != nil {
		return err
	}
	if f.out != "" {
		if err := a.savePlan(pl, f.out); err != nil {
			return err
		}
	}
	if err := a.showPlan(pl.document); err != nil {
		return err
	}
	if f.exitCodes && pl.document.Summary.Changes() > 0 {
		return exit{code: 2}
	}
	return nil
}

func (a *app) showPlan(d *plan.Document) error {
	if a.output == "json" {
		return view.JSON(a.io.Out, d)
	}
	return view.Plan(a.io.Out, d, view.PlanOptions{Style: a.style(a.io.OutTerminal), Concise: a.concise, Verbose: a.verbose})
}

// makePlan builds an environment and compares it. Its diagnostics are reported; an error among them ends the run.
func (a *app) makePlan(ctx context.Context, dir string, f planFlags) (*planned, error) {
	p, all, ds, err := a.buildAll(ctx, dir, false)
	if err != nil {
		return nil, err
	}
	if ds.HasErrors() || len(all) == 0 {
		return nil, a.report(ds)
	}
	b := all[0]
	if live := checkLive(b, f); live != nil {
		return nil, a.report(append(ds, live...))
	}
	pl := &planned{built: b, project: p}
	var plans []*plan.Plan
	for i := range b.outputs {
		r := &b.outputs[i]
		folder, err := a.against(p, r, f)
		if err != nil {
			return nil, err
		}
		state, err := folder.ReadState(ctx)
		if err != nil {
			return nil, failf("%s: %s", folder.Name, reason(err))
		}
		ds = append(ds, folder.Diagnostics...)
		one := plan.Make(state.Objects, r.objects, r.backend)
		one.Environment, one.Target = b.env, state.Identity
		plans = append(plans, one)
		pl.states = append(pl.states, state)
	}
	pl.document = plan.NewDocument(b.env, plans...)
	pl.document.Outputs = b.shownOutputs()
	return pl, a.report(ds)
}

// against returns the folder that an output is compared with.
func (a *app) against(p *project, r *rendered, f planFlags) (*output.Folder, error) {
	switch {
	case f.against == "" || f.against == "files":
		return p.state(r), nil
	case strings.HasPrefix(f.against, "revision:"):
		return nil, failf("--against %s needs a live target, which keeps revisions", f.against)
	}
	folder := p.state(r)
	folder.Path, folder.Name = a.path(f.against), filepath.ToSlash(f.against)
	return folder, nil
}

// checkLive refuses an environment with a live target unless files are asked for.
func checkLive(b *built, f planFlags) diag.List {
	if f.offline || f.against != "" || b.topology.Environment.Backend == nil {
		return nil
	}
	var ds diag.List
	refuse := func(v schema.Value[string], what string) {
		if v.IsSet() {
			ds = append(ds, diag.NoLiveTarget.At(v.Node.Range(), "environment %s names a live %s, which this version can't reach", b.env, what).
				WithAddress(b.topology.Environment.Address.String()).WithFix("work on files with --offline"))
		}
	}
	if k := b.topology.Environment.Backend.Kubernetes; k != nil {
		refuse(k.Context, "cluster")
	}
	if a := b.topology.Environment.Backend.Aws; a != nil {
		refuse(a.Stack, "stack")
	}
	return ds
}

// savePlan writes the plan file, whole or not at all.
func (a *app) savePlan(pl *planned, name string) error {
	dir, err := filepath.Rel(filepath.Dir(a.path(name)), pl.project.path)
	if err != nil {
		return failf("%s: %s", name, err)
	}
	saved := &plan.Saved{Dir: filepath.ToSlash(dir), Inputs: plan.Inputs(pl.project.Inputs()), Plan: pl.document}
	for i := range pl.outputs {
		r := &pl.outputs[i]
		o := plan.SavedOutput{Backend: r.backend.Info().Name, Target: pl.states[i].Identity, State: pl.states[i].Digest, Folder: r.folder}
		for _, artifact := range r.artifacts {
			o.Files = append(o.Files, plan.SavedFile{Path: artifact.Path, Content: artifact.Bytes()})
		}
		saved.Outputs = append(saved.Outputs, o)
	}
	content, err := saved.Bytes()
	if err != nil {
		return err
	}
	if have, err := os.ReadFile(a.path(name)); err == nil && !plan.IsSaved(have) {
		return failf("%s exists and is no saved plan; choose another name for --out", name)
	}
	if err := output.WriteFile(a.path(name), content); err != nil {
		return failf("%s: %s; the plan was not saved", name, reason(err))
	}
	return nil
}
