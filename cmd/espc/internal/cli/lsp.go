package cli

import "github.com/spf13/cobra"

func (a *app) lspCommand() *cobra.Command {
	return &cobra.Command{
		Use: "lsp", Short: "Run the language server on standard input and output", Hidden: true, DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error { return failf("espc lsp is not in this version") },
	}
}
