package frontend

import (
	"bytes"
	"encoding/json"
	"regexp"

	"espc.dev/schema/diag"
)

// Look is a language that a text looks like.
type Look struct {
	// Name is the language's, "" where nothing is sure enough; Extension is that of its files.
	Name, Extension string
}

// looks are marks of each language that the others do not have at a line's start.
var looks = []struct {
	Look
	mark *regexp.Regexp
}{
	{Look{"HCL", ".hcl"}, regexp.MustCompile(`(?m)^[ \t]*[a-z_]+[ \t]+"[^"\n]*"([ \t]+"[^"\n]*")?[ \t]*\{`)},
	{Look{"Jsonnet", ".jsonnet"}, regexp.MustCompile(`(?m)^[ \t]*local[ \t]+[A-Za-z_]\w*[ \t]*[=(]`)},
	{Look{"Jsonnet", ".jsonnet"}, regexp.MustCompile(`\A(\s*//[^\n]*\n)*\s*\{[^"']*:\s*'`)},
	{Look{"CUE", ".cue"}, regexp.MustCompile(`(?m)^[a-z_]+: ([A-Za-z_][\w-]*: )+["{]`)},
	{Look{"CUE", ".cue"}, regexp.MustCompile(`(?m)^package[ \t]+[A-Za-z_]\w*[ \t\r]*$`)},
	{Look{"YAML", ".topology.yaml"}, regexp.MustCompile(`(?m)^[a-z_]+:[ \t\r]*\n[ ]+["\w-]+:([ \t\r]*\n|[ \t]+[^{ \n])`)},
}

// LooksLike returns the language, other than the one named, that a text which does not parse looks like it was written
// in. It looks at marks alone, so it is right about files, not about a few words; a text with marks of the language named has
// a mistake in that one.
func LooksLike(data []byte, other string) Look {
	data = TrimBOM(data)
	if other != "JSON" && json.Valid(data) {
		return Look{"JSON", ".topology.json"}
	}
	head := data[:min(len(data), 64<<10)]
	braced := bytes.HasPrefix(bytes.TrimSpace(head), []byte("{"))
	look := Look{}
	for _, l := range looks {
		switch {
		case !l.mark.Match(head), l.Name == "YAML" && braced:
		case l.Name == other:
			return Look{}
		case look.Name == "":
			look = l.Look
		}
	}
	return look
}

// Misnamed returns, for what is wrong with the syntax of a file, the one diagnostic that it is in another language than its
// name says, where it looks so.
func Misnamed(file *diag.File, language string, ds diag.List) diag.List {
	for _, d := range ds {
		if d.Severity == diag.Error && d.Code != diag.Syntax.ID && d.Code != diag.WrongLanguage.ID && d.Code != diag.NotAnObject.ID {
			return ds
		}
	}
	if look := LooksLike(file.Data, language); ds.HasErrors() && look.Name != "" {
		return diag.List{look.Diagnostic(file)}
	}
	return ds
}

// Diagnostic tells that a file is written in the language it looks like instead of the one its name says.
func (l Look) Diagnostic(file *diag.File) diag.Diagnostic {
	return diag.WrongLanguage.At(diag.Range{File: file}, "the file's name does not say so, but this looks like %s", l.Name).
		WithFix("give the file a name that ends in %s, or correct its syntax", l.Extension)
}
