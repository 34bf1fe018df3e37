package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"espc.dev/schema/diag"
)

func (a *app) validateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "validate [DIR]",
		Short: "Check a topology for every environment and the limits of its backends; contacts nothing",
		Example: `  espc validate
  espc validate examples/shop -o json
  espc validate -o github   # annotations in a pull request`,
		Args: oneFolder,
		RunE: func(c *cobra.Command, args []string) error { return a.validate(c.Context(), dirArg(args)) },
	}
}

func (a *app) validate(ctx context.Context, dir string) error {
	p, ds, err := a.open(ctx, dir)
	if err != nil {
		return err
	}
	if !ds.HasErrors() {
		environments := p.names
		if a.env != "" || len(environments) == 0 {
			env, err := a.environment(p)
			if err != nil {
				return err
			}
			environments = []string{env}
		}
		for _, env := range environments {
			b, more := a.build(ctx, p, env)
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if ds = append(ds, more...); b != nil && !more.HasErrors() {
				ds = append(ds, b.deployable()...)
			}
		}
	}
	return a.showValidity(ds)
}

func (a *app) showValidity(ds diag.List) error {
	if a.output == "json" {
		list := ds.Sorted()
		if err := a.diagnostics(list).JSON(a.io.Out); err != nil || !list.HasErrors() {
			return err
		}
		return exit{1, a.diagnostics(list).Count()}
	}
	if err := a.report(ds); err != nil {
		return exit{1, a.diagnostics(a.shown(ds)).Count()}
	}
	if a.output == "text" {
		fmt.Fprintln(a.io.Out, "The topology is valid.")
	}
	return nil
}
