package view

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/why"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Why is what `why OBJECT [PATH]` says, as `-o json` prints it.
type Why struct {
	FormatVersion string     `json:"format_version"`
	Environment   string     `json:"environment"`
	Backend       string     `json:"backend"`
	Object        WhyObject  `json:"object"`
	Fields        []WhyField `json:"fields"`
	// Note says what the chains can't, "" for nothing.
	Note string `json:"note,omitempty"`

	// Folder is the topology's, as the person gave it, for places in text.
	Folder string `json:"-"`
	whole  bool
}

// WhyObject is the object asked about, and the entities that it comes from; the first brings it.
type WhyObject struct {
	backends.ObjectAddress
	File   string   `json:"file"`
	Source []string `json:"source"`
	Range  *Range   `json:"range,omitempty"`
}

// WhyField is a field and its chain, from the field on.
type WhyField struct {
	Path  string     `json:"path"`
	Value *tree.Node `json:"value"`
	Chain []WhyLink  `json:"chain"`
}

// WhyLink is a link of a chain. Its How is a word of why.How; Also is set for the chain of a further input.
type WhyLink struct {
	How   string `json:"how"`
	Name  string `json:"name,omitempty"`
	Text  string `json:"text,omitempty"`
	Range *Range `json:"range,omitempty"`
	Line  string `json:"line,omitempty"`
	Also  int    `json:"also,omitempty"`

	// Edge is set for a further input that tells the edge for which the field is there.
	Edge bool `json:"-"`
}

// NewWhy returns the view of the fields at a path of an object. What is sensitive has no value.
func NewWhy(env, backend string, o backends.Object, at why.Path, fields []why.Field, sensitive func(typ string, path []string) bool) *Why {
	w := &Why{FormatVersion: "1", Environment: env, Backend: backend, Object: WhyObject{ObjectAddress: o.Address, File: o.File}}
	w.whole = len(fields) != 1 || len(fields[0].Path) != len(at)
	for _, s := range o.Source {
		w.Object.Source = append(w.Object.Source, s.String())
	}
	if o.Tree.Origin != nil {
		w.Object.Range = newRange(o.Tree.Origin.KeyPlace())
	}
	for _, f := range fields {
		field := WhyField{Path: f.Path.String(), Value: f.Value, Chain: []WhyLink{}}
		if sensitive(o.Address.Type, f.Path.Keys()) {
			field.Value = tree.NewString("(sensitive)")
		}
		for _, l := range f.Chain {
			field.Chain = append(field.Chain, WhyLink{How: string(l.How), Name: l.Name, Text: l.Text, Range: newRange(l.Place), Line: sourceLine(l.Place), Also: l.Depth, Edge: l.Edge && l.Depth > 0})
		}
		w.Fields = append(w.Fields, field)
	}
	return w
}

// sourceLine returns the first line of a place in a file, without what is hidden there.
func sourceLine(r diag.Range) string {
	if r.IsZero() {
		return ""
	}
	return strings.TrimSpace(r.File.Line(r.Pos().Line))
}

// JSON writes the answer in the form of `-o json`.
func (w *Why) JSON(out io.Writer) error { return writeJSON(out, w) }

// Text writes the answer for a person.
func (w *Why) Text(out io.Writer, style Style) error {
	b := bufio.NewWriter(out)
	p := whyText{b, style, w.Folder}
	p.object(w.Object)
	if w.whole {
		p.list(w.Fields)
	} else {
		p.field(w.Fields[0])
	}
	if w.Note != "" {
		fmt.Fprintln(b)
		paragraph(b, style, "", safe(w.Note))
	}
	return b.Flush()
}

type whyText struct {
	w      io.Writer
	style  Style
	folder string
}

func (p whyText) object(o WhyObject) {
	line := o.String()
	if len(o.Source) > 0 {
		line = p.style.paint(bold, safe(line)) + ", of " + safe(o.Source[0])
	}
	if o.Range != nil {
		line += " (" + p.place(o.Range) + ")"
	}
	fmt.Fprintln(p.w, line)
}

func (p whyText) place(r *Range) string {
	file := r.File
	if !r.elsewhere {
		file = join(p.folder, file)
	}
	return safe(file) + ":" + strconv.Itoa(r.Start.Line)
}

// maxShownValue is how many columns of a value are shown.
const maxShownValue = 60

