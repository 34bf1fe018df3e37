package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// oneFolder takes at most one argument, the topology's folder.
func oneFolder(c *cobra.Command, args []string) error {
	if len(args) > 1 {
		return failf("%s takes one folder, not %d (%s)", c.CommandPath(), len(args), strings.Join(args, ", "))
	}
	return nil
}

func noArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return failf("%s takes no arguments", c.CommandPath())
	}
	return nil
}

func oneTopic(c *cobra.Command, args []string) error {
	if len(args) != 1 {
		return failf("%s takes one kind, field or code: %s function.scale", c.CommandPath(), c.CommandPath())
	}
	return nil
}

// later are commands of the command line's description that this version does not have.
var later = []string{"fmt", "graph", "lsp", "why"}

// laterCommands answer for themselves, so that nobody takes one for misspelled.
func laterCommands() []*cobra.Command {
	var out []*cobra.Command
	for _, name := range later {
		out = append(out, &cobra.Command{
			Use: name, Hidden: true, DisableFlagParsing: true,
			RunE: func(*cobra.Command, []string) error { return failf("espc %s is not in this version", name) },
		})
	}
	return out
}
