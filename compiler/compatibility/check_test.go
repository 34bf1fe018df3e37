package compatibility

import (
	"strings"
	"testing"

	"espc.dev/schema/diag"
)

func TestADocumentThatIsNoneOfItsLanguageIsToldAtItsPlace(t *testing.T) {
	const head = `"info": {"title": "a", "version": "1"}, `
	for _, c := range []struct{ format, text, want string }{
		{"avro", `"string"`, ""},
		{"avro", `"strin"`, `#: "strin" is no type`},
		{"avro", `["null", {"type": "array", "items": "itn"}]`, `#/1/items: "itn" is no type`},
		{"avro", `{"name": "a", "type": "itn"}`, `#/type: "itn" is no type`},
		{"avro", `{"type": "record", "fields": []}`, `#: the record has no name`},
		{"avro", `{"type": "record", "name": "a"}`, `#: is a record without fields`},
		{"avro", `{"type": "record", "name": "a", "fields": [{"nme": "a", "type": "int"}]}`, `#/fields/0: the field has no name`},
		{"avro", `{"type": "record", "name": "a", "fields": [{"name": "b"}]}`, `#/fields/0: the field has no type`},
		{"avro", `{"type": "record", "name": "a", "fields": [{"name": "b", "type": "int"}, {"name": "b", "type": "int"}]}`, `#/fields/1/name: the field b is there twice`},
		{"avro", `{"type": "record", "name": "n.a", "fields": [{"name": "next", "type": ["null", "a"]}, {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}]}`, ""},
		{"avro", `{"type": "enum", "name": "e", "symbols": ["A", "A", "b-c"]}`, `#/symbols/1: the symbol A is there twice; #/symbols/2: "b-c" is no symbol`},
		{"avro", `{"type": "fixed", "name": "f", "size": "4"}`, `#/size: is not a number`},
		{"openapi", `{"openapi": "2.0", ` + head + `"paths": {}}`, `#/openapi: "2.0" is no version that is known`},
		{"openapi", `{"openapi": 3.1, ` + head + `"paths": {}}`, `#/openapi: is a number, and a version is a string`},
		{"openapi", `{"openapi": "3.1.0", "paths": {}}`, `#: has no info`},
		{"openapi", `{"openapi": "3.0.3", ` + head + `"paths": {"a": {"$ref": "#/components/schemas/Nope"}}}`,
			`#/paths/a: the path "a" does not begin with /; #/paths/a/$ref: "#/components/schemas/Nope" leads nowhere`},
		{"openapi", `{"openapi": "3.0.3", ` + head + `"paths": {"/a": {"get": {"example": {"$ref": "#/no"}}}}, "components": {"schemas": {"A": {"items": {"$ref": "#/components/schemas/A"}}}}}`, ""},
		{"asyncapi", `{"asyncapi": "3.0.0", ` + head + `"channels": {"a": {}}, "operations": {"o": {"action": "sned", "channel": {"$ref": "#/channels/zz"}}}}`,
			`#/operations/o/action: "sned" is no action; #/operations/o/channel/$ref: "#/channels/zz" leads nowhere`},
		{"asyncapi", `{"asyncapi": "2.6.0", ` + head + `"channels": {}}`, ""},
	} {
		root, err := parse(diag.NewFile("a.json", []byte(c.text)))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range CheckDocument(c.format, root.n) {
			got = append(got, p.Pointer+": "+p.Reason)
			if p.Fix == "" || p.Node == nil {
				t.Errorf("%s: %+v has no fix or no place", c.text, p)
			}
		}
		if text := strings.Join(got, "; "); text != c.want {
			t.Errorf("%s %s:\ngot  %s\nwant %s", c.format, c.text, text, c.want)
		}
	}
}
