package view

import (
	"bufio"
	"fmt"
)

// Unlocked is what unlock did.
type Unlocked struct {
	FormatVersion string          `json:"format_version"`
	Environment   string          `json:"environment"`
	Targets       []AppliedTarget `json:"targets"`
	Diagnostics   []Diagnostic    `json:"diagnostics,omitempty"`
}

// SetDiagnostics sets the diagnostics of the run.
func (u *Unlocked) SetDiagnostics(list []Diagnostic) { u.FormatVersion, u.Diagnostics = "1", list }

// Text writes how each target ended.
func (u *Unlocked) Text(o TextOptions) error {
	b := bufio.NewWriter(o.W)
	for _, t := range u.Targets {
		if t.State == Done && len(t.Done)+len(t.Undone)+len(t.Failed) == 0 {
			fmt.Fprintf(b, "%s: nothing to unlock\n", safe(t.Target))
			continue
		}
		fmt.Fprintf(b, "%s: %s\n", safe(t.Target), t.State)
		t.lists(b, o.Style)
	}
	return b.Flush()
}
