package jsonata

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
)

// checkRegex returns what is wrong with a regular expression of JavaScript, "" for nothing. The rules are those of ECMA-262 for
// patterns without the flag u, the leniencies of its Annex B included: a lone ] or } stands for itself, an unknown escape
// for the character.
func checkRegex(pattern, flags string) string {
	if strings.Count(flags, "i") > 1 || strings.Count(flags, "m") > 1 {
		return "a flag stands twice"
	}
	c := regexChecker{src: utf16.Encode([]rune(pattern)), named: strings.Contains(pattern, "(?<")}
	c.named = c.named && c.hasNames()
	c.pattern()
	if c.why == "" {
		for _, name := range c.references {
			if !slices.Contains(c.names, name) {
				return "it refers to a group that it does not have"
			}
		}
	}
	return c.why
}

// regexChecker walks over a pattern, in UTF-16 units as JavaScript does without the flag u.
type regexChecker struct {
	src        []uint16
	pos        int
	named      bool // a group has a name, so \k is a reference
	names      []string
	references []string
	why        string
}

// at reports whether a text stands at the position.
func (c *regexChecker) at(text string) bool {
	if c.pos+len(text) > len(c.src) {
		return false
	}
	for i := range len(text) {
		if c.src[c.pos+i] != uint16(text[i]) {
			return false
		}
	}
	return true
}

// hasNames reports whether a group has a name; (?<= and (?<! are none.
func (c *regexChecker) hasNames() bool {
	class := false
	for i := 0; i < len(c.src); i++ {
		switch c.src[i] {
		case '\\':
			i++
		case '[':
			class = true
		case ']':
			class = false
		case '(':
			probe := regexChecker{src: c.src, pos: i}
			if !class && probe.at("(?<") && i+3 < len(c.src) && c.src[i+3] != '=' && c.src[i+3] != '!' {
				return true
			}
		}
	}
	return false
}

// pattern walks over the whole pattern.
func (c *regexChecker) pattern() {
	var open []bool       // the groups that are open, and whether a quantifier may follow each
	quantifiable := false // what stands before the position
	for c.why == "" && c.pos < len(c.src) {
		switch u := c.src[c.pos]; u {
		case '(':
			quantifies := c.group()
			open, quantifiable = append(open, quantifies), false
		case ')':
			if len(open) == 0 {
				c.why = "a ) closes nothing"
				return
			}
			quantifiable, open = open[len(open)-1], open[:len(open)-1]
			c.pos++
		case '|', '^', '$':
			quantifiable = false
			c.pos++
		case '*', '+', '?', '{':
			if n := c.quantifier(); n > 0 {
				if !quantifiable {
					c.why = "a quantifier has nothing to repeat"
					return
				}
				c.pos += n
				if c.pos < len(c.src) && c.src[c.pos] == '?' {
					c.pos++
				}
				quantifiable = false
				continue
			}
			quantifiable = true // a { that begins no quantifier stands for itself
			c.pos++
		case '[':
			c.class()
			quantifiable = true
		case '\\':
			quantifiable = c.escape()
		default:
			quantifiable = true
			c.pos++
		}
	}
	if c.why == "" && len(open) > 0 {
		c.why = "a group is not closed"
	}
}

// group moves over what opens a group, and reports whether a quantifier may follow the group.
func (c *regexChecker) group() bool {
	for _, opening := range []string{"(?:", "(?=", "(?!", "(?<=", "(?<!"} {
		if c.at(opening) {
			c.pos += len(opening)
			return !strings.HasPrefix(opening, "(?<")
		}
	}
	switch {
	case c.at("(?<"):
		c.pos += len("(?<")
		if name := c.groupName(); name != "" && slices.Contains(c.names, name) {
			c.why = "two groups have the same name"
		} else {
			c.names = append(c.names, name)
		}
	case c.at("(?"):
		c.why = "(? begins no group"
	default:
		c.pos++
	}
	return true
}

// groupName reads a name up to and with its closing bracket.
func (c *regexChecker) groupName() string {
	from := c.pos
	for c.pos < len(c.src) && c.src[c.pos] != '>' {
		c.pos++
	}
	name := string(utf16.Decode(c.src[from:c.pos]))
	for i, r := range name {
		if r != '$' && r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r)) {
			c.why = "the name of a group is malformed"
			return ""
		}
	}
	if name == "" || c.pos == len(c.src) {
		c.why = "the name of a group is malformed"
		return ""
	}
	c.pos++
	return name
}

