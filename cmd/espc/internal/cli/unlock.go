package cli

import (
	"context"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/schema/diag"
)

func (a *app) unlockCommand() *cobra.Command {
	return a.liveCommand(&cobra.Command{
		Use:   "unlock [DIR]",
		Short: "End what keeps apply from working and can be ended without a loss",
		Long: `Ends the lock of a run that died on a cluster (the next apply does so itself, once it is certain), or continues the rollback of
a stack that got stuck (UPDATE_ROLLBACK_FAILED) once what it stumbled over is mended. A target that needs none of this is left alone;
espc status tells whether it does.`,
		Example: `  espc status -e prod
  espc unlock -e prod && espc apply -e prod`,
	}, a.unlock)
}

func (a *app) unlock(ctx context.Context, l *lives) error {
	out := &view.Unlocked{Environment: l.env}
	var ds diag.List
	for _, d := range l.targets {
		r, err := a.changing(d.title, "espc unlock "+l.args, func(o backends.Options) (backends.Report, error) { return d.live.Unlock(ctx, o) })
		ds = append(ds, r.Diagnostics...)
		state := view.Done
		if err != nil {
			state = a.stateOf(err, r)
		}
		out.Targets = append(out.Targets, view.NewAppliedTarget(d.backend.Info().Name, d.title, state, r))
		if err != nil {
			return a.concludes(out, nil, ds, err)
		}
	}
	return a.concludes(out, nil, ds, nil)
}
