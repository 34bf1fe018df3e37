package live

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes"
	"espc.dev/backends/kubernetes/target"
	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/plan"
	"espc.dev/e2e/cluster"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// connect returns the target of a topology in a namespace of a cluster, by a kubeconfig.
func connect(t testing.TB, kubeconfig, namespace, topology, environment string) *target.Target {
	t.Helper()
	b := kubernetes.Backend{}
	live, err := target.New(t.Context(), target.Config{
		Context: "dev", Namespace: namespace, Topology: topology, Environment: environment,
		Getenv: func(key string) string {
			if key == "KUBECONFIG" {
				return kubeconfig
			}
			return ""
		},
		Backend: b,
		Parse: func(name string, content []byte) ([]*tree.Node, diag.List) {
			return data.Documents(diag.NewFile(name, content))
		},
		Compare: func(before, after []backends.Object) []backends.Change { return plan.Make(before, after, b).Changes },
		Args:    topology + " -e " + environment,
	})
	if err != nil {
		t.Fatal(err)
	}
	return live
}

// compiled reads a folder that espc compiled, as the desired content of another namespace.
func compiled(t testing.TB, folder, namespace string) backends.Desired {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal(folder, err)
	}
	var d backends.Desired
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		docs, ds := data.Documents(diag.NewFile(filepath.Base(file), content))
		if ds.HasErrors() {
			t.Fatal(ds)
		}
		if filepath.Base(file) == "kustomization.yaml" {
			continue
		}
		for i, doc := range docs {
			docs[i] = moved(doc, namespace)
		}
		d.Artifacts = append(d.Artifacts, backends.Artifact{Path: filepath.Base(file), Docs: docs})
		d.Objects = append(d.Objects, kubernetes.Backend{}.Objects(filepath.Base(file), docs)...)
	}
	return d
}

// moved returns an object as one of another namespace.
func moved(n *tree.Node, namespace string) *tree.Node {
	out := *n
	out.Fields = slices.Clone(n.Fields)
	for i, f := range out.Fields {
		if f.Key != "metadata" {
			continue
		}
		meta := *f.Value
		meta.Fields = slices.Clone(meta.Fields)
		for j, m := range meta.Fields {
			if m.Key == "namespace" || m.Key == "name" && n.Get("kind").Str() == "Namespace" {
				meta.Fields[j].Value = tree.NewString(namespace)
			}
		}
		out.Fields[i].Value = &meta
	}
	return &out
}

// planned compares what is wanted with the cluster, before the server is asked about it.
func planned(t testing.TB, live backends.Live, d *backends.Desired) {
	t.Helper()
	state, err := live.ReadState(t.Context(), d.Objects)
	if err != nil {
		t.Fatal(err)
	}
	if state.Diagnostics.HasErrors() {
		t.Fatal(state.Diagnostics)
	}
	d.State, d.Changes = state.Digest, plan.Make(state.Objects, d.Objects, kubernetes.Backend{}).Changes
}

// applied plans and applies what is desired.
func applied(t testing.TB, live backends.Live, d backends.Desired) {
	t.Helper()
	planned(t, live, &d)
	prepared, err := live.Prepare(t.Context(), d, backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if prepared.Diagnostics.HasErrors() {
		t.Fatal(prepared.Diagnostics)
	}
	d.Changes = prepared.Changes
	if report, err := live.Apply(t.Context(), d, backends.Options{}); err != nil {
		t.Fatal(err, report.Diagnostics)
	}
}

// told lists the fields that changes change.
func told(changes []backends.Change) string {
	var out []string
	for _, c := range changes {
		line := string(c.Action) + " " + c.Address.String()
		for _, f := range c.Fields {
			line += "\n  " + f.Path + ": " + shown(f.Before) + " -> " + shown(f.After) + " " + f.By
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func shown(n *tree.Node) string {
	if n == nil {
		return "none"
	}
	return string(tree.AppendJSON(nil, n, ""))
}

// namespaced returns the name of a namespace that a test's topology makes, which is deleted at the test's end.
func namespaced(t testing.TB, c *cluster.Cluster, name string) string {
	t.Helper()
	name = strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(name))
	c.Cleanup(t, name)
	return name
}
