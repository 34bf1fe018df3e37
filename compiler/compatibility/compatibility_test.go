package compatibility

import (
	"slices"
	"strings"
	"testing"

	"espc.dev/schema/diag"
)

// change is a change from one version to the next: what breaks for the new version's reader (backward), and for the old one's
// (forward), each as "pointer reason".
type change struct {
	name              string
	before, after     string
	backward, forward []string
}

func breaks(t *testing.T, format, file, before, after string, mode Mode) []string {
	t.Helper()
	version := func(text string) Version { return Version{Format: format, File: diag.NewFile(file, []byte(text))} }
	found, err := Check(version(before), version(after), mode)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, b := range found {
		out = append(out, b.Pointer+" "+b.Reason)
	}
	return out
}

// judge checks changes in both directions, and that what is said of them does not depend on which version is called old: undone, a
// change breaks as many things for the other side.
func judge(t *testing.T, format, file string, changes []change) {
	t.Helper()
	for _, c := range changes {
		t.Run(c.name, func(t *testing.T) {
			for mode, want := range map[Mode][]string{Backward: c.backward, Forward: c.forward, Full: slices.Concat(c.backward, c.forward), None: nil} {
				if got := breaks(t, format, file, c.before, c.after, mode); !slices.Equal(got, want) {
					t.Errorf("%s:\n got %q\nwant %q", mode, got, want)
				}
			}
			if got := breaks(t, format, file, c.after, c.before, Backward); len(got) != len(c.forward) {
				t.Errorf("undone it breaks %q, and forward %q", got, c.forward)
			}
			for _, version := range []string{c.before, c.after} {
				if got := breaks(t, format, file, version, version, Full); got != nil {
					t.Errorf("no change breaks %q", got)
				}
			}
		})
	}
}