// shortValue returns a value in a line; a longer one is cut.
func shortValue(n *tree.Node) string {
	text := safe(string(tree.AppendJSON(nil, n, "")))
	if n != nil && n.Kind == tree.String && plainWord(n.Text) {
		text = n.Text
	}
	return cut(text, maxShownValue)
}

// maxShownLinks is how many links of a chain are shown: a document is made of hundreds of places.
const maxShownLinks = 30

// plainWord reports whether a string can be shown without quotes and still looks like what it is.
func plainWord(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r == '"' || !tree.Printable(r) }) < 0
}

func cut(s string, width int) string {
	if columns(s) <= width {
		return s
	}
	used := 0
	for i, r := range s {
		if used += runeColumns(r); used > width-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// list shows fields, each with its chain on a line, and with the edge for which it is there.
func (p whyText) list(fields []WhyField) {
	for _, f := range fields {
		left := "  " + safe(f.Path) + ": " + shortValue(f.Value)
		line := p.parts(f.Chain, func(l WhyLink) bool { return l.Also == 0 })
		if edge := p.parts(f.Chain, func(l WhyLink) bool { return l.Edge }); edge != "" {
			line += "; " + edge
		}
		fmt.Fprintf(p.w, "%s%s%s\n", left, strings.Repeat(" ", max(2, placeColumn-columns(left))), line)
	}
}

// parts are the links that are asked for, each in a few words.
func (p whyText) parts(chain []WhyLink, asked func(WhyLink) bool) string {
	var parts []string
	for _, l := range chain {
		if part := p.short(l); asked(l) && (len(parts) == 0 || parts[len(parts)-1] != part) {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, " ← ")
}

// short is a link in a few words.
func (p whyText) short(l WhyLink) string {
	switch name := safe(l.Name); why.How(l.How) {
	case why.Rule:
		return name
	case why.Default:
		return "default of " + name
	case why.Given:
		return name
	case why.Object:
		return name
	case why.Variable, why.Module, why.Override, why.Entity:
		text := l.How
		if name != "" {
			text += " " + name
		}
		if why.How(l.How) == why.Entity {
			text = name
		}
		return text + " " + p.at(l)
	}
	return p.at(l)
}

func (p whyText) at(l WhyLink) string {
	if l.Range == nil {
		return "somewhere"
	}
	return p.place(l.Range)
}

// field shows one field with all of its chain: what each link is, where it is, and what stands there.
func (p whyText) field(f WhyField) {
	fmt.Fprintf(p.w, "\n%s: %s\n", p.style.paint(boldCyan, safe(f.Path)), shortValue(f.Value))
	var rows [][3]string
	var wide [2]int
	for _, l := range f.Chain {
		row := p.row(l)
		rows = append(rows, row)
		for i := range wide {
			wide[i] = max(wide[i], columns(row[i]))
		}
	}
	for i, row := range rows {
		if i == maxShownLinks {
			fmt.Fprintf(p.w, "  and %s; -o json has all\n", Plural(len(rows)-i, "further link", "further links"))
			break
		}
		line := "  " + row[0] + strings.Repeat(" ", wide[0]-columns(row[0])+2) + row[1]
		if row[2] == "" {
			fmt.Fprintln(p.w, strings.TrimRight(line, " "))
			continue
		}
		indent := wide[0] + wide[1] + 6
		line += strings.Repeat(" ", wide[1]-columns(row[1])+2)
		for i, text := range wrap(row[2], p.style.Width-indent) {
			if i > 0 {
				line = strings.Repeat(" ", indent)
			}
			fmt.Fprintln(p.w, line+text)
		}
	}
}

// row is a link as a row of a table: what it is, its name or place, and what it says.
func (p whyText) row(l WhyLink) [3]string {
	what := strings.Repeat("  ", l.Also) + l.How
	if l.Also > 0 {
		what = strings.Repeat("  ", l.Also-1) + "and " + l.How
	}
	name := safe(l.Name)
	switch how := why.How(l.How); how {
	case why.Rule:
		return [3]string{what, name, safe(l.Text)}
	case why.Default:
		return [3]string{what, name, safe(l.Text)}
	case why.Given:
		return [3]string{what, name, ""}
	case why.Object:
		return [3]string{what, name + " " + safe(l.Text), p.at(l)}
	case why.Entity, why.Variable, why.Module:
		return [3]string{what + " " + name, p.at(l), cut(safe(l.Line), maxShownValue)}
	}
	return [3]string{what, p.at(l), cut(safe(l.Line), maxShownValue)}
}
