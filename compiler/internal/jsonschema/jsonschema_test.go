package jsonschema

import (
	"strings"
	"testing"

	"espc.dev/compiler/internal/jsontree"
	"espc.dev/schema/diag"
)

func check(t *testing.T, schema string) []Problem {
	t.Helper()
	n, err := jsontree.Parse(diag.NewFile("order.json", []byte(schema)))
	if err != nil {
		t.Fatal(err)
	}
	return Check(n)
}

func TestCheckAcceptsWhatIsWellFormed(t *testing.T) {
	for _, schema := range []string{
		`true`,
		`{}`,
		`{"type": ["object", "null"], "required": ["id"], "properties": {"id": {"type": "string", "minLength": 1}}}`,
		// A tree: the reference recurs through a property, which ends with the data.
		`{"$defs": {"node": {"properties": {"left": {"$ref": "#/$defs/node"}}}}, "$ref": "#/$defs/node"}`,
		// One schema twice is no circle, and no more work the thousandth time.
		`{"$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}, {"$ref": "#/$defs/b"}]}, "b": {"oneOf": [{"$ref": "#/$defs/c"}, {"$ref": "#/$defs/c"}]}, "c": {}}, "$ref": "#/$defs/a"}`,
		`{"$defs": {"a": {"$anchor": "money"}}, "properties": {"total": {"$ref": "#money"}}}`,
		`{"pattern": "^(?=.*[0-9])[a-z]+$"}`, // ECMA-262 has lookaheads
		`{"items": [{"type": "string"}, true]}`,
		`{"definitions": {"a/b": {}}, "$ref": "#/definitions/a~1b"}`,
	} {
		if p := check(t, schema); p != nil {
			t.Errorf("%s: %+v", schema, p)
		}
	}
}

func TestCheckPointsAtTheKeywordThatIsWrong(t *testing.T) {
	for schema, want := range map[string]string{
		`[]`:                             "# a schema is",
		`{"type": "objekt"}`:             "#/type type is",
		`{"type": ["string", "string"]}`: "#/type type lists string twice",
		`{"properties": []}`:             "#/properties properties takes an object",
		`{"properties": {"a": {"minLength": -1}}}`: "#/properties/a/minLength minLength is a whole",
		`{"required": ["a", "a"]}`:                 "#/required/1 a stands twice",
		`{"anyOf": []}`:                            "#/anyOf anyOf lists no schema",
		`{"pattern": "("}`:                         "#/pattern the regular expression",
		`{"multipleOf": 0}`:                        "#/multipleOf multipleOf is above 0",
		`{"not": 1}`:                               "#/not a schema is",
		`{"enum": []}`:                             "#/enum enum lists nothing",
	} {
		p := check(t, schema)
		if len(p) != 1 || !strings.HasPrefix(p[0].Pointer+" "+p[0].Reason, want) {
			t.Errorf("%s: %+v, want %s", schema, p, want)
		}
	}
}

func TestCheckRefusesReferencesThatLeadNowhereOrRoundInACircle(t *testing.T) {
	for schema, want := range map[string]string{
		`{"$ref": "https://example.com/order.json"}`: "leads out of the schema",
		`{"$ref": "other.json#/a"}`:                  "leads out of the schema",
		`{"$ref": "#/$defs/a"}`:                      "leads nowhere",
		`{"$ref": "#"}`:                              "circle: # → #",
		`{"$defs": {"a": {"$ref": "#/$defs/a"}}}`:    "circle: #/$defs/a → #/$defs/a",
		// The same value, by way of what applies to it too.
		`{"$defs": {"a": {"allOf": [{"$ref": "#/$defs/b"}]}, "b": {"not": {"$ref": "#/$defs/a"}}}}`: "circle: #/$defs/a → #/$defs/b → #/$defs/a",
		`{"$anchor": "top", "if": {"anyOf": [true, {"$ref": "#top"}]}}`:                             "circle: #top → #top",
	} {
		p := check(t, schema)
		if len(p) != 1 || !p[0].Reference || !strings.Contains(p[0].Reason, want) {
			t.Errorf("%s: %+v, want %s", schema, p, want)
		}
	}
}
