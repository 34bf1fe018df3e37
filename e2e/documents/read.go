package documents

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// A Document is one that the compiler wrote.
type Document struct {
	Name string `json:"name"` // within the folder that was searched
	// Kind is openapi, asyncapi or schema: what judges it.
	Kind     string         `json:"kind"`
	Document map[string]any `json:"document"`
}

// Read returns the OpenAPI and AsyncAPI documents and the models' schemas of every folder called documents below root.
func Read(root string) ([]Document, error) {
	var out []Document
	resolved, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(resolved, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Base(filepath.Dir(path)) != "documents" {
			return err
		}
		kind := ""
		switch name := entry.Name(); {
		case strings.HasPrefix(name, "openapi-"):
			kind = "openapi"
		case name == "asyncapi.yaml":
			kind = "asyncapi"
		case strings.HasPrefix(name, "model-"):
			kind = "schema"
		default:
			return nil // a declared schema is its author's
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		content, err = yaml.YAMLToJSONStrict(content)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		relative, _ := filepath.Rel(resolved, path)
		document := Document{Name: filepath.ToSlash(relative), Kind: kind}
		out = append(out, document)
		return json.Unmarshal(content, &out[len(out)-1].Document)
	})
	return out, err
}
