package cli

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler"
	"espc.dev/compiler/output"
	"espc.dev/compiler/source"
	"espc.dev/examples"
)

func (a *app) initCommand() *cobra.Command {
	var from string
	c := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a small working topology to start from",
		Example: `  espc init hello && cd hello && espc plan
  espc init --from shop my-shop`,
		Args: oneFolder,
		RunE: func(c *cobra.Command, args []string) error { return a.init(c.Context(), dirArg(args), from) },
	}
	c.Flags().StringVar(&from, "from", "hello", "the `example` to start from: "+strings.Join(examples.Names(), ", "))
	return c
}

func (a *app) init(ctx context.Context, dir, from string) error {
	files, err := fs.Sub(examples.Files, from)
	if err != nil {
		return failf("--from %s: %s", from, reason(err))
	}
	if _, err := fs.Stat(files, "."); err != nil {
		return failf("there is no example %q; there are %s", from, strings.Join(examples.Names(), ", "))
	}
	if entries, err := os.ReadDir(a.path(dir)); err == nil && len(entries) > 0 {
		return failf("%s is not empty; name a new folder", dir)
	}
	if err := output.WriteTree(a.path(dir), files); err != nil {
		return failf("%s: %s", dir, reason(err))
	}
	if a.output == "json" {
		return view.JSON(a.io.Out, map[string]string{"format_version": "1", "folder": dir, "example": from})
	}
	next := a.firstPlan(ctx, dir)
	if dir == "." {
		_, err = fmt.Fprintf(a.io.Out, "Wrote a topology here. Next: %s\n", next)
		return err
	}
	_, err = fmt.Fprintf(a.io.Out, "Wrote %s. Next: cd %s && %s\n", dir, dir, next)
	return err
}

// firstPlan is the command that plans the topology in a folder: where it has several environments, for the first of them.
func (a *app) firstPlan(ctx context.Context, dir string) string {
	const plan = "espc plan"
	folder, err := source.Open(a.path(dir))
	if err != nil {
		return plan
	}
	project, ds := compiler.Open(folder)
	if ds.HasErrors() {
		return plan
	}
	names, _ := project.Environments(ctx, nil)
	if len(names) < 2 {
		return plan
	}
	return plan + " -e " + names[0]
}
