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
		return failf("%s takes one kind, field, code or rule: %s function.scale", c.CommandPath(), c.CommandPath())
	}
	return nil
}
