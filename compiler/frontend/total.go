package frontend

import "espc.dev/schema/diag"

// Total adds up the words and signs of a language's files, for parsers that keep some hundred bytes for each.
type Total struct {
	parts int
}

// Check does what CheckDepth does and reports the file with which the files have more than MaxTotal words and signs.
func (t *Total) Check(file *diag.File, lexis Lexis, language string) diag.List {
	_, n, ds := Cut(file, lexis, len(file.Data)+1)
	if t.parts += n.Parts; t.parts > MaxTotal {
		ds = append(ds, diag.TooDeep.At(diag.Range{File: file}, "with this file, the %s files have more than 1,500,000 words and signs", language).
			WithFix("leave entities out, or make them in a loop of HCL, CUE or Jsonnet"))
	}
	return ds
}
