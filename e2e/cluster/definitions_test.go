package cluster_test

import (
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/cluster"
)

// TestDefinitionsOfOthersModulesAreServed with an object of two of them, and with one that has a field too many.
func TestDefinitionsOfOthersModulesAreServed(t *testing.T) {
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	c.Define(t)
	c.Define(t) // a second time is none
	for kind, test := range map[string]struct {
		apiVersion string
		spec       map[string]any
	}{
		"HTTPRoute": {"gateway.networking.k8s.io/v1", map[string]any{"hostnames": []any{"shop.example.com"}}},
		"Service": {"serving.knative.dev/v1",
			map[string]any{"template": map[string]any{"spec": map[string]any{"containers": []any{map[string]any{"image": "example/web:1"}}}}}},
	} {
		object := &unstructured.Unstructured{Object: map[string]any{"apiVersion": test.apiVersion, "kind": kind, "spec": test.spec}}
		object.SetNamespace(namespace)
		object.SetName("web")
		if _, err := c.CreateObject(t.Context(), object); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
		object.SetName("other")
		test.spec["tooMany"] = true
		if _, err := c.CreateObject(t.Context(), object); err == nil || !strings.Contains(err.Error(), `unknown field "spec.tooMany"`) {
			t.Errorf("%s: with a field too many: %v", kind, err)
		}
	}
}
