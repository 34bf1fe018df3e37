package data_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

func FuzzParseYAML(f *testing.F) {
	frontendtest.Fuzz(f, data.YAML{}, "yaml_*.txtar", "x.topology.yaml")
}

func FuzzParseJSON(f *testing.F) {
	frontendtest.Fuzz(f, data.JSON{}, "json_*.txtar", "x.topology.json")
}

// What is accepted is what encoding/json takes for valid, and means the same.
func FuzzJSONAgainstStandard(f *testing.F) {
	for _, text := range frontendtest.Seeds(f, data.JSON{}, "json_*.txtar") {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		n, ds := data.ParseJSON(diag.NewFile("x.topology.json", text))
		if ds.HasErrors() {
			return
		}
		text = bytes.TrimPrefix(text, []byte("\ufeff"))
		if !json.Valid(text) {
			t.Fatalf("%q is accepted", text)
		}
		var want, got any
		if json.Unmarshal(text, &want) != nil || json.Unmarshal(tree.AppendJSON(nil, n, ""), &got) != nil {
			return // numbers beyond a float
		}
		a, _ := json.Marshal(want)
		b, _ := json.Marshal(got)
		if !bytes.Equal(a, b) {
			t.Errorf("%s came out as %s", a, b)
		}
	})
}
