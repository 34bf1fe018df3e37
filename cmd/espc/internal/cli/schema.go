package cli

import (
	"github.com/spf13/cobra"

	"espc.dev/schema"
)

func (a *app) schemaCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:     "schema",
		Short:   "Print the schema of topologies",
		Example: "  espc schema --format jsonschema > topology.schema.json",
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			var content []byte
			switch format {
			case "jsonschema":
				content = schema.JSONSchema()
			case "cue":
				content = schema.CUE()
			default:
				return failf("--format takes jsonschema or cue, not %q", format)
			}
			_, err := a.io.Out.Write(content)
			return err
		},
	}
	c.Flags().StringVar(&format, "format", "jsonschema", "jsonschema or cue")
	return c
}
