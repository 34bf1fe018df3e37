package cli

import (
	"context"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/plan"
)

func (a *app) statusCommand() *cobra.Command {
	return a.liveCommand(&cobra.Command{
		Use:   "status [DIR]",
		Short: "Show what a live target holds and how it is, with why and the way out of what is wrong",
		Long: `Shows a tree of what is there and how it is: of a cluster the entities of the topology, with the objects of each and the reason
of a pod that does not become ready; of a stack its resources. What is wrong stands first. The objects of an entity that is
healthy are counted; --verbose lists them.`,
		Example: `  espc status -e prod
  espc status -e prod --concise      # only what is not healthy
  espc status -e prod --verbose      # every object
  espc status -e prod -o json`,
	}, a.status)
}

func (a *app) status(ctx context.Context, l *lives) error {
	out := &view.Status{Environment: l.env, Concise: a.concise, Verbose: a.verbose}
	outputs := plan.Document{Outputs: l.built.shownOutputs()}
	there := false
	for _, d := range l.targets {
		s, err := d.live.Status(ctx)
		if err != nil {
			return err
		}
		outputs.Tell(d.backend.Info().Name, s.Outputs)
		there = there || s.Health != backends.Absent
		out.Add(d.backend.Info().Name, d.title, s)
	}
	if there {
		out.Outputs = outputs.Outputs
	}
	return a.concludes(out, nil, nil, nil)
}
