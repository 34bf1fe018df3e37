package view

import (
	"bufio"
	"fmt"

	"espc.dev/compiler/plan"
)

// Diff is how two sides differ: resource_changes are as in a plan that goes from the first to the second.
type Diff struct {
	FormatVersion string                `json:"format_version"`
	From          string                `json:"from"`
	To            string                `json:"to"`
	Changes       []plan.ChangeDocument `json:"resource_changes"`
	Permissions   plan.Permissions      `json:"permissions"`
	Summary       DiffSummary           `json:"summary"`
	Diagnostics   []Diagnostic          `json:"diagnostics,omitempty"`
	// Options say how the text looks.
	Options PlanOptions `json:"-"`
}

// DiffSummary counts the objects of both sides.
type DiffSummary struct {
	OnlyFrom  int `json:"only_from"`
	OnlyTo    int `json:"only_to"`
	Differ    int `json:"differ"`
	Identical int `json:"identical"`
}

// NewDiff returns the difference that a plan from one side to the other shows.
func NewDiff(from, to string, d *plan.Document) *Diff {
	return &Diff{FormatVersion: "1", From: from, To: to, Changes: d.Changes, Permissions: d.Permissions,
		Summary: DiffSummary{OnlyFrom: d.Summary.Delete, OnlyTo: d.Summary.Create, Differ: d.Summary.Update, Identical: d.Summary.Unchanged}}
}

// SetDiagnostics sets the diagnostics of the run.
func (d *Diff) SetDiagnostics(list []Diagnostic) { d.Diagnostics = list }

// Text writes each object that only one side has, and of those that differ the fields.
func (d *Diff) Text(o TextOptions) error {
	p := planText{w: bufio.NewWriter(o.W), o: d.Options}
	p.o.Style = o.Style
	fmt.Fprintf(p.w, "%s %s → %s\n", p.o.paint(bold, "Diff:"), safe(d.From), safe(d.To))
	if len(d.Changes) > 0 {
		fmt.Fprintln(p.w)
	}
	words := map[string]string{"delete": "only in " + d.From, "create": "only in " + d.To, "update": "differs"}
	for i := range d.Changes {
		p.object(&d.Changes[i], words[d.Changes[i].Change.Actions[0]])
	}
	p.granted("Permissions only in "+d.To+":", "+", boldYellow, d.Permissions.Widened)
	p.granted("Permissions only in "+d.From+":", "-", boldGreen, d.Permissions.Narrowed)
	s := d.Summary
	if len(d.Changes) == 0 {
		fmt.Fprintf(p.w, "\nNo differences: %s the same.\n", Plural(s.Identical, "object is", "objects are"))
	} else {
		fmt.Fprintf(p.w, "\n%s %d only in %s, %d only in %s, %d differ, %d are the same.\n", p.o.paint(bold, "Diff:"), s.OnlyFrom, safe(d.From), s.OnlyTo, safe(d.To), s.Differ, s.Identical)
	}
	return p.w.Flush()
}

// object writes one object of a diff.
func (p *planText) object(c *plan.ChangeDocument, word string) {
	mark, _, col := sign(c.Change.Actions)
	line := fmt.Sprintf("%-3s %s", mark, safe(c.Address))
	if word != "differs" {
		line += "  (" + safe(word) + ")"
	}
	p.withPlace(p.o.paint(col, line), columns(line), c.Source)
	if p.o.Concise {
		return
	}
	for _, g := range group(c.Fields) {
		p.field(g)
	}
	if p.o.Verbose && len(c.Fields) == 0 {
		p.tree(mark, c.Change)
	}
}
