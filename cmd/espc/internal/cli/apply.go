package cli

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/output"
	"espc.dev/compiler/plan"
	"espc.dev/schema/diag"
)

type applyFlags struct {
	autoApprove, dryRun, allowEmpty, force, offline bool
	approve                                         string
	maxDeletes                                      int
}

func (a *app) applyCommand() *cobra.Command {
	var f applyFlags
	c := &cobra.Command{
		Use:   "apply [PLANFILE | DIR]",
		Short: "Do exactly what plan shows",
		Long: `Shows the plan, asks, and does it; or does what a saved plan says, if everything is still as it was then.
Without a live target that means writing deploy/<environment>/<backend>/, whole or not at all.`,
		Example: `  espc apply -e dev
  espc apply -e prod --auto-approve --max-deletes 3
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
	c.Flags().BoolVar(&f.autoApprove, "auto-approve", false, "do not ask")
	c.Flags().StringVar(&f.approve, "approve", "", "when to ask: `broadening` asks only when permissions widen or something is deleted or replaced")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "show the plan and change nothing")
	c.Flags().IntVar(&f.maxDeletes, "max-deletes", -1, "refuse to delete or replace more than `N` objects; -1 for no limit")
	c.Flags().BoolVar(&f.allowEmpty, "allow-empty", false, "allow a topology without objects to delete everything")
	c.Flags().BoolVar(&f.force, "force", false, "take over files that espc did not write or that were edited")
	c.Flags().BoolVar(&f.offline, "offline", false, "write files although the environment has a live target")
	return c
}

func (a *app) apply(ctx context.Context, dir string, f applyFlags) error {
	if f.approve != "" && f.approve != "broadening" {
		return failf("--approve takes broadening, not %q", f.approve)
	}
	pl, err := a.makePlan(ctx, dir, planFlags{offline: f.offline})
	if err != nil {
		return err
	}
	if err := a.showPlan(pl.document); err != nil {
		return err
	}
	if f.dryRun {
		return nil
	}
	if err := a.allowed(pl.document.Summary, f); err != nil {
		return err
	}
	if err := a.confirm(ctx, pl.document, f); err != nil {
		return err
	}
	var parts []part
	for i := range pl.outputs {
		r := &pl.outputs[i]
		parts = append(parts, part{name: r.folder, path: filepath.Join(pl.project.path, filepath.FromSlash(r.folder)), artifacts: r.artifacts})
	}
	return a.write(ctx, parts, f.force, pl.document)
}

// allowed checks the limits that a person set.
func (a *app) allowed(s plan.Summary, f applyFlags) error {
	switch gone := s.Delete + s.Replace; {
	case f.maxDeletes >= 0 && gone > f.maxDeletes:
		return failf("the plan deletes or replaces %d objects and --max-deletes allows %d; nothing was changed", gone, f.maxDeletes)
	case s.Delete > 0 && s.Create+s.Update+s.Replace+s.Unchanged == 0 && !f.allowEmpty:
		return a.report(diag.List{diag.EmptyOutput.At(diag.Range{}, "the topology gives no objects, so all %d would be deleted", s.Delete).
			WithFix("run with --allow-empty if this is meant")})
	}
	return nil
}

// confirm asks once, unless there is nothing to do or the flags answer.
func (a *app) confirm(ctx context.Context, d *plan.Document, f applyFlags) error {
	harmless := f.approve == "broadening" && len(d.Permissions.Widened) == 0 && d.Summary.Delete+d.Summary.Replace == 0
	switch {
	case d.Summary.Changes() == 0, f.autoApprove, harmless && a.io.Interactive:
		return nil
	case !a.io.Interactive:
		return failf("there is no terminal to ask on; use --auto-approve or a saved plan. Nothing was changed")
	}
	fmt.Fprintf(a.io.Err, "\nApply this to %s? Only 'yes' does: ", d.Environment)
	answer := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(a.io.In).ReadString('\n') // an answer cut short is no yes
		answer <- line
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(a.io.Err)
		return context.Cause(ctx)
	case line := <-answer:
		if strings.TrimSpace(line) != "yes" {
			return failf("not confirmed; nothing was changed")
		}
	}
	return nil
}

// applySaved does what a saved plan says, if the topology's files and the target are still what they were.
func (a *app) applySaved(ctx context.Context, name string, f applyFlags) error {
	content, err := os.ReadFile(a.path(name))
	if err != nil {
		return failf("%s: %s", name, reason(err))
	}
	saved, ds := plan.ParseSaved(filepath.ToSlash(name), content)
	if ds.HasErrors() {
		return a.report(ds)
	}
	if a.env != "" && a.env != saved.Plan.Environment {
		return failf("%s is a plan for %s, not %s", name, saved.Plan.Environment, a.env)
	}
	if len(a.vars)+len(a.varFiles) > 0 {
		return failf("%s holds what was compiled with the variables of its time; make the plan again to change them", name)
	}
	root, ds, err := a.fresh(ctx, name, saved)
	if err != nil {
		return err
	}
	if ds.HasErrors() {
		return a.report(ds)
	}
	if err := a.showPlan(saved.Plan); err != nil || f.dryRun {
		return err
	}
	if err := a.allowed(saved.Plan.Summary, f); err != nil {
		return err
	}
	var parts []part
	for _, o := range saved.Outputs {
		parts = append(parts, part{name: o.Folder, path: filepath.Join(root, filepath.FromSlash(o.Folder)), artifacts: o.Artifacts()})
	}
	return a.write(ctx, parts, f.force, saved.Plan)
}

// write replaces the folders, and says what was done.
func (a *app) write(ctx context.Context, parts []part, force bool, d *plan.Document) error {
	for _, p := range parts {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		ds, err := output.Write(p.path, p.name, p.artifacts, force)
		if err != nil {
			return failf("%s: %s; nothing was changed there", p.name, reason(err))
		}
		if err := a.report(ds); err != nil {
			return err
		}
	}
	if a.output == "json" {
		return nil
	}
	return view.Applied(a.io.Out, d)
}
