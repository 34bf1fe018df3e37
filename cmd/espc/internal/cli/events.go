package cli

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"espc.dev/backends"
	"espc.dev/cmd/espc/internal/view"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// replayFlags are what events replay is told.
type replayFlags struct {
	from, to    string
	only        []string
	allRules    bool
	autoApprove bool
}

func (a *app) eventsCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "events",
		Short: "Work with the events that a live target keeps",
		Args:  noArguments,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(a.replayCommand())
	return c
}

func (a *app) replayCommand() *cobra.Command {
	var f replayFlags
	c := &cobra.Command{
		Use:   "replay BUS [DIR]",
		Short: "Send the events of a bus again that its archive keeps",
		Long: `Sends the events of a time again, as they were, to what subscribes to them in the topology; --only narrows that, and --all-rules
widens it to every rule on the bus, whoever made it. Shows what would be sent where, asks, and waits for the end. Who gets them gets them a
second time: what handles an event has to bear that.

A bus keeps events from the time on when it was first deployed with a retention. Times are RFC 3339, in UTC where they name no zone, a
day alone is its beginning, and a duration is a time ago.`,
		Example: `  espc events replay main -e prod --from 2h
  espc events replay main -e prod --from 2026-05-04T10:00Z --to 2026-05-04T12:30Z
  espc events replay main -e prod --from 1d --to 10m --only function.invoice --auto-approve`,
		Args: func(_ *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return failf("espc events replay takes the name of a bus: espc events replay main --from 2h")
			case 1, 2:
				return nil
			}
			return failf("espc events replay takes a bus and one folder, not %d (%s)", len(args)-1, strings.Join(args[1:], ", "))
		},
		RunE: func(c *cobra.Command, args []string) error {
			return a.replay(c.Context(), args[0], dirArg(args[1:]), f)
		},
	}
	c.Flags().StringVar(&f.from, "from", "", "the `time` of the first event to send, such as 2026-05-04T10:00Z, 2026-05-04, or 2h for two hours ago; needed")
	c.Flags().StringVar(&f.to, "to", "", "the `time` of the last one; by default now")
	c.Flags().StringArrayVar(&f.only, "only", nil, "send to this subscriber alone, an `address` such as function.invoice or function.invoice.on.placed; may be repeated")
	c.Flags().BoolVar(&f.allRules, "all-rules", false, "send to every rule on the bus, also to those that are not the topology's")
	c.Flags().BoolVar(&f.autoApprove, "auto-approve", false, "do not ask")
	return c
}

func (a *app) replay(ctx context.Context, name, dir string, f replayFlags) error {
	from, to, err := f.times(time.Now())
	if err != nil {
		return err
	}
	var bus *schema.EventBus
	l, err := a.liveIf(ctx, dir, func(t *schema.Topology) (err error) {
		bus, err = replayable(t, name)
		return err
	})
	if err != nil {
		return err
	}
	d, archivist := l.archivist(bus.Address)
	if d == nil {
		return failf("%s is placed on a backend of %s that has no live target", bus.Address, l.env)
	}
	archive, of, ok := archivist.Archive(l.built.request, bus.Address)
	if !ok {
		return refused{nothingKept(bus)}
	}
	receivers, err := f.receivers(archivist.Receivers(l.built.request, bus.Address), bus.Address)
	if err != nil {
		return err
	}
	r := backends.Replay{Archive: archive, Of: of, Bus: bus.Address.String(), From: from, To: to, Command: f.command(bus, l, from, to)}
	for _, receiver := range receivers {
		r.Rules = append(r.Rules, receiver.Rule)
	}
	return a.replays(ctx, l, d, r, view.NewReplay(l.env, d.backend.Info().Name, r, receivers), f.autoApprove)
}

// replays shows what would be sent, asks, and sends it.
func (a *app) replays(ctx context.Context, l *lives, d *deployment, r backends.Replay, v *view.Replay, approved bool) error {
	live := d.live.(backends.Replayer)
	var kept backends.Archived
	err := a.following(d.title, func(backends.Options) (err error) {
		kept, err = live.Archived(ctx, r)
		return err
	})
	if err != nil {
		return err
	}
	v.Keeps(d.title, kept)
	warnings := outOfReach(d.where.at, r, kept, time.Now())
	if err := a.report(warnings); err != nil {
		return err
	}
	if err := a.showReplay(v); err != nil {
		return err
	}
	if !approved {
		if err := a.ask(ctx, "Send these events again in "+l.env+"?"); err != nil {
			return err
		}
	}
	var out backends.Replayed
	_, err = a.changing(d.title, r.Command, func(o backends.Options) (_ backends.Report, err error) {
		out, err = live.Replay(ctx, r, o)
		return backends.Report{}, err
	})
	v.Ended(out)
	if v.Resume = ""; out.Phase == backends.Running {
		v.Resume = r.Command
	}
	return a.concludes(v, warnings, out.Diagnostics, err)
}

// showReplay shows what would be sent before it is asked for.
func (a *app) showReplay(v *view.Replay) error {
	switch {
	case a.output != "json":
		return v.Before(view.TextOptions{W: a.io.Out, Style: a.style(a.io.OutTerminal)})
	case a.io.Interactive:
		return v.Before(view.TextOptions{W: a.io.Err, Style: a.style(a.io.ErrTerminal)})
	}
	return nil
}

