package compatibility

import (
	"testing"

	"espc.dev/schema/diag"
)

func TestSpacesAreNoChangeOfASchema(t *testing.T) {
	of := func(format, text string) Version {
		return Version{Format: format, File: diag.NewFile("a.json", []byte(text))}
	}
	if !Same(of("jsonschema", `{"type":"object"}`), of("jsonschema", "{\n  \"type\": \"object\"\n}\n")) {
		t.Error("spaces are a change")
	}
	if Same(of("jsonschema", `{"type":"object"}`), of("jsonschema", `{"type":"string"}`)) {
		t.Error("another type is no change")
	}
	if !Same(of("protobuf", "message A { }"), of("protobuf", "message A {\n}")) || Same(of("protobuf", "message A {}"), of("protobuf", "message B {}")) {
		t.Error("protobuf")
	}
}
