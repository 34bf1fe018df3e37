package outline

import "strings"

// flow is a parser of what starts with a bracket: JSON with words for texts.
func (y *yaml) flow(at, end int) *parser {
	p := &parser{language: YAML, text: y.text, file: y.file}
	depth := 0
	for at < end {
		c := y.text[at]
		t := token{kind: sign, start: at, end: at + 1, from: at, to: at + 1, open: -1}
		switch {
		case c == ' ' || c == '\t' || c == '\r' || c == '\n':
			at++
			continue
		case c == '#' && (y.text[at-1] == ' ' || y.text[at-1] == '\n'):
			at = lineEnd(y.text, at)
			continue
		case c == '"' || c == '\'':
			q, _ := quotesOf(YAML, y.text[at:])
			t = scanText(YAML, y.text[:end], at, q)
		case strings.IndexByte("{[", c) >= 0:
			depth++
		case strings.IndexByte("}]", c) >= 0:
			depth--
		case c != ',' && c != ':':
			t.kind, t.end = word, at+flowWord(y.text[at:end])
			t.to = t.end
		}
		p.tokens = append(p.tokens, t)
		if at = t.end; depth == 0 {
			break
		}
	}
	y.unclosed = y.unclosed || depth > 0
	p.tokens = append(p.tokens, token{kind: endOfText, start: at, end: at, open: -1})
	return p
}

// flowWord is the length of a plain scalar in brackets.
func flowWord(s string) int {
	for i := range len(s) {
		if strings.IndexByte(",[]{}\n", s[i]) >= 0 || s[i] == ':' && (i+1 == len(s) || strings.IndexByte(" ,]}\n", s[i+1]) >= 0) {
			return max(len(strings.TrimRight(s[:i], " ")), 1)
		}
	}
	return len(s)
}

// flowValue reads one value.
func (p *parser) flowValue() []*Node {
	here := &Node{Kind: Object, Start: p.peek().start}
	return p.parts(here, true)
}
