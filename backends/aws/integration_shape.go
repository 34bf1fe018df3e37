package aws

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"

	"espc.dev/backends/documents"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// shape is what the JSON Schema of an event says of its data; nil where there is none.
type shape map[string]any

// shape reads the schema of an event.
func (r *render) shape(e *schema.Event) shape {
	s := schema.Find[schema.Schema](r.t, e.Schema.V)
	if s == nil || s.Format.V != "jsonschema" {
		return nil
	}
	var out shape
	if json.Unmarshal([]byte(r.schemaContent(s, documents.Declared(r.t, s)).Text), &out) != nil {
		return nil
	}
	return out
}

// typeOf returns the JSON type of a field of the CloudEvent that is a single scalar in every event, "" where that is not known, and
// whether every event has it.
func (s shape) typeOf(field []string) (typ string, required bool) {
	if len(field) == 1 && (field[0] == "type" || field[0] == "source") {
		return "string", true
	}
	if len(field) < 2 || field[0] != "data" {
		return "", false
	}
	at, required := s.property(field[1:])
	switch typ, _ = at["type"].(string); typ {
	case "string", "number", "integer", "boolean":
		return typ, required
	}
	return "", false
}

// property returns what the schema says of a part of the data, nil where that is not known, and whether every event has it.
func (s shape) property(path []string) (at map[string]any, required bool) {
	at, required = s, true
	for _, name := range path {
		if at["type"] != "object" {
			return nil, false
		}
		names, _ := at["required"].([]any)
		required = required && slices.Contains(names, any(name))
		properties, _ := at["properties"].(map[string]any)
		if at, _ = properties[name].(map[string]any); at == nil {
			return nil, false
		}
	}
	return at, required
}

// comparable reports whether a pattern's comparison of a number is JSONata's: a pattern compares with no number outside its range, so
// the schema has to keep those away that would be larger, or less, than what they are compared with.
func (s shape) comparable(field []string, operator string) bool {
	at, _ := s.property(field[1:])
	bounds := []string{"minimum", "exclusiveMinimum"}
	if operator == ">" || operator == ">=" {
		bounds = []string{"maximum", "exclusiveMaximum"}
	}
	return slices.ContainsFunc(bounds, func(name string) bool {
		bound, ok := at[name].(float64)
		return ok && math.Abs(bound) <= maxNumeric
	})
}

// exactly returns a number of an expression in the form of JSON.
func exactly(v float64) *tree.Node {
	return &tree.Node{Kind: tree.Number, Text: strconv.FormatFloat(v, 'f', -1, 64)}
}
