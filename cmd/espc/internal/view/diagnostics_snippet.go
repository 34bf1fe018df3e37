package view

import (
	"unicode/utf8"

	"espc.dev/schema/diag"
)

// Snippet is the source at a place: the line that it starts on and, where that helps, the first line of the block around it.
type Snippet struct {
	Lines []SnippetLine `json:"lines"`
}

// SnippetLine is one line of a Snippet. Of a very long line Text is a part, with … where something is left out.
type SnippetLine struct {
	Number int `json:"number"`
	// Column is the column of the first character of Text.
	Column int    `json:"column"`
	Text   string `json:"text"`
	// Mark is what the diagnostic is about, nil on a line that only shows the surroundings.
	Mark *Mark `json:"mark,omitempty"`
}

// Mark is a stretch of columns of a line, End exclusive and at least one after Start.
type Mark struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// maxSnippet is how many characters of a line a snippet holds; a generated file may have all of itself on one.
const maxSnippet = 320

// newSnippet returns the source at a place, and the first line of its context where the context starts above it.
func newSnippet(at, context diag.Range) *Snippet {
	if at.IsZero() {
		return nil
	}
	var out Snippet
	number := at.Pos().Line
	if context.File == at.File {
		if first := context.Pos().Line; first < number {
			out.Lines = append(out.Lines, snippetLine(at.File, first))
			if number-first == 2 { // one line between the two is shown, several are left out
				out.Lines = append(out.Lines, snippetLine(at.File, first+1))
			}
		}
	}
	out.Lines = append(out.Lines, markedLine(at))
	return &out
}

// snippetLine returns the start of a line.
func snippetLine(file *diag.File, number int) SnippetLine {
	text := around(file, file.Offset(number, 1))
	return SnippetLine{Number: number, Column: text.column, Text: text.part(clip(len(text.runes), 0, maxSnippet))}
}

// markedLine returns the line that a place starts on, or the part of it around the place.
func markedLine(at diag.Range) SnippetLine {
	pos, end := at.Pos(), at.EndPos()
	text := around(at.File, pos.Byte)
	mark := Mark{pos.Column, end.Column}
	if end.Line != pos.Line { // a block: its first line stands for it
		mark.End = text.column + text.trimmed()
	}
	mark.End = max(mark.End, mark.Start+1)
	from, to := clip(len(text.runes), pos.Column-text.column, maxSnippet)
	mark.End = max(min(mark.End, text.column+to), mark.Start+1)
	return SnippetLine{Number: pos.Line, Column: text.column + from, Text: text.part(from, to), Mark: &mark}
}

// lineText is a line of a file, or as much around a place as any snippet shows. Reading no more keeps thousands of
// diagnostics about one long line cheap.
type lineText struct {
	runes      []rune
	column     int // of the first rune
	head, tail bool
}

// around returns the line that holds an offset; of a long one, no more than maxSnippet runes to both sides.
func around(file *diag.File, offset int) lineText {
	data := file.Data
	start, before := offset, 0
	for start > 0 && data[start-1] != '\n' && before < maxSnippet {
		_, size := utf8.DecodeLastRune(data[:start])
		start -= size
		before++
	}
	t := lineText{column: file.Pos(start).Column, head: start > 0 && data[start-1] != '\n'}
	end, after := offset, 0
	for end < len(data) && data[end] != '\n' && after < maxSnippet {
		_, size := utf8.DecodeRune(data[end:])
		end += size
		after++
	}
	t.runes = []rune(file.Text(start, end))
	t.tail = end < len(data) && data[end] != '\n'
	if n := len(t.runes); n > 0 && !t.tail && t.runes[n-1] == '\r' {
		t.runes = t.runes[:n-1]
	}
	if start == 0 && len(t.runes) > 0 && t.runes[0] == '\ufeff' { // a byte order mark is no text
		t.runes = t.runes[1:]
		t.column++
	}
	hideSecrets(t.runes)
	return t
}

// trimmed returns how many runes there are without spaces at the end.
func (t lineText) trimmed() int {
	n := len(t.runes)
	for n > 0 && (t.runes[n-1] == ' ' || t.runes[n-1] == '\t') {
		n--
	}
	return n
}

// part returns the runes of a range, with … for the first or last where the line goes on.
func (t lineText) part(from, to int) string {
	return elide(t.runes, from, to, t.head, t.tail)
}

// elide returns runes[from:to]; where something is left out, or head or tail say that it was before, the outermost rune
// makes place for …, so that columns stay what they are.
func elide(runes []rune, from, to int, head, tail bool) string {
	out := append([]rune(nil), runes[from:to]...)
	if len(out) > 0 && (head || from > 0) {
		out[0] = '…'
	}
	if len(out) > 0 && (tail || to < len(runes)) {
		out[len(out)-1] = '…'
	}
	return string(out)
}

// clip returns the part of n runes to show when there is room for some only: the one at focus is in it, a quarter of the
// way from the left where the line is long enough.
func clip(n, focus, room int) (from, to int) {
	if n <= room {
		return 0, n
	}
	from = min(max(focus-room/4, 0), n-room)
	return from, from + room
}
