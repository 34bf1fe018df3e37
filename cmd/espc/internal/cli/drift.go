package cli

import (
	"context"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
)

func (a *app) driftCommand() *cobra.Command {
	return a.liveCommand(&cobra.Command{
		Use:   "drift [DIR]",
		Short: "Show where a live target is no longer what was applied; exit 2 if it is so anywhere",
		Long: `Compares what was applied with what is there, field by field. It says nothing about what the topology wants now: that is
espc plan. What the target can't compare is not in the result. In a cluster it says who changed what, and what others have added
to an object, which apply leaves. The exit status is 2 where anything drifted.`,
		Example: `  espc drift -e prod
  espc drift -e prod -o json`,
	}, a.drift)
}

func (a *app) drift(ctx context.Context, l *lives) error {
	out := &view.Drift{Environment: l.env}
	for _, d := range l.targets {
		err := a.following(d.title, func(o backends.Options) error {
			drift, err := d.live.Drift(ctx, o)
			out.Add(d.backend.Info().Name, d.title, d.backend, drift)
			return err
		})
		if err != nil {
			return err
		}
	}
	if err := a.concludes(out, nil, nil, nil); err != nil {
		return err
	}
	if out.Count() > 0 {
		return exit{code: 2}
	}
	return nil
}