func TestJSONSchemasAreComparedAsReaderAndWriter(t *testing.T) {
	object := func(s string) string { return `{"type": "object", "properties": {` + s + `}}` }
	judge(t, "jsonschema", "s.json", []change{
		{"a property is added", object(`"a": {"type": "string"}`), object(`"a": {"type": "string"}, "b": {"type": "string"}`), nil, nil},
		{"a required property is added", object(`"a": {}`), `{"type": "object", "properties": {"a": {}, "b": {"type": "string"}}, "required": ["b"]}`,
			[]string{"#/properties/b is required now (b), and was not"}, nil},
		{"a required property is removed", `{"type": "object", "properties": {"a": {}}, "required": ["a"]}`, `{"type": "object", "properties": {}}`,
			nil, []string{"#/required was required (a), and need not be there any more"}},
		{"a type is another", object(`"a": {"type": "string"}`), object(`"a": {"type": "number"}`),
			[]string{"#/properties/a/type was of type string and is of type number"}, []string{"#/properties/a/type was of type string and is of type number"}},
		{"a type is wider", object(`"a": {"type": "integer"}`), object(`"a": {"type": ["number", "null"]}`),
			nil, []string{"#/properties/a/type was of type integer and is of type number or null"}},
		{"an enum loses a value", `{"enum": ["red", "blue"]}`, `{"enum": ["red"]}`, []string{`#/enum no longer allows "blue"`}, nil},
		{"an enum gains a value", `{"enum": ["red"]}`, `{"enum": ["red", "blue"]}`, nil, []string{`#/enum now allows "blue"`}},
		{"a const is another", `{"const": 1}`, `{"const": 2}`, []string{"#/const no longer allows 1"}, []string{"#/const now allows 2"}},
		{"a minimum rises", `{"type": "number", "minimum": 1}`, `{"type": "number", "minimum": 2}`, []string{"#/minimum was 1 and is 2"}, nil},
		{"a minimum is exclusive", `{"type": "number", "minimum": 1}`, `{"type": "number", "exclusiveMinimum": 1}`,
			[]string{"#/exclusiveMinimum was 1 and is 1 (exclusive)"}, nil},
		{"a maximum goes", `{"type": "number", "maximum": 9}`, `{"type": "number"}`, nil, []string{"#/maximum was 9 and is not bounded"}},
		{"a multiple is finer", `{"type": "number", "multipleOf": 10}`, `{"type": "number", "multipleOf": 5}`, nil, []string{"#/multipleOf was 10 and is 5"}},
		{"a length is bounded", `{"type": "string"}`, `{"type": "string", "maxLength": 5}`, []string{"#/maxLength was not bounded and is 5"}, nil},
		{"a pattern comes", `{"type": "string"}`, `{"type": "string", "pattern": "^a"}`, []string{"#/pattern was not there and is ^a"}, nil},
		{"values of an enum get a pattern", `{"type": "string", "enum": ["a", "b"]}`, `{"type": "string", "pattern": "^a"}`,
			[]string{"#/pattern was not there and is ^a"}, []string{"#/enum allowed certain values alone, and now allows others"}},
		{"values of an enum match a pattern", `{"type": "string", "enum": ["aa", "ab"]}`, `{"type": "string", "pattern": "^a"}`,
			nil, []string{"#/enum allowed certain values alone, and now allows others"}},
		{"properties of a pattern are of another type", `{"type": "object", "patternProperties": {"^x-": {"type": "string"}}}`,
			`{"type": "object", "patternProperties": {"^x-": {"type": "boolean"}}}`,
			[]string{"#/patternProperties/^x-/type was of type string and is of type boolean"}, []string{"#/patternProperties/^x-/type was of type string and is of type boolean"}},
		{"properties of a pattern go", `{"type": "object", "patternProperties": {"^x-": {}}, "additionalProperties": false}`, `{"type": "object", "additionalProperties": false}`,
			[]string{"#/patternProperties/^x- were properties and are not allowed any more"}, nil},
		{"what not refers to is another", `{"type": "object", "not": {"$ref": "#/$defs/a"}, "$defs": {"a": {"required": ["a"]}}}`,
			`{"type": "object", "not": {"$ref": "#/$defs/a"}, "$defs": {"a": {"required": ["b"]}}}`,
			[]string{"#/not has changed, and whether what was allowed still is can't be told"}, []string{"#/not has changed, and whether what was allowed still is can't be told"}},
		{"what an anchor names is narrower", `{"$ref": "#a", "$defs": {"a": {"$anchor": "a", "type": "number"}}}`, `{"$ref": "#a", "$defs": {"a": {"$anchor": "a", "type": "integer"}}}`,
			[]string{"#/$defs/a/type was of type number and is of type integer"}, nil},
		{"a schema is all of itself", `{"allOf": [{"$ref": "#"}], "type": "object"}`, `{"allOf": [{"$ref": "#"}], "type": "object", "required": ["a"]}`,
			[]string{"#/allOf has changed, and whether what was allowed still is can't be told", "#/required/0 is required now (a), and was not"},
			[]string{"#/allOf has changed, and whether what was allowed still is can't be told"}},
		{"a format is another", `{"type": "string", "format": "date"}`, `{"type": "string", "format": "date-time"}`,
			[]string{"#/format was date and is date-time"}, []string{"#/format was date and is date-time"}},
		{"items are narrower", `{"type": "array", "items": {"type": "number"}}`, `{"type": "array", "items": {"type": "integer"}}`,
			[]string{"#/items/type was of type number and is of type integer"}, nil},
		{"items are unique", `{"type": "array"}`, `{"type": "array", "uniqueItems": true}`, []string{"#/uniqueItems now allows no item twice"}, nil},
		{"more items are needed", `{"type": "array"}`, `{"type": "array", "minItems": 1}`, []string{"#/minItems was not bounded and is 1"}, nil},
		{"an object is closed", object(`"a": {}`), `{"type": "object", "properties": {"a": {}}, "additionalProperties": false}`,
			[]string{"#/additionalProperties is false now: other properties were allowed"}, nil},
		{"a closed object gains a property", `{"type": "object", "properties": {"a": {}}, "additionalProperties": false}`,
			`{"type": "object", "properties": {"a": {}, "b": {}}, "additionalProperties": false}`,
			nil, []string{"#/properties/b is a property now, where no other were allowed"}},
		{"a closed object loses a property", `{"type": "object", "properties": {"a": {}, "b": {}}, "additionalProperties": false}`,
			`{"type": "object", "properties": {"a": {}}, "additionalProperties": false}`,
			[]string{"#/properties/b was a property and is not allowed any more"}, nil},
		{"a reference leads to a narrower part", `{"$defs": {"id": {"type": ["string", "integer"]}}, "properties": {"a": {"$ref": "#/$defs/id"}}}`,
			`{"$defs": {"id": {"type": "string"}}, "properties": {"a": {"$ref": "#/$defs/id"}}}`,
			[]string{"#/$defs/id/type was of type string or integer and is of type string"}, nil},
		{"a reference takes the place of what it leads to", `{"properties": {"a": {"type": "string"}}}`,
			`{"$defs": {"id": {"type": "string"}}, "properties": {"a": {"$ref": "#/$defs/id"}}}`, nil, nil},
		{"a tree recurs", `{"$defs": {"n": {"properties": {"next": {"$ref": "#/$defs/n"}, "v": {"type": "integer"}}}}, "$ref": "#/$defs/n"}`,
			`{"$defs": {"n": {"properties": {"next": {"$ref": "#/$defs/n"}, "v": {"type": "number"}}}}, "$ref": "#/$defs/n"}`,
			nil, []string{"#/$defs/n/properties/v/type was of type integer and is of type number"}},
		{"an alternative goes", `{"anyOf": [{"type": "string"}, {"type": "boolean"}]}`, `{"anyOf": [{"type": "string"}]}`,
			[]string{"#/anyOf/0/type was of type boolean and is of type string"}, nil},
		{"an alternative comes", `{"type": "string"}`, `{"oneOf": [{"type": "string"}, {"type": "null"}]}`,
			nil, []string{"#/oneOf/1/type was of type string and is of type null"}},
		{"what stands beside alternatives counts for each", `{"anyOf": [{"type": "object"}, {"type": "array"}]}`, `{"type": ["string", "null"], "anyOf": [{"type": "object"}, {"type": "array"}]}`,
			[]string{"#/anyOf/0/type was of type object and is of no type", "#/anyOf/1/type was of type array and is of no type"}, nil},
		{"parts of allOf are one", `{"allOf": [{"type": "object"}, {"required": ["a"]}]}`, `{"type": "object", "required": ["a"]}`, nil, nil},
		{"what can't be judged", `{"not": {"type": "string"}}`, `{"not": {"type": "number"}}`,
			[]string{"#/not has changed, and whether what was allowed still is can't be told"}, []string{"#/not has changed, and whether what was allowed still is can't be told"}},
		{"words for people", `{"title": "A", "type": "string"}`, `{"title": "B", "type": "string", "description": "b", "examples": ["x"]}`, nil, nil},
		{"nothing goes", `{"type": "string"}`, `false`, []string{"# was allowed and is not any more"}, nil},
	})
}

