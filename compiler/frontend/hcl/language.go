// Package hcl is the HCL front end: blocks become entities, their labels names, and expressions are evaluated with
// variables, local values, for_each and functions. Values keep where they were written, through variables and locals too.
package hcl

import (
	"strings"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/source"
	"espc.dev/schema/diag"
)

// Language is the HCL front end.
type Language struct{}

// Name returns "HCL".
func (Language) Name() string { return "HCL" }

// Match reports whether a file is HCL: *.hcl.
func (Language) Match(name string) bool { return strings.HasSuffix(name, ".hcl") }

// Parse parses files, and pieces of large files, at once. A file that does not parse is left out.
func (Language) Parse(folder *source.Folder, files []*diag.File) (frontend.Unit, diag.List) {
	parsed, ds := parseFiles(folder, files)
	u, more := declare(parsed)
	return u, append(ds, more...)
}
