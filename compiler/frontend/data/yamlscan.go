package data

import (
	"regexp"
	"strings"

	"espc.dev/schema/diag"
)

// misread finds, in a text that does not parse, the mistakes that the library notices far from where they are: a quote that closes where
// the next one opens, a bracket that is open at the end, and a colon in a value that stands in brackets. It looks from the start and
// tells the first.
func (r *yamlReader) misread(text []byte) (diag.Diagnostic, bool) {
	s := flowScan{text: string(text)}
	for s.at < len(s.text) {
		if found := s.step(); found != nil {
			return r.scanned(*found), true
		}
	}
	if len(s.open) > 0 {
		at := s.open[len(s.open)-1].at
		return r.scanned(mistake{at, at + 1, "the bracket or brace that opens here is not closed", "close it"}), true
	}
	return diag.Diagnostic{}, false
}

// mistake is one that a scan found, by offsets in the text.
type mistake struct {
	start, end   int
	summary, fix string
}

func (r *yamlReader) scanned(m mistake) diag.Diagnostic {
	return diag.Syntax.At(r.span(r.lines.base+m.start, r.lines.base+m.end), "%s", m.summary).WithFix("%s", m.fix)
}

// flowScan walks over a text's quotes and brackets (https://yaml.org/spec/1.2.2/#chapter-7-flow-style-productions).
type flowScan struct {
	text string
	at   int
	open []flowOpen
}

// flowOpen is a bracket that is open; value is where the value of its present entry starts, 0 before the entry's colon.
type flowOpen struct{ at, value int }

// blockText is a line's end from which on text stands as it is, for as long as it is indented.
var blockText = regexp.MustCompile(`(^|[:-]) +(![^ ]* +)?[|>][0-9+-]*[ \t]*(#.*)?\r?$`)

func (s *flowScan) step() *mistake {
	c := s.text[s.at]
	switch {
	case c == '\n':
		s.line()
	case c == '#' && (s.at == 0 || strings.IndexByte(" \t\n", s.text[s.at-1]) >= 0):
		s.skipLine()
	case (c == '"' || c == '\'') && s.begins():
		return s.quoted()
	case (c == '[' || c == '{') && s.begins():
		s.open = append(s.open, flowOpen{at: s.at})
	case len(s.open) > 0:
		return s.inside(c)
	}
	s.at++
	return nil
}

// line passes a line's end, and the block of text that the line opens.
func (s *flowScan) line() {
	start := strings.LastIndexByte(s.text[:s.at], '\n') + 1
	line := s.text[start:s.at]
	if len(s.open) > 0 || !blockText.MatchString(line) {
		return
	}
	indent := indentOf(line)
	for s.at < len(s.text) {
		next := s.text[s.at+1:]
		if i := strings.IndexByte(next, '\n'); i >= 0 {
			next = next[:i]
		}
		if len(strings.TrimSpace(next)) > 0 && indentOf(next) <= indent || s.at+1 >= len(s.text) {
			return
		}
		s.at += 1 + len(next)
	}
}

func indentOf(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

func (s *flowScan) skipLine() {
	if i := strings.IndexByte(s.text[s.at:], '\n'); i >= 0 {
		s.at += i - 1
	} else {
		s.at = len(s.text) - 1
	}
}

// begins reports whether a value or a key may begin here, so that a quote or a bracket is one.
func (s *flowScan) begins() bool {
	before := strings.TrimRight(s.text[:s.at], " \t")
	if len(before) == 0 {
		return true
	}
	last := before[len(before)-1]
	if spaced := len(before) < s.at; last == '\n' || spaced && (last == ':' || last == '-' && onlyDash(before)) {
		return true
	}
	return len(s.open) > 0 && strings.IndexByte("[{,:", last) >= 0
}

// onlyDash reports whether a text's last line has dashes alone.
func onlyDash(before string) bool {
	line := before[strings.LastIndexByte(before, '\n')+1:]
	return len(strings.Trim(line, " -")) == 0
}

// quoted passes a text in quotes. One of several lines that has a word right behind its end was not closed where it should.
func (s *flowScan) quoted() *mistake {
	start := s.at
	end := closingQuote(s.text, start)
	unclosed := &mistake{start, start + 1, "the quoted string is never closed", "close it with the same quote"}
	if end < 0 {
		return unclosed
	}
	rest := s.text[end+1:]
	if strings.IndexByte(s.text[start:end], '\n') >= 0 && len(rest) > 0 && strings.IndexByte(" \t\r\n,]}:#", rest[0]) < 0 {
		return unclosed
	}
	s.at = end + 1
	return nil
}

// inside passes a character in brackets that begins neither a quoted text nor another bracket.
func (s *flowScan) inside(c byte) *mistake {
	top := &s.open[len(s.open)-1]
	switch {
	case c == ']' || c == '}':
		s.open = s.open[:len(s.open)-1]
	case c == ',':
		top.value = 0
	case c == ':' && s.at+1 < len(s.text) && strings.IndexByte(" \n", s.text[s.at+1]) >= 0:
		if top.value > 0 && !strings.ContainsAny(s.text[top.value:s.at], "\n\"'[]{}") {
			return &mistake{s.at, s.at + 1, "a value that has a colon and a space in it needs quotes", `write it in quotes: "…: …"`}
		}
		top.value = s.at + 1
	}
	s.at++
	return nil
}
