package tree

import (
	"strings"
	"unicode/utf8"
)

// plainSafe reports whether s may stand unquoted as a key or value. It errs on the side of quoting: whatever YAML 1.1 or
// 1.2 readers resolve to a boolean, null, number, date, time or merge key is quoted, and so is all but plain ASCII.
func plainSafe(s string) bool {
	if s == "" || len(s) > 1024 {
		return false
	}
	c := s[0]
	switch {
	case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '/', c == '_', c == '$' && !strings.HasPrefix(s, "${"):
	case c >= '0' && c <= '9':
		if !digitLedSafe(s) {
			return false
		}
	default:
		return false
	}
	for i := 1; i < len(s); i++ {
		c := s[i]
		switch {
		case c < ' ' || c >= 0x7f:
			return false
		case c == ':' && (i+1 == len(s) || s[i+1] == ' '):
			return false
		case c == ' ' && (i+1 == len(s) || s[i+1] == '#'):
			return false
		}
	}
	return !reserved(s)
}

// digitLedSafe reports whether a string that starts with a digit can't be a number, date or base-60 number in any YAML:
// it has a letter that no number has in that place. Versions, addresses and quantities such as 100m and 256Mi pass.
func digitLedSafe(s string) bool {
	last := s[len(s)-1]
	if last < 'a' && last != 'M' && last != 'G' && last != 'T' && last != 'K' || last == 'e' || strings.ContainsAny(s, ":_ ,") {
		return false
	}
	if len(s) > 1 && s[0] == '0' {
		return false
	}
	for i := 1; i < len(s)-1; i++ {
		if s[i] == 'e' || s[i] == 'E' || s[i] == 'x' || s[i] == 'o' || s[i] == 'b' {
			return false
		}
	}
	return true
}

// reserved reports whether a reader of YAML 1.1 or 1.2 takes the word for a boolean, null, infinity or not-a-number.
func reserved(s string) bool {
	if len(s) > 5 {
		return false
	}
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf":
		return true
	}
	return false
}

// printable reports whether a rune may stand as it is. Controls, C1, bidirectional marks, separators and the byte order
// mark are shown escaped, so that what a reviewer sees is what is there.
func printable(r rune) bool {
	switch {
	case r < 0x20, r >= 0x7f && r < 0xa0, r == utf8.RuneError, r == 0xfeff, r == 0xfffe, r == 0xffff:
		return false
	case r == 0x061c, r >= 0x200b && r <= 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2060 && r <= 0x206f:
		return false
	}
	return true
}

const hex = "0123456789abcdef"

// appendQuoted appends s double quoted. The escapes used are those that YAML and JSON share, so one form serves both.
func appendQuoted(dst []byte, s string) []byte {
	dst = append(dst, '"')
	start := 0
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if printable(r) && r != '"' && r != '\\' {
			i += size
			continue
		}
		dst = append(dst, s[start:i]...)
		dst = appendEscape(dst, r)
		i += size
		start = i
	}
	dst = append(dst, s[start:]...)
	return append(dst, '"')
}

func appendEscape(dst []byte, r rune) []byte {
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
	return append(dst, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
}
