package tree

import "strings"

// appendString appends a string plain, as a literal block or in double quotes.
func appendString(dst []byte, s string, indent int) []byte {
	switch {
	case plainSafe(s):
		return append(dst, s...)
	case literalSafe(s):
		return appendLiteral(dst, s, max(indent, 2))
	}
	return appendQuoted(dst, s, false)
}

// maxPlain is how long an unquoted string may be; a longer one is quoted, as anything a person would not read at a glance.
const maxPlain = 1000

// plainSafe reports whether s may stand unquoted as a key or value. It errs on the side of quoting: whatever YAML 1.1 or
// 1.2 readers resolve to a boolean, null, number, date, time or merge key is quoted, and so is all but plain ASCII.
func plainSafe(s string) bool {
	if s == "" || len(s) > maxPlain {
		return false
	}
	switch plainClass[s[0]] & plainStart {
	case startDigit:
		if !digitLedSafe(s) {
			return false
		}
	case startWord:
		if len(s) <= len("false") && reserved(s) {
			return false
		}
	case startDollar:
		if len(s) > 1 && s[1] == '{' {
			return false
		}
	default:
		return false
	}
	for i := 1; i < len(s); i++ {
		class := plainClass[s[i]]
		if class&plainInside == 0 {
			return false
		}
		if class&plainLook != 0 && !plainNext(s, i) {
			return false
		}
	}
	return s[len(s)-1] != ':'
}

// plainNext reports whether a colon or space at i leaves the string plain: ": " would make it a key, " #" a comment, and a
// space at the end would be lost.
func plainNext(s string, i int) bool {
	if i+1 == len(s) {
		return false
	}
	if s[i] == ':' {
		return s[i+1] != ' '
	}
	return s[i+1] != '#'
}

// Classes of the bytes of a plain string: how one may start, and what may stand inside.
const (
	startWord uint8 = 1 + iota
	startDigit
	startDollar
	plainStart  uint8 = 3
	plainInside uint8 = 4
	plainLook   uint8 = 8 // a colon or a space: the next byte decides
)

var plainClass = func() (t [256]uint8) {
	for c := ' '; c < 0x7f; c++ {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '/', c == '_':
			t[c] = startWord
		case c >= '0' && c <= '9':
			t[c] = startDigit
		case c == '$':
			t[c] = startDollar
		case c == ':', c == ' ':
			t[c] = plainLook
		}
		t[c] |= plainInside
	}
	return t
}()

// digitLedSafe reports whether a string that starts with a digit can't be a number, date or base-60 number in any YAML:
// it ends in a letter that no number ends in. Addresses, versions such as 1.2.3-rc and quantities such as 100m and 256Mi
// pass.
func digitLedSafe(s string) bool {
	switch last := s[len(s)-1]; {
	case last == 'e':
		return false
	case last >= 'a' && last <= 'z', last == 'K', last == 'M', last == 'G', last == 'T':
	default:
		return false
	}
	if s[0] == '0' && len(s) > 1 {
		return false
	}
	return !strings.ContainsAny(s[1:len(s)-1], ":_ ,eExob")
}

// reserved reports whether a reader of YAML 1.1 or 1.2 takes the word for a boolean, null, infinity or not-a-number.
func reserved(s string) bool {
	var lower [len("false")]byte
	for i := range len(s) {
		lower[i] = s[i] | 0x20
	}
	switch string(lower[:len(s)]) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf":
		return true
	}
	return false
}

// literalSafe reports whether a literal block can hold s: several lines of printable text of which the first that is
// not empty has no leading space (so that no indentation indicator is needed).
func literalSafe(s string) bool {
	first := strings.TrimLeft(s, "\n")
	if first == "" || first[0] == ' ' || first[0] == '\t' || strings.IndexByte(s, '\n') < 0 {
		return false
	}
	for i := 0; i < len(s); {
		if c := s[i]; quotedAsIs[c] || c == '\n' || c == '\t' || c == '"' || c == '\\' {
			i++
			continue
		}
		size, ok := printableAt(s[i:])
		if !ok {
			return false
		}
		i += size
	}
	return true
}

func appendLiteral(dst []byte, s string, indent int) []byte {
	dst = append(dst, '|')
	body := strings.TrimSuffix(s, "\n")
	switch {
	case len(body) == len(s):
		dst = append(dst, '-')
	case strings.HasSuffix(body, "\n"):
		dst = append(dst, '+')
	}
	for line := range strings.SplitSeq(body, "\n") {
		dst = append(dst, '\n')
		if line != "" {
			dst = appendIndent(dst, indent)
			dst = append(dst, line...)
		}
	}
	return append(dst, '\n')
}

// appendNumber appends a number of JSON's syntax. One with an exponent gets the fraction and the sign without which readers
// of YAML 1.1 take it for a string: 1e5 is 1.0e+5.
func appendNumber(dst []byte, s string) []byte {
	e := strings.IndexAny(s, "eE")
	if e < 0 {
		return append(dst, s...)
	}
	dst = append(dst, s[:e]...)
	if strings.IndexByte(s[:e], '.') < 0 {
		dst = append(dst, ".0"...)
	}
	dst = append(dst, 'e')
	if c := s[e+1]; c != '+' && c != '-' {
		dst = append(dst, '+')
	}
	return append(dst, s[e+1:]...)
}
