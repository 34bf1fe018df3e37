package overlay

import (
	"testing"
	"testing/fstest"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes"
	"espc.dev/compiler/frontend/data"
	"espc.dev/compiler/frontend/frontendtest"
	"espc.dev/compiler/source"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// base are objects that overlays change, as the Kubernetes backend shows them.
const base = `apiVersion: apps/v1
kind: Deployment
metadata: {name: shop-api, namespace: shop, labels: {app: api}}
spec:
  replicas: 1
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
      - name: app
        image: example.com/api:1
        env: [{name: A, value: "1"}]
---
apiVersion: v1
kind: Service
metadata: {name: shop-api, namespace: shop}
spec: {selector: {app: api}, ports: [{name: http, port: 80}]}
`

// FuzzOverlay applies a kustomization with a patch and a resource beside it. Whatever they say: nothing panics, a refusal is a
// sentence with a fix, and what is changed or added knows where it comes from.
func FuzzOverlay(f *testing.F) {
	seeds := [][2]string{
		{"patches:\n- path: other.yaml\n", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop-api, namespace: shop}\nspec: {replicas: 3}\n"},
		{"patches:\n- target: {kind: Deployment}\n  patch: |\n    - op: replace\n      path: /spec/replicas\n      value: 1\n", ""},
		{"patches:\n- target: {kind: Deployment}\n  path: other.yaml\n", "- {op: add, path: /spec/template/spec/containers/0/securityContext, value: {privileged: true}}\n"},
		{"resources:\n- other.yaml\n", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\ndata: {a: b}\n"},
		{"namePrefix: x-\nnamespace: other\nlabels: [{pairs: {a: b}, includeSelectors: true}]\ncommonAnnotations: {c: d}\n", ""},
		{"images:\n- {name: example.com/api, newTag: \"2\"}\nreplicas:\n- {name: shop-api, count: 5}\n", ""},
		{"configMapGenerator:\n- name: more\n  files: [other.yaml]\n  literals: [a=b]\n", "x"},
		{"secretGenerator:\n- name: s\n  envs: [other.yaml]\n", "A=b\n"},
		{"patches:\n- path: other.yaml\n", "$patch: delete\napiVersion: v1\nkind: Service\nmetadata: {name: shop-api, namespace: shop}\n"},
		{"patchesStrategicMerge:\n- other.yaml\n", "apiVersion: v1\nkind: Service\nmetadata: {name: shop-api, namespace: shop}\nspec: {ports: [{port: 80, $patch: delete}]}\n"},
		{"replacements:\n- source: {kind: Service, name: shop-api, fieldPath: spec.ports.0.port}\n  targets:\n  - select: {kind: Deployment}\n    fieldPaths: [spec.replicas]\n", ""},
		{"resources:\n- https://example.com/more.yaml\n", ""},
		{"resources: [../..]\nhelmCharts: [{name: x}]\n", ""},
		{"generators: [other.yaml]\ntransformers: [other.yaml]\n", "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: x}\nprefix: a-\n"},
		{"openapi: {path: other.yaml}\n", "{}"}, {"components: [.]\n", ""}, {"- a\n", ""}, {"a: &a [*a]\n", ""}, {"", ""},
	}
	for _, s := range seeds {
		f.Add([]byte(s[0]), []byte(s[1]))
	}
	docs, ds := data.Documents(diag.NewFile("objects.yaml", []byte(base)))
	if ds.HasErrors() {
		f.Fatal(ds)
	}
	b := kubernetes.Backend{}
	f.Fuzz(func(t *testing.T, kustomization, other []byte) {
		folder := source.New(fstest.MapFS{
			"o/kustomization.yaml": {Data: kustomization, Mode: 0o644},
			"o/other.yaml":         {Data: other, Mode: 0o644},
		})
		overlays := schema.List[string]{Items: []schema.Value[string]{{V: "o", Node: tree.NewString("o").With(tree.At(diag.Range{File: diag.NewFile("a.hcl", []byte("o")), End: 1}))}}}
		frontendtest.Quick(t, func() diag.List {
			objects, ds := Apply(folder, overlays, b.Objects("objects.yaml", docs), b)
			for _, d := range ds {
				frontendtest.CheckDiagnostic(t, d)
			}
			if ds.HasErrors() {
				return ds
			}
			for _, a := range b.Artifacts(objects) {
				if _, bad := data.Documents(diag.NewFile(a.Path, a.Bytes())); bad.HasErrors() {
					t.Errorf("%s is not read back: %v\n%s", a.Path, bad, a.Bytes())
				}
			}
			return append(ds, b.Lint(added(objects))...)
		})
	})
}

// added are the objects that the overlay brought.
func added(objects []backends.Object) []backends.Object {
	var out []backends.Object
	for _, o := range objects {
		if o.Tree.Origin != nil && o.Tree.Origin.How == tree.Overlay {
			out = append(out, o)
		}
	}
	return out
}
