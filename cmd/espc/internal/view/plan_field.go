package view

import (
	"fmt"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"

	"espc.dev/compiler/plan"
	"espc.dev/schema/tree"
)

// group joins fields that change alike for the same reason (requests.memory and limits.memory) into one line, with what
// differs in braces: resources.{limits,requests}.memory.
func group(fields []plan.FieldDocument) []plan.FieldDocument {
	var out []plan.FieldDocument
	for i := 0; i < len(fields); i++ {
		f := fields[i]
		paths := []string{f.Path}
		for i+1 < len(fields) && alike(f, fields[i+1]) {
			if _, ok := braces(append(paths, fields[i+1].Path)); !ok {
				break
			}
			i++
			paths = append(paths, fields[i].Path)
		}
		f.Path, _ = braces(paths)
		out = append(out, f)
	}
	return out
}

func alike(a, b plan.FieldDocument) bool {
	return a.Source != nil && b.Source != nil && *a.Source == *b.Source && a.By == b.By && tree.Equal(a.Before, b.Before) && tree.Equal(a.After, b.After)
}

// braces joins paths of the same length that differ in one segment.
func braces(paths []string) (string, bool) {
	if len(paths) == 1 {
		return paths[0], true
	}
	rows := make([][]string, len(paths))
	for i, p := range paths {
		rows[i] = strings.Split(p, ".")
		if len(rows[i]) != len(rows[0]) {
			return "", false
		}
	}
	out, differing := make([]string, len(rows[0])), 0
	for col := range rows[0] {
		var values []string
		same := true
		for _, row := range rows {
			same = same && row[col] == rows[0][col]
			values = append(values, row[col])
		}
		out[col] = rows[0][col]
		if !same {
			differing++
			out[col] = "{" + strings.Join(values, ",") + "}"
		}
	}
	return strings.Join(out, "."), differing == 1
}

func (p *planText) field(f plan.FieldDocument) {
	switch {
	case scalar(f.Before) && scalar(f.After) && !multiline(f.Before) && !multiline(f.After):
		p.scalars(f)
	case multiline(f.Before) && f.After != nil && f.After.Kind == tree.String, multiline(f.After) && f.Before != nil && f.Before.Kind == tree.String:
		by, more := p.by(f)
		line := "      ~ " + safe(f.Path)
		p.withPlace(line+by, columns(line)+more, f.Source)
		p.lines(f.Before.Text, f.After.Text)
	default:
		by, more := p.by(f)
		if f.Before != nil {
			p.subtree("-", boldRed, f.Path, f.Before, nil, by, more)
			by, more = "", 0
		}
		if f.After != nil {
			p.subtree("+", boldGreen, f.Path, f.After, f.Source, by, more)
		}
	}
}

func scalar(n *tree.Node) bool {
	return n == nil || n.Kind != tree.Map && n.Kind != tree.List || len(n.Fields)+len(n.Items) == 0
}

func multiline(n *tree.Node) bool {
	return n != nil && n.Kind == tree.String && strings.Contains(n.Text, "\n")
}

func (p *planText) scalars(f plan.FieldDocument) {
	var line, mark string
	c := boldYellow
	switch {
	case f.Before == nil:
		mark, line, c = "+", value(f.After), boldGreen
	case f.After == nil:
		mark, line, c = "-", value(f.Before), boldRed
	case f.After.Kind == tree.String && f.After.Text == plan.SensitiveDiffer:
		mark, line = "~", plan.SensitiveDiffer
	default:
		mark, line = "~", value(f.Before)+" → "+value(f.After)
	}
	text := fmt.Sprintf("%s: %s", safe(f.Path), line)
	by, more := p.by(f)
	p.withPlace("      "+p.o.paint(c, mark)+" "+text+by, 8+columns(text)+more, f.Source)
}

// maxValue is how much of a long value is shown in a line.
const maxValue = 160

// value is a scalar as YAML writes it: a string that looks like a number is quoted, controls are escaped.
func value(n *tree.Node) string {
	s := strings.TrimSuffix(string(tree.AppendYAML(nil, n)), "\n")
	if runes := []rune(s); len(runes) > maxValue {
		return string(runes[:maxValue]) + "…"
	}
	return s
}

// by says who set a field, for the end of its line; more is its width without colours.
func (p *planText) by(f plan.FieldDocument) (text string, more int) {
	if f.By == "" || p.set == "" {
		return "", 0
	}
	text = "(" + fmt.Sprintf(p.set, safe(f.By)) + ")"
	return "  " + p.o.paint(boldCyan, text), 2 + columns(text)
}

// subtree shows a value that comes or goes whole. by says who set it, in a width of more.
func (p *planText) subtree(mark string, c color, path string, n *tree.Node, at *plan.Place, by string, more int) {
	line := safe(path) + ":"
	if scalar(n) {
		line += " " + value(n)
	}
	p.withPlace("      "+p.o.paint(c, mark)+" "+line+by, 8+columns(line)+more, at)
	if !scalar(n) {
		p.indented(mark, c, n)
	}
}

func (p *planText) indented(mark string, c color, n *tree.Node) {
	for line := range strings.Lines(string(tree.AppendYAML(nil, n))) {
		fmt.Fprintf(p.w, "      %s   %s\n", p.o.paint(c, mark), strings.TrimSuffix(line, "\n"))
	}
}

// tree shows a whole object.
func (p *planText) tree(mark string, v plan.Values) {
	switch {
	case v.After != nil && v.Before == nil:
		p.indented(mark, boldGreen, v.After)
	case v.Before != nil && v.After == nil:
		p.indented(mark, boldRed, v.Before)
	}
}

// context is how many unchanged lines are shown around changed ones.
const context = 2

// lines shows the difference of two texts line by line, with a few unchanged lines around.
func (p *planText) lines(before, after string) {
	dmp := diffmatchpatch.New()
	a, b, table := dmp.DiffLinesToChars(before, after)
	diffs := dmp.DiffCharsToLines(dmp.DiffMain(a, b, false), table)
	for i, d := range diffs {
		lines := strings.Split(strings.TrimSuffix(d.Text, "\n"), "\n")
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			p.marked("-", boldRed, lines)
		case diffmatchpatch.DiffInsert:
			p.marked("+", boldGreen, lines)
		default:
			p.unchanged(lines, i > 0, i < len(diffs)-1)
		}
	}
}

func (p *planText) marked(mark string, c color, lines []string) {
	for _, line := range lines {
		fmt.Fprintf(p.w, "        %s\n", p.o.paint(c, mark+" "+shownLine(line)))
	}
}

// unchanged shows the lines next to a change and counts the rest.
func (p *planText) unchanged(lines []string, after, before bool) {
	head, tail := 0, 0
	if after {
		head = min(context, len(lines))
	}
	if before {
		tail = min(context, len(lines)-head)
	}
	for _, line := range lines[:head] {
		fmt.Fprintf(p.w, "          %s\n", shownLine(line))
	}
	if left := len(lines) - head - tail; left > 0 {
		fmt.Fprintf(p.w, "          … %s\n", Plural(left, "line", "lines"))
	}
	for _, line := range lines[len(lines)-tail:] {
		fmt.Fprintf(p.w, "          %s\n", shownLine(line))
	}
}

// shownLine is a line of a text with its tabs widened and controls shown.
func shownLine(line string) string { return safe(strings.ReplaceAll(line, "\t", "    ")) }
