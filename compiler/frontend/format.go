package frontend

import (
	"bytes"
	"unicode"

	"espc.dev/schema/diag"
)

// Formatter is a language that has a style which files can be written in.
type Formatter interface {
	// Name is how messages call the language: "HCL".
	Name() string
	// Formats reports whether a file of this name is in the language, be it a topology's or one to be imported.
	Formats(name string) bool
	// Format returns a file's text in the language's style, with line breaks as on Unix and without a byte order mark. A file
	// that does not parse has diagnostics and no text; so has one that would mean something else or lose a comment (LeftAsIs).
	Format(file *diag.File) ([]byte, diag.List)
}

// LeftAsIs says that a file can't be formatted without changing what it says.
func LeftAsIs(file *diag.File, language string) diag.List {
	return diag.List{diag.NotFormatted.At(diag.Range{File: file}, "the formatter of %s would change what the file says, so it is left as it is", language).
		WithFix("format it by hand; the rest of the folder is formatted")}
}

// Unix returns a file's text as formatters get it: line breaks as on Unix, no byte order mark.
func Unix(data []byte) []byte { return bytes.ReplaceAll(TrimBOM(data), []byte("\r\n"), []byte("\n")) }

// SameButSpace reports whether two texts differ in white space alone.
func SameButSpace(a, b []byte) bool {
	return bytes.Equal(withoutSpace(a), withoutSpace(b))
}

func withoutSpace(text []byte) []byte {
	return bytes.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// EndLine returns text that ends with one line break, the empty lines at its end left out.
func EndLine(text []byte) []byte {
	return append(bytes.TrimRight(text, " \t\n"), '\n')
}
