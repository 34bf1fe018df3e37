// Package format writes a topology's files in the style of their languages, each by the formatter that its language has.
package format

import (
	"bytes"

	"espc.dev/compiler"
	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
)

// rounds is how often a formatter may need to come to its final result. Some align anew what they have wrapped.
const rounds = 4

// Language returns the language that a file of this name is formatted in, or nil: *.hcl, *.cue, *.jsonnet, *.libsonnet,
// *.topology.json and *.topology.yaml have one.
func Language(name string) frontend.Formatter {
	for _, l := range compiler.Languages() {
		if f, ok := l.(frontend.Formatter); ok && f.Formats(name) {
			return f
		}
	}
	return nil
}

// File returns a file's text as its language's formatter writes it: the same text for one that is formatted, and for one with
// nothing in it. A byte order mark and line breaks as on Windows stay. Formatting the result again changes nothing. A file that
// does not parse, one that can't be kept as it is meant, and one in no language of topologies has no text but diagnostics.
func File(file *diag.File) ([]byte, diag.List) {
	l := Language(file.Name)
	if l == nil {
		return nil, diag.List{diag.NotFormatted.At(diag.Range{File: file}, "the file is in no language of topologies").
			WithFix("name files that end in .hcl, .cue, .jsonnet, .libsonnet, .topology.json or .topology.yaml")}
	}
	return Text(file, l)
}

// Text is File for a text whose language is known.
func Text(file *diag.File, l frontend.Formatter) ([]byte, diag.List) {
	if len(bytes.TrimSpace(frontend.TrimBOM(file.Data))) == 0 {
		return file.Data, nil
	}
	text, ds := l.Format(file)
	if text == nil {
		return nil, ds
	}
	for range rounds {
		again, _ := l.Format(diag.NewFile(file.Name, text))
		if again == nil {
			break
		}
		if bytes.Equal(text, again) {
			return likeBefore(text, file.Data), nil
		}
		text = again
	}
	return nil, frontend.LeftAsIs(file, l.Name())
}

// likeBefore gives a formatted text the byte order mark and the line breaks of the text before.
func likeBefore(text, before []byte) []byte {
	if i := bytes.IndexByte(before, '\n'); i > 0 && before[i-1] == '\r' {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	if mark := before[:len(before)-len(frontend.TrimBOM(before))]; len(mark) > 0 {
		text = append(bytes.Clone(mark), text...)
	}
	return text
}
