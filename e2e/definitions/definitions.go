// Package definitions knows the CustomResourceDefinitions of the kinds that espc's output may hold: it takes them, as data, out of the
// Go modules that publish them. A new kind is a word in Sources.
package definitions

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/golden"
	"espc.dev/e2e/provision"
)

// Kind is the kind of a definition.
const Kind = "CustomResourceDefinition"

// All returns the definitions of Sources, in their order. They are the caller's to read only. The error names the module that cannot be had, the file
// that does not parse, or the kind that a folder lacks.
func All() ([]golden.Document, error) { return all() }

// all reads the modules once a process: together they are some megabytes.
var all = sync.OnceValues(func() ([]golden.Document, error) {
	var documents []golden.Document
	for _, source := range Sources {
		found, err := source.read()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", source.Module, err)
		}
		documents = append(documents, found...)
	}
	return documents, nil
})

// read returns the source's definitions, in the order of its Kinds.
func (s Source) read() ([]golden.Document, error) {
	module, err := provision.Module(s.Module)
	if err != nil {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(module, s.Folder, "*.yaml"))
	if err != nil {
		return nil, err
	}
	found := make([]golden.Document, len(s.Kinds))
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if !mentions(data, s.Kinds) {
			continue
		}
		documents, err := golden.Parse(filepath.Base(file), content(data))
		if err != nil {
			return nil, err
		}
		for _, document := range documents {
			if i := slices.Index(s.Kinds, defines(document.Object)); i >= 0 {
				found[i] = document
			}
		}
	}
	var missing []error
	for i, kind := range s.Kinds {
		if found[i].Object == nil {
			missing = append(missing, fmt.Errorf("%s defines no %s", s.Folder, kind))
		}
	}
	return found, errors.Join(missing...)
}

// mentions tells whether a file may define one of the kinds, without parsing it.
func mentions(data []byte, kinds []string) bool {
	return slices.ContainsFunc(kinds, func(kind string) bool {
		return bytes.Contains(data, []byte("kind: "+kind+"\n"))
	})
}

// content returns a file without what stands before its first document: a license above the line of dashes would be a document of nothing.
func content(data []byte) []byte {
	for line := range bytes.Lines(data) {
		if text := bytes.TrimSpace(line); len(text) > 0 && text[0] != '#' && !bytes.Equal(text, []byte("---")) {
			break
		}
		data = data[len(line):]
	}
	return data
}

// defines returns the kind that a definition brings, "" where the object is none.
func defines(object *unstructured.Unstructured) string {
	if object.GetKind() != Kind {
		return ""
	}
	kind, _, _ := unstructured.NestedString(object.Object, "spec", "names", "kind")
	return kind
}
