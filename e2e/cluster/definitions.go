package cluster

import (
	"errors"
	"fmt"
	"testing"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/definitions"
)

// establish bounds how long the API server takes to serve a new kind.
const establish = 30 * time.Second

// Define installs the CustomResourceDefinitions of every kind that the output may hold and waits until they are served. They stay as long as the
// cluster. Those that are there already are left as they are.
func (c *Cluster) Define(t testing.TB) {
	t.Helper()
	documents, err := definitions.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, document := range documents {
		if _, err := c.CreateObject(t.Context(), alone(t, document.Object)); err != nil && !apierrors.IsAlreadyExists(err) {
			t.Fatalf("%s: %v", document, err)
		}
	}
	for _, document := range documents {
		Eventually(t, establish, func() error {
			return established(c.Get(t, "apiextensions.k8s.io/v1", definitions.Kind, "", document.Object.GetName()))
		})
	}
}

// alone returns a definition as a cluster can serve it where what converts between its versions does not run: of such a one with its
// newest version alone, the one that espc writes. Schema and rules of that version are what they were.
func alone(t testing.TB, definition *unstructured.Unstructured) *unstructured.Unstructured {
	t.Helper()
	strategy, _, _ := unstructured.NestedString(definition.Object, "spec", "conversion", "strategy")
	if strategy != "Webhook" {
		return definition
	}
	definition = definition.DeepCopy()
	versions, _, _ := unstructured.NestedSlice(definition.Object, "spec", "versions")
	newest, ok := versions[0].(map[string]any)
	if !ok {
		t.Fatalf("%s has no versions", definition.GetName())
	}
	newest["storage"] = true
	if err := unstructured.SetNestedSlice(definition.Object, []any{newest}, "spec", "versions"); err != nil {
		t.Fatal(err)
	}
	unstructured.RemoveNestedField(definition.Object, "spec", "conversion")
	return definition
}

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
