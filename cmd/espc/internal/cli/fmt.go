package cli

import "github.com/spf13/cobra"

func (a *app) fmtCommand() *cobra.Command {
	return &cobra.Command{
		Use: "fmt", Short: "Format the topology's files", Hidden: true, DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error { return failf("espc fmt is not in this version") },
	}
}
