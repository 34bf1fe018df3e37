package view

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Text writes the report for a person: each diagnostic with the source line it is about, and how many there are. It writes
// nothing when there are none.
func (r Report) Text(w io.Writer, style Style) error {
	b := bufio.NewWriter(w)
	for _, d := range r.Diagnostics {
		printer{b, style, d.gutter()}.diagnostic(d)
	}
	if count := r.Count(); count != "" && r.Valid { // of errors the command's last line tells
		fmt.Fprintln(b, count)
	}
	return b.Flush()
}

// gutter returns the width of the widest line number that the diagnostic shows.
func (d Diagnostic) gutter() int {
	widest := 1
	snippets := []*Snippet{d.Snippet}
	for _, r := range d.Related {
		snippets = append(snippets, r.Snippet)
	}
	for _, s := range snippets {
		if s != nil {
			widest = max(widest, len(strconv.Itoa(s.Lines[len(s.Lines)-1].Number)))
		}
	}
	return widest
}

// printer prints one diagnostic.
type printer struct {
	w      *bufio.Writer
	style  Style
	gutter int
}

func (p printer) diagnostic(d Diagnostic) {
	c := severityColor(d.Severity)
	fmt.Fprintf(p.w, "%s%s\n", p.style.paint(c, d.Severity+"["+safe(d.Code)+"]"), p.style.paint(bold, ": "+safe(d.Summary)))
	p.place("-->", d.Range, about(d.Address))
	p.snippet(d.Snippet, '^', c)
	for _, r := range d.Related {
		if r.Range == nil {
			p.note("note: ", r.Message)
			continue
		}
		p.place(":::", r.Range, ": "+r.Message)
		p.snippet(r.Snippet, '-', boldBlue)
	}
	if d.Detail != "" {
		p.note("", d.Detail)
	}
	if d.Fix != "" {
		p.note(p.style.paint(boldGreen, "fix:")+" ", d.Fix)
	}
	fmt.Fprintln(p.w)
}

func about(address string) string {
	if address == "" {
		return ""
	}
	return " in " + address
}

func severityColor(severity string) color {
	switch severity {
	case "error":
		return boldRed
	case "warning":
		return boldYellow
	}
	return boldCyan
}

// place prints an arrow, where something is, and what is there. Without a place there is only the latter.
func (p printer) place(arrow string, r *Range, what string) {
	if r == nil {
		if what != "" {
			fmt.Fprintf(p.w, "%*s%s%s\n", p.gutter, "", p.style.paint(boldBlue, arrow), safe(what))
		}
		return
	}
	fmt.Fprintf(p.w, "%*s%s %s%s\n", p.gutter, "", p.style.paint(boldBlue, arrow), safe(r.String()), safe(what))
}

func (p printer) snippet(s *Snippet, underline byte, c color) {
	if s == nil {
		return
	}
	p.bar("", "")
	for i, line := range s.Lines {
		if i > 0 && line.Number > s.Lines[i-1].Number+1 {
			fmt.Fprintln(p.w, p.style.paint(boldBlue, "..."))
		}
		text, start, width := p.layout(line)
		p.bar(strconv.Itoa(line.Number), text)
		if line.Mark != nil {
			p.bar("", strings.Repeat(" ", start)+p.style.paint(c, strings.Repeat(string(underline), width)))
		}
	}
	p.bar("", "")
}

// bar prints one line beside the gutter.
func (p printer) bar(number, text string) {
	line := p.style.paint(boldBlue, fmt.Sprintf("%*s |", p.gutter, number))
	if text != "" {
		line += " " + text
	}
	fmt.Fprintln(p.w, line)
}

// note prints a remark below the snippets; its further lines stand below the first.
func (p printer) note(label, text string) {
	prefix := fmt.Sprintf("%*s = ", p.gutter, "")
	first := p.style.paint(boldBlue, prefix) + label
	for paragraph := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		for _, line := range wrap(safe(strings.TrimSuffix(paragraph, "\r")), p.style.Width-len(prefix)) {
			fmt.Fprintln(p.w, strings.TrimRight(first+line, " "))
			first = strings.Repeat(" ", len(prefix))
		}
	}
}
