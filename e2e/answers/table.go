package answers

import (
	"fmt"
	"os"

	"sigs.k8s.io/yaml"
)

// ReadTable reads a table of requests and what is answered, in YAML. A field that T does not have is an error, as is one that stands twice.
func ReadTable[T any](file string) (*T, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	t := new(T)
	if err := yaml.UnmarshalStrict(data, t); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return t, nil
}
