package schema

import (
	"embed"
	"io/fs"
	"path"
	"strings"
)

//go:embed topology.schema.json
var jsonSchema []byte

//go:embed *.cue
var cueFiles embed.FS

//go:embed examples
var exampleFiles embed.FS

// JSONSchema returns the language as a JSON Schema (draft 2020-12), generated from the .cue files. What it accepts the
// compiler may still refuse: it knows shapes, not how entities fit together.
func JSONSchema() []byte { return append([]byte(nil), jsonSchema...) }

// CUE returns the language as it is authored, as one CUE file: #Document first, then a definition after the other.
func CUE() []byte {
	const first = "document.cue"
	out := readCUE(first)
	entries, _ := cueFiles.ReadDir(".") // an embedded folder is always there
	for _, e := range entries {
		if e.Name() != first {
			out += strings.TrimPrefix(readCUE(e.Name()), "package schema\n")
		}
	}
	return []byte(out)
}

func readCUE(name string) string {
	data, _ := cueFiles.ReadFile(name) // names come from the embedded folder itself
	return string(data)
}

// Examples returns the folder of the kinds' examples: <kind>.hcl is a topology of its own, modules/ what one of them uses.
func Examples() fs.FS {
	sub, _ := fs.Sub(exampleFiles, "examples") // a constant that is a valid path
	return sub
}

// Example returns a kind's example, a small topology in HCL; "" for what is no kind.
func Example(kind string) string {
	data, err := exampleFiles.ReadFile(path.Join("examples", kind+".hcl"))
	if err != nil {
		return ""
	}
	return string(data)
}
