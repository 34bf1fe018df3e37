package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Severity says what a diagnostic means for the run.
type Severity uint8

// Severities. An Error makes the run fail with nothing written; a Warning and a Note do not.
const (
	Error Severity = iota
	Warning
	Note
)

// String returns the lower-case word that JSON and text show.
func (s Severity) String() string {
	switch s {
	case Warning:
		return "warning"
	case Note:
		return "note"
	default:
		return "error"
	}
}

// Diagnostic is one thing to tell the person who wrote a topology.
//
// Summary is one sentence, Fix what to do about it (a suggestion in words, or the text to write). Detail adds full
// sentences where one is not enough. Subject is the place with the caret, Context the block around it when that helps.
type Diagnostic struct {
	Severity Severity
	Code     string
	Summary  string
	Detail   string
	Address  string
	Subject  Range
	Context  Range
	Related  []Related
	Fix      string
}

// Related is another place that has to do with a diagnostic: the first of two duplicates, say.
type Related struct {
	Message string
	Range   Range
}

// WithFix returns d with its fix set.
func (d Diagnostic) WithFix(format string, args ...any) Diagnostic {
	d.Fix = sprintf(format, args)
	return d
}

// WithDetail returns d with its detail set.
func (d Diagnostic) WithDetail(format string, args ...any) Diagnostic {
	d.Detail = sprintf(format, args)
	return d
}

// WithAddress returns d with the address of the entity it is about.
func (d Diagnostic) WithAddress(address string) Diagnostic {
	d.Address = address
	return d
}

// WithRelated returns d with one more related place.
func (d Diagnostic) WithRelated(r Range, format string, args ...any) Diagnostic {
	d.Related = append(slices.Clip(d.Related), Related{Message: sprintf(format, args), Range: r})
	return d
}

func sprintf(format string, args []any) string {
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// line returns a text with spaces for its line breaks.
func line(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(s)
}

// Place returns "file:line:column" of the subject, or "" without one.
func (d Diagnostic) Place() string {
	if d.Subject.IsZero() {
		return ""
	}
	p := d.Subject.Pos()
	return d.Subject.File.Label() + ":" + strconv.Itoa(p.Line) + ":" + strconv.Itoa(p.Column)
}

// List is the diagnostics of a run or a stage. Functions append to it and always return it.
type List []Diagnostic

// HasErrors reports whether any diagnostic is an error.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// maxRelated bounds the places of diagnostics that are the same: of a file that a module of modules brings a thousand times, a few
// ways to it tell as much.
const maxRelated = 32

// Sorted returns the diagnostics in the order of their places (those without one first), each once, with the related places
// of those that are the same. It is called once, at the edge, so that stages may report in any order. To a place in a module's
// file it adds the block that uses the module.
func (l List) Sorted() List {
	out := slices.Clone(l)
	for i := range out {
		out[i] = out[i].withUses()
	}
	slices.SortStableFunc(out, compare)
	n := 0
	for i, d := range out {
		if i == 0 || compare(out[n-1], d) != 0 {
			out[n] = d
			n++
			continue
		}
		for _, r := range d.Related {
			if len(out[n-1].Related) < maxRelated && !slices.Contains(out[n-1].Related, r) {
				out[n-1] = out[n-1].WithRelated(r.Range, "%s", r.Message)
			}
		}
	}
	return slices.Clip(out[:n])
}

func compare(a, b Diagnostic) int {
	return cmp.Or(
		cmp.Compare(name(a.Subject), name(b.Subject)),
		cmp.Compare(a.Subject.Start, b.Subject.Start),
		cmp.Compare(a.Severity, b.Severity),
		cmp.Compare(a.Code, b.Code),
		cmp.Compare(a.Address, b.Address),
		cmp.Compare(a.Summary, b.Summary),
		cmp.Compare(a.Subject.End, b.Subject.End),
		cmp.Compare(name(a.Subject.Use()), name(b.Subject.Use())),
		cmp.Compare(a.Subject.Use().Start, b.Subject.Use().Start),
	)
}

func name(r Range) string {
	if r.File == nil {
		return ""
	}
	return r.File.Name
}
