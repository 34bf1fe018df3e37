package cluster_test

import (
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/provision"
)

// TestDefinitionsOfOthersModulesAreServed with an object of each, and with one that has a field too many.
func TestDefinitionsOfOthersModulesAreServed(t *testing.T) {
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	for module, test := range map[string]struct {
		folder, apiVersion, kind string
		spec                     map[string]any
	}{
		"sigs.k8s.io/gateway-api@v1.6.3": {"config/crd/standard", "gateway.networking.k8s.io/v1", "HTTPRoute",
			map[string]any{"hostnames": []any{"shop.example.com"}}},
		"knative.dev/serving@v0.51.0": {"config/core/300-resources", "serving.knative.dev/v1", "Service",
			map[string]any{"template": map[string]any{"spec": map[string]any{"containers": []any{map[string]any{"image": "example/web:1"}}}}}},
	} {
		folder, err := provision.Module(module)
		if err != nil {
			t.Fatal(err)
		}
		c.Define(t, filepath.Join(folder, test.folder))
		object := &unstructured.Unstructured{Object: map[string]any{"apiVersion": test.apiVersion, "kind": test.kind, "spec": test.spec}}
		object.SetNamespace(namespace)
		object.SetName("web")
		if _, err := c.CreateObject(t.Context(), object); err != nil {
			t.Errorf("%s: %v", module, err)
		}
		object.SetName("other")
		test.spec["tooMany"] = true
		if _, err := c.CreateObject(t.Context(), object); err == nil || !strings.Contains(err.Error(), `unknown field "spec.tooMany"`) {
			t.Errorf("%s: with a field too many: %v", module, err)
		}
	}
}
