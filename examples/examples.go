// Package examples holds the example topologies, each a folder that stands on its own. espc init starts from one.
package examples

import (
	"embed"
	"io/fs"
)

// Files has a folder an example.
//
//go:embed */*
var Files embed.FS

// Names returns the examples that init can start from, sorted.
func Names() []string {
	var names []string
	entries, err := fs.ReadDir(Files, ".")
	if err != nil {
		return nil
	}
	for _, e := range entries {
		if e.IsDir() && e.Name() != "polyglot" { // polyglot is one topology in four folders
			names = append(names, e.Name())
		}
	}
	return names
}
