package view

import (
	"strings"

	"espc.dev/schema/tree"
)

// tabStop is how many columns a tab advances to a multiple of.
const tabStop = 4

// layout returns a line as a terminal shows it, cut to the width around its mark, and where the mark is in columns.
func (p printer) layout(line SnippetLine) (text string, start, width int) {
	runes := []rune(line.Text)
	mark := Mark{line.Column, line.Column}
	if line.Mark != nil {
		mark = *line.Mark
	}
	room := p.style.Width - p.gutter - len(" | ")
	from := 0
	if p.style.Width > 0 && cells(runes) > room {
		first, last := fit(runes, mark.Start-line.Column, max(room, 20))
		runes, from = []rune(elide(runes, first, last, false, false)), first
	}
	var b strings.Builder
	column, end := 0, 0
	first, last := mark.Start-line.Column-from, mark.End-line.Column-from
	for i, r := range runes {
		if i == first {
			start = column
		}
		b.WriteString(cell(r, column))
		column += cellColumns(r, column)
		if i < last {
			end = column
		}
	}
	if first >= len(runes) { // the end of the line, or of the file
		start = column + first - len(runes)
		end = start + 1
	}
	return strings.TrimRight(b.String(), " "), start, max(end-start, 1)
}

// fit returns the runes around focus that fit into room columns.
func fit(runes []rune, focus, room int) (from, to int) {
	focus = min(focus, len(runes)-1)
	from, to = focus, focus
	used := 0
	for used < room/4 && from > 0 {
		from--
		used += cellColumns(runes[from], 0)
	}
	for to < len(runes) && used+cellColumns(runes[to], 0) <= room {
		used += cellColumns(runes[to], 0)
		to++
	}
	for from > 0 && used+cellColumns(runes[from-1], 0) <= room {
		from--
		used += cellColumns(runes[from], 0)
	}
	return from, to
}

// cells returns how many columns a line takes.
func cells(runes []rune) int {
	n := 0
	for _, r := range runes {
		n += cellColumns(r, n)
	}
	return n
}

// cell returns what a terminal is given for a rune that starts at a column: a tab is spaces, what is hidden is shown.
func cell(r rune, column int) string {
	switch {
	case r == '\t':
		return strings.Repeat(" ", tabStop-column%tabStop)
	case !tree.Printable(r):
		return visible(r)
	}
	return string(r)
}

func cellColumns(r rune, column int) int {
	switch {
	case r == '\t':
		return tabStop - column%tabStop
	case !tree.Printable(r):
		return len(visible(r))
	}
	return runeColumns(r)
}
