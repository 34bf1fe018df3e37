package data

import (
	"bytes"
	"encoding/json"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Formats reports what Match does: no other JSON file is a topology's.
func (l JSON) Formats(name string) bool { return l.Match(name) }

// Format indents by two spaces; keys stay in their order, strings and numbers as they are written.
func (l JSON) Format(file *diag.File) ([]byte, diag.List) {
	_, ds := formattable(file, frontend.LexisJSON, ParseJSON)
	if ds.HasErrors() {
		return nil, ds
	}
	var out bytes.Buffer
	text := frontend.Unix(file.Data)
	if err := json.Indent(&out, text, "", "  "); err != nil || !frontend.SameButSpace(text, out.Bytes()) {
		return nil, frontend.LeftAsIs(file, l.Name())
	}
	return frontend.EndLine(out.Bytes()), nil
}

// Formats reports what Match does: no other YAML file is a topology's.
func (l YAML) Formats(name string) bool { return l.Match(name) }

// Format indents by two spaces, puts one space after dashes and colons, and leaves one empty line where there are several.
// Values and comments stay as they are written, and so do lists and objects in brackets.
func (l YAML) Format(file *diag.File) ([]byte, diag.List) {
	before, ds := formattable(file, frontend.LexisYAML, ParseYAML)
	if ds.HasErrors() {
		return nil, ds
	}
	text := frontend.Unix(file.Data)
	out, unsure := indentYAML(string(text))
	if unsure > 0 {
		return nil, unsureOf(file, unsure)
	}
	after, ds := ParseYAML(diag.NewFile(file.Name, out))
	if ds.HasErrors() || !tree.Equal(before, after) || !frontend.SameButSpace(text, out) {
		return nil, frontend.LeftAsIs(file, l.Name())
	}
	return out, nil
}

func formattable(file *diag.File, lexis frontend.Lexis, read func(*diag.File) (*tree.Node, diag.List)) (*tree.Node, diag.List) {
	ds := append(frontend.CheckText(file), frontend.CheckDepth(file, lexis)...)
	if ds.HasErrors() {
		return nil, ds
	}
	n, more := read(file)
	return n, append(ds, more...)
}

// unsureOf says that a file is left as it is for a line that could be meant otherwise than the formatter would read it.
func unsureOf(file *diag.File, line int) diag.List {
	start, end := file.Offset(line, 1), file.Offset(line+1, 1)
	written := bytes.TrimSpace(file.Data[start:end])
	start += bytes.Index(file.Data[start:end], written)
	at := diag.Range{File: file, Start: int32(start), End: int32(start + len(written))}
	return diag.List{diag.NotFormatted.At(at, "the formatter of YAML is not sure of this line, so the file is left as it is").
		WithFix("write it in a plainer way (key: value, without ?, directives and ---), or format the file by hand")}
}
