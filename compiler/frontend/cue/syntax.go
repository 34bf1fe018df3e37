package cue

import (
	"fmt"
	"strings"

	"cuelang.org/go/cue/errors"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
)

// mistakes say in this compiler's words what the parser's messages mean.
var mistakes = []struct{ message, summary, fix string }{
	{"string literal not terminated", "the string is never closed", `close it with "`},
	{"missing ',' in struct literal", "a comma or a line break is missing here", "put fields on lines of their own, or commas between them"},
	{"missing ',' in list literal", "a comma is missing in the list", "separate its elements by commas"},
	{"missing ',' before newline", "a comma is missing before the line's end", "end each element of the list with a comma"},
	{"expected operand", "a value is expected here", "write the value"},
	{"expected label or ':'", "a colon is missing here", "write name: value"},
	{"expected label", "a field's name is expected here", "write name: value"},
	{"illegal character", "this character means nothing in CUE", "remove it, or put text in double quotes"},
	{"unknown escape", "the string has an escape that CUE does not know", `write \\ for a backslash`},
	{"comment not terminated", "the comment is never closed", "CUE's comments start with // and end with the line"},
	{"illegal number", "this is no number", "write digits, or a string in double quotes"},
	{"invalid interpolation", "the interpolation is not closed", `write \(name) inside of the string`},
	{"package clause must be first", "the package clause does not come first", "move it to the file's top"},
	{"import", "the imports do not come right after the package clause", "move them there"},
}

func syntaxError(f *diag.File, at diag.Range, e errors.Error) diag.Diagnostic {
	format, args := e.Msg()
	text := fmt.Sprintf(format, args...)
	if strings.Contains(text, "'EOF'") {
		if d, ok := frontend.NeverClosed(f, frontend.LexisCUE); ok {
			return d
		}
	}
	if strings.Contains(text, "string literal not terminated") && strings.HasPrefix(string(f.Data[at.Start:]), `"""`) {
		return diag.Syntax.At(at, "the text is never closed").WithFix(`close it with """ on a line of its own`)
	}
	for _, m := range mistakes {
		if strings.Contains(text, m.message) {
			return diag.Syntax.At(at, "%s", m.summary).WithFix("%s", m.fix)
		}
	}
	return diag.Syntax.At(at, "this is not how CUE is written: %s", clean(text)).WithFix("correct the syntax")
}
