package cli

import "github.com/spf13/cobra"

func (a *app) whyCommand() *cobra.Command {
	return &cobra.Command{
		Use: "why", Short: "Say where a field of the output comes from", Hidden: true, DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error { return failf("espc why is not in this version") },
	}
}
