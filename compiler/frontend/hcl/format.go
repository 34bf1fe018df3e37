package hcl

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
)

// Formats reports whether a file is HCL: *.hcl.
func (Language) Formats(name string) bool { return strings.HasSuffix(name, ".hcl") }

// Format formats a file with HCL's own formatter, which changes white space alone.
func (l Language) Format(file *diag.File) ([]byte, diag.List) {
	if _, ds := parseFiles([]*diag.File{file}); ds.HasErrors() {
		return nil, ds
	}
	text := frontend.Unix(file.Data)
	out := frontend.EndLine(hclwrite.Format(text))
	if !frontend.SameButSpace(text, out) {
		return nil, frontend.LeftAsIs(file, l.Name())
	}
	return out, nil
}
