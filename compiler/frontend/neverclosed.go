package frontend

import (
	"strings"

	"espc.dev/schema/diag"
)

// NeverClosed says of the innermost bracket that is open at a file's end that it is never closed; false without one. If one
// inside of it is closed further left than its line starts, its own closing bracket is the one that is missing.
func NeverClosed(file *diag.File, lexis Lexis) (diag.Diagnostic, bool) {
	s := scan(file, lexis, len(file.Data), true)
	at, ok := s.innermost()
	if !ok {
		return diag.Diagnostic{}, false
	}
	if s.misaligned.open > at {
		opener, closer := s.misaligned.open, s.misaligned.close
		return diag.Syntax.At(span(file, opener, 1), "the %s is never closed", bracket(file.Data[opener])).
			WithRelated(span(file, closer, 1), "this closes it, but stands where it closes another").WithFix("close it"), true
	}
	return diag.Syntax.At(span(file, at, 1), "the %s is never closed", bracket(file.Data[at])).WithFix("close it"), true
}

func bracket(c byte) string {
	switch c {
	case '{':
		return "brace"
	case '(':
		return "parenthesis"
	}
	return "bracket"
}

// NotClosed says of the quote at an offset that no other one stands on its line.
func NotClosed(file *diag.File, at int) diag.Diagnostic {
	text, _, _ := strings.Cut(string(file.Data[at:]), "\n")
	return diag.Syntax.At(span(file, at, len(strings.TrimSuffix(text, "\r"))), "the string that starts here is not closed on its line").
		WithFix("close it with %c", file.Data[at])
}
