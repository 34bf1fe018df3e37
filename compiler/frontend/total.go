package frontend

import "espc.dev/schema/diag"

// Total adds up the words and signs of a language's files, for parsers that keep some hundred bytes for each.
type Total struct {
	parts int
}

// maxTotalJsonnet is MaxTotal of Jsonnet, whose parser keeps near 800 bytes for each: what was measured are 100,000 objects, a
// million words and signs.
const maxTotalJsonnet = 500_000

// Check does what CheckDepth does and reports the file with which the files have more words and signs than its language may.
func (t *Total) Check(file *diag.File, lexis Lexis, language string) diag.List {
	_, n, ds := Cut(file, lexis, len(file.Data)+1)
	most, digits := MaxTotal, "1,500,000"
	if language == "Jsonnet" {
		most, digits = maxTotalJsonnet, "500,000"
	}
	if t.parts += n.Parts; t.parts > most {
		ds = append(ds, diag.TooDeep.At(diag.Range{File: file}, "with this file, the %s files have more than %s words and signs", language, digits).
			WithFix("leave entities out, or make them in a loop of HCL, CUE or Jsonnet"))
	}
	return ds
}