func TestAvroSchemasAreComparedByTheRulesOfResolution(t *testing.T) {
	record := func(fields string) string { return `{"type": "record", "name": "Order", "fields": [` + fields + `]}` }
	const id = `{"name": "id", "type": "string"}`
	judge(t, "avro", "s.avsc", []change{
		{"a field with a default is added", record(id), record(id + `, {"name": "n", "type": "int", "default": 0}`), nil, nil},
		{"a field without a default is added", record(id), record(id + `, {"name": "n", "type": "int"}`),
			[]string{"#/fields/1 is the new field n, which has no default"}, nil},
		{"a field without a default is removed", record(id + `, {"name": "n", "type": "int"}`), record(id),
			nil, []string{"#/fields lack the field n, which was there and had no default"}},
		{"a field is renamed with an alias", record(id), record(`{"name": "key", "aliases": ["id"], "type": "string"}`),
			nil, []string{"#/fields lack the field id, which was there and had no default"}},
		{"a number is promoted", record(`{"name": "n", "type": "int"}`), record(`{"name": "n", "type": "long"}`),
			nil, []string{"#/fields/0/type was int and is long"}},
		{"text is bytes", record(id), record(`{"name": "id", "type": "bytes"}`), nil, nil},
		{"a type is another", record(id), record(`{"name": "id", "type": "int"}`),
			[]string{"#/fields/0/type was string and is int"}, []string{"#/fields/0/type was string and is int"}},
		{"a field may be null", record(id), record(`{"name": "id", "type": ["null", "string"]}`),
			nil, []string{"#/fields/0/type/0 was string and is null"}},
		{"a union loses a branch", record(`{"name": "v", "type": ["int", "string", "boolean"]}`), record(`{"name": "v", "type": ["int", "string"]}`),
			[]string{"#/fields/0/type has no branch for what was boolean"}, nil},
		{"an enum gains a symbol", `{"type": "enum", "name": "C", "symbols": ["A"]}`, `{"type": "enum", "name": "C", "symbols": ["A", "B"]}`,
			nil, []string{"#/symbols now have B, and the enum had no default"}},
		{"an enum with a default loses a symbol", `{"type": "enum", "name": "C", "symbols": ["A", "B"]}`, `{"type": "enum", "name": "C", "symbols": ["A"], "default": "A"}`, nil, nil},
		{"a record has another name", record(id), strings.Replace(record(id), "Order", "Sale", 1),
			[]string{"#/name was Order and is Sale"}, []string{"#/name was Order and is Sale"}},
		{"a fixed has another size", `{"type": "fixed", "name": "F", "size": 8}`, `{"type": "fixed", "name": "F", "size": 16}`,
			[]string{"#/size was 8 and is 16"}, []string{"#/size was 8 and is 16"}},
		{"a decimal has another scale", `{"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}`, `{"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 3}`,
			[]string{"#/scale was 2 and is 3"}, []string{"#/scale was 2 and is 3"}},
		{"items and values are looked into", `{"type": "array", "items": {"type": "map", "values": "int"}}`, `{"type": "array", "items": {"type": "map", "values": "double"}}`,
			nil, []string{"#/items/values was int and is double"}},
		{"a tree recurs by its name", `{"type": "record", "name": "a.N", "fields": [{"name": "next", "type": ["null", "N"]}, {"name": "v", "type": "int"}]}`,
			`{"type": "record", "name": "N", "namespace": "a", "fields": [{"name": "next", "type": ["null", "a.N"]}, {"name": "v", "type": "long"}]}`,
			nil, []string{"#/fields/1/type was int and is long"}},
	})
}

