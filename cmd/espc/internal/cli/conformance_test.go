package cli

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/aws"
	"espc.dev/backends/backendtest"
	"espc.dev/backends/kubernetes"
	"espc.dev/compiler/frontend"
	"espc.dev/schema"
)

// documented reports whether somebody explains a derivation: the backend, the schema, or a front end.
func documented(name string) bool {
	if slices.ContainsFunc(kubernetes.Backend{}.Rules(), func(r backends.Rule) bool { return r.Name == name }) {
		return true
	}
	if slices.ContainsFunc(aws.Backend{}.Rules(), func(r backends.Rule) bool { return r.Name == name }) {
		return true
	}
	_, bySchema := schema.DefaultRule(name)
	_, byFrontend := frontend.Rule(name)
	return bySchema || byFrontend
}

// TestBackendsConform runs the conformance suite on every example in every environment.
func TestBackendsConform(t *testing.T) {
	examples, err := filepath.Glob("../../../../examples/*")
	if err != nil {
		t.Fatal(err)
	}
	forms, err := filepath.Glob("../../../../examples/polyglot/*")
	if err != nil {
		t.Fatal(err)
	}
	checked := 0
	for _, dir := range append(examples, forms...) {
		if filepath.Base(dir) == "polyglot" || filepath.Ext(dir) != "" {
			continue
		}
		checked += conform(t, dir)
	}
	if checked < len(registry) {
		t.Errorf("only %d outputs were checked", checked)
	}
}

// conform checks every environment of one example and returns how many outputs it checked.
func conform(t *testing.T, dir string) int {
	t.Helper()
	ctx := context.Background()
	a := &app{io: IO{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}, Dir: "."}}
	p, ds, err := a.open(ctx, dir)
	if err != nil || ds.HasErrors() {
		t.Fatalf("%s: %v %v", dir, err, ds)
	}
	environments := p.names
	if len(environments) == 0 {
		environments = []string{""}
	}
	checked := 0
	for _, env := range environments {
		topology, ds := p.Compile(ctx, env, p.vars)
		if ds.HasErrors() {
			t.Fatalf("%s: %v", dir, ds)
		}
		request, err := newRequest(topology)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range registry {
			if !slices.Contains(topology.Environment.Backends(), b.Info().Name) {
				continue
			}
			checked++
			t.Run(filepath.Base(dir)+"/"+env+"/"+b.Info().Name, func(t *testing.T) {
				backendtest.Conform(t, b, request, documented)
			})
		}
	}
	return checked
}
