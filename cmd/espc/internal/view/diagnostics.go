// Package view shows what the commands have to say: as JSON, and as text that is a view of the same data.
package view

import (
	"cmp"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"

	"espc.dev/schema/diag"
)

// Report is the diagnostics of a run, as `-o json` prints them. All other forms are views of it.
type Report struct {
	FormatVersion string       `json:"format_version"`
	Valid         bool         `json:"valid"`
	Diagnostics   []Diagnostic `json:"diagnostics"`
	// Omitted counts the diagnostics over maxShown.
	Omitted int `json:"omitted,omitempty"`
}

// maxShown is how many diagnostics a report holds: more are never read, and a generated file can have a million.
const maxShown = 1000

// Diagnostic is one diagnostic of a Report.
type Diagnostic struct {
	Severity string    `json:"severity"` // error, warning or note
	Code     string    `json:"code"`
	Summary  string    `json:"summary"`
	Detail   string    `json:"detail,omitempty"`
	Address  string    `json:"address,omitempty"`
	Range    *Range    `json:"range,omitempty"`
	Snippet  *Snippet  `json:"snippet,omitempty"`
	Related  []Related `json:"related,omitempty"`
	Fix      string    `json:"fix,omitempty"`
}

// Related is another place that has to do with a diagnostic.
type Related struct {
	Message string   `json:"message"`
	Range   *Range   `json:"range,omitempty"`
	Snippet *Snippet `json:"snippet,omitempty"`
}

// Range is a stretch of a file; End is exclusive.
type Range struct {
	File  string   `json:"file"`
	Start diag.Pos `json:"start"`
	End   diag.Pos `json:"end"`

	elsewhere bool // in a file that is not in the topology's folder
}

// String returns "file:line:column" of the start.
func (r *Range) String() string {
	return r.File + ":" + strconv.Itoa(r.Start.Line) + ":" + strconv.Itoa(r.Start.Column)
}

// Diagnostics returns the report of a list. It sorts the list and takes each diagnostic once, and no snippet in it shows
// a secret, so it is called when all checks are done.
func Diagnostics(list diag.List) Report {
	list = list.Sorted()
	shown := most(list)
	report := Report{FormatVersion: "1", Valid: !list.HasErrors(), Diagnostics: make([]Diagnostic, 0, len(shown)), Omitted: len(list) - len(shown)}
	for _, d := range shown {
		v := Diagnostic{
			Severity: d.Severity.String(), Code: d.Code, Summary: d.Summary, Detail: d.Detail, Address: d.Address, Fix: d.Fix,
			Range: newRange(d.Subject), Snippet: newSnippet(d.Subject, d.Context),
		}
		for _, r := range d.Related {
			v.Related = append(v.Related, Related{r.Message, newRange(r.Range), newSnippet(r.Range, diag.Range{})})
		}
		report.Diagnostics = append(report.Diagnostics, v)
	}
	return report
}

// most returns the diagnostics to show: all, or of too many the most severe, in their order.
func most(list diag.List) diag.List {
	if len(list) <= maxShown {
		return list
	}
	bySeverity := slices.Clone(list)
	slices.SortStableFunc(bySeverity, func(a, b diag.Diagnostic) int { return cmp.Compare(a.Severity, b.Severity) })
	return bySeverity[:maxShown].Sorted()
}

func newRange(r diag.Range) *Range {
	if r.IsZero() {
		return nil
	}
	return &Range{File: r.File.Label(), Start: r.Pos(), End: r.EndPos(), elsewhere: r.File.ComesWithEspc()}
}

// Under returns the report with every file below a folder. A topology's own files are named relative to its folder; a
// terminal's reader and an annotation need them relative to where the command was started.
func (r Report) Under(folder string) Report {
	move := func(p *Range) *Range {
		if p == nil {
			return nil
		}
		q := *p
		if !q.elsewhere {
			q.File = join(folder, q.File)
		}
		return &q
	}
	out := r
	out.Diagnostics = make([]Diagnostic, len(r.Diagnostics))
	for i, d := range r.Diagnostics {
		d.Range = move(d.Range)
		related := make([]Related, len(d.Related))
		for j, other := range d.Related {
			other.Range = move(other.Range)
			related[j] = other
		}
		d.Related = related
		out.Diagnostics[i] = d
	}
	return out
}

func join(folder, file string) string {
	if folder == "" || folder == "." {
		return file
	}
	return path.Join(folder, file)
}

// JSON writes the report in the form of `-o json`.
func (r Report) JSON(w io.Writer) error { return writeJSON(w, r) }

// Count returns how many errors, warnings and notes there are: "2 errors, 1 warning", or "" for none.
func (r Report) Count() string {
	var parts []string
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Note} {
		n := 0
		for _, d := range r.Diagnostics {
			if d.Severity == s.String() {
				n++
			}
		}
		switch {
		case n == 1:
			parts = append(parts, "1 "+s.String())
		case n > 1:
			parts = append(parts, strconv.Itoa(n)+" "+s.String()+"s")
		}
	}
	if r.Omitted > 0 {
		parts = append(parts, fmt.Sprintf("and %d more that are not shown", r.Omitted))
	}
	return strings.Join(parts, ", ")
}