func TestProtocolBuffersAreComparedByWhatIsOnTheWire(t *testing.T) {
	message := func(s string) string { return "syntax = \"proto3\";\nmessage M {\n" + s + "\n}\n" }
	two := func(s string) string { return "syntax = \"proto2\";\n" + s + "\n" }
	judge(t, "protobuf", "s.proto", []change{
		{"a field is added", message("string a = 1;"), message("string a = 1;\nint32 b = 2;"), nil, nil},
		{"a field is renamed", message("string a = 1;"), message("string b = 1;"), nil, nil},
		{"a number has another type", message("string a = 1;"), message("int32 a = 1;"), []string{"M.a was string and is int32"}, []string{"M.a was string and is int32"}},
		{"a number is wider", message("int32 a = 1;"), message("int64 a = 1;"), nil, nil},
		{"text is bytes", message("string a = 1;"), message("bytes a = 1;"), nil, []string{"M.a was string and is bytes"}},
		{"a field is repeated", message("string a = 1;"), message("repeated string a = 1;"), []string{"M.a was single and is repeated"}, []string{"M.a was single and is repeated"}},
		{"a message goes", "syntax = \"proto3\";\nmessage A {}\nmessage B {}\n", "syntax = \"proto3\";\nmessage A {}\n", []string{"the file has no message B any more"}, nil},
		{"a message comes", "syntax = \"proto3\";\nmessage A {}\n", "syntax = \"proto3\";\nmessage A {}\nmessage B {}\n", nil, []string{"B is a message that there was not"}},
		{"a map's values are of another type", message("map<string, int32> a = 1;"), message("map<string, string> a = 1;"),
			[]string{"M.AEntry.value was int32 and is string"}, []string{"M.AEntry.value was int32 and is string"}},
		{"fields share a oneof", message("string a = 1;\nstring b = 2;"), message("oneof x {\nstring a = 1;\nstring b = 2;\n}"),
			[]string{"M.x has fields of which only one counts, and a and b could both be set"}, nil},
		{"a field is required", two("message M { optional string a = 1; }"), two("message M { required string a = 1; }"), []string{"M.a is required now, and was not"}, nil},
		{"a required field goes", two("message M { required string a = 1; }"), two("message M {}"), nil, []string{"M lacks the field a, which was required"}},
		{"a closed enum gains a value", two("enum E { A = 0; }"), two("enum E { A = 0; B = 1; }"), nil, []string{"B is a value that there was not"}},
		{"an open enum gains a value", "syntax = \"proto3\";\nenum E { A = 0; }\n", "syntax = \"proto3\";\nenum E { A = 0; B = 1; }\n", nil, nil},
		{"a method goes", "syntax = \"proto3\";\nmessage A {}\nservice S { rpc Do(A) returns (A); }\n", "syntax = \"proto3\";\nmessage A {}\nservice S {}\n",
			[]string{"S has no method Do any more"}, nil},
		{"a method streams", "syntax = \"proto3\";\nmessage A {}\nservice S { rpc Do(A) returns (A); }\n", "syntax = \"proto3\";\nmessage A {}\nservice S { rpc Do(A) returns (stream A); }\n",
			[]string{"S.Do was (A) returns (A) and is (A) returns (stream A)"}, []string{"S.Do was (A) returns (A) and is (A) returns (stream A)"}},
		{"a well-known type", "syntax = \"proto3\";\nimport \"google/protobuf/timestamp.proto\";\nmessage M { google.protobuf.Timestamp t = 1; }\n", message("string t = 1;"),
			[]string{"M.t was message google.protobuf.Timestamp and is string"}, []string{"M.t was message google.protobuf.Timestamp and is string"}},
	})
}

