package view

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/plan"
)

// State says how far a command got with a target.
type State string

// States.
const (
	Done     State = "done"
	Failed   State = "failed"
	Running  State = "running" // the target goes on by itself
	NotTried State = "not tried"
	// Interrupted is a target whose change a signal or --timeout ended between two calls.
	Interrupted State = "interrupted"
	// NotReady is a target that has what was asked for, of which not all became ready.
	NotReady State = "not ready"
)

// Applied says how far a command that changes targets got.
type Applied struct {
	// Complete is set when all was done.
	Complete bool            `json:"complete"`
	Targets  []AppliedTarget `json:"targets"`
	// Resume is the command that goes on where it stopped.
	Resume string `json:"resume,omitempty"`
	// Overwrite is the command that goes on over files in the way and loses them; "" where none is in the way.
	Overwrite string `json:"overwrite,omitempty"`
}

// AppliedTarget is one target's part.
type AppliedTarget struct {
	Backend string `json:"backend"`
	Target  string `json:"target"`
	State   State  `json:"state"`
	// Done, Failed, Unready, Undone, Left and Kept are addresses of objects, as in backends.Report. KeptObjects tells more of the last.
	Done        []string     `json:"done,omitempty"`
	Failed      []string     `json:"failed,omitempty"`
	Unready     []string     `json:"unready,omitempty"`
	Undone      []string     `json:"undone,omitempty"`
	Left        []string     `json:"left,omitempty"`
	Kept        []string     `json:"kept,omitempty"`
	KeptObjects []KeptObject `json:"kept_objects,omitempty"`
	Revision    int          `json:"revision,omitempty"`
	// From is the revision that this one went back to, 0 for none.
	From int `json:"from,omitempty"`
	// Already is set where all of it had been done before, so that nothing was.
	Already bool `json:"already,omitempty"`
}

