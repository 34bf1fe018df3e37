package cli

import "github.com/spf13/cobra"

func (a *app) graphCommand() *cobra.Command {
	return &cobra.Command{
		Use: "graph", Short: "Draw the topology: entities, edges, pods", Hidden: true, DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error { return failf("espc graph is not in this version") },
	}
}
