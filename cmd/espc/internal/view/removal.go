package view

import (
	"bufio"
	"fmt"
	"slices"
)

// Removal is what destroy removes and keeps, or would.
type Removal struct {
	FormatVersion string          `json:"format_version"`
	Environment   string          `json:"environment"`
	DryRun        bool            `json:"dry_run"`
	Targets       []AppliedTarget `json:"targets"`
	Resume        string          `json:"resume,omitempty"`
	Diagnostics   []Diagnostic    `json:"diagnostics,omitempty"`
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
			for _, name := range t.Kept {
				fmt.Fprintf(b, "    keep    %s, which holds data\n", safe(name))
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
	}
	return b.Flush()
}
