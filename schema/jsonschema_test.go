package schema_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// compileSchema compiles the JSON Schema, or the part of it that a fragment names, by a validator of its own.
func compileSchema(t *testing.T, fragment string) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	const id = "https://espc.dev/topology.schema.json"
	c := jsonschema.NewCompiler()
	if err := c.AddResource(id, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(id + fragment)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return s.Validate(v)
}

func TestJSONSchemaAcceptsEveryExample(t *testing.T) {
	s := compileSchema(t, "")
	for name, folder := range topologies(t) {
		t.Run(name, func(t *testing.T) {
			if err := validate(t, s, string(tree.AppendJSON(nil, document(t, folder), ""))); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestJSONSchemaKnowsTheLanguage(t *testing.T) {
	tests := []struct{ name, text, wrong string }{
		{"null means unset", `{"function": {"f": {"memory": null, "scale": null, "env": {"A": null}, "calls": null}, "g": null}}`, ""},
		{"env takes strings, literals and endpoint values", `{"function": {"f": {"env": {"A": "x", "B": {"value": "secret.x"}, "C": {"of": "gateway.g", "part": "host"}}}}}`, ""},
		{"headers take no endpoint value", `{"gateway": {"g": {"headers": {"request_set": {"A": {"of": "gateway.g"}}}}}}`, "of"},
		{"a list of steps", `{"integration": {"i": {"steps": [{"filter": {"when": "true"}}, {"route": {"branch": {"b": {"when": "x", "to": "event.e"}}}}]}}}`, ""},
		{"steps by name", `{"integration": {"i": {"step": {"s": {"split": {"jsonata": "data"}}}}}}`, ""},
		{"a route or a split", `{"api_endpoint": {"a": {"gateway": "gateway.g", "paths": ["/"], "to": "function.f"}, "b": {"gateway": "gateway.g", "paths": ["/b"], "to": {"x": {"target": "model.m", "weight": 1}}}}}`, ""},
		{"an output of a module is a reference", `{"function": {"f": {"calls": ["module.audit.log"]}}}`, ""},
		{"a module has any variables", `{"module": {"m": {"source": "./m", "anything": [1]}}}`, ""},
		{"an override of anything", `{"environment": {"e": {"override": {"function.f": {"scale": {"max": 3}, "memory": null}}, "place": {"function": "aws"}}}}`, ""},
		{"filters", `{"function": {"f": {"on": {"x": {"event": "event.e", "filter": {"type": "a", "data.n": {"gt": 1, "not": [1, "b"]}, "subject": ["a", "b"]}}}}}}`, ""},
		{"units", `{"function": {"f": {"memory": "1.5Gi", "cpu": "0.5", "timeout": "1h30m"}}, "plan": {"p": {"rate": "10/2m", "quota": "5/week"}}, "queue": {"q": {"retention": "7d"}}}`, ""},

		{"an unknown kind", `{"fnction": {}}`, "fnction"},
		{"an unknown field", `{"function": {"f": {"memoryy": "1Mi"}}}`, "memoryy"},
		{"a number for a string with a unit", `{"function": {"f": {"memory": 512}}}`, "got number"},
		{"memory without a unit", `{"function": {"f": {"memory": "512"}}}`, "does not match pattern"},
		{"a unit that is none", `{"function": {"f": {"memory": "512mb"}}}`, "does not match pattern"},
		{"a string for an integer", `{"microservice": {"m": {"port": "8080"}}}`, "got string"},
		{"a fraction for an integer", `{"microservice": {"m": {"replicas": 1.5}}}`, "got number"},
		{"out of range", `{"microservice": {"m": {"port": 65536}}}`, "maximum"},
		{"below the range", `{"microservice": {"m": {"replicas": -1}}}`, "minimum"},
		{"a value that is not allowed", `{"function": {"f": {"runtime": "nodejs18"}}}`, "nodejs22"},
		{"a required field is absent", `{"model": {"m": {}}}`, "connector"},
		{"null for a required field", `{"model": {"m": {"connector": null}}}`, "want string"},
		{"a reference to a wrong kind", `{"model": {"m": {"connector": "function.f"}}}`, "does not match pattern"},
		{"a name that is none", `{"function": {"Resize": {}}}`, "Resize"},
		{"a name of 41 characters", `{"function": {"` + strings.Repeat("a", 41) + `": {}}}`, "does not match pattern"},
		{"an empty list that is required", `{"service_endpoint": {"s": {"urls": []}}}`, "minItems"},
		{"a scalar for a block", `{"function": {"f": {"scale": 3}}}`, "want object"},
		{"a filter with an unknown condition", `{"function": {"f": {"on": {"x": {"filter": {"type": {"like": "a"}}}}}}}`, "like"},
		{"an override of no address", `{"environment": {"e": {"override": {"f": {}}}}}`, "does not match pattern"},
	}
	part := compileSchema(t, "#/$defs/Part")
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			err := validate(t, part, test.text)
			switch {
			case test.wrong == "" && err != nil:
				t.Error(err)
			case test.wrong != "" && (err == nil || !strings.Contains(err.Error(), test.wrong)):
				t.Errorf("got %v, want an error about %q", err, test.wrong)
			}
		})
	}
}

func TestOnlyAWholeDocumentNeedsItsTopology(t *testing.T) {
	const text = `{"secret": {"s": {"key": "k"}}}`
	if err := validate(t, compileSchema(t, "#/$defs/Part"), text); err != nil {
		t.Error(err)
	}
	if err := validate(t, compileSchema(t, ""), text); err == nil || !strings.Contains(err.Error(), "missing property 'topology'") {
		t.Errorf("got %v", err)
	}
	if err := validate(t, compileSchema(t, ""), `{"topology": {"name": "shop"}}`); err != nil {
		t.Error(err)
	}
}
