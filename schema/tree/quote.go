package tree

import (
	"unicode/utf16"
	"unicode/utf8"
)

// Printable reports whether a rune may be shown as it is. Controls, C1, separators, what changes the direction of text
// and what can't be seen are shown escaped instead, so that what a reviewer sees is what is there. The list is fixed,
// not the Unicode version's of the Go at hand, so that the same tree gives the same bytes with any.
func Printable(r rune) bool {
	if r < 0xad {
		return r >= 0x20 && r < 0x7f || r >= 0xa0
	}
	switch {
	case r == 0xad, r == 0x61c, r == 0x115f, r == 0x1160, r == 0x180e, r == 0x3164, r == 0xffa0: // soft hyphen, marks, fillers
		return false
	case r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f: // zero width, separators, bidi
		return false
	case r == 0xfeff, r >= 0xfff9 && r <= 0xfffd, r >= 0xfdd0 && r <= 0xfdef, r&0xfffe == 0xfffe: // byte order mark, broken, no characters
		return false
	case r >= 0xe0000 && r <= 0xe0fff: // tags and variation selectors without a glyph
		return false
	}
	return true
}

// printableAt decodes the rune that s starts with; a byte that is not UTF-8 is not printable.
func printableAt(s string) (size int, ok bool) {
	r, size := utf8.DecodeRuneInString(s)
	return size, Printable(r)
}

// appendQuoted appends s in double quotes, with the escapes of YAML; JSON shares them but for runes of more than 16 bits.
// Bytes that are not UTF-8 become U+FFFD.
func appendQuoted(dst []byte, s string, json bool) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		if quotedAsIs[s[i]] {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r >= utf8.RuneSelf && Printable(r) {
			i += size
			continue
		}
		dst = append(dst, s[start:i]...)
		dst = appendEscape(dst, r, json)
		i += size
		start = i
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

func appendEscape(dst []byte, r rune, json bool) []byte {
	switch r {
	case '"', '\\':
		return append(dst, '\\', byte(r))
	case '\n':
		return append(dst, '\\', 'n')
	case '\t':
		return append(dst, '\\', 't')
	case '\r':
		return append(dst, '\\', 'r')
	}
	switch {
	case r <= 0xffff:
		return appendHex(append(dst, '\\', 'u'), r, 4)
	case json:
		high, low := utf16.EncodeRune(r)
		return appendHex(append(appendHex(append(dst, '\\', 'u'), high, 4), '\\', 'u'), low, 4)
	}
	return appendHex(append(dst, '\\', 'U'), r, 8)
}

const hex = "0123456789abcdef"

func appendHex(dst []byte, r rune, digits int) []byte {
	for shift := 4 * (digits - 1); shift >= 0; shift -= 4 {
		dst = append(dst, hex[r>>shift&15])
	}
	return dst
}

// quotedAsIs marks the ASCII bytes that stand for themselves in double quotes.
var quotedAsIs = func() (t [256]bool) {
	for c := ' '; c < 0x7f; c++ {
		t[c] = c != '"' && c != '\\'
	}
	return t
}()
