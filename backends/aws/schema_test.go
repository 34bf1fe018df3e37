package aws

import (
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

const registryTopology = `{"topology": {"name": "shop"},
	"schema": {"order": {"format": "jsonschema", "inline": {"type": "object"}, "version": "2.0.0", "compatibility": "full"}},
	"connector": {"db": {"type": "mongodb", "host": "m.example.com", "database": "d"}},
	"model": {"car": {"connector": "connector.db", "property": {"name": {"type": "string"}}}},
	"gateway": {"edge": {}}, "function": {"f": {"runtime": "nodejs24", "source": "f"}},
	"api_endpoint": {
		"cars": {"gateway": "gateway.edge", "paths": ["/api/cars", "/api/cars/*"], "methods": ["GET"], "to": "model.car"},
		"f": {"gateway": "gateway.edge", "paths": ["/f"], "methods": ["GET"], "to": "function.f"}}}`

func TestARegistryHasSchemasAndAPIDesignsInTheVersionsThatItKnows(t *testing.T) {
	objects := lowered(t, registryTopology)
	content := func(id string) *tree.Node {
		t.Helper()
		o, ok := objects[id]
		if !ok {
			t.Fatalf("there is no %s", id)
		}
		n := &tree.Node{}
		if err := n.UnmarshalJSON([]byte(o.Tree.Get("Properties").Get("Content").Str())); err != nil {
			t.Fatal(err)
		}
		return n
	}
	api := content("EdgeGatewayDocument")
	if v := api.Get("openapi").Str(); v != "3.0.3" {
		t.Errorf("the API's design is of OpenAPI %s", v)
	}
	name := api.Get("components").Get("schemas").Get("Car").Get("properties").Get("name")
	if name.Get("type").Str() != "string" || name.Get("nullable").Str() != "true" {
		t.Errorf("a property that may be null is %s", tree.AppendJSON(nil, name, ""))
	}
	if v := content("CarModelDocument").Get("$schema").Str(); !strings.Contains(v, "draft-04") {
		t.Errorf("the model's schema is of %s", v)
	}
}

func TestAStackTellsWhichDocumentsItHolds(t *testing.T) {
	var all []backends.Object
	for _, o := range lowered(t, registryTopology) {
		all = append(all, o)
	}
	var got []string
	for _, d := range (Backend{}).Documents(all) {
		got = append(got, strings.Join([]string{d.ID, d.Format, d.Version, d.Compatibility}, " "))
	}
	slices.Sort(got)
	want := []string{"model.car jsonschema  ", "openapi.edge openapi  ", "schema.order jsonschema 2.0.0 full"}
	if !slices.Equal(got, want) {
		t.Errorf("documents are %q", got)
	}
}

func TestWithoutADeclaredSchemaThereIsNoRegistry(t *testing.T) {
	document := `{"topology": {"name": "shop"}, "gateway": {"edge": {}}, "function": {"f": {"runtime": "nodejs24", "source": "f"}},
		"api_endpoint": {"f": {"gateway": "gateway.edge", "paths": ["/f"], "to": "function.f"}}}`
	for name, o := range lowered(t, document) {
		if strings.HasPrefix(o.Address.Type, "AWS::EventSchemas::") {
			t.Errorf("there is %s", name)
		}
	}
}
