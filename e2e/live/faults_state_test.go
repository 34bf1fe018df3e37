package live

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"io"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes"
	"espc.dev/compiler/frontend/data"
	"espc.dev/e2e/cluster"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// manifest is what the tests of this file want: a Deployment and what else they add.
const manifest = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: NS
spec:
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
      - name: app
        image: registry.example.com/web:1
        resources:
          limits: {cpu: "0.5"}
`

const oldService = `---
apiVersion: v1
kind: Service
metadata:
  name: old
  namespace: NS
spec:
  selector: {app: web}
  ports:
  - port: 80
`

// desired reads objects of a namespace, with their places in the text.
func desired(t *testing.T, manifests, namespace string) backends.Desired {
	t.Helper()
	docs, ds := data.Documents(diag.NewFile("x.yaml", []byte(strings.ReplaceAll(manifests, "NS", namespace))))
	if ds.HasErrors() {
		t.Fatal(ds)
	}
	return backends.Desired{Artifacts: []backends.Artifact{{Path: "x.yaml", Docs: docs}}, Objects: kubernetes.Backend{}.Objects("x.yaml", docs)}
}

// prepared plans what is desired, as espc plan does.
func prepared(t *testing.T, live backends.Live, d *backends.Desired, o backends.Options) backends.Prepared {
	t.Helper()
	planned(t, live, d)
	o.Throwaway = true
	p, err := live.Prepare(t.Context(), *d, o)
	if err != nil {
		t.Fatal(err)
	}
	d.Changes = p.Changes
	return p
}

// complaint is what diagnostics say, each with its code and the line of the text that it points at.
func complaint(ds diag.List) string {
	var out []string
	for _, d := range ds {
		line := 0
		if !d.Subject.IsZero() {
			line = d.Subject.Pos().Line
		}
		out = append(out, fmt.Sprintf("%s:%d %s (%s)", d.Code, line, d.Summary, d.Fix))
	}
	return strings.Join(out, "\n")
}

func contains(t *testing.T, got string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(got, text) {
			t.Errorf("%q is not in:\n%s", text, got)
		}
	}
}

func replicas(t *testing.T, c *cluster.Cluster, namespace string) int64 {
	t.Helper()
	n, _, _ := unstructured.NestedInt64(c.Get(t, "apps/v1", "Deployment", namespace, "web").Object, "spec", "replicas")
	return n
}

// Fault 20: another tool applies a field that the topology sets. It is named with its tool, and taken only by consent.
func TestAFieldThatAnotherToolAppliesIsNamedAndNeverForced(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	live := connect(t, c.Kubeconfig, namespace, "contested", "dev")
	d := desired(t, manifest, namespace)
	applied(t, live, d)
	by(t, c, namespace, "flux", `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":5}}`)

	p := prepared(t, live, &d, backends.Options{})
	contains(t, complaint(p.Diagnostics), "E1208:7 Deployment/web: .spec.replicas is applied by flux as well, with another value", "--adopt")
	planned(t, live, &d)
	if report, err := live.Apply(t.Context(), d, backends.Options{}); err == nil {
		t.Error("it was applied", report)
	} else {
		contains(t, complaint(report.Diagnostics)+err.Error(), "flux")
	}
	if n := replicas(t, c, namespace); n != 5 {
		t.Errorf("it was forced: %d replicas", n)
	}
	if p = prepared(t, live, &d, backends.Options{Adopt: true}); p.Diagnostics.HasErrors() || told(p.Changes) != "update Deployment/web\n  spec.replicas: 5 -> 2 flux" {
		t.Errorf("with consent: %s\n%s", told(p.Changes), complaint(p.Diagnostics))
	}
	if _, err := live.Apply(t.Context(), d, backends.Options{Adopt: true}); err != nil || replicas(t, c, namespace) != 2 {
		t.Errorf("with consent: %v, %d replicas", err, replicas(t, c, namespace))
	}
}

// by applies an object server-side as another manager.
func by(t *testing.T, c *cluster.Cluster, namespace, manager, object string) {
	t.Helper()
	kubectl(t, c, namespace, object, "apply", "--server-side", "--force-conflicts", "--field-manager="+manager, "-f", "-")
}

