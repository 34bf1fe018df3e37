package view

import "strings"

// Style says what text is shown on. The zero Style is a file: no colours, nothing cut or wrapped.
type Style struct {
	// Color turns on ANSI colours.
	Color bool
	// Width is the terminal's number of columns, 0 when it has none.
	Width int
}

// color is the parameter of an ANSI SGR sequence.
type color string

const (
	bold       color = "1"
	boldRed    color = "1;31"
	boldGreen  color = "1;32"
	boldYellow color = "1;33"
	boldBlue   color = "1;34"
	boldCyan   color = "1;36"
)

// paint returns text in a colour, or as it is where colours are off.
func (s Style) paint(c color, text string) string {
	if !s.Color || text == "" {
		return text
	}
	return "\x1b[" + string(c) + "m" + text + "\x1b[0m"
}

// wrap breaks a paragraph into lines of at most width columns, between words; a longer word has a line of its own. A width
// of less than 20 breaks nothing.
func wrap(text string, width int) []string {
	if width < 20 || columns(text) <= width {
		return []string{text}
	}
	var lines []string
	var line strings.Builder
	used := 0
	for word := range strings.FieldsSeq(text) {
		n := columns(word)
		if used > 0 && used+1+n > width {
			lines = append(lines, line.String())
			line.Reset()
			used = 0
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		line.WriteString(word)
		used += n
	}
	return append(lines, line.String())
}
