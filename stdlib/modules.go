package stdlib

import (
	"embed"
	"io/fs"
)

//go:embed all:modules
var modules embed.FS

// Modules returns the modules that a topology names as std/NAME, a folder each: hcl and cue have the same module in either
// language, beside them is the source of its functions.
func Modules() fs.FS {
	files, err := fs.Sub(modules, "modules")
	if err != nil {
		return modules // a valid name: it cannot fail
	}
	return files
}