// KeptObject is an object that destroy leaves: what it is called where it is, why it stays, and whether apply --adopt takes it
// back.
type KeptObject struct {
	Address   string `json:"address"`
	Name      string `json:"name,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Adoptable bool   `json:"adoptable"`
}

// NewAppliedTarget is what a report says of a target.
func NewAppliedTarget(backend, target string, s State, r backends.Report) AppliedTarget {
	out := AppliedTarget{
		Backend: backend, Target: target, State: s, Revision: r.Revision, Already: r.Already,
		Done: names(r.Done), Failed: names(r.Failed), Unready: names(r.Unready), Undone: names(r.Undone), Left: names(r.Left),
	}
	for _, k := range r.Kept {
		out.Kept = append(out.Kept, k.String())
		out.KeptObjects = append(out.KeptObjects, KeptObject{Address: k.String(), Name: k.Name, Reason: k.Why, Adoptable: k.Adoptable})
	}
	return out
}

func names(list []backends.ObjectAddress) []string {
	var out []string
	for _, a := range list {
		out = append(out, a.String())
	}
	return out
}

// TextOptions says where text goes and how it looks.
type TextOptions struct {
	W io.Writer
	Style
}

// PlanDocument is a plan as -o json prints it, with what came of it where it was applied.
type PlanDocument struct {
	*plan.Document
	Applied     *Applied     `json:"applied,omitempty"`
	Diagnostics []Diagnostic `json:"diagnostics,omitempty"`
}

// SetDiagnostics sets the diagnostics of the run.
func (d *PlanDocument) SetDiagnostics(list []Diagnostic) { d.Diagnostics = list }

// Text writes what was done, and the topology's outputs. The plan itself was shown before.
func (d *PlanDocument) Text(o TextOptions) error {
	if d.Applied == nil {
		return nil
	}
	b := bufio.NewWriter(o.W)
	if !d.Applied.Complete {
		d.Applied.stopped(b, o.Style)
		return b.Flush()
	}
	if s := d.Summary; s.Changes() > 0 && d.Applied.already() {
		fmt.Fprintf(b, "\nNothing was to do: all of it was done before.\n")
	} else if s.Changes() > 0 {
		fmt.Fprintf(b, "\nApplied: %d created, %d updated, %d replaced, %d deleted%s.\n", s.Create, s.Update, s.Replace, s.Delete, andAdopted(s.Adopt, "adopted"))
	}
	if n := d.Documents; n.Changes() > 0 {
		fmt.Fprintf(b, "Documents: %d written, %d removed in %s.\n", len(n.Write), len(n.Remove), safe(n.Folder))
	}
	d.revisions(b)
	if len(d.Outputs) > 0 {
		fmt.Fprintf(b, "\nOutputs:\n")
	}
	for _, out := range d.Outputs {
		fmt.Fprintf(b, "  %s = %s\n", safe(out.Name), d.shown(&out))
	}
	return b.Flush()
}

// revisions says of each target at which revision it is now, and after a rollback what that means for the next apply.
func (d *PlanDocument) revisions(b *bufio.Writer) {
	back := false
	for _, t := range d.Applied.Targets {
		if t.Revision == 0 || d.Summary.Changes() == 0 {
			continue
		}
		to := ""
		if t.From > 0 {
			back, to = true, fmt.Sprintf(", back to %d", t.From)
		}
		fmt.Fprintf(b, "%s is at revision %d%s.\n", safe(t.Target), t.Revision, to)
	}
	if back {
		fmt.Fprintf(b, "The topology's files are as they were, so that the next apply goes forward again.\n")
	}
}

// already reports whether there was nothing left to do.
func (a *Applied) already() bool {
	return len(a.Targets) > 0 && !slices.ContainsFunc(a.Targets, func(t AppliedTarget) bool { return !t.Already })
}

// shown is an output's value, or why there is none.
func (d *PlanDocument) shown(o *plan.Output) string {
	switch {
	case o.Known:
		return value(o.Value)
	case !o.Asked:
		return "(known after deployment)"
	}
	kind := "target"
	for _, t := range d.Targets {
		if t.Backend == o.Backend {
			kind, _, _ = strings.Cut(t.Target, " ") // "stack shop-prod in 123456789012/eu-west-1"
		}
	}
	return "(the " + safe(kind) + " told none)"
}

// stopped says of each target how far it got, and the command that goes on.
func (a *Applied) stopped(b *bufio.Writer, style Style) {
	fmt.Fprintln(b)
	for _, t := range a.Targets {
		state := string(t.State)
		if t.State == NotReady && len(t.Left) == 0 {
			state = "all of it was applied, and not all is ready"
		}
		fmt.Fprintf(b, "%s: %s\n", safe(t.Target), state)
		t.lists(b, style)
	}
	switch {
	case a.Overwrite != "":
		fmt.Fprintf(b, "\nRun %s to lose what is in the way, or move it away and run %s.\n", safe(a.Overwrite), safe(a.Resume))
	case a.Resume != "":
		fmt.Fprintf(b, "\nRun %s to go on.\n", safe(a.Resume))
	}
}

// unready reports whether something was done and is not ready.
func (t *AppliedTarget) unready(name string) bool { return slices.Contains(t.Unready, name) }

// maxLeft is how many objects that nothing was done with are listed: of those there is nothing more to say.
const maxLeft = 20

// lists writes what was done with which objects.
func (t *AppliedTarget) lists(b *bufio.Writer, style Style) {
	for _, part := range []struct {
		word  string
		color color
		names []string
	}{
		{"done", boldGreen, slices.DeleteFunc(slices.Clone(t.Done), t.unready)}, {"not ready", boldRed, t.Unready}, {"undone", boldYellow, t.Undone}, {"failed", boldRed, t.Failed}, {"left", boldYellow, t.Left}, {"kept", boldCyan, t.Kept},
	} {
		for i, name := range part.names {
			if part.word == "left" && i == maxLeft {
				fmt.Fprintf(b, "  %s and %d more\n", style.paint(part.color, fmt.Sprintf("%-6s", part.word)), len(part.names)-i)
				break
			}
			fmt.Fprintf(b, "  %s %s\n", style.paint(part.color, fmt.Sprintf("%-6s", part.word)), safe(name))
		}
	}
}
