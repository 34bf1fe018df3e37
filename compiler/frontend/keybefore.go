package frontend

import (
	"bytes"

	"espc.dev/schema/diag"
)

// KeyBefore returns where a key stands a first time in the object in which it stands at an offset, quoted or not: for a parser
// that knows only of the second place. It is followed by a colon, or a plus and colons.
func KeyBefore(file *diag.File, lexis Lexis, at int, key string) (diag.Range, bool) {
	object, ok := Unclosed(file, lexis, at)
	if !ok {
		return diag.Range{}, false
	}
	s := scan(file, lexis, object+1, false)
	for depth := len(s.stack); s.pos < at; s.next() {
		if len(s.stack) != depth {
			continue
		}
		for _, form := range []string{key, "'" + key + "'", `"` + key + `"`} {
			rest, found := bytes.CutPrefix(s.data[s.pos:], []byte(form))
			rest = bytes.TrimPrefix(bytes.TrimLeft(rest, " \t"), []byte("+"))
			if found && bytes.HasPrefix(rest, []byte(":")) {
				return span(file, s.pos, len(form)), true
			}
		}
	}
	return diag.Range{}, false
}