func TestABreakInProtocolBuffersHasALine(t *testing.T) {
	version := func(text string) Version {
		return Version{Format: "protobuf", File: diag.NewFile("s.proto", []byte(text))}
	}
	found, err := Check(version("syntax = \"proto3\";\nmessage M {\n  string a = 1;\n}\n"), version("syntax = \"proto3\";\nmessage M {\n  int32 a = 1;\n}\n"), Backward)
	if err != nil || len(found) != 1 || found[0].Line != 3 || found[0].Column != 3 {
		t.Errorf("%+v, %v", found, err)
	}
}

func TestAPIDesignsAreComparedAsClientsAndServers(t *testing.T) {
	api := func(paths string) string { return `{"openapi": "3.1.0", "paths": {` + paths + `}}` }
	get := func(s string) string { return api(`"/a": {"get": {` + s + `}}`) }
	post := func(s string) string { return api(`"/a": {"post": {` + s + `}}`) }
	body := func(schema string) string {
		return post(`"requestBody": {"content": {"application/json": {"schema": ` + schema + `}}}`)
	}
	answer := func(schema string) string {
		return get(`"responses": {"200": {"content": {"application/json": {"schema": ` + schema + `}}}}`)
	}
	const at = "#/paths/~1a"
	judge(t, "openapi", "s.json", []change{
		{"an operation goes", api(`"/a": {"get": {}, "post": {}}`), api(`"/a": {"get": {}}`), []string{at + "/post was an operation and is none any more"}, nil},
		{"an operation comes", api(`"/a": {"get": {}}`), api(`"/a": {"get": {}}, "/b/{id}": {"get": {}}`), nil, []string{"#/paths/~1b~1{id}/get is an operation that there was not"}},
		{"a path's parameter has another name", api(`"/a/{id}": {"get": {}}`), api(`"/a/{key}": {"get": {}}`), nil, nil},
		{"a parameter must be sent", get(`"parameters": []`), get(`"parameters": [{"name": "q", "in": "query", "required": true}]`),
			[]string{at + "/get/parameters/0 is the parameter q, which clients must send now"}, nil},
		{"a parameter may be sent", get(`"parameters": []`), get(`"parameters": [{"name": "q", "in": "query"}]`), nil, nil},
		{"a parameter is required", get(`"parameters": [{"name": "q", "in": "query"}]`), get(`"parameters": [{"name": "q", "in": "query", "required": true}]`),
			[]string{at + "/get/parameters/0 is required now (q), and was not"}, nil},
		{"requests have to hold more", body(`{"type": "object"}`), body(`{"type": "object", "required": ["x"]}`),
			[]string{at + "/post/requestBody/content/application~1json/schema/required/0 is required now (x), and was not"}, nil},
		{"what the server sets is not sent", body(`{"type": "object"}`), body(`{"type": "object", "properties": {"id": {"readOnly": true}}, "required": ["id"]}`), nil, nil},
		{"answers hold less", answer(`{"type": "object", "required": ["x"]}`), answer(`{"type": "object"}`),
			[]string{at + "/get/responses/200/content/application~1json/schema/required was required (x), and need not be there any more"}, nil},
		{"answers hold more", answer(`{"type": "object"}`), answer(`{"type": "object", "properties": {"x": {}}, "required": ["x"]}`),
			nil, []string{at + "/get/responses/200/content/application~1json/schema/properties/x is required now (x), and was not"}},
		{"an answer goes", get(`"responses": {"200": {}, "201": {}}`), get(`"responses": {"200": {}}`), []string{at + "/get/responses/201 was an answer and is none any more"}, nil},
		{"a body must be sent", post(`"x-a": 1`), post(`"requestBody": {"required": true, "content": {}}`), []string{at + "/post/requestBody must be sent now"},
			[]string{at + "/post/requestBody is what clients send now, and was not taken"}},
		{"authentication is asked for", api(`"/a": {"get": {}}`), get(`"security": [{"key": []}]`),
			[]string{at + "/get/security what is asked for was nothing and is key"}, nil},
		{"another scope is needed", get(`"security": [{"key": ["a"]}]`), get(`"security": [{"key": ["a", "b"]}]`),
			[]string{at + "/get/security what is asked for was key with a and is key with a, b"}, nil},
		{"versions of the specification say null in their ways", answer(`{"type": "string", "nullable": true}`), answer(`{"type": ["string", "null"]}`), nil, nil},
	})
}

