package frontend

import (
	"bytes"
	"strings"

	"espc.dev/schema/diag"
)

// Limits of CheckDepth: brackets within brackets; words, numbers and signs in one expression; digits of a number. MaxTotal is
// for a language whose parser keeps some hundred bytes for each word and sign: how many of them all its files may have. MaxBlocks
// is how many blocks they may have where each is an entity.
const (
	MaxDepth  = 500
	MaxParts  = 10_000
	MaxTotal  = 1_500_000
	MaxBlocks = 20_000
	maxDigits = 1_000
)

// CheckDepth reports a file whose brackets, template sequences included, nest deeper than MaxDepth, in which one expression
// has more than MaxParts parts, or that has numbers or comments without an end. It runs before the language's parser, which
// recurses for each or reads them again and again. A bracket that doesn't match is the parser's to explain.
func CheckDepth(file *diag.File, lexis Lexis) diag.List {
	_, _, ds := Cut(file, lexis, len(file.Data)+1)
	return ds
}

// Cut does what CheckDepth does and finds where the file can be cut into pieces of at least size bytes that parse on their
// own: after lines that end with a brace outside of everything. The cuts are byte offsets in ascending order; a file with
// diagnostics has none, and counts for nothing.
func Cut(file *diag.File, lexis Lexis, size int) (cuts []int, n Count, ds diag.List) {
	s := scanner{data: TrimBOM(file.Data), lexis: lexis, parts: make([]int, 1, 64), size: size}
	offset := len(file.Data) - len(s.data)
	for s.pos < len(s.data) {
		start := s.pos
		s.next()
		if s.broken > 0 && (s.openComment || s.tooMuch() != "") { // after a quote that is not closed, text is read as code
			return nil, Count{}, diag.List{NotClosed(file, offset+s.broken-1)}
		}
		if what := s.tooMuch(); what != "" {
			return nil, Count{}, diag.List{diag.TooDeep.At(span(file, offset+start, 1), "%s", what).
				WithFix("split it up; generated data is better read from a file of its own")}
		}
		if s.openComment {
			return nil, Count{}, diag.List{diag.Syntax.At(span(file, offset+start, 2), "the comment that starts here is never closed").WithFix("close it with */")}
		}
	}
	for i := range s.cuts {
		s.cuts[i] += offset
	}
	return s.cuts, s.count, nil
}

// Count is how much a file holds: words and signs, and pairs of braces outside of everything.
type Count struct {
	Parts, Blocks int
}

// Unclosed returns the offset of the innermost bracket that is open at an offset of a file: at its end, for a parser that says
// no more than that the file ends too early.
func Unclosed(file *diag.File, lexis Lexis, end int) (int, bool) {
	return scan(file, lexis, end, false).innermost()
}

// scan walks a file up to an offset. With align it looks for brackets that are closed too far left. A byte order mark is walked
// over, so that offsets are the file's.
func scan(file *diag.File, lexis Lexis, end int, align bool) *scanner {
	s := &scanner{data: file.Data, lexis: lexis, parts: make([]int, 1, 64), size: len(file.Data) + 1, align: align}
	for s.pos = len(file.Data) - len(TrimBOM(file.Data)); s.pos < min(end, len(s.data)); {
		s.next()
	}
	return s
}

// innermost returns the offset of the innermost bracket that is open.
func (s *scanner) innermost() (int, bool) {
	for i := len(s.stack) - 1; i >= 0; i-- {
		if s.stack[i].text == nil {
			return s.stack[i].start, true
		}
	}
	return 0, false
}

func (s *scanner) next() {
	if n := len(s.stack); n > 0 && s.stack[n-1].text != nil {
		s.inText(s.stack[n-1].text)
	} else {
		s.inCode()
	}
}

func (s *scanner) tooMuch() string {
	switch {
	case len(s.stack) > MaxDepth || s.directives > MaxDepth:
		return "brackets nest more than 500 deep here"
	case s.parts[len(s.parts)-1] > MaxParts && !s.lexis.anyLength:
		return "an expression has more than 10,000 parts here"
	case s.longNumber:
		return "a number has more than 1,000 digits"
	}
	return ""
}

