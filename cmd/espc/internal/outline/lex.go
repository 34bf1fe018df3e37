package outline

import "strings"

type tokenKind uint8

const (
	endOfText tokenKind = iota
	newline
	word
	number
	text
	sign    // punctuation; two bytes for what compares or arrows
	comment // only one that reaches the end of the text
)

// token is a piece of a text.
type token struct {
	kind       tokenKind
	start, end int
	// from and to bound a text's content.
	from, to int
	// closed texts have their closing quote; lines says that one may have several lines.
	closed, lines bool
	// plain texts hold no escape and no interpolation.
	plain bool
	// inner are a text's interpolations.
	inner []span
	// open is where the interpolation starts that the end of the text is in, or -1.
	open int
}

// span is a stretch of the text.
type span struct{ from, to int }

// lex cuts a text into tokens. Whatever the text, it ends with endOfText.
func lex(l Language, s string) []token {
	x := lexer{language: l, text: s}
	for x.at < len(s) {
		x.next()
	}
	return append(x.tokens, token{kind: endOfText, start: len(s), end: len(s), open: -1})
}

type lexer struct {
	language Language
	text     string
	at       int
	tokens   []token
}

func (x *lexer) add(kind tokenKind, end int) {
	x.tokens = append(x.tokens, token{kind: kind, start: x.at, end: end, from: x.at, to: end, open: -1})
	x.at = end
}

func (x *lexer) next() {
	rest := x.text[x.at:]
	switch c := rest[0]; {
	case c == '\n':
		x.add(newline, x.at+1)
	case c == ' ' || c == '\t' || c == '\r':
		x.at++
	case x.comment(rest):
	case x.quoted():
	case wordStart(c) || x.language == CUE && c == '#' || x.language == Jsonnet && c == '$':
		x.add(word, x.at+x.word(rest))
	case c >= '0' && c <= '9':
		x.add(number, x.at+digits(rest))
	case len(rest) > 1 && strings.Contains(" == => != <= >= && || =~ !~ ", " "+rest[:2]+" "):
		x.add(sign, x.at+2)
	default:
		x.add(sign, x.at+1)
	}
}

// comment skips a comment. One that reaches the end stays as a token: the cursor is in it.
func (x *lexer) comment(rest string) bool {
	n := 0
	switch {
	case strings.HasPrefix(rest, "//"), rest[0] == '#' && (x.language == HCL || x.language == Jsonnet || x.language == YAML):
		if n = strings.IndexByte(rest, '\n'); n < 0 {
			x.add(comment, len(x.text))
			return true
		}
	case strings.HasPrefix(rest, "/*") && x.language != CUE:
		end := strings.Index(rest[2:], "*/")
		if end < 0 {
			x.add(comment, len(x.text))
			return true
		}
		n = end + 4
	default:
		return false
	}
	x.at += n
	return true
}

// word is the length of a name and what follows it after dots; a last dot belongs to it, since a name is to follow.
func (x *lexer) word(s string) int {
	n := 1
	for n < len(s) {
		switch {
		case x.wordByte(s[n]):
		case s[n] == '.' && s[n-1] != '.' && !strings.HasPrefix(s[n:], "..") && (n+1 == len(s) || !strings.ContainsRune("[*", rune(s[n+1]))):
		default:
			return n
		}
		n++
	}
	return n
}

func (x *lexer) wordByte(c byte) bool {
	return wordStart(c) || c >= '0' && c <= '9' || c == '-' && x.language == HCL
}

func wordStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

func digits(s string) int {
	n := 1
	for n < len(s) && (wordStart(s[n]) || s[n] >= '0' && s[n] <= '9' || s[n] == '.') {
		n++
	}
	return n
}
