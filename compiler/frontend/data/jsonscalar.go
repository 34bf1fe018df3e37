package data

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"espc.dev/schema/tree"
)

// number parses by JSON's grammar: no leading zeros or plus sign, digits on both sides of a point.
func (p *jsonParser) number() *tree.Node {
	start := p.pos
	n := numberLength(p.text[start:])
	end := start + n
	if n == 0 || end < len(p.text) && !strings.ContainsRune(" \t\r\n,]}", rune(p.text[end])) {
		return p.fail(start, "this is no JSON number", "write digits with an optional sign, fraction and exponent, or a string in double quotes")
	}
	p.pos = end
	return p.node(tree.Number, p.text[start:end], start, end)
}

// numberLength returns how many bytes at the start of s are a JSON number, 0 for none.
func numberLength(s string) int {
	i := 0
	if i < len(s) && s[i] == '-' {
		i++
	}
	whole := digits(s[i:])
	if whole == 0 || whole > 1 && s[i] == '0' {
		return 0
	}
	i += whole
	if i < len(s) && s[i] == '.' {
		d := digits(s[i+1:])
		if d == 0 {
			return 0
		}
		i += 1 + d
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		j := i + 1
		if j < len(s) && (s[j] == '+' || s[j] == '-') {
			j++
		}
		d := digits(s[j:])
		if d == 0 {
			return 0
		}
		i = j + d
	}
	return i
}

func digits(s string) int {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n
}

// string parses a string at the cursor. Without escapes it shares the file's text.
func (p *jsonParser) string() (string, bool) {
	open := p.pos
	p.pos++
	start := p.pos
	for ; p.pos < len(p.text); p.pos++ {
		switch c := p.text[p.pos]; {
		case c == '"':
			p.pos++
			return p.text[start : p.pos-1], true
		case c == '\\':
			return p.escaped(open)
		case c < ' ':
			return p.control(open)
		}
	}
	p.fail(open, "the string is never closed", `close it with "`)
	return "", false
}

func (p *jsonParser) control(open int) (string, bool) {
	if c := p.text[p.pos]; c == '\n' || c == '\r' {
		p.fail(open, "the string is not closed on its line", `close it with ", and write a line break as \n`)
	} else {
		p.fail(p.pos, "a control character stands in a string", `write it as an escape: \u00`+hexByte(c))
	}
	return "", false
}

func hexByte(c byte) string {
	const hex = "0123456789abcdef"
	return string([]byte{hex[c>>4], hex[c&15]})
}

func (p *jsonParser) escaped(open int) (string, bool) {
	b := []byte(p.text[open+1 : p.pos])
	for p.pos < len(p.text) {
		c := p.text[p.pos]
		switch {
		case c == '"':
			p.pos++
			return string(b), true
		case c == '\\':
			var ok bool
			if b, ok = p.escape(b); !ok {
				return "", false
			}
		case c < ' ':
			return p.control(open)
		default:
			b = append(b, c)
			p.pos++
		}
	}
	p.fail(open, "the string is never closed", `close it with "`)
	return "", false
}

func (p *jsonParser) escape(b []byte) ([]byte, bool) {
	const from, to = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	start := p.pos
	if start+1 < len(p.text) {
		if i := strings.IndexByte(from, p.text[start+1]); i >= 0 {
			p.pos += 2
			return append(b, to[i]), true
		}
	}
	r, ok := p.hex4()
	if !ok {
		p.fail(start, "this is no escape of JSON", `write \\ for a backslash`)
		return nil, false
	}
	if utf16.IsSurrogate(r) {
		second, ok := p.hex4()
		if r = utf16.DecodeRune(r, second); !ok || r == utf8.RuneError {
			p.fail(start, "half of a surrogate pair stands alone", `write both halves, or the character itself`)
			return nil, false
		}
	}
	return utf8.AppendRune(b, r), true
}

// hex4 takes \uXXXX at the cursor.
func (p *jsonParser) hex4() (rune, bool) {
	if p.pos+6 > len(p.text) || p.text[p.pos:p.pos+2] != `\u` {
		return 0, false
	}
	v, err := strconv.ParseUint(p.text[p.pos+2:p.pos+6], 16, 16)
	if err != nil {
		return 0, false
	}
	p.pos += 6
	return rune(v), true
}
