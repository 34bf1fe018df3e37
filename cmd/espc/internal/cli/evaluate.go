package cli

import (
	"os"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/evaluator"
	"espc.dev/compiler"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// evaluateName is the name of the command as which espc starts itself to evaluate.
const evaluateName = "evaluate-for-espc"

// evaluateCommand is no command for people: it evaluates what another espc hands it.
func (a *app) evaluateCommand() *cobra.Command {
	return &cobra.Command{
		Use: evaluateName, Short: "Evaluate CUE and Jsonnet for another espc", Hidden: true, Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return evaluator.Serve(a.io.In, a.io.Out, buildVersion(), compiler.Languages(), os.Exit)
		},
	}
}

// parse parses a topology, whose evaluations are done in processes of their own.
func (a *app) parse(folder *source.Folder) (*compiler.Project, diag.List) {
	if a.evaluators == nil {
		return compiler.Open(folder)
	}
	return compiler.OpenWith(folder, compiler.Options{Evaluator: a.evaluators})
}
