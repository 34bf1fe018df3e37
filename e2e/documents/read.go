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
	// Kind is openapi, asyncapi or schema, or an older version of one: what judges it.
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

// Registered returns the documents that a template puts into EventBridge's schema registry, without the schemas that the topology
// declares.
func Registered(template string) ([]Document, error) {
	content, err := os.ReadFile(template)
	if err != nil {
		return nil, err
	}
	var parsed struct {
		Resources map[string]struct {
			Type       string
			Properties map[string]any
		}
	}
	if err := yaml.Unmarshal(content, &parsed); err != nil {
		return nil, err
	}
	kinds := map[string]string{"OpenApi3": "openapi 3.0", "JSONSchemaDraft4": "schema 04"}
	var out []Document
	for _, resource := range parsed.Resources {
		text := func(property string) string {
			s, _ := resource.Properties[property].(string)
			return s
		}
		if resource.Type != "AWS::EventSchemas::Schema" || !strings.Contains(text("SchemaName"), ".") {
			continue
		}
		document := Document{Name: text("SchemaName"), Kind: kinds[text("Type")]}
		if err := json.Unmarshal([]byte(text("Content")), &document.Document); err != nil {
			return nil, err
		}
		out = append(out, document)
	}
	return out, nil
}
