package live

import (
	"fmt"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// orderSchema is a topology's one schema, of JSON.
func orderSchema(keywords string) string {
	return `schema "order" {
  format = "jsonschema"
  inline = {
    type       = "object"
    properties = { total = { type = "number" }, note = { type = "string" } }
    ` + keywords + `
  }
}
`
}

func TestASchemaInTheClusterIsWhatAChangeIsComparedWith(t *testing.T) {
	s := newScene(t, orderSchema(""))
	s.apply()
	s.unchanged()

	s.write(orderSchema(`required = ["note"]`))
	for _, arguments := range [][]string{{"plan", "-e", "dev"}, applies()} {
		s.fails(arguments, "E0650", "#/properties/note of schema.order is required now (note), and was not", "--> topology.hcl:12:")
	}
	if text, _, _ := unstructured.NestedMap(s.get("v1", "ConfigMap", "shop-schema-order").Object, "data"); strings.Contains(fmt.Sprint(text), "required") {
		t.Errorf("what was refused is in the cluster: %s", text)
	}

	s.write(orderSchema(`description = "What was ordered"`))
	s.apply()
	s.write(strings.Replace(orderSchema(`required = ["note"]`), "  format =", "  compatibility = \"none\"\n  format =", 1))
	s.apply()

	// To go back is asked of nobody: what the cluster held before it may hold again.
	s.succeeds("rollback", "-e", "dev", "--auto-approve")
}
