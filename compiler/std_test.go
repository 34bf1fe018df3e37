package compiler

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/tree"
	"espc.dev/stdlib"
)

// compileStd compiles the files of a topology that may use std/….
func compileStd(t *testing.T, files map[string]string) (topology, diagnostics string) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text), Mode: 0o644}
	}
	p, ds := Open(source.New(fsys).WithLibrary(stdlib.Modules()))
	if ds.HasErrors() {
		return "", printDiags(ds)
	}
	top, more := p.Compile(context.Background(), "", nil)
	ds = append(ds, more...)
	if top == nil || ds.HasErrors() {
		return "", printDiags(ds)
	}
	return meaning(t, top), printDiags(ds)
}

// meaning prints what a topology says: in it the order of fields, and a null in place of none, make no difference.
func meaning(t *testing.T, top *schema.Topology) string {
	t.Helper()
	var b strings.Builder
	for _, e := range top.Entities() {
		var fields any
		if err := json.Unmarshal(tree.AppendJSON(nil, e.EntityMeta().Node, ""), &fields); err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(withoutNulls(fields))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s %s\n", e.EntityMeta().Address, text)
	}
	for _, e := range top.Edges {
		fmt.Fprintf(&b, "%s -%s-> %s (%s)\n", e.From, e.Class, e.To, e.Field)
	}
	return b.String()
}

func withoutNulls(v any) any {
	switch v := v.(type) {
	case map[string]any:
		maps.DeleteFunc(v, func(_ string, inner any) bool { return inner == nil })
		for key, inner := range v {
			v[key] = withoutNulls(inner)
		}
	case []any:
		for i, inner := range v {
			v[i] = withoutNulls(inner)
		}
	}
	return v
}

func stdModules(t *testing.T) []string {
	t.Helper()
	names := source.New(fstest.MapFS{}).WithLibrary(stdlib.Modules()).Library()
	want := []string{"cron-job", "crud-api", "event-pipeline", "fan-out", "outbox", "static-site-api", "webhook"}
	if !slices.Equal(names, want) {
		t.Fatalf("the modules are %v, not %v", names, want)
	}
	return names
}

func example(t *testing.T, module, language string) string {
	t.Helper()
	text, err := fs.ReadFile(stdlib.Modules(), module+"/example."+language)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAModuleSaysTheSameInHCLAndInCUE(t *testing.T) {
	for _, module := range stdModules(t) {
		t.Run(module, func(t *testing.T) {
			inHCL, ds := compileStd(t, map[string]string{"main.hcl": example(t, module, "hcl")})
			if ds != "" {
				t.Errorf("in HCL: %s", ds)
			}
			inCUE, ds := compileStd(t, map[string]string{"main.cue": example(t, module, "cue")})
			if ds != "" {
				t.Errorf("in CUE: %s", ds)
			}
			if inHCL != inCUE {
				t.Errorf("in HCL\n%s\nin CUE\n%s", inHCL, inCUE)
			}
		})
	}
}

// Further uses, with the variables that the examples leave alone.
func TestAModuleSaysTheSameWhateverItIsGiven(t *testing.T) {
	for name, use := range map[string]struct{ around, module, aroundCUE, moduleCUE string }{
		"crud-api: scopes for both": {
			"gateway \"g\" {\n  auth {\n    type = \"key\"\n  }\n}\nconnector \"c\" {\n  type = \"memory\"\n}\n",
			"source = \"std/crud-api\"\ngateway = gateway.g\nconnector = connector.c\nplural = \"things\"\nproperties = { name = { type = \"string\" } }\nreaders = \"things:read\"\nwriters = \"nobody\"\n",
			`gateway: g: auth: type: "key"` + "\n" + `connector: c: type: "memory"` + "\n",
			`source: "std/crud-api", gateway: "gateway.g", connector: "connector.c", plural: "things", properties: name: type: "string", readers: "things:read", writers: "nobody"`,
		},
		"cron-job: a folder of one's own": {
			"", "source = \"std/cron-job\"\nevery = \"2h\"\ncode = \"./night\"\nruntime = \"nodejs24\"\nretries = 0\nenabled = false\nargs = [\"--all\"]\nenv = { A = \"b\" }\n",
			"", `source: "std/cron-job", every: "2h", code: "./night", runtime: "nodejs24", retries: 0, enabled: false, args: ["--all"], env: A: "b"`,
		},
		"static-site-api: pages of one's own": {
			"gateway \"g\" {}\nfunction \"f\" {\n  image = \"example.com/f:1\"\n}\n",
			"source = \"std/static-site-api\"\ngateway = gateway.g\napi = function.f\nfiles = { \"/usr/share/nginx/html/index.html\" = { source = \"./night/index.html\" } }\n",
			`gateway: g: {}` + "\n" + `function: f: image: "example.com/f:1"` + "\n",
			`source: "std/static-site-api", gateway: "gateway.g", api: "function.f", files: "/usr/share/nginx/html/index.html": source: "./night/index.html"`,
		},
		"webhook: another sender": {
			"gateway \"g\" {}\nevent_bus \"b\" {}\nevent \"e\" {\n  bus = event_bus.b\n}\nsecret \"s\" {\n  key = \"k\"\n}\n",
			"source = \"std/webhook\"\ngateway = gateway.g\npath = \"/in\"\nsecret = secret.s\nevent = event.e\nsignature_header = \"X-Signature\"\nsignature_prefix = \"\"\nid_header = \"X-Id\"\nkind_header = \"X-Kind\"\nrate = \"5/s\"\n",
			`gateway: g: {}` + "\n" + `event_bus: b: {}` + "\n" + `event: e: bus: "event_bus.b"` + "\n" + `secret: s: key: "k"` + "\n",
			`source: "std/webhook", gateway: "gateway.g", path: "/in", secret: "secret.s", event: "event.e", signature_header: "X-Signature", signature_prefix: "", id_header: "X-Id", kind_header: "X-Kind", rate: "5/s"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			own := map[string]string{"night/index.js": "1", "night/index.html": "2"}
			inHCL, ds := compileStd(t, with(own, "main.hcl", "topology \"t\" {}\n"+use.around+"module \"m\" {\n"+use.module+"}\n"))
			if inHCL == "" {
				t.Fatal(ds)
			}
			inCUE, ds := compileStd(t, with(own, "main.cue", "topology: name: \"t\"\n"+use.aroundCUE+"module: m: {"+use.moduleCUE+"}\n"))
			if inHCL != inCUE {
				t.Errorf("in HCL\n%s\nin CUE\n%s%s", inHCL, inCUE, ds)
			}
		})
	}
}

func with(files map[string]string, name, text string) map[string]string {
	out := maps.Clone(files)
	out[name] = text
	return out
}