// scanner walks a file once. Its stack has a frame for each open bracket and each string that has an open bracket inside.
type scanner struct {
	data  []byte
	lexis Lexis
	pos   int
	stack []frame
	parts []int // for the file and each open bracket: the parts of its current expression
	count Count
	// operator is whether the last part was a sign, after which a newline ends nothing; closed whether it was a brace.
	operator, closed bool
	// directives counts open template directives (%{ if }).
	directives              int
	openComment, longNumber bool
	size, lastCut           int
	// broken is one more than where the first text in quotes starts that goes on after its line.
	broken int
	cuts   []int
	// misaligned is, with align, the first bracket whose closing one starts a line, further left than the line of its own.
	align      bool
	misaligned struct{ open, close int }
}

// frame is an open bracket, or text that brackets may stand in.
type frame struct {
	close byte // what closes a bracket
	text  *text
	start int
}

func (s *scanner) inCode() {
	c := s.data[s.pos]
	switch {
	case c == ' ' || c == '\t' || c == '\r':
		s.pos++
	case c == '\n':
		s.pos++
		s.newline()
	case s.lexis.comment != nil && s.comment():
	case s.lexis.text != nil && s.openText():
	case c == '(' || c == '[' || c == '{':
		s.part(true)
		s.push(frame{close: closing(c), start: s.pos})
		s.pos++
	case c == ')' || c == ']' || c == '}':
		s.pos++
		s.operator, s.closed = false, c == '}'
		s.pop(c)
	case c == ',':
		s.pos++
		s.parts[len(s.parts)-1] = 0
	case wordByte(c):
		start := s.pos
		for s.pos < len(s.data) && wordByte(s.data[s.pos]) {
			s.pos++
		}
		s.longNumber = c <= '9' && s.pos-start > maxDigits
		s.part(false)
	default:
		s.pos++
		s.part(true)
	}
}

func (s *scanner) comment() bool {
	n := s.lexis.comment(s.data[s.pos:])
	if n == blockComment {
		n = bytes.Index(s.data[s.pos+2:], []byte("*/")) + 4
		s.openComment = n == 3
	}
	s.pos += n
	return n > 0
}

func (s *scanner) openText() bool {
	n, t := s.lexis.text(s.data[s.pos:])
	if n == 0 {
		return false
	}
	if quote := s.data[s.pos]; t == nil && (quote == '"' || quote == '\'') && bytes.IndexByte(s.data[s.pos:s.pos+n], '\n') >= 0 {
		s.breaks(s.pos)
	}
	if t != nil {
		s.push(frame{text: t, start: s.pos})
	}
	s.pos += n
	s.part(false)
	return true
}

// part counts a part of the current expression.
func (s *scanner) part(operator bool) {
	s.parts[len(s.parts)-1]++
	s.count.Parts++
	s.operator, s.closed = operator, false
}

// newline ends an expression where the language says that a newline does.
func (s *scanner) newline() {
	in := byte('\n')
	if len(s.stack) > 0 {
		in = s.stack[len(s.stack)-1].close
	} else if s.closed && s.pos-s.lastCut >= s.size {
		s.cuts = append(s.cuts, s.pos)
		s.lastCut = s.pos
	}
	if !s.operator && strings.IndexByte(s.lexis.newline, in) >= 0 {
		s.parts[len(s.parts)-1] = 0
	}
}

func (s *scanner) push(f frame) {
	s.stack = append(s.stack, f)
	if f.text == nil {
		s.parts = append(s.parts, 0)
	}
}

// pop closes the innermost bracket if c closes it.
func (s *scanner) pop(c byte) {
	if n := len(s.stack); n > 0 && s.stack[n-1].close == c {
		if s.align && s.misaligned.open == 0 {
			s.alignment(s.stack[n-1].start, s.pos-1)
		}
		s.stack = s.stack[:n-1]
		s.parts = s.parts[:len(s.parts)-1]
		if n == 1 && c == '}' {
			s.count.Blocks++
		}
	}
}

// alignment compares where a bracket and the one that closes it stand.
func (s *scanner) alignment(open, close int) {
	start := bytes.LastIndexByte(s.data[:close], '\n') + 1
	if open >= start || len(bytes.TrimLeft(s.data[start:close], " \t")) > 0 {
		return
	}
	line := s.data[bytes.LastIndexByte(s.data[:open], '\n')+1 : open+1]
	if close-start < len(line)-len(bytes.TrimLeft(line, " \t")) {
		s.misaligned.open, s.misaligned.close = open, close
	}
}

func closing(c byte) byte {
	switch c {
	case '(':
		return ')'
	case '[':
		return ']'
	}
	return '}'
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c >= 0x80
}
