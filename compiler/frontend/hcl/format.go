package hcl

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2/hclwrite"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
)

// Formats reports whether a file is HCL: *.hcl.
func (Language) Formats(name string) bool { return strings.HasSuffix(name, ".hcl") }

// Format formats a file with HCL's own formatter, which changes white space alone.
func (l Language) Format(file *diag.File) ([]byte, diag.List) {
	if _, ds := parseFiles(nil, []*diag.File{file}); ds.HasErrors() {
		return nil, ds
	}
	text := frontend.Unix(file.Data)
	out, err := formatSource(text)
	if out = frontend.EndLine(out); err != nil || !frontend.SameButSpace(text, out) {
		return nil, frontend.LeftAsIs(file, l.Name())
	}
	return out, nil
}

// formatSource formats a text. The library panics on what it takes for its own mistakes.
func formatSource(text []byte) (out []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the formatter failed: %v", r)
		}
	}()
	return hclwrite.Format(text), nil
}