// Fault 40: a hand took a field. That is drift: shown with who did it, and put back by the next apply.
func TestAFieldThatAHandTookIsShownAndPutBack(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	live := connect(t, c.Kubeconfig, namespace, "taken", "dev")
	d := desired(t, manifest, namespace)
	applied(t, live, d)
	byHand(t, c, namespace, "scale deployment/web --replicas=7")
	p := prepared(t, live, &d, backends.Options{})
	if told(p.Changes) != "update Deployment/web\n  spec.replicas: 7 -> 2 kubectl" || len(p.Diagnostics) > 0 {
		t.Errorf("%s\n%s", told(p.Changes), complaint(p.Diagnostics))
	}
	if _, err := live.Apply(t.Context(), d, backends.Options{}); err != nil || replicas(t, c, namespace) != 2 {
		t.Errorf("%v, %d replicas", err, replicas(t, c, namespace))
	}
}

// Fault 37: a webhook makes something else of what is applied. The plan of a change shows it, and what stays as it is is no change, no
// drift, and no reason to write.
func TestWhatAWebhookMakesOfAFieldIsShownAndNoEternalDrift(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	c.Mutate(t, namespace, "deployments", func(o *unstructured.Unstructured) {
		list, _, _ := unstructured.NestedSlice(o.Object, "spec", "template", "spec", "containers")
		for _, one := range list {
			container := one.(map[string]any)
			container["image"] = strings.Replace(container["image"].(string), "registry.example.com/", "mirror.example.com/", 1)
		}
		_ = unstructured.SetNestedSlice(o.Object, list, "spec", "template", "spec", "containers")
	})
	live := connect(t, c.Kubeconfig, namespace, "mutated", "dev")
	d := desired(t, manifest, namespace)
	applied(t, live, d)
	p := prepared(t, live, &d, backends.Options{})
	if len(p.Changes) > 0 || !p.Empty || len(p.Suppressed) != 1 {
		t.Errorf("planned again: %s, suppressed %+v", told(p.Changes), p.Suppressed)
	}
	if drift, err := live.Drift(t.Context(), backends.Options{}); err != nil || len(drift) > 0 {
		t.Errorf("drift: %+v, %v", drift, err)
	}
	next := desired(t, strings.Replace(manifest, "web:1", "web:2", 1), namespace)
	p = prepared(t, live, &next, backends.Options{})
	want := "update Deployment/web\n  spec.template.spec.containers[app].image: \"mirror.example.com/web:1\" -> \"mirror.example.com/web:2\" "
	if told(p.Changes) != want {
		t.Errorf("got\n%s\nwant\n%s", told(p.Changes), want)
	}
	if len(p.Changes) == 1 {
		contains(t, p.Changes[0].Reason, "mirror.example.com/web:2")
	}
}

// Fault 39: an object of the name exists and is nobody's we know. It is left alone but by consent, which shows what it becomes.
func TestAnObjectThatExistsIsTakenOverByConsentAlone(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	kubectl(t, c, namespace, "", "create", "service", "clusterip", "old", "--tcp=80:8080")
	live := connect(t, c.Kubeconfig, namespace, "foreign", "dev")
	d := desired(t, manifest+oldService, namespace)
	p := prepared(t, live, &d, backends.Options{})
	contains(t, complaint(p.Diagnostics), "E1209:", "Service/old exists in the cluster and is not espc's, kubectl-create made it", "--adopt")
	planned(t, live, &d)
	if _, err := live.Apply(t.Context(), d, backends.Options{}); err == nil {
		t.Error("it was taken over unasked")
	}
	if got := c.Get(t, "v1", "Service", namespace, "old").GetLabels()["app"]; got != "old" {
		t.Errorf("its label is %q", got)
	}
	p = prepared(t, live, &d, backends.Options{Adopt: true})
	if p.Diagnostics.HasErrors() {
		t.Fatal(complaint(p.Diagnostics))
	}
	contains(t, told(p.Changes), "adopt Service/old\n  spec.selector.app: \"old\" -> \"web\" kubectl-create")
	if report, err := live.Apply(t.Context(), d, backends.Options{Adopt: true}); err != nil {
		t.Fatal(err, complaint(report.Diagnostics))
	}
	if p = prepared(t, live, &d, backends.Options{}); !p.Empty || len(p.Diagnostics) > 0 {
		t.Errorf("planned after it was taken over: %s\n%s", told(p.Changes), complaint(p.Diagnostics))
	}
}

