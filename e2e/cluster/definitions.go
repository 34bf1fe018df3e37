package cluster

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/golden"
)

// establish bounds how long the API server takes to serve a new kind.
const establish = 30 * time.Second

// Define installs the CustomResourceDefinitions in the YAML files of a folder and waits until their kinds are served. They stay as long as the
// cluster. Those that are there already are left as they are.
func (c *Cluster) Define(t testing.TB, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		documents, err := golden.Parse(file, data)
		if err != nil {
			t.Fatal(err)
		}
		for _, document := range documents {
			if document.Object.GetKind() != definition {
				continue // a kustomization, or a name in another language
			}
			if _, err := c.CreateObject(t.Context(), document.Object); err != nil && !apierrors.IsAlreadyExists(err) {
				t.Fatalf("%s: %v", document, err)
			}
			names = append(names, document.Object.GetName())
		}
	}
	if len(names) == 0 {
		t.Fatalf("%s holds no CustomResourceDefinitions", folder)
	}
	for _, name := range names {
		Eventually(t, establish, func() error { return established(c.Get(t, "apiextensions.k8s.io/v1", definition, "", name)) })
	}
}

const definition = "CustomResourceDefinition"

func established(object *unstructured.Unstructured) error {
	if object == nil {
		return errors.New("the definition is gone")
	}
	conditions, _, _ := unstructured.NestedSlice(object.Object, "status", "conditions")
	for _, each := range conditions {
		if condition, ok := each.(map[string]any); ok && condition["type"] == "Established" && condition["status"] == "True" {
			return nil
		}
	}
	return fmt.Errorf("%s is not established: %v", object.GetName(), conditions)
}
