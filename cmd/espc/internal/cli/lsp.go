package cli

import (
	"context"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/lsp"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/stdlib"
)

func (a *app) lspCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "lsp",
		Short: "Run the language server on standard input and output",
		Long: `lsp serves one editor by the Language Server Protocol 3.17: diagnostics as you type, as validate gives them for
every environment. The editor starts it; how to set one up is told in docs/editors.md. It writes nothing but what the editor
saves, and ends when the editor does.`,
		Example: `  espc lsp   # what an editor is told to start`,
		Args:    noArguments,
		RunE:    func(c *cobra.Command, _ []string) error { return a.serve(c.Context()) },
	}
	c.Flags().Bool("stdio", true, "speak on standard input and output, as always; some editors give the flag")
	return c
}

func (a *app) serve(ctx context.Context) error {
	vars, ds, err := a.variables()
	if err != nil {
		return err
	}
	if ds.HasErrors() {
		return a.report(ds)
	}
	server := lsp.New(lsp.Config{
		Version: buildVersion(), Library: stdlib.Modules(), Vars: vars, Check: checkBackends, Open: a.parse, Log: a.io.Err,
	})
	switch err := server.Run(ctx, a.io.In, a.io.Out); {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		return failf("%s", err)
	}
	return nil
}

// checkBackends says what the backends of a compiled topology's environment have against it.
func checkBackends(ctx context.Context, folder *source.Folder, t *schema.Topology) diag.List {
	b, ds := renderAll(ctx, folder, t)
	if b == nil || ds.HasErrors() || ctx.Err() != nil {
		return ds
	}
	return append(ds, b.deployable()...)
}
