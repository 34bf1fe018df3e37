package view

import (
	"bufio"
	"fmt"
	"slices"
	"strings"
)

// Removal is what destroy removes and keeps, or would.
type Removal struct {
	FormatVersion string          `json:"format_version"`
	Environment   string          `json:"environment"`
	DryRun        bool            `json:"dry_run"`
	Targets       []AppliedTarget `json:"targets"`
	Resume        string          `json:"resume,omitempty"`
	// Adopt is the command that takes back what is kept and adoptable.
	Adopt       string       `json:"adopt,omitempty"`
	Diagnostics []Diagnostic `json:"diagnostics,omitempty"`
}

// SetDiagnostics sets the diagnostics of the run.
func (r *Removal) SetDiagnostics(list []Diagnostic) { r.FormatVersion, r.Diagnostics = "1", list }

// Empty reports whether there is nothing to remove.
func (r *Removal) Empty() bool {
	return !slices.ContainsFunc(r.Targets, func(t AppliedTarget) bool { return len(t.Done)+len(t.Kept) > 0 })
}

// Text writes what goes and what stays.
func (r *Removal) Text(o TextOptions) error {
	b := bufio.NewWriter(o.W)
	going, kept := 0, 0
	for _, t := range r.Targets {
		switch {
		case r.DryRun:
			fmt.Fprintf(b, "%s %s\n", o.paint(bold, "Destroy for "+safe(r.Environment)+":"), safe(t.Target))
			for _, name := range t.Done {
				fmt.Fprintf(b, "%s %s\n", o.paint(boldRed, "-   destroy"), safe(name))
			}
			for _, k := range t.KeptObjects {
				fmt.Fprintf(b, "    keep    %s: %s\n", safe(k.Address), safe(k.Reason))
			}
		case r.Resume != "":
			fmt.Fprintf(b, "\n%s: %s\n", safe(t.Target), t.State)
			t.lists(b, o.Style)
		}
		going, kept = going+len(t.Done), kept+len(t.Kept)
	}
	switch {
	case r.DryRun && r.Empty():
		fmt.Fprintf(b, "\nNothing is deployed.\n")
	case r.DryRun:
		fmt.Fprintf(b, "\n%s %d to destroy, %d to keep.\n", o.paint(bold, "Destroy:"), going, kept)
	case r.Resume != "":
		fmt.Fprintf(b, "\nRun %s to go on.\n", safe(r.Resume))
	case going+kept > 0:
		fmt.Fprintf(b, "\nDestroyed: %s gone, %d kept.\n", Plural(going, "object is", "objects are"), kept)
		r.kept(b, "Kept, and taken back by "+r.Adopt+":", func(k KeptObject) bool { return k.Adoptable })
		r.kept(b, "Kept, and in no stack any more; the next apply makes new ones beside them:", func(k KeptObject) bool { return !k.Adoptable && k.Name != "" })
		r.kept(b, "Kept:", func(k KeptObject) bool { return !k.Adoptable && k.Name == "" })
	}
	return b.Flush()
}

// kept lists what stays, and what it is called where it is, or else why it stays: those of one sort.
func (r *Removal) kept(b *bufio.Writer, heading string, of func(KeptObject) bool) {
	var list []KeptObject
	width := 0
	for _, t := range r.Targets {
		for _, k := range t.KeptObjects {
			if of(k) {
				list, width = append(list, k), max(width, columns(safe(k.Address)))
			}
		}
	}
	if len(list) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", safe(heading))
	for _, k := range list {
		address := safe(k.Address)
		fmt.Fprintln(b, strings.TrimRight("  "+address+strings.Repeat(" ", width-columns(address)+2)+safe(orElse(k.Name, k.Reason)), " "))
	}
}
