package jsonnet

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	jsonnet "github.com/google/go-jsonnet"
	"github.com/google/go-jsonnet/ast"
	"github.com/google/go-jsonnet/formatter"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
)

// Formats reports whether a file is Jsonnet: *.jsonnet and *.libsonnet.
func (Language) Formats(name string) bool {
	return strings.HasSuffix(name, ".jsonnet") || strings.HasSuffix(name, ".libsonnet")
}

// maxFormatted is how large a file may be that the formatter gets: its time grows with the square of the size, and it can't be ended. Of
// this size it takes some seconds.
const maxFormatted = 256 << 10

// Format formats a file with Jsonnet's own formatter, as `jsonnetfmt` does.
func (l Language) Format(file *diag.File) ([]byte, diag.List) {
	ds := append(frontend.CheckText(file), frontend.CheckDepth(file, frontend.LexisJsonnet)...)
	if ds.HasErrors() {
		return nil, ds
	}
	if _, err := parse(file); err != nil {
		return nil, diag.List{syntaxError(file, err)}
	}
	if len(file.Data) > maxFormatted {
		return nil, diag.List{diag.NotFormatted.At(diag.Range{File: file}, "the file is larger than 256 KiB, for which the formatter of Jsonnet takes too long, so it is left as it is").
			WithFix("split it into several files; the rest of the folder is formatted")}
	}
	text := string(frontend.Unix(file.Data))
	out, err := formatSource(text)
	if err != nil || !sameCode(text, out) {
		return nil, frontend.LeftAsIs(file, l.Name())
	}
	return []byte(out), nil
}

// formatSource formats a text. The library panics on what it takes for its own mistakes.
func formatSource(text string) (out string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the formatter failed: %v", r)
		}
	}()
	return formatter.Format("", text, formatter.DefaultOptions())
}

// sameCode reports whether two files desugar to the same program and have the same comments.
func sameCode(a, b string) bool {
	codeA, commentsA, errA := outline(a)
	codeB, commentsB, errB := outline(b)
	return errA == nil && errB == nil && codeA == codeB && slices.Equal(commentsA, commentsB)
}

// outline writes down a file's program without places, the imports at its top in alphabetical order as the formatter may put
// them; and its comments in alphabetical order, since the formatter moves a comment with what it stands at.
func outline(text string) (code string, comments []string, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the parser failed: %v", r)
		}
	}()
	syntax, err := jsonnet.SnippetToAST("", text)
	if err != nil {
		return "", nil, err
	}
	raw, final, err := formatter.SnippetToRawAST("", text)
	if err != nil {
		return "", nil, err
	}
	var b strings.Builder
	imports, body := topImports(syntax)
	fmt.Fprintln(&b, imports)
	writeCode(&b, reflect.ValueOf(body))
	note := func(f ast.Fodder) {
		for _, e := range f {
			for _, line := range e.Comment {
				comments = append(comments, strings.TrimSpace(strings.TrimLeft(strings.TrimSpace(line), "#/*")))
			}
		}
	}
	eachFodder(reflect.ValueOf(raw), note)
	note(final)
	slices.Sort(comments)
	return b.String(), comments, nil
}

// topImports splits a program into the imports that it starts with and the rest.
func topImports(n ast.Node) (imports []string, body ast.Node) {
	for {
		local, ok := n.(*ast.Local)
		if !ok {
			return imports, n
		}
		var these []string
		for _, bind := range local.Binds {
			file, ok := bind.Body.(*ast.Import)
			if !ok {
				return imports, n
			}
			these = append(these, fmt.Sprintf("%s=%q", bind.Variable, file.File.Value))
		}
		imports = append(imports, these...)
		slices.Sort(imports)
		n = local.Body
	}
}

var (
	fodderType = reflect.TypeFor[ast.Fodder]()
	baseType   = reflect.TypeFor[ast.NodeBase]()
	placeType  = reflect.TypeFor[ast.LocationRange]()
)

// layout are fields of the library's nodes that say how something is written and not what.
var layout = []string{"TrailingComma", "BlockIndent", "BlockTermIndent"}

// writeCode writes a part of a program, by the fields of its nodes.
func writeCode(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			b.WriteString("nil ")
			return
		}
		writeCode(b, v.Elem())
	case reflect.Slice, reflect.Array:
		b.WriteByte('[')
		for i := range v.Len() {
			writeCode(b, v.Index(i))
		}
		b.WriteByte(']')
	case reflect.Struct:
		t := v.Type()
		fmt.Fprintf(b, "%s{", t.Name())
		for i := range t.NumField() {
			f := t.Field(i)
			if f.Type == fodderType || f.Type == baseType || f.Type == placeType || slices.Contains(layout, f.Name) ||
				t.Name() == "LiteralString" && f.Name == "Kind" {
				continue
			}
			writeCode(b, v.Field(i))
		}
		b.WriteByte('}')
	case reflect.String:
		fmt.Fprintf(b, "%q ", v.String())
	default:
		fmt.Fprintf(b, "%v ", v)
	}
}

// eachFodder calls do for all that stands between the tokens of a program: white space and comments.
func eachFodder(v reflect.Value, do func(ast.Fodder)) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			eachFodder(v.Elem(), do)
		}
	case reflect.Slice, reflect.Array:
		if v.Type() == fodderType {
			do(v.Interface().(ast.Fodder))
			return
		}
		for i := range v.Len() {
			eachFodder(v.Index(i), do)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			eachFodder(v.Field(i), do)
		}
	}
}