// Fault 43: an operator copied our labels to what it made. The label alone makes nothing ours.
func TestWhatCarriesACopyOfOurLabelsIsNotPruned(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	live := connect(t, c.Kubeconfig, namespace, "copied", "dev")
	d := desired(t, manifest+oldService, namespace)
	applied(t, live, d)
	id := c.Get(t, "v1", "Service", namespace, "old").GetLabels()["applyset.kubernetes.io/part-of"]
	kubectl(t, c, namespace, `{"apiVersion":"v1","kind":"Service","metadata":{"name":"copy","labels":{"applyset.kubernetes.io/part-of":"`+id+`"}},"spec":{"ports":[{"port":1}]}}`, "create", "-f", "-")
	less := desired(t, manifest, namespace)
	p := prepared(t, live, &less, backends.Options{})
	if told(p.Changes) != "delete Service/old" {
		t.Errorf("planned: %s", told(p.Changes))
	}
	state, err := live.ReadState(t.Context(), less.Objects)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, complaint(state.Diagnostics), "W1221:", "Service/copy is left in the cluster: it has the set's label, and espc did not create it", "delete Service copy")
	if _, err := live.Apply(t.Context(), less, backends.Options{}); err != nil {
		t.Fatal(err)
	}
	if c.Get(t, "v1", "Service", namespace, "copy") == nil || c.Get(t, "v1", "Service", namespace, "old") != nil {
		t.Error("the copy was deleted, or the member was not")
	}
}

// Fault 30: a kind may not be listed. Nothing of it is pruned, and the set's record goes on naming it.
func TestAKindThatMayNotBeListedIsNotPruned(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	admin := connect(t, c.Kubeconfig, namespace, "denied", "dev")
	d := desired(t, manifest+oldService, namespace)
	applied(t, admin, d)
	c.Create(t, namespace, `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: most}
rules:
- {apiGroups: [apps], resources: [deployments], verbs: ["*"]}
- {apiGroups: [coordination.k8s.io], resources: [leases], verbs: ["*"]}
- {apiGroups: [""], resources: [configmaps], verbs: ["*"]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: most}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: most}
subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: most}]
`)
	live := connect(t, c.User(t, "most"), namespace, "denied", "dev")
	less := desired(t, manifest, namespace)
	state, err := live.ReadState(t.Context(), less.Objects)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, complaint(state.Diagnostics), "W1221:", "objects of the kind Service are left alone", "list services")
	applied(t, live, desired(t, strings.Replace(manifest, "web:1", "web:2", 1), namespace))
	if c.Get(t, "v1", "Service", namespace, "old") == nil {
		t.Error("it was pruned blindly")
	}
	// Who may list it again finds it.
	planned(t, admin, &less)
	contains(t, told(less.Changes), "delete Service/old")
	// A kind that is wanted has to be readable.
	_, err = live.ReadState(t.Context(), d.Objects)
	if err == nil {
		t.Fatal("a wanted kind that can't be read is no error")
	}
	contains(t, err.Error(), "list services", "most")
}

