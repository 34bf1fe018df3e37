package golden

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	"sigs.k8s.io/yaml"
)

// A Document is one YAML document of a manifest file.
type Document struct {
	File   string // within its folder
	Index  int    // from 0, within the file
	JSON   []byte // what kubectl would send
	Object *unstructured.Unstructured
}

// String names the document for a reader: the file and the object in it.
func (d Document) String() string {
	return fmt.Sprintf("%s: %s %s", d.File, d.Object.GetKind(), d.Object.GetName())
}

// Parse splits a manifest file into its documents and turns each into JSON as kubectl does (YAML 1.1
// scalars, so an unquoted `yes` is a boolean). A duplicate key, an empty document and a list of
// objects in one document are errors.
func Parse(file string, data []byte) ([]Document, error) {
	var documents []Document
	reader := utilyaml.NewYAMLReader(bufio.NewReader(bytes.NewReader(data)))
	for index := 0; ; index++ {
		text, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: document %d: %w", file, index, err)
		}
		document, err := parseDocument(text)
		if err != nil {
			return nil, fmt.Errorf("%s: document %d: %w", file, index, err)
		}
		document.File, document.Index = file, index
		documents = append(documents, document)
	}
}

func parseDocument(text []byte) (Document, error) {
	json, err := yaml.YAMLToJSONStrict(text)
	if err != nil {
		return Document{}, err
	}
	object := &unstructured.Unstructured{}
	if err := object.UnmarshalJSON(json); err != nil {
		return Document{}, err
	}
	if object.IsList() {
		return Document{}, errors.New("a list of objects in one document")
	}
	if object.GetAPIVersion() == "" || object.GetName() == "" {
		return Document{}, errors.New("apiVersion and metadata.name are required")
	}
	return Document{JSON: json, Object: object}, nil
}
