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
		Example: `  espc status -e prod
  espc status -e prod --concise      # only what is not healthy
  espc status -e prod -o json`,
	}, a.status)
}

func (a *app) status(ctx context.Context, l *lives) error {
	out := &view.Status{Environment: l.env, Concise: a.concise}
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
