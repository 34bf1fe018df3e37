package cli

import (
	"context"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/view"
)

func (a *app) historyCommand() *cobra.Command {
	return a.liveCommand(&cobra.Command{
		Use:   "history [DIR]",
		Short: "List the revisions of a live target, the newest first; what is done can be gone back to",
		Long: `Each apply is a revision: in a cluster the last ten are kept with what they held, beside the set; of a stack they are in the
artifact bucket.`,
		Example: `  espc history -e prod
  espc diff 3 5 -e prod                      # how two differ
  espc plan -e prod --against revision:3     # how one differs from what the topology compiles to
  espc rollback -e prod --to 3`,
	}, a.history)
}

func (a *app) history(ctx context.Context, l *lives) error {
	out := &view.History{Environment: l.env}
	for _, d := range l.targets {
		revisions, err := d.live.History(ctx)
		if err != nil {
			return err
		}
		out.Add(d.backend.Info().Name, d.title, revisions)
	}
	return a.concludes(out, nil, nil, nil)
}
