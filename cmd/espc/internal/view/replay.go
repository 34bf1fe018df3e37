package view

import (
	"bufio"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"espc.dev/backends"
	"espc.dev/schema"
)

// Replay is what events replay sends, and what came of it.
type Replay struct {
	FormatVersion string `json:"format_version"`
	Environment   string `json:"environment"`
	Backend       string `json:"backend"`
	Target        string `json:"target"`
	Bus           string `json:"bus"`
	Archive       string `json:"archive"`
	// Events is how many the archive holds in all, not how many are of the time.
	Events int64     `json:"archived_events"`
	Since  time.Time `json:"archived_since"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	// AllRules is set where it goes to every rule on the bus; else Receivers get it.
	AllRules  bool             `json:"all_rules,omitempty"`
	Receivers []ReplayReceiver `json:"receivers,omitempty"`
	// Name is the replay's, and State how far it got: done, failed or running.
	Name  string         `json:"name,omitempty"`
	State backends.Phase `json:"state,omitempty"`
	// Again is set where it had been under way before.
	Again bool `json:"already_running,omitempty"`
	// Last is the time of the last event that was sent.
	Last *time.Time `json:"last_event,omitempty"`
	// Resume is the command that waits for it.
	Resume      string       `json:"resume,omitempty"`
	Diagnostics []Diagnostic `json:"diagnostics,omitempty"`
}

// ReplayReceiver is something that gets the events.
type ReplayReceiver struct {
	Address string `json:"address"`
	Event   string `json:"event"`
}

// ReceiverName is how a person names a receiver: function.invoice.on.placed, integration.bill.
func ReceiverName(r backends.Receiver) string {
	if r.Label == "" {
		return r.Of.String()
	}
	return r.Of.String() + ".on." + r.Label
}

// NewReplay is a replay before anything was asked.
func NewReplay(env, backend string, r backends.Replay, receivers []backends.Receiver) *Replay {
	v := &Replay{FormatVersion: "1", Environment: env, Backend: backend, Bus: r.Bus, From: r.From, To: r.To, AllRules: len(r.Rules) == 0}
	for _, receiver := range receivers {
		v.Receivers = append(v.Receivers, ReplayReceiver{ReceiverName(receiver), receiver.Event.String()})
	}
	return v
}

// Keeps sets what the archive holds.
func (v *Replay) Keeps(target string, a backends.Archived) {
	v.Target, v.Archive, v.Events, v.Since = target, a.Name, a.Events, a.Since.UTC()
}

// Ended sets what came of it.
func (v *Replay) Ended(r backends.Replayed) {
	v.Name, v.State, v.Again = r.Name, r.Phase, r.Again
	if !r.Last.IsZero() {
		last := r.Last.UTC()
		v.Last = &last
	}
}

// SetDiagnostics sets the diagnostics of the run.
func (v *Replay) SetDiagnostics(list []Diagnostic) { v.Diagnostics = list }

// Before writes what would be sent where.
func (v *Replay) Before(o TextOptions) error {
	b := bufio.NewWriter(o.W)
	fmt.Fprintf(b, "%s %s, %s\n", o.paint(bold, "Replay of "+safe(v.Bus)+" in "+safe(v.Environment)+":"), safe(v.Target), counted(v.Events, "archived event")+" in all")
	fmt.Fprintf(b, "  from %s to %s (%s)\n", v.From.Format(time.RFC3339), v.To.Format(time.RFC3339), schema.DurationText(v.To.Sub(v.From)))
	if v.AllRules {
		fmt.Fprintln(b, "  to every rule on the bus")
		return b.Flush()
	}
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	for _, r := range v.Receivers {
		fmt.Fprintf(w, "  to %s\t%s\n", safe(r.Address), safe(r.Event))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprint(b, table.String())
	return b.Flush()
}

// Text writes what came of it. What would be sent was shown before.
func (v *Replay) Text(o TextOptions) error {
	b := bufio.NewWriter(o.W)
	last := ""
	if v.Last != nil {
		last = ", the last event of " + v.Last.Format(time.RFC3339)
	}
	switch v.State {
	case backends.Done:
		fmt.Fprintf(b, "\nReplayed: %s%s.\n", safe(v.Name), last)
	case backends.Failed:
		fmt.Fprintf(b, "\n%s did not come to its end%s.\n", safe(v.Name), last)
	case backends.Running:
		fmt.Fprintf(b, "\n%s goes on%s.\nRun %s to wait for it.\n", safe(v.Name), last, safe(v.Resume))
	}
	return b.Flush()
}

func counted(n int64, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
