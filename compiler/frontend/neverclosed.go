package frontend

import (
	"strings"

	"espc.dev/schema/diag"
)

// NeverClosed says of the innermost bracket that is open at a file's end that it is never closed; false without one.
func NeverClosed(file *diag.File, lexis Lexis) (diag.Diagnostic, bool) {
	at, ok := Unclosed(file, lexis)
	if !ok {
		return diag.Diagnostic{}, false
	}
	word := map[byte]string{'{': "brace", '[': "bracket", '(': "parenthesis"}[file.Data[at]]
	if word == "" {
		word = "bracket"
	}
	return diag.Syntax.At(span(file, at, 1), "the %s is never closed", word).WithFix("close it"), true
}

// NotClosed says of the quote at an offset that no other one stands on its line.
func NotClosed(file *diag.File, at int) diag.Diagnostic {
	text, _, _ := strings.Cut(string(file.Data[at:]), "\n")
	return diag.Syntax.At(span(file, at, len(strings.TrimSuffix(text, "\r"))), "the string that starts here is not closed on its line").
		WithFix("close it with %c", file.Data[at])
}
