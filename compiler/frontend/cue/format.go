package cue

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/parser"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
)

// Formats reports whether a file is CUE, part of the topology's package or not: *.cue.
func (Language) Formats(name string) bool { return strings.HasSuffix(name, ".cue") }

// Format formats a file with CUE's own formatter, as `cue fmt` does.
func (l Language) Format(file *diag.File) ([]byte, diag.List) {
	ds := append(frontend.CheckText(file), frontend.CheckDepth(file, frontend.LexisCUE)...)
	if ds.HasErrors() {
		return nil, ds
	}
	if _, err := parseSyntax(file); err != nil {
		return nil, syntaxErrors(file, err)
	}
	text := frontend.Unix(file.Data)
	out, err := formatSource(text)
	if err != nil || !sameCode(text, out) {
		return nil, frontend.LeftAsIs(file, l.Name())
	}
	return frontend.EndLine(out), nil
}

// formatSource formats a text. The library panics on what it takes for its own mistakes.
func formatSource(text []byte) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the formatter failed: %v", r)
		}
	}()
	return format.Source(text)
}

// sameCode reports whether two files have the same syntax, white space left aside, and the same comments.
func sameCode(a, b []byte) bool {
	codeA, commentsA, okA := outline(a)
	codeB, commentsB, okB := outline(b)
	return okA && okB && slices.Equal(codeA, codeB) && slices.Equal(commentsA, commentsB)
}

// outline lists a file's nodes in their order, and its comments in alphabetical order: the formatter moves a comment with the
// node that has it.
func outline(text []byte) (code, comments []string, ok bool) {
	f, err := parser.ParseFile("", text, parser.ParseComments)
	if err != nil {
		return nil, nil, false
	}
	ast.Walk(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Comment:
			comments = append(comments, strings.TrimSpace(n.Text))
		case *ast.CommentGroup:
		case *ast.Ident:
			code = append(code, n.Name)
		case *ast.BasicLit:
			code = append(code, unindented(n.Value))
		case *ast.Attribute:
			code = append(code, n.Text)
		case *ast.BinaryExpr:
			code = append(code, n.Op.String())
		case *ast.UnaryExpr:
			code = append(code, n.Op.String())
		case *ast.Field:
			code = append(code, "field"+n.Constraint.String())
		default:
			code = append(code, fmt.Sprintf("%T", n))
		}
		return true
	}, nil)
	slices.Sort(comments)
	return code, comments, true
}

// unindented is a literal without the indentation of its lines: that of text in three quotes moves with the quotes.
func unindented(value string) string {
	lines := strings.Split(value, "\n")
	if len(lines) == 1 {
		return value
	}
	last := lines[len(lines)-1]
	indent := last[:len(last)-len(strings.TrimLeft(last, " \t"))]
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], indent)
	}
	return strings.Join(lines, "\n")
}
