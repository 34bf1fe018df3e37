package data

import (
	"strings"

	"espc.dev/schema/tree"
)

// inline reads a scalar or an empty list or object, and the line's end. A literal block's text is indented by indent or
// more.
func (r *blockReader) inline(indent int) *tree.Node {
	start := r.pos
	if r.at("|") {
		return r.literal(indent)
	}
	if r.at(`"`) {
		s, ok := r.quoted()
		if !ok {
			return nil
		}
		return r.ended(r.node(tree.String, s, start, r.pos))
	}
	end := r.lineEnd()
	text := r.text[start:end]
	r.pos = end
	switch {
	case text == "[]":
		return r.ended(r.node(tree.List, "", start, end))
	case text == "{}":
		return r.ended(r.node(tree.Map, "", start, end))
	case !plain(text) && (numberLength(text) == 0 || numberLength(text) != len(text)):
		return nil
	}
	kind, text := resolveCore(text)
	return r.ended(r.node(kind, text, start, end))
}

// ended takes the line's end after a value, and makes sure that the value does not go on in the next line.
func (r *blockReader) ended(n *tree.Node) *tree.Node {
	if r.pos < len(r.text) {
		if r.text[r.pos] != '\n' {
			return nil
		}
		r.pos++
	}
	return n
}

// plain reports whether s is plain text that every YAML reader takes as it stands: printable ASCII that starts with a
// letter, digit or one of / _ $ and has no comment, no colon before a space or its end, and no space at its end.
func plain(s string) bool {
	if s == "" || len(s) > 1024 {
		return false
	}
	switch c := s[0]; {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '/', c == '_', c == '$':
	default:
		return false
	}
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case c < ' ' || c >= 0x7f:
			return false
		case c == ':' && (i+1 == len(s) || s[i+1] == ' '), c == ' ' && (i+1 == len(s) || s[i+1] == '#'):
			return false
		}
	}
	return true
}

// quoted reads a double-quoted string of one line with the escapes that JSON and YAML share.
func (r *blockReader) quoted() (string, bool) {
	line := r.text[r.pos:r.lineEnd()]
	end := quotedEnd(line)
	if end == 0 || end > 1024 && strings.HasPrefix(line[end:], ":") {
		return "", false
	}
	if s := line[:end]; strings.Contains(s, `\ud`) || strings.Contains(s, `\uD`) { // surrogates are no YAML
		return "", false
	}
	s, ok := r.string()
	r.ds = nil
	return s, ok
}

// literal reads a literal block: |, |- or |+ without an indentation indicator.
func (r *blockReader) literal(indent int) *tree.Node {
	start := r.pos
	header := r.text[start:r.lineEnd()]
	if header != "|" && header != "|-" && header != "|+" {
		return nil
	}
	r.pos = min(r.lineEnd()+1, len(r.text))
	var b strings.Builder
	width := -1
	for r.pos < len(r.text) {
		end := r.lineEnd()
		line := r.text[r.pos:end]
		spaces := r.indent()
		if spaces < len(line) {
			if width < 0 {
				width = spaces
			}
			if spaces < width || width < indent {
				break
			}
			b.WriteString(line[width:])
		} else if spaces > 0 {
			return nil
		}
		if end == len(r.text) {
			return nil // the block's last line has no break
		}
		b.WriteByte('\n')
		r.pos = end + 1
	}
	if width < indent {
		return nil
	}
	text := b.String()
	if header != "|+" {
		text = strings.TrimRight(text, "\n")
		if header == "|" {
			text += "\n"
		}
	}
	return r.node(tree.String, text, start, start+len(header))
}
