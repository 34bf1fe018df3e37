package compiler

import (
	"context"
	"maps"
	"testing"
	"testing/fstest"

	"espc.dev/backends"
	"espc.dev/backends/aws"
	"espc.dev/backends/kubernetes"
	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
	"espc.dev/stdlib"
)

// The targets of this file take a text in one of the languages through the whole compiler, up to the files of both backends.
// Whatever is in it: nothing panics, each answer comes within a second, a diagnostic is a sentence with a place and a fix, and
// what is written is read back as the same.

func FuzzHCL(f *testing.F)     { fuzzLanguage(f, "main.hcl") }
func FuzzCUE(f *testing.F)     { fuzzLanguage(f, "main.cue") }
func FuzzJsonnet(f *testing.F) { fuzzLanguage(f, "main.jsonnet") }
func FuzzJSON(f *testing.F)    { fuzzLanguage(f, "main.topology.json") }
func FuzzYAML(f *testing.F)    { fuzzLanguage(f, "main.topology.yaml") }

func fuzzLanguage(f *testing.F, name string) {
	for _, text := range fuzzSeeds(f, name) {
		f.Add(text)
	}
	around := fuzzFiles(f)
	images := map[string]string{}
	for _, runtime := range stdlib.Runtimes() {
		image, err := stdlib.RuntimeImage("", runtime)
		if err != nil {
			f.Fatal(err)
		}
		images[runtime] = image
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		files := maps.Clone(around)
		files[name] = &fstest.MapFile{Data: text, Mode: 0o644}
		frontendtest.Quick(t, func() diag.List {
			ds := wholeWay(t, files, images)
			for _, d := range ds {
				frontendtest.CheckDiagnostic(t, d)
			}
			return ds
		})
	})
}

// wholeWay compiles and renders a folder: each of its environments, or, where it declares none, one on each backend.
func wholeWay(t *testing.T, files fstest.MapFS, images map[string]string) diag.List {
	p, ds := Open(source.New(files).WithLibrary(stdlib.Modules()))
	if ds.HasErrors() || p == nil {
		return ds
	}
	names, more := p.Environments(context.Background(), nil)
	ds = append(ds, more...)
	if len(names) == 0 && !ds.HasErrors() {
		files["zz.topology.json"] = &fstest.MapFile{Data: []byte(onEachBackend), Mode: 0o644}
		if p, more = Open(source.New(files).WithLibrary(stdlib.Modules())); more.HasErrors() {
			return append(ds, more...)
		}
		names = []string{"cloud", "cluster"}
	}
	for _, name := range names[:min(len(names), 3)] {
		topology, more := p.Compile(context.Background(), name, nil)
		ds = append(ds, more...)
		if topology == nil || more.HasErrors() {
			continue
		}
		for _, backend := range []backends.Backend{aws.Backend{}, kubernetes.Backend{}} {
			ds = append(ds, renderAndRead(t, topology, backend, images)...)
		}
	}
	return ds
}

const onEachBackend = `{"environment": {
  "cloud": {"backend": {"aws": {"region": "eu-central-1", "security_groups": ["sg-0a1b2c3d"], "subnets": ["subnet-0a1b2c3d", "subnet-4e5f6a7b"], "artifact_bucket": "shop-artifacts"}}},
  "cluster": {"backend": {"kubernetes": {"registry": "registry.example.com/shop", "secrets": "external", "secret_store": "vault", "schema_registry": "https://registry.example.com", "kafka": ["kafka:9092"]}}}
}}`

// renderAndRead renders a topology where a backend takes it, writes it out, and reads that back.
func renderAndRead(t *testing.T, topology *schema.Topology, backend backends.Backend, images map[string]string) diag.List {
	placed := false
	for _, name := range topology.Environment.Backends() {
		placed = placed || name == backend.Info().Name
	}
	if !placed {
		return nil
	}
	request := backends.Request{Topology: topology, Place: topology.Place, Runtimes: images, Adapters: fuzzAdapters(topology)}
	ds := backend.Check(request)
	if ds.HasErrors() {
		return ds
	}
	response := backend.Render(context.Background(), request)
	ds = append(ds, response.Diagnostics...)
	linted := backend.Lint(response.Objects)
	ds = append(ds, linted...)
	if linted.HasErrors() || response.Diagnostics.HasErrors() {
		return ds
	}
	written := map[backends.ObjectAddress]*tree.Node{}
	for _, o := range response.Objects {
		if written[o.Address] != nil {
			t.Errorf("%s is there twice", o.Address)
		}
		written[o.Address] = o.Tree
	}
	for _, a := range backend.Artifacts(response.Objects) {
		readBackFile(t, backend, a, written)
	}
	backend.Permissions(response.Objects)
	return ds
}

// fuzzAdapters stands for the adapters of every runtime that the topology's functions and jobs have.
func fuzzAdapters(t *schema.Topology) map[string]backends.Adapter {
	out := map[string]backends.Adapter{}
	a := backends.Adapter{Handler: "espc_lambda/index.handler", JobHandler: "espc_lambda/job.handler", Files: map[string][]byte{"espc_lambda/index.js": nil}}
	for _, f := range t.Functions {
		out[f.Runtime.V] = a
	}
	for _, j := range t.Jobs {
		out[j.Runtime.V] = a
	}
	return out
}
