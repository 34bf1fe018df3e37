package manifests

import (
	"fmt"
	"reflect"
	"slices"
	"testing"

	structuralschema "k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/defaulting"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// gatewayGroups are those whose lists are one value to a server: what it fills into one would look like a change of it in a plan of a
// cluster that asks it nothing.
var gatewayGroups = []string{"gateway.networking.k8s.io", "gateway.envoyproxy.io"}

func TestServersFillNothingIntoTheListsOfGatewayObjects(t *testing.T) {
	server := newServer(t)
	seen := map[schema.GroupVersionKind]bool{}
	for _, folder := range goldenFolders(t) {
		for _, document := range folder.Documents {
			gvk := document.Object.GroupVersionKind()
			if kind, ok := server.customs[gvk]; ok && slices.Contains(gatewayGroups, gvk.Group) {
				seen[gvk] = true
				for _, problem := range filledLists(document.Object, kind.schema) {
					t.Errorf("%s: %s: %s", folder.Name(), document, problem)
				}
			}
		}
	}
	if len(seen) < 6 {
		t.Errorf("only %d kinds of gateways' objects were looked at", len(seen))
	}
}

func TestAListThatAServerFillsIsFound(t *testing.T) {
	route := &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "gateway.networking.k8s.io/v1", "kind": "HTTPRoute", "metadata": map[string]any{"name": "x"},
		"spec": map[string]any{"parentRefs": []any{map[string]any{"name": "edge"}}},
	}}
	problems := filledLists(route, newServer(t).customs[route.GroupVersionKind()].schema)
	if len(problems) != 2 {
		t.Errorf("want group and kind, got %v", problems)
	}
}

// filledLists returns what a server adds to the elements of an object's lists.
func filledLists(object *unstructured.Unstructured, kind *structuralschema.Structural) []string {
	after := object.DeepCopy()
	defaulting.Default(after.Object, kind)
	return filled(object.Object, after.Object, "", false)
}

func filled(before, after any, path string, inList bool) []string {
	switch after := after.(type) {
	case map[string]any:
		was, _ := before.(map[string]any)
		var out []string
		for key, value := range after {
			if _, ok := was[key]; !ok {
				if inList {
					out = append(out, fmt.Sprintf("%s.%s becomes %v", path, key, value))
				}
				continue
			}
			out = append(out, filled(was[key], value, path+"."+key, inList)...)
		}
		slices.Sort(out)
		return out
	case []any:
		was, _ := before.([]any)
		var out []string
		for i, item := range after {
			if i < len(was) {
				out = append(out, filled(was[i], item, fmt.Sprintf("%s[%d]", path, i), true)...)
			}
		}
		return out
	}
	if !reflect.DeepEqual(before, after) {
		return []string{path + " changes"}
	}
	return nil
}
