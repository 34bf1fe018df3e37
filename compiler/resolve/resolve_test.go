package resolve_test

import (
	"testing"

	"espc.dev/compiler/decode"
	"espc.dev/compiler/internal/wanttest"
	"espc.dev/compiler/resolve"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// check decodes and resolves a document for the first environment it declares.
func check(doc *tree.Node) diag.List {
	env := ""
	if e := doc.Get("environment"); e != nil && len(e.Fields) > 0 {
		env = e.Fields[0].Key
	}
	t, refs, ds := decode.Decode(doc, env)
	return append(ds, resolve.Check(t, refs)...)
}

func TestRulesBetweenFieldsAndEntities(t *testing.T) {
	wanttest.Run(t, check)
}

func TestASchemaFileIsCheckedAtItsOwnPlaces(t *testing.T) {
	doc := wanttest.Document(t, "topology \"shop\" {}\nschema \"order\" {\n  format = \"jsonschema\"\n  file = \"./order.json\"\n}\n")
	for text, want := range map[string]string{
		`{"type": "object"}`:      "",
		"{\n  \"type\": \"obj\"}": "order.json:2:11 E0507",
		`{"$ref": "https://a"}`:   "order.json:1:10 E0508",
		"{\n":                     "order.json:2:1 E0507",
	} {
		top, refs, _ := decode.Decode(doc, "")
		top.Sources = map[string]*schema.Source{"order.json": {Path: "order.json", Files: []schema.SourceFile{{Path: "order.json", Data: []byte(text)}}}}
		got := ""
		for _, d := range resolve.Check(top, refs) {
			if d.Code != diag.Unused.ID {
				got += d.Place() + " " + d.Code
			}
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
