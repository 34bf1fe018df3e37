package outline

import "strings"

// quotes is how a text goes on after its opening quote.
type quotes struct {
	open, close string
	lines       bool   // goes on over the end of a line
	escape      string // makes the byte after it plain; "" for none
	inner       string // opens an interpolation, "" for none
	innerEnd    byte
}

// quoted lexes a text that starts here.
func (x *lexer) quoted() bool {
	rest := x.text[x.at:]
	if x.language == HCL && strings.HasPrefix(rest, "<<") {
		return x.heredoc()
	}
	if x.language == Jsonnet && strings.HasPrefix(rest, "|||") {
		return x.textBlock()
	}
	q, ok := quotesOf(x.language, rest)
	if !ok {
		return false
	}
	t := scanText(x.language, x.text, x.at, q)
	x.tokens = append(x.tokens, t)
	x.at = t.end
	return true
}

// maxHashes is from how many # on none of them opens a text of CUE: nobody writes so many, and each would be counted for each.
const maxHashes = 64

func quotesOf(l Language, rest string) (quotes, bool) {
	switch l {
	case HCL:
		return quotes{open: `"`, close: `"`, escape: `\`, inner: "${", innerEnd: '}'}, rest[0] == '"'
	case CUE:
		head := rest[:min(len(rest), maxHashes)]
		hashes := len(head) - len(strings.TrimLeft(head, "#"))
		if hashes == len(head) || rest[hashes] != '"' && rest[hashes] != '\'' {
			return quotes{}, false
		}
		marks, quote := rest[:hashes], rest[hashes:hashes+1]
		lines := strings.HasPrefix(rest[hashes:], strings.Repeat(quote, 3)+"\n")
		if lines {
			quote = strings.Repeat(quote, 3)
		}
		return quotes{open: marks + quote, close: quote + marks, lines: lines, escape: `\` + marks, inner: `\` + marks + "(", innerEnd: ')'}, true
	case Jsonnet:
		if rest[0] == '@' && len(rest) > 1 && (rest[1] == '"' || rest[1] == '\'') {
			return quotes{open: rest[:2], close: rest[1:2], lines: true}, true
		}
		return quotes{open: rest[:1], close: rest[:1], escape: `\`}, rest[0] == '"' || rest[0] == '\''
	case YAML:
		if rest[0] == '\'' {
			return quotes{open: "'", close: "'"}, true
		}
	}
	return quotes{open: `"`, close: `"`, escape: `\`}, rest[0] == '"'
}

// scanText scans a text from its opening quote. One that is not closed ends with its line.
func scanText(l Language, s string, start int, q quotes) token { return scanNested(l, s, start, q, 0) }

// maxTexts is how deep texts in interpolations of texts are read.
const maxTexts = 8

func scanNested(l Language, s string, start int, q quotes, depth int) token {
	t := token{kind: text, start: start, from: start + len(q.open), plain: true, lines: q.lines, open: -1}
	i := t.from
	for i < len(s) {
		switch {
		case strings.HasPrefix(s[i:], q.close):
			t.to, t.end, t.closed = i, i+len(q.close), true
			return t
		case s[i] == '\n' && !q.lines:
			t.to, t.end = i, i
			return t
		case l == HCL && (strings.HasPrefix(s[i:], "$${") || strings.HasPrefix(s[i:], "%%{")):
			t.plain = false
			i += 3
		case q.inner != "" && depth < maxTexts && (strings.HasPrefix(s[i:], q.inner) || l == HCL && strings.HasPrefix(s[i:], "%{")):
			i = t.interpolation(l, s, i+len(q.inner), q.innerEnd, depth+1)
		case q.escape != "" && strings.HasPrefix(s[i:], q.escape):
			t.plain = false
			i = min(i+len(q.escape)+1, len(s))
		default:
			i++
		}
	}
	t.to, t.end = len(s), len(s)
	return t
}

// interpolation notes the one whose code starts at an offset and returns where the text goes on.
func (t *token) interpolation(l Language, s string, from int, end byte, depth int) int {
	t.plain = false
	i, closed := skipCode(l, s, from, end, depth)
	t.inner = append(t.inner, span{from, i})
	if closed {
		return i + 1
	}
	if i == len(s) {
		t.open = from
	}
	return i
}

// skipCode returns where the code of an interpolation ends: at its closing bracket, or at the end of the line.
func skipCode(l Language, s string, i int, end byte, texts int) (int, bool) {
	depth := 0
	for i < len(s) {
		switch c := s[i]; {
		case c == '\n':
			return i, false
		case c == end && depth == 0:
			return i, true
		case strings.IndexByte("([{", c) >= 0:
			depth++
		case strings.IndexByte(")]}", c) >= 0:
			depth--
		case c == '"':
			if q, ok := quotesOf(l, s[i:]); ok {
				i = max(scanNested(l, s, i, q, texts).end, i+1)
				continue
			}
		}
		i++
	}
	return i, false
}

// heredoc lexes <<EOT and <<-EOT up to the line that closes it.
func (x *lexer) heredoc() bool {
	head, _, found := strings.Cut(x.text[x.at:], "\n")
	marker := strings.TrimPrefix(strings.TrimSpace(head)[2:], "-")
	if !found || marker == "" || !wordStart(marker[0]) {
		return false
	}
	t := token{kind: text, start: x.at, from: x.at + len(head) + 1, lines: true, open: -1}
	i := t.from
	for i < len(x.text) {
		n := strings.IndexByte(x.text[i:], '\n')
		if n < 0 {
			n = len(x.text) - i
		}
		if strings.TrimSpace(x.text[i:i+n]) == marker {
			t.to, t.end, t.closed = i, i+n, true
			break
		}
		x.interpolations(&t, i, i+n)
		i = min(i+n+1, len(x.text))
	}
	if !t.closed {
		t.to, t.end = len(x.text), len(x.text)
	}
	x.tokens = append(x.tokens, t)
	x.at = t.end
	return true
}

// interpolations notes those of a line of a heredoc.
func (x *lexer) interpolations(t *token, i, end int) {
	for i < end {
		n := strings.Index(x.text[i:end], "${")
		if n < 0 {
			return
		}
		i += n + 2
		if n > 0 && x.text[i-3] == '$' {
			continue
		}
		i = t.interpolation(HCL, x.text, i, '}', 1)
	}
}

// textBlock lexes Jsonnet's |||: the lines up to one that starts with |||.
func (x *lexer) textBlock() bool {
	t := token{kind: text, start: x.at, from: x.at + 3, lines: true, open: -1}
	i := x.at + 3
	for {
		n := strings.IndexByte(x.text[i:], '\n')
		if n < 0 {
			t.to, t.end = len(x.text), len(x.text)
			break
		}
		i += n + 1
		if strings.HasPrefix(strings.TrimLeft(x.text[i:], " \t"), "|||") {
			t.to = i
			t.end, t.closed = i+strings.Index(x.text[i:], "|||")+3, true
			break
		}
	}
	x.tokens = append(x.tokens, t)
	x.at = t.end
	return true
}