// replayable finds the bus that a person names, and refuses one that no backend replays before anything is contacted.
func replayable(t *schema.Topology, name string) (*schema.EventBus, error) {
	var names []string
	for _, b := range t.EventBuses {
		names = append(names, b.Address.Name)
		if name != b.Address.Name && name != b.Address.String() {
			continue
		}
		if t.Place(b.Address) != schema.BackendAWS {
			return nil, refused{diag.NoReplayHere.At(b.Node.Origin.KeyPlace(), "%s is on Kubernetes, where no archive keeps its events", b.Address).
				WithAddress(b.Address.String()).
				WithFix("with a Broker on Kafka, set the consumer group of the Trigger back with Kafka's own tools (kafka-consumer-groups.sh --reset-offsets --to-datetime); or place the bus on aws")}
		}
		if b.Existing.IsSet() || b.Retention.V <= 0 {
			return nil, refused{nothingKept(b)}
		}
		return b, nil
	}
	if len(names) == 0 {
		return nil, failf("no event_bus %q; the topology has none", name)
	}
	return nil, failf("no event_bus %q; there is %s", name, strings.Join(names, ", "))
}

func nothingKept(b *schema.EventBus) diag.Diagnostic {
	if b.Existing.IsSet() {
		return diag.NothingArchived.At(b.Existing.Node.Range(), "%s stands already, so nothing of it is archived here", b.Address).
			WithAddress(b.Address.String()).WithFix("replay it from where it is made")
	}
	return diag.NothingArchived.At(b.Node.Origin.KeyPlace(), "%s has no retention, so no event is kept", b.Address).
		WithAddress(b.Address.String()).WithFix(`write retention = "7d" in it and run espc apply; what comes from then on can be replayed`)
}

// archivist returns the deployment that a bus is on; nil where that has no live target.
func (l *lives) archivist(bus schema.Address) (*deployment, backends.Archivist) {
	for _, d := range l.targets {
		if d.backend.Info().Name == l.built.topology.Place(bus) {
			if archivist, ok := d.backend.(backends.Archivist); ok {
				return d, archivist
			}
		}
	}
	return nil, nil
}

// outOfReach warns of events that the archive has no more, or not yet, and refuses a time of which it has none at all.
func outOfReach(at diag.Range, r backends.Replay, kept backends.Archived, now time.Time) diag.List {
	var ds diag.List
	since := kept.Since.UTC().Format(time.RFC3339)
	switch {
	case !r.To.After(kept.Since):
		return diag.List{diag.NothingArchived.At(at, "the archive of %s keeps nothing from before %s", r.Bus, since).WithFix("name a later time in --to")}
	case r.From.Before(kept.Since):
		ds = append(ds, diag.ReplayTooOld.At(at, "the archive of %s keeps nothing from before %s", r.Bus, since).WithFix("nothing to do where what is left is enough: it is sent from then on; --from %s asks for no more than that", since))
	}
	if now.Sub(r.To) < freshness {
		ds = append(ds, diag.ReplayTooFresh.At(at, "events of the last ten minutes may not be in the archive of %s yet", r.Bus).WithFix("write --to 10m, or run it again for them later"))
	}
	return ds
}

// freshness is how long AWS says it may take until an event is in the archive.
const freshness = 10 * time.Minute

// receivers returns those that the flags mean; nil for every rule on the bus.
func (f *replayFlags) receivers(all []backends.Receiver, bus schema.Address) ([]backends.Receiver, error) {
	switch {
	case f.allRules && len(f.only) > 0:
		return nil, failf("--all-rules and --only exclude each other")
	case f.allRules:
		return nil, nil
	case len(all) == 0:
		return nil, failf("nothing in the topology subscribes to an event of %s; --all-rules sends to the rules that others have on it", bus)
	case len(f.only) == 0:
		return all, nil
	}
	var names []string
	for _, r := range all {
		names = append(names, view.ReceiverName(r))
	}
	out := []backends.Receiver{}
	for _, r := range all {
		if slices.Contains(f.only, r.Of.String()) || slices.Contains(f.only, view.ReceiverName(r)) {
			out = append(out, r)
		}
	}
	for _, only := range f.only {
		if !slices.ContainsFunc(out, func(r backends.Receiver) bool { return only == r.Of.String() || only == view.ReceiverName(r) }) {
			return nil, failf("--only %s: it gets no event of %s; what does is %s", only, bus, strings.Join(names, ", "))
		}
	}
	return out, nil
}

// command is the one that goes on: the same with the times that were meant.
func (f *replayFlags) command(bus *schema.EventBus, l *lives, from, to time.Time) string {
	out := "espc events replay " + bus.Address.Name
	if l.args != "" {
		out += " " + l.args
	}
	out += " --from " + from.Format(time.RFC3339) + " --to " + to.Format(time.RFC3339)
	for _, only := range f.only {
		out += " --only " + quote(only)
	}
	if f.allRules {
		out += " --all-rules"
	}
	if f.autoApprove {
		out += " --auto-approve"
	}
	return out
}
