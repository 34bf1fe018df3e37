package view

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/width"

	"espc.dev/schema/tree"
)

// safe returns text for one line of a terminal: a newline or tab becomes a space, and what a terminal would obey or a reader
// would not see becomes <U+XXXX>.
func safe(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return !tree.Printable(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range strings.ReplaceAll(s, "\r\n", "\n") {
		switch {
		case r == '\n', r == '\t':
			b.WriteByte(' ')
		case tree.Printable(r):
			b.WriteRune(r)
		default:
			b.WriteString(visible(r))
		}
	}
	return b.String()
}

// Line returns text that is safe to show in one line of a terminal.
func Line(s string) string { return safe(s) }

// visible is how a rune is shown that can't be shown.
func visible(r rune) string { return fmt.Sprintf("<U+%04X>", r) }

// columns returns how many columns of a terminal a text of printable runes takes.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += runeColumns(r)
	}
	return n
}

// runeColumns returns 2 for what East Asian Width calls wide (emoji among them), 0 for marks on the rune before, else 1.
func runeColumns(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) || r >= 0x1160 && r <= 0x11ff { // the latter: the rest of a Hangul syllable
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// writeJSON writes v as indented JSON and a newline. What must not reach a terminal is written as \uXXXX: it stands in
// strings only, so the data stays the same.
func writeJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(escapeJSON(b.Bytes()))
	return err
}

func escapeJSON(data []byte) []byte {
	hidden := func(r rune) bool { return r != '\n' && !tree.Printable(r) }
	if bytes.IndexFunc(data, hidden) < 0 {
		return data
	}
	out := make([]byte, 0, len(data)+64)
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		switch {
		case !hidden(r):
			out = append(out, data[:size]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		data = data[size:]
	}
	return out
}