// quantifier returns the length of the quantifier at the position, 0 for none.
func (c *regexChecker) quantifier() int {
	if c.src[c.pos] != '{' {
		return 1
	}
	i := c.pos + 1
	number := func() (text string) {
		for i < len(c.src) && '0' <= c.src[i] && c.src[i] <= '9' {
			text += string(rune(c.src[i]))
			i++
		}
		return text
	}
	low := number()
	if low == "" || i == len(c.src) {
		return 0
	}
	if c.src[i] == ',' {
		i++
		if high := number(); high != "" && less(high, low) {
			if i < len(c.src) && c.src[i] == '}' {
				c.why = "the numbers of a quantifier are out of order"
			}
		}
	}
	if i == len(c.src) || c.src[i] != '}' {
		return 0
	}
	return i + 1 - c.pos
}

// less compares decimal numbers of any length.
func less(a, b string) bool {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// escape moves over an escape outside a class, and reports whether a quantifier may follow it.
func (c *regexChecker) escape() bool {
	c.pos++
	if c.pos == len(c.src) {
		c.why = `a \ stands at the end`
		return false
	}
	u := c.src[c.pos]
	c.pos++
	switch {
	case u == 'b' || u == 'B':
		return false
	case u == 'k' && c.named:
		if c.pos == len(c.src) || c.src[c.pos] != '<' {
			c.why = `\k is followed by the name of a group`
			return false
		}
		c.pos++
		if name := c.groupName(); name != "" {
			c.references = append(c.references, name)
		}
	}
	return true
}

// class moves over a class of characters.
func (c *regexChecker) class() {
	c.pos++
	if c.pos < len(c.src) && c.src[c.pos] == '^' {
		c.pos++
	}
	for c.pos < len(c.src) && c.src[c.pos] != ']' {
		low, single := c.member()
		if c.why != "" || !c.at("-") || c.pos+1 == len(c.src) || c.src[c.pos+1] == ']' {
			continue
		}
		c.pos++
		high, alsoSingle := c.member()
		if single && alsoSingle && high < low {
			c.why = "a range of characters is out of order"
		}
	}
	if c.pos >= len(c.src) && c.why == "" {
		c.why = "a class of characters is not closed"
	}
	c.pos++
}

// member reads one character of a class; \d, \w and \s are no single one.
func (c *regexChecker) member() (u uint16, single bool) {
	u = c.src[c.pos]
	c.pos++
	if u != '\\' {
		return u, true
	}
	if c.pos == len(c.src) {
		c.why = `a \ stands at the end`
		return 0, false
	}
	u = c.src[c.pos]
	c.pos++
	switch u {
	case 'd', 'D', 's', 'S', 'w', 'W':
		return 0, false
	case 'b':
		return '\b', true
	case 'f':
		return '\f', true
	case 'n':
		return '\n', true
	case 'r':
		return '\r', true
	case 't':
		return '\t', true
	case 'v':
		return '\v', true
	case 'x':
		return c.hex(2, u), true
	case 'u':
		return c.hex(4, u), true
	case 'c':
		if c.pos < len(c.src) && (isWord(c.src[c.pos])) {
			c.pos++
			return c.src[c.pos-1] % 32, true
		}
		c.pos-- // the backslash stands for itself
		return '\\', true
	}
	if '0' <= u && u <= '7' {
		value := u - '0'
		for n := 1; n < 3 && c.pos < len(c.src) && '0' <= c.src[c.pos] && c.src[c.pos] <= '7' && value*8+c.src[c.pos]-'0' < 256; n++ {
			value = value*8 + c.src[c.pos] - '0'
			c.pos++
		}
		return value, true
	}
	return u, true
}

func isWord(u uint16) bool {
	return 'a' <= u && u <= 'z' || 'A' <= u && u <= 'Z' || '0' <= u && u <= '9' || u == '_'
}

// hex reads so many hexadecimal digits; without them the letter stands for itself.
func (c *regexChecker) hex(digits int, letter uint16) uint16 {
	if c.pos+digits > len(c.src) {
		return letter
	}
	value := uint16(0)
	for _, u := range c.src[c.pos : c.pos+digits] {
		d := strings.IndexByte("0123456789abcdef", byte(unicode.ToLower(rune(u))))
		if u > 127 || d < 0 {
			return letter
		}
		value = value*16 + uint16(d)
	}
	c.pos += digits
	return value
}
