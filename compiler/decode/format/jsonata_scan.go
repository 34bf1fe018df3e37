package format

import (
	"strings"
	"unicode/utf8"
)

// jsonataToken is one token of an expression. Kind is the operator itself, or one of the words below.
type jsonataToken struct {
	kind     string
	text     string
	from, to int
}

// Kinds of tokens that are no operators.
const (
	tokenEnd      = "end"
	tokenName     = "name"
	tokenVariable = "variable"
	tokenValue    = "value" // a string, number, true, false or null
	tokenRegex    = "regex"
)

// jsonataOperators lists the operators of JSONata, longest first where one starts with another.
var jsonataOperators = []string{
	"..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??",
	".", "[", "]", "{", "}", "(", ")", ",", "@", "#", ";", ":", "?", "+", "-", "*", "/", "%", "|", "=", "<", ">", "^", "&",
}

// jsonataScanner splits an expression into tokens.
type jsonataScanner struct {
	src string
	pos int
}

// next returns the next token. A slash starts a regular expression where an operand is due. why says what is wrong with
// the token, "" for nothing.
func (s *jsonataScanner) next(operand bool) (t jsonataToken, why string) {
	if why := s.skip(); why != "" {
		return jsonataToken{from: s.pos, to: len(s.src)}, why
	}
	from := s.pos
	token := func(kind string, to int) (jsonataToken, string) {
		s.pos = to
		return jsonataToken{kind, s.src[from:to], from, to}, ""
	}
	if from == len(s.src) {
		return token(tokenEnd, from)
	}
	switch c := s.src[from]; {
	case c == '/' && operand:
		return s.regex()
	case c == '"' || c == '\'':
		return s.quoted(c)
	case c == '`':
		i := strings.IndexByte(s.src[from+1:], '`')
		if i < 0 {
			return jsonataToken{from: from, to: len(s.src)}, "a quoted name is not closed"
		}
		return token(tokenName, from+i+2)
	case isDigit(c):
		return token(tokenValue, from+numberLength(s.src[from:]))
	}
	for _, op := range jsonataOperators {
		if strings.HasPrefix(s.src[from:], op) {
			return token(op, from+len(op))
		}
	}
	return s.word()
}

// word reads a name, a variable or a word operator, up to white space or an operator.
func (s *jsonataScanner) word() (jsonataToken, string) {
	from := s.pos
	for s.pos < len(s.src) && strings.IndexByte(" \t\r\n\v.[]{}(),@#;:?+-*/%|=<>^&!~\"'`", s.src[s.pos]) < 0 {
		_, size := utf8.DecodeRuneInString(s.src[s.pos:])
		s.pos += size
	}
	t := jsonataToken{tokenName, s.src[from:s.pos], from, s.pos}
	switch {
	case t.text == "":
		t.to = from + 1
		return t, Quote(s.src[from:from+1]) + " stands in no expression"
	case t.text[0] == '$':
		t.kind = tokenVariable
	case t.text == "and", t.text == "or", t.text == "in":
		t.kind = t.text
	case t.text == "true", t.text == "false", t.text == "null":
		t.kind = tokenValue
	}
	return t, ""
}

// skip moves over white space and comments.
func (s *jsonataScanner) skip() string {
	for s.pos < len(s.src) {
		switch {
		case strings.IndexByte(" \t\r\n\v", s.src[s.pos]) >= 0:
			s.pos++
		case strings.HasPrefix(s.src[s.pos:], "/*"):
			end := strings.Index(s.src[s.pos+2:], "*/")
			if end < 0 {
				return "a comment is not closed"
			}
			s.pos += end + 4
		default:
			return ""
		}
	}
	return ""
}

func (s *jsonataScanner) quoted(quote byte) (jsonataToken, string) {
	from := s.pos
	for i := from + 1; i < len(s.src); i++ {
		switch s.src[i] {
		case quote:
			s.pos = i + 1
			return jsonataToken{tokenValue, s.src[from:s.pos], from, s.pos}, ""
		case '\\':
			i++
			if i == len(s.src) {
				break
			}
			if s.src[i] == 'u' {
				if i+4 >= len(s.src) || !only(s.src[i+1:i+5], isHex) {
					return jsonataToken{from: i - 1, to: i + 1}, `\u is followed by four hexadecimal digits`
				}
			} else if strings.IndexByte(`"\/bfnrt`, s.src[i]) < 0 {
				return jsonataToken{from: i - 1, to: i + 1}, "a string has an escape that JSONata does not know"
			}
		}
	}
	return jsonataToken{from: from, to: len(s.src)}, "a string is not closed"
}

// regex reads /…/ and its flags i and m; a slash inside brackets belongs to it.
func (s *jsonataScanner) regex() (jsonataToken, string) {
	from, depth := s.pos, 0
	for i := from + 1; i < len(s.src); i++ {
		switch c := s.src[i]; {
		case c == '\\':
			i++
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
		case c == '/' && depth == 0:
			if i == from+1 {
				return jsonataToken{from: from, to: i + 1}, "a regular expression is empty"
			}
			for i++; i < len(s.src) && (s.src[i] == 'i' || s.src[i] == 'm'); i++ {
			}
			s.pos = i
			return jsonataToken{tokenRegex, s.src[from:i], from, i}, ""
		}
	}
	return jsonataToken{from: from, to: len(s.src)}, "a regular expression is not closed"
}

// numberLength returns the length of the JSON number that a text starts with.
func numberLength(s string) int {
	digits := func(i int) int {
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		return i
	}
	n := digits(0)
	if s[0] == '0' {
		n = 1
	}
	if n+1 < len(s) && s[n] == '.' && isDigit(s[n+1]) {
		n = digits(n + 1)
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		i := n + 1
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if i < len(s) && isDigit(s[i]) {
			n = digits(i)
		}
	}
	return n
}
