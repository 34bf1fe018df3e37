package frontend

import "bytes"

// inText goes on in text up to an interpolation, which opens a bracket, or its end.
func (s *scanner) inText(t *text) {
	if t.line && s.lineStart() && s.markerLine(t.end) {
		return
	}
	c := s.data[s.pos]
	rest := s.data[s.pos:]
	switch {
	case t.double && (c == '$' || c == '%'):
		s.templateSign(rest)
	case !t.double && bytes.HasPrefix(rest, []byte(t.open)):
		s.pos += len(t.open)
		s.push(frame{close: t.close, start: s.pos - 1})
	case t.escape != "" && bytes.HasPrefix(rest, []byte(t.escape)):
		s.pos += len(t.escape) + 1
	case !t.line && bytes.HasPrefix(rest, []byte(t.end)):
		s.pos += len(t.end)
		s.stack = s.stack[:len(s.stack)-1]
	case t.oneLine && c == '\n':
		s.stack = s.stack[:len(s.stack)-1]
	default:
		if c == '\n' && !t.line && len(t.end) == 1 {
			s.breaks(s.stack[len(s.stack)-1].start)
		}
		s.pos++
	}
}

// breaks notes text in quotes that goes on after its line.
func (s *scanner) breaks(start int) {
	if s.broken == 0 {
		s.broken = start + 1
	}
}

func (s *scanner) lineStart() bool { return s.pos == 0 || s.data[s.pos-1] == '\n' }

// markerLine ends a heredoc where its marker is all that a line has.
func (s *scanner) markerLine(marker string) bool {
	rest := s.data[s.pos:]
	n := line(rest)
	if n == len(rest) || string(bytes.TrimSpace(rest[:n])) != marker {
		return false
	}
	s.pos += n
	s.stack = s.stack[:len(s.stack)-1]
	return true
}

// templateSign goes on at the $ or % of a template: ${ and %{ open a bracket, $${ and %%{ are plain.
func (s *scanner) templateSign(rest []byte) {
	switch {
	case len(rest) > 2 && rest[1] == rest[0] && rest[2] == '{':
		s.pos += 3
	case len(rest) > 1 && rest[1] == '{':
		s.pos += 2
		if rest[0] == '%' {
			s.directive(bytes.TrimLeft(rest[2:], "~ \t\r\n"))
		}
		s.push(frame{close: '}', start: s.pos - 1})
	default:
		s.pos++
	}
}

func (s *scanner) directive(rest []byte) {
	switch {
	case bytes.HasPrefix(rest, []byte("if")), bytes.HasPrefix(rest, []byte("for")):
		s.directives++
	case bytes.HasPrefix(rest, []byte("end")):
		s.directives = max(s.directives-1, 0)
	}
}
