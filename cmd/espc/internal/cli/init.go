package cli

import (
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/output"
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
		RunE: func(_ *cobra.Command, args []string) error { return a.init(dirArg(args), from) },
	}
	c.Flags().StringVar(&from, "from", "hello", "the `example` to start from: "+strings.Join(examples.Names(), ", "))
	return c
}

func (a *app) init(dir, from string) error {
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
	if dir == "." {
		_, err = fmt.Fprintln(a.io.Out, "Wrote a topology here. Next: espc plan")
		return err
	}
	_, err = fmt.Fprintf(a.io.Out, "Wrote %s. Next: cd %s && espc plan\n", dir, dir)
	return err
}
