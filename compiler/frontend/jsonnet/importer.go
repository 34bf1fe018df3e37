package jsonnet

import (
	"fmt"

	jsonnet "github.com/google/go-jsonnet"
)

// importer finds the files of importstr and importbin; those of import are linked.
type importer struct {
	loader   *loader
	contents map[string]jsonnet.Contents
}

// Import returns the contents of a file that was found when the program was loaded.
func (i *importer) Import(from, name string) (jsonnet.Contents, string, error) {
	p := importPath(from, name)
	src := i.loader.data[p]
	if src == nil {
		return jsonnet.Contents{}, "", fmt.Errorf("the file %s is not loaded", name)
	}
	if _, ok := i.contents[p]; !ok {
		i.contents[p] = jsonnet.MakeContentsRaw(src.Data)
	}
	return i.contents[p], p, nil
}
