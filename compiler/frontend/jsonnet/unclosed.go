package jsonnet

import (
	"strings"

	"espc.dev/schema/diag"
)

// unclosed returns the innermost bracket that a file leaves open. Text and comments are skipped.
func unclosed(src *diag.File) (diag.Range, string) {
	text := string(src.Data)
	var open []int
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '"' || c == '\'':
			verbatim := i > 0 && text[i-1] == '@'
			for i++; i < len(text) && text[i] != c; i++ {
				if text[i] == '\\' && !verbatim {
					i++
				}
			}
		case c == '#' || strings.HasPrefix(text[i:], "//"):
			i += skip(text[i:], "\n")
		case strings.HasPrefix(text[i:], "/*"):
			i += skip(text[i:], "*/")
		case strings.HasPrefix(text[i:], "|||"):
			i += 3 + skip(text[i+3:], "|||")
		case c == '{' || c == '[' || c == '(':
			open = append(open, i)
		case c == '}' || c == ']' || c == ')':
			open = open[:max(len(open)-1, 0)]
		}
	}
	if len(open) == 0 {
		return diag.Range{}, ""
	}
	i := open[len(open)-1]
	word := map[byte]string{'{': "brace", '[': "bracket", '(': "parenthesis"}[text[i]]
	return diag.Range{File: src, Start: int32(i), End: int32(i + 1)}, word
}

// skip returns how many bytes there are up to the last of an end mark.
func skip(text, end string) int {
	if i := strings.Index(text, end); i >= 0 {
		return i + len(end) - 1
	}
	return len(text)
}