// Fault 45: an aggregated API does not answer the discovery. What it may hold is not pruned, and what is wanted of it is an error.
func TestAnAPIThatDoesNotAnswerPrunesNothing(t *testing.T) {
	t.Parallel()
	c := cluster.New(t)
	namespace := c.Namespace(t, nil)
	live := connect(t, c.Kubeconfig, namespace, "silent", "dev")
	d := desired(t, manifest+oldService, namespace)
	applied(t, live, d)
	enlist(t, c, namespace, "espc-silent", `{"type":"down.example.com/v1/Widget","namespace":"`+namespace+`","name":"x","uid":"1"}`, "Deployment.apps,Service,Widget.down.example.com")
	c.Down(t, "down.example.com", "v1")
	live = connect(t, c.Kubeconfig, namespace, "silent", "dev")
	less := desired(t, manifest, namespace)
	state, err := live.ReadState(t.Context(), less.Objects)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, complaint(state.Diagnostics), "W1221:", "objects of the kind Widget.down.example.com are left alone: the API down.example.com does not answer")
	applied(t, live, less)
	if kinds := c.Get(t, "v1", "ConfigMap", namespace, "espc-silent").GetAnnotations()["applyset.kubernetes.io/contains-group-kinds"]; !strings.Contains(kinds, "Widget.down.example.com") {
		t.Errorf("the kind was forgotten: %s", kinds)
	}
	widget := desired(t, manifest+"---\napiVersion: down.example.com/v1\nkind: Widget\nmetadata:\n  name: x\n  namespace: NS\n", namespace)
	if _, err = live.ReadState(t.Context(), widget.Objects); err == nil {
		t.Fatal("a wanted kind that nothing is known of is no error")
	}
	contains(t, err.Error(), "down.example.com")
}

// enlist adds a member to the record of a set.
func enlist(t *testing.T, c *cluster.Cluster, namespace, parent, member, kinds string) {
	t.Helper()
	data, _, _ := unstructured.NestedString(c.Get(t, "v1", "ConfigMap", namespace, parent).Object, "binaryData", "inventory")
	packed, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	fmt.Fprint(w, strings.Replace(string(text), `"members":[`, `"members":[`+member+",", 1))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	c.Patch(t, "v1", "ConfigMap", namespace, parent, "e2e", `{"metadata":{"annotations":{"applyset.kubernetes.io/contains-group-kinds":"`+kinds+`"}},"binaryData":{"inventory":"`+base64.StdEncoding.EncodeToString(out.Bytes())+`"}}`)
}

// Fault 44: what the server would refuse for its size is refused when it is compiled, at the same limits.
func TestWhatIsTooLargeForTheServerIsRefusedWhenCompiled(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	for _, test := range []struct {
		name, manifest string
		fits           bool
	}{
		{"annotations of 255 KiB", "metadata:\n  name: a\n  namespace: NS\n  annotations:\n    x: " + strings.Repeat("d", 255<<10) + "\n", true},
		{"annotations of 257 KiB", "metadata:\n  name: b\n  namespace: NS\n  annotations:\n    x: " + strings.Repeat("d", 257<<10) + "\n", false},
		{"data of 1023 KiB", "metadata:\n  name: c\n  namespace: NS\ndata:\n  x: " + strings.Repeat("d", 1023<<10) + "\n", true},
		{"data of 1025 KiB", "metadata:\n  name: d\n  namespace: NS\ndata:\n  x: " + strings.Repeat("d", 1025<<10) + "\n", false},
	} {
		d := desired(t, "apiVersion: v1\nkind: ConfigMap\n"+test.manifest, namespace)
		ds := kubernetes.Backend{}.Lint(d.Objects)
		if ds.HasErrors() == test.fits || !test.fits && ds[0].Code != diag.ObjectTooLarge.ID {
			t.Errorf("%s: %s", test.name, complaint(ds))
		}
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(tree.AppendJSON(nil, d.Objects[0].Tree, "")); err != nil {
			t.Fatal(err)
		}
		_, err := c.CreateObject(t.Context(), object)
		if (err == nil) != test.fits {
			t.Errorf("%s: the server says %v", test.name, err)
		}
	}
}

// Fault 47: the topology renders to nothing, because its files are gone. That is no reason to delete all.
func TestATopologyThatRendersToNothingDeletesNothingUnasked(t *testing.T) {
	t.Parallel()
	s := newScene(t, "microservice \"web\" {\n  image = \"registry.example.com/web:1\"\n}\n")
	s.apply()
	s.write("")
	s.fails(applies(), "--allow-empty")
	if s.cluster.Get(t, "apps/v1", "Deployment", s.namespace, "shop-microservice-web") == nil {
		t.Error("it was deleted")
	}
}
