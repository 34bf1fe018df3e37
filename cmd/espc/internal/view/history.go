package view

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"espc.dev/backends"
)

// History is the revisions that live targets keep.
type History struct {
	FormatVersion string          `json:"format_version"`
	Environment   string          `json:"environment"`
	Targets       []HistoryTarget `json:"targets"`
	Diagnostics   []Diagnostic    `json:"diagnostics,omitempty"`
}

// HistoryTarget is one target's revisions, the newest first.
type HistoryTarget struct {
	Backend   string     `json:"backend"`
	Target    string     `json:"target"`
	Revisions []Revision `json:"revisions"`
}

// Revision is one apply that a target remembers.
type Revision struct {
	Number  int            `json:"number"`
	Time    time.Time      `json:"time"`
	By      string         `json:"by,omitempty"`
	Phase   backends.Phase `json:"phase"`
	Digest  string         `json:"digest"`
	From    int            `json:"from,omitempty"`
	Unready bool           `json:"unready,omitempty"`
	Current bool           `json:"current,omitempty"`
}

// Add adds a target.
func (h *History) Add(backend, target string, list []backends.Revision) {
	t := HistoryTarget{Backend: backend, Target: target, Revisions: []Revision{}}
	for _, r := range list {
		t.Revisions = append(t.Revisions, Revision{r.Number, r.Time.UTC(), r.By, r.Phase, r.Digest, r.From, r.Unready, r.Current})
	}
	h.Targets = append(h.Targets, t)
}

// SetDiagnostics sets the diagnostics of the run.
func (h *History) SetDiagnostics(list []Diagnostic) { h.FormatVersion, h.Diagnostics = "1", list }

// Text writes a table with a line for each revision; a star and the last column mark the current one. Two with the same digest
// hold the same.
func (h *History) Text(o TextOptions) error {
	b := bufio.NewWriter(o.W)
	for _, t := range h.Targets {
		fmt.Fprintf(b, "%s %s\n", o.paint(bold, "Revisions of "+safe(h.Environment)+":"), safe(t.Target))
		if len(t.Revisions) == 0 {
			fmt.Fprintln(b, "  none")
			continue
		}
		var table strings.Builder
		w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
		fmt.Fprint(w, "  REVISION\tAPPLIED\tSTATE\tDIGEST\tBY\tNOTE\n")
		for _, r := range t.Revisions {
			r.row(w)
		}
		if err := w.Flush(); err != nil {
			return err
		}
		for line := range strings.Lines(table.String()) { // a cell without text is padded all the same
			fmt.Fprintln(b, strings.TrimRight(line, " \n"))
		}
	}
	return b.Flush()
}

func (r *Revision) row(w io.Writer) {
	mark := " "
	var notes []string
	if r.Current {
		mark, notes = "*", append(notes, "current")
	}
	if r.From > 0 {
		notes = append(notes, fmt.Sprintf("back to %d", r.From))
	}
	if r.Unready {
		notes = append(notes, "applied, but not all became ready")
	}
	digest := strings.TrimPrefix(r.Digest, "sha256:")
	fmt.Fprintf(w, "%s %d\t%s\t%s\t%s\t%s\t%s\n", mark, r.Number, r.Time.Format(time.RFC3339), r.Phase, digest[:min(12, len(digest))], safe(r.By), strings.Join(notes, ", "))
}
