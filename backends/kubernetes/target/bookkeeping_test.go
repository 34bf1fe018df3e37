package target

import (
	"errors"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/clienttest"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/compiler/frontend/data"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// onServer is a target on a cluster in memory.
func onServer(api client.API) *Target {
	return &Target{
		Config: Config{
			Context: "test", Namespace: "shop-dev", Topology: "shop", Environment: "dev", Args: "shop -e dev",
			Getenv:  func(name string) string { return map[string]string{"USER": "alice"}[name] },
			Backend: manifests{}, Parse: parse,
		},
		api: api, name: set.Name("shop"), set: set.ID(set.Name("shop"), "shop-dev"),
	}
}

// manifests is a backend that knows its objects by their metadata.
type manifests struct{ backends.Backend }

func (manifests) Objects(path string, docs []*tree.Node) []backends.Object {
	var out []backends.Object
	for _, d := range docs {
		m := d.Get("metadata")
		if m == nil {
			continue // kustomization.yaml
		}
		out = append(out, backends.Object{Address: backends.ObjectAddress{Type: d.Get("apiVersion").Str() + "/" + d.Get("kind").Str(), Namespace: m.Get("namespace").Str(), Name: m.Get("name").Str()}, Tree: d, File: path})
	}
	return out
}

func parse(name string, content []byte) ([]*tree.Node, diag.List) {
	return data.Documents(diag.NewFile(name, content))
}

// wantFault checks that an error is a fault with a code, and says something.
func wantFault(t *testing.T, err error, code *diag.Code, parts ...string) {
	t.Helper()
	var f *backends.Fault
	if !errors.As(err, &f) {
		t.Errorf("got %v, want a fault with %s", err, code.ID)
		return
	}
	text := f.Summary + " | " + f.Detail + " | " + f.Fix
	if f.Code != code.ID {
		t.Errorf("got %s (%s), want %s", f.Code, text, code.ID)
	}
	if f.Fix == "" {
		t.Errorf("%s has no fix", text)
	}
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in %q", part, text)
		}
	}
}

const (
	configMaps = "v1/ConfigMap"
	leases     = "coordination.k8s.io/v1/Lease"
)

// at fails the k-th call of a verb on a type.
func at(k int, verb, typ string, f clienttest.Failure) func(clienttest.Call) *clienttest.Failure {
	n := 0
	return func(c clienttest.Call) *clienttest.Failure {
		if c.Verb == verb && c.Type == typ {
			if n++; n == k {
				return &f
			}
		}
		return nil
	}
}

// applying is a run of a target, as far as its books are concerned.
func applying(t *Target) *run { return &run{Target: t, verb: "apply"} }