func TestMessagesAreComparedByWhoSendsThem(t *testing.T) {
	doc := func(action, payload string) string {
		return `{"asyncapi": "3.0.0", "channels": {"main": {"messages": {"placed": {"payload": ` + payload + `}}}},
			"operations": {"o": {"action": "` + action + `", "channel": {"$ref": "#/channels/main"}, "messages": [{"$ref": "#/channels/main/messages/placed"}]}}}`
	}
	none := `{"asyncapi": "3.0.0", "channels": {"main": {"messages": {}}}, "operations": {}}`
	const at = "#/channels/main/messages/placed"
	judge(t, "asyncapi", "s.json", []change{
		{"a message is not sent any more", doc("send", `{}`), none, []string{at + " was sent and is not any more"}, nil},
		{"a message is received as well", none, doc("receive", `{}`), nil, []string{at + " is received now and was not"}},
		{"what is sent holds less", doc("send", `{"required": ["a"]}`), doc("send", `{}`), []string{at + "/payload/required was required (a), and need not be there any more"}, nil},
		{"what is received has to hold more", doc("receive", `{}`), doc("receive", `{"required": ["a"]}`), []string{at + "/payload/required/0 is required now (a), and was not"}, nil},
		{"an operation has another name", doc("send", `{}`), strings.Replace(doc("send", `{}`), `"o":`, `"p":`, 1), nil, nil},
		{"a payload in Avro", doc("send", `{"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "schema": "long"}`), doc("send", `{"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "schema": "int"}`),
			nil, []string{at + "/payload/schema was long and is int"}},
	})
}

func TestAnotherFormatIsABreak(t *testing.T) {
	got, err := Check(Version{Format: "avro", File: diag.NewFile("a.avsc", []byte(`"int"`))}, Version{Format: "jsonschema", File: diag.NewFile("a.json", []byte(`{}`))}, Backward)
	if err != nil || len(got) != 1 || got[0].Reason != "was of format avro and is of jsonschema" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestWhatIsNestedWithoutEndIsComparedInTime(t *testing.T) {
	schema := func(typ string) string {
		return `{"$defs": {"n": {"x-a": 1, "type": "object", "anyOf": [{"properties": {"a": {"$ref": "#/$defs/n"}, "t": {"type": "` + typ + `"}}}, {"properties": {"b": {"$ref": "#/$defs/n"}}, "required": ["b"]}]}}, "$ref": "#/$defs/n", "minProperties": 1}`
	}
	if got := breaks(t, "jsonschema", "s.json", schema("integer"), schema("string"), Full); len(got) == 0 {
		t.Error("nothing breaks")
	}
}
