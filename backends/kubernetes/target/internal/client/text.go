package client

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"espc.dev/schema/tree"
)

// maxMessage bounds what a server, a webhook or a plug-in may say, in bytes; a webhook's message has no bound of its own.
const maxMessage = 1000

// line makes what others wrote one line that is safe for a terminal: no control characters, no marks that turn the direction
// of text around, of bounded length.
func line(s string) string {
	var b strings.Builder
	space := false
	for i, r := range s {
		if b.Len() >= maxMessage {
			b.WriteString("…")
			break
		}
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case space:
			b.WriteByte(' ')
			space = false
		}
		switch {
		case r == utf8.RuneError && invalid(s[i:]):
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case !tree.Printable(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// invalid reports whether s begins with a byte that is no UTF-8.
func invalid(s string) bool {
	_, size := utf8.DecodeRuneInString(s)
	return size == 1
}
