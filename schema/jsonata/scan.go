package jsonata

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// token is one token of an expression. Its kind is the operator itself, or one of the words below.
type token struct {
	kind     string
	text     string // the operator, name, variable without its $, string's value, or regular expression
	number   float64
	from, to int
}

// Kinds of tokens that are no operators.
const (
	tokenEnd      = "end"
	tokenName     = "name"
	tokenVariable = "variable"
	tokenString   = "string"
	tokenNumber   = "number"
	tokenLiteral  = "value"
	tokenRegex    = "regex"
)

// quote is how a message shows a token.
func (t token) quote() string {
	if t.kind == tokenVariable {
		return strconv.Quote("$" + t.text)
	}
	return strconv.Quote(t.text)
}

// What a slash means at a place: the reference takes it as a division after an operand and after most opening brackets, and as
// the start of a regular expression elsewhere.
const (
	regexMay = true
	divides  = false
)

// operators lists the operators of two characters and then those of one.
var operators = []string{
	"..", ":=", "!=", ">=", "<=", "**", "~>", "?:", "??",
	".", "[", "]", "{", "}", "(", ")", ",", "@", "#", ";", ":", "?", "+", "-", "*", "/", "%", "|", "=", "<", ">", "^", "&", "!", "~",
}

const (
	whiteSpace = " \t\n\r\v"
	endsNames  = whiteSpace + ".[]{}(),@#;:?+-*/%|=<>^&!~"
)

// scanner splits an expression into tokens.
type scanner struct {
	src string
	pos int
}

// next returns the next token. slash says what a slash means.
func (s *scanner) next(slash bool) (token, *Error) {
	if err := s.skip(); err != nil {
		return token{}, err
	}
	from := s.pos
	if from == len(s.src) {
		return token{kind: tokenEnd, from: from, to: from}, nil
	}
	rest := s.src[from:]
	if rest[0] == '/' && slash {
		return s.regex()
	}
	for _, op := range operators {
		if strings.HasPrefix(rest, op) {
			s.pos += len(op)
			return token{kind: op, text: op, from: from, to: s.pos}, nil
		}
	}
	switch c := rest[0]; {
	case c == '"' || c == '\'':
		return s.quoted(c)
	case '0' <= c && c <= '9':
		return s.number()
	case c == '`':
		i := strings.IndexByte(rest[1:], '`')
		if i < 0 {
			return token{}, fail("S0105", from, len(s.src), "a quoted name is not closed")
		}
		s.pos += i + 2
		return token{kind: tokenName, text: rest[1 : i+1], from: from, to: s.pos}, nil
	}
	return s.word(), nil
}

// skip moves over white space and comments.
func (s *scanner) skip() *Error {
	for s.pos < len(s.src) {
		switch {
		case strings.IndexByte(whiteSpace, s.src[s.pos]) >= 0:
			s.pos++
		case strings.HasPrefix(s.src[s.pos:], "/*"):
			end := strings.Index(s.src[s.pos+2:], "*/")
			if end < 0 {
				return fail("S0106", s.pos, len(s.src), "a comment is not closed")
			}
			s.pos += end + 4
		default:
			return nil
		}
	}
	return nil
}

// word reads a name, a variable or a word operator, up to white space or an operator. Quotes do not end it.
func (s *scanner) word() token {
	from := s.pos
	n := strings.IndexAny(s.src[from:], endsNames)
	if n < 0 {
		n = len(s.src) - from
	}
	s.pos += n
	t := token{kind: tokenName, text: s.src[from:s.pos], from: from, to: s.pos}
	switch {
	case t.text[0] == '$':
		t.kind, t.text = tokenVariable, t.text[1:]
	case t.text == "and", t.text == "or", t.text == "in":
		t.kind = t.text
	case t.text == "true", t.text == "false", t.text == "null":
		t.kind = tokenLiteral
	}
	return t
}

// number reads a JSON number without its sign.
func (s *scanner) number() (token, *Error) {
	from := s.pos
	text := s.src[from : from+numberLength(s.src[from:])]
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsInf(n, 0) {
		return token{}, fail("S0102", from, from+len(text), "the number %s is out of range", text)
	}
	s.pos += len(text)
	return token{kind: tokenNumber, text: text, number: n, from: from, to: s.pos}, nil
}

// numberLength returns the length of the JSON number that a text starts with.
func numberLength(s string) int {
	digits := func(i int) int {
		for i < len(s) && '0' <= s[i] && s[i] <= '9' {
			i++
		}
		return i
	}
	n := digits(0)
	if s[0] == '0' {
		n = 1
	}
	if n < len(s) && s[n] == '.' {
		if end := digits(n + 1); end > n+1 {
			n = end
		}
	}
	if n < len(s) && (s[n] == 'e' || s[n] == 'E') {
		i := n + 1
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if end := digits(i); end > i {
			n = end
		}
	}
	return n
}

// escapes are the characters that may follow a backslash in a string, but for u.
var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// quoted reads a string in quotes of either kind.
func (s *scanner) quoted(quote byte) (token, *Error) {
	from := s.pos
	var units []uint16 // as JavaScript keeps it, so that escaped halves of a pair meet
	for i := from + 1; i < len(s.src); {
		switch c := s.src[i]; {
		case c == quote:
			s.pos = i + 1
			return token{kind: tokenString, text: string(utf16.Decode(units)), from: from, to: s.pos}, nil
		case c != '\\':
			r, size := utf8.DecodeRuneInString(s.src[i:])
			units = utf16.AppendRune(units, r)
			i += size
		case i+1 == len(s.src):
			i++
		case s.src[i+1] == 'u':
			code, err := strconv.ParseUint(s.src[min(i+2, len(s.src)):min(i+6, len(s.src))], 16, 16)
			if err != nil || i+6 > len(s.src) {
				return token{}, fail("S0104", i, min(i+6, len(s.src)), `\u is followed by four hexadecimal digits`)
			}
			units = append(units, uint16(code))
			i += 6
		default:
			c, ok := escapes[s.src[i+1]]
			if !ok {
				return token{}, fail("S0103", i, i+2, "a string has an escape that JSONata does not know")
			}
			units = append(units, uint16(c))
			i += 2
		}
	}
	return token{}, fail("S0101", from, len(s.src), "a string is not closed")
}

// regex reads /…/ and its flags i and m; a slash inside brackets belongs to it.
func (s *scanner) regex() (token, *Error) {
	from, depth := s.pos, 0
	start := from + 1
	for i := start; i < len(s.src); i++ {
		escaped := s.src[i-1] == '\\' && i > start
		switch c := s.src[i]; {
		case c == '/' && depth == 0:
			slashes := 0
			for s.src[i-1-slashes] == '\\' {
				slashes++
			}
			if slashes%2 == 1 {
				continue
			}
			if i == start {
				return token{}, fail("S0301", from, i+1, "a regular expression is empty")
			}
			end := i + 1
			for end < len(s.src) && (s.src[end] == 'i' || s.src[end] == 'm') {
				end++
			}
			if why := checkRegex(s.src[start:i], s.src[i+1:end]); why != "" {
				return token{}, fail("", from, end, "a regular expression is malformed: %s", why)
			}
			s.pos = end
			return token{kind: tokenRegex, text: s.src[from:end], from: from, to: end}, nil
		case !escaped && (c == '(' || c == '[' || c == '{'):
			depth++
		case !escaped && (c == ')' || c == ']' || c == '}'):
			depth--
		}
	}
	return token{}, fail("S0302", from, len(s.src), "a regular expression is not closed")
}
