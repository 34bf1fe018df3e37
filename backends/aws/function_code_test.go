package aws

import (
	"archive/zip"
	"bytes"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema"
)

const oneFunction = `{"topology": {"name": "t"}, "gateway": {"edge": {}},
"api_endpoint": {"e": {"gateway": "gateway.edge", "paths": ["/"], "to": "function.f"}},
"function": {"f": {"runtime": "nodejs24",
  "source": "f"}}}`

// TestCodeOverLambdasLimitIsReportedAtTheSource is at the limit and one byte over it: the adapter counts too.
func TestCodeOverLambdasLimitIsReportedAtTheSource(t *testing.T) {
	req := request(t, oneFunction, nil)
	s := req.Topology.Sources["f"]
	room := maxUnpacked
	for _, f := range s.Files {
		room -= len(f.Data)
	}
	for _, data := range req.Adapters["nodejs24"].Files {
		room -= len(data)
	}
	for _, over := range []int{0, 1} {
		req.Topology.Sources["f"] = &schema.Source{Files: append(slices.Clone(s.Files), schema.SourceFile{Path: "node_modules/a/a.node", Data: make([]byte, room+over)})}
		ds := (Backend{}).Check(req)
		if len(ds) != over {
			t.Fatalf("%d bytes over: %v", over, ds)
		}
		for _, d := range ds {
			if d.Code != "E1004" || d.Subject.Pos().Line != 4 || d.Address != "function.f" || !strings.Contains(d.Fix, "image") {
				t.Errorf("%+v", d)
			}
		}
	}
}

// TestAZipHoldsTheSourceItsDependenciesAndTheAdapter also has a package that the source brings in place of the adapter's.
func TestAZipHoldsTheSourceItsDependenciesAndTheAdapter(t *testing.T) {
	req := request(t, oneFunction, map[string]string{
		"f/node_modules/left/index.js": "left", "f/node_modules/left/.hidden": "h", "f/node_modules/.bin/left": "#!",
		"f/node_modules/espc/own.js": "own",
	})
	req.Adapters = map[string]backends.Adapter{"nodejs24": {Handler: "espc_lambda/index.handler", Files: map[string][]byte{
		"espc_lambda/index.mjs": []byte("adapter"), "node_modules/espc/index.js": []byte("client"), "node_modules/@google-cloud/functions-framework/index.js": []byte("ff"),
	}}}
	response := Backend{}.Render(t.Context(), req)
	if len(response.Files) != 1 {
		t.Fatalf("%d files", len(response.Files))
	}
	r, err := zip.NewReader(bytes.NewReader(response.Files[0].Data), int64(len(response.Files[0].Data)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range r.File {
		names = append(names, f.Name)
	}
	want := "espc_lambda/index.mjs index.js main.py node_modules/.bin/left node_modules/@google-cloud/functions-framework/index.js " +
		"node_modules/espc/own.js node_modules/left/.hidden node_modules/left/index.js"
	equal(t, "the zip holds", strings.Join(names, " "), want)
}

// TestFunctionsOfOneSourceShareAZip also has the same content in another folder, and another runtime with its own adapter.
func TestFunctionsOfOneSourceShareAZip(t *testing.T) {
	document := `{"topology": {"name": "t"}, "function": {
"a": {"runtime": "nodejs24", "source": "a"}, "b": {"runtime": "nodejs24", "source": "a"}, "c": {"runtime": "nodejs24", "source": "c"},
"d": {"runtime": "python3.13", "source": "a"}}}`
	response := Backend{}.Render(t.Context(), request(t, document, nil))
	keys := map[string]string{}
	for _, o := range response.Objects {
		if o.Address.Type == "AWS::Lambda::Function" {
			keys[o.Address.Name] = property(o, "Code/S3Key")
		}
	}
	if len(response.Files) != 2 || keys["AFunction"] != keys["BFunction"] || keys["AFunction"] != keys["CFunction"] || keys["AFunction"] == keys["DFunction"] {
		t.Errorf("%d files: %v", len(response.Files), keys)
	}
}
