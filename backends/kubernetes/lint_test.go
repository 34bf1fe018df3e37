package kubernetes

import (
	"context"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// plain turns JSON into objects, as an overlay's result comes back.
func plain(t *testing.T, documents ...string) []backends.Object {
	t.Helper()
	var docs []*tree.Node
	for _, d := range documents {
		docs = append(docs, parseJSON(t, d))
	}
	return Backend{}.Objects("overlay-x.yaml", docs)
}

func codesOf(ds diag.List) string {
	var out []string
	for _, d := range ds {
		out = append(out, d.Code)
	}
	return strings.Join(sortedStrings(out), " ")
}

func TestTwoEntitiesThatBringOneObjectAreBothShown(t *testing.T) {
	req := request(t, `{"topology": {"name": "shop"}, "microservice": {
	  "a": {"image": "acme/a:1", "aliases": ["shop-function-b"]}
	}, "function": {"b": {"image": "acme/b:1"}}}`, nil)
	ds := Backend{}.Lint(Backend{}.Render(context.Background(), req).Objects)
	if codesOf(ds) != "E0307" || len(ds[0].Related) != 1 || ds[0].Subject == ds[0].Related[0].Range {
		t.Fatalf("got %+v", ds)
	}
	equal(t, "summary", ds[0].Summary, "function.b and microservice.a would both bring Service/shop-function-b")
}

func TestNamesAndLabelsThatCanNotBe(t *testing.T) {
	for document, want := range map[string]string{
		`{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "9web"}}`:                                                            "E0714",
		`{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a.b"}}`:                                                             "E0714",
		`{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "` + strings.Repeat("n", 64) + `"}}`:                               "E0714",
		`{"apiVersion": "batch/v1", "kind": "CronJob", "metadata": {"name": "` + strings.Repeat("c", 53) + `"}}`:                           "E0714",
		`{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a.b"}}`:                                                           "",
		`{"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": {"name": "system:x"}}`:                                 "",
		`{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "labels": {"x": "a b"}}}`:                                     "E0715",
		`{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "labels": {"x": "` + strings.Repeat("l", 64) + `"}}}`:         "E0715",
		`{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"x": "` + strings.Repeat("d", 1<<20) + `"}}`:        "E0717",
		`{"apiVersion": "x/v1", "kind": "Big", "metadata": {"name": "a"}, "data": {"x": "` + strings.Repeat("d", 3<<19) + `"}}`:            "E0717",
		`{"apiVersion": "x/v1", "kind": "Big", "metadata": {"name": "a"}, "data": {"x": "` + strings.Repeat("d", 1<<20) + `"}}`:            "",
		`{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "annotations": {"x": "` + strings.Repeat("d", 257<<10) + `"}}}`: "E0717",
	} {
		equal(t, document[:min(len(document), 120)], codesOf(Backend{}.Lint(plain(t, document))), want)
	}
}

// Each case is one change of a restricted pod, as an overlay may make it.
func TestPodsStayRestricted(t *testing.T) {
	const pod = `{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": {"template": {"spec": {
	  "securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}},
	  "volumes": [{"name": "v", "emptyDir": {}}],
	  "containers": [{"name": "app", "ports": [{"containerPort": 80}], "securityContext": {"allowPrivilegeEscalation": false, "capabilities": {"drop": ["ALL"]}}}]
	}}}}`
	if ds := (Backend{}).Lint(plain(t, pod)); len(ds) > 0 {
		t.Fatalf("the pod itself: %v", ds)
	}
	for _, change := range [][2]string{
		{`"containers"`, `"hostNetwork": true, "containers"`},
		{`"containers"`, `"hostPID": true, "containers"`},
		{`"containers"`, `"hostIPC": true, "containers"`},
		{`"emptyDir": {}`, `"hostPath": {"path": "/"}`},
		{`"emptyDir": {}`, `"nfs": {"path": "/"}`},
		{`"runAsNonRoot": true, `, ``},
		{`"runAsNonRoot": true`, `"runAsNonRoot": false`},
		{`"runAsNonRoot": true`, `"runAsNonRoot": true, "runAsUser": 0`},
		{`RuntimeDefault`, `Unconfined`},
		{`, "seccompProfile": {"type": "RuntimeDefault"}`, ``},
		{`"runAsNonRoot": true`, `"runAsNonRoot": true, "sysctls": [{"name": "kernel.msgmax", "value": "1"}]`},
		{`"runAsNonRoot": true`, `"runAsNonRoot": true, "seLinuxOptions": {"role": "x"}`},
		{`"runAsNonRoot": true`, `"runAsNonRoot": true, "appArmorProfile": {"type": "Unconfined"}`},
		{`"allowPrivilegeEscalation": false, `, ``},
		{`"allowPrivilegeEscalation": false`, `"allowPrivilegeEscalation": true`},
		{`"allowPrivilegeEscalation": false`, `"allowPrivilegeEscalation": false, "privileged": true`},
		{`"allowPrivilegeEscalation": false`, `"allowPrivilegeEscalation": false, "procMount": "Unmasked"`},
		{`"allowPrivilegeEscalation": false`, `"allowPrivilegeEscalation": false, "runAsUser": 0`},
		{`"drop": ["ALL"]`, `"drop": ["NET_RAW"]`},
		{`"drop": ["ALL"]`, `"drop": ["ALL"], "add": ["SYS_ADMIN"]`},
		{`"containerPort": 80`, `"containerPort": 80, "hostPort": 80`},
		{`"containers"`, `"initContainers": [{"name": "x", "image": "x"}], "containers"`},
	} {
		changed := strings.Replace(pod, change[0], change[1], 1)
		if changed == pod {
			t.Fatalf("no %s in the pod", change[0])
		}
		if ds := (Backend{}).Lint(plain(t, changed)); len(ds) == 0 || strings.Trim(codesOf(ds), "E0716 ") != "" {
			t.Errorf("%s -> %s: %v", change[0], change[1], ds)
		}
	}
	extra := strings.Replace(pod, `"drop": ["ALL"]`, `"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]`, 1)
	if ds := (Backend{}).Lint(plain(t, extra)); len(ds) > 0 {
		t.Errorf("NET_BIND_SERVICE is allowed: %v", ds)
	}
}

func TestArtifactsAndObjectsAreInverse(t *testing.T) {
	objects := Backend{}.Render(context.Background(), request(t, edgeTopology, nil)).Objects
	artifacts := Backend{}.Artifacts(objects)
	if !slices.IsSortedFunc(artifacts, func(a, b backends.Artifact) int { return strings.Compare(a.Path, b.Path) }) {
		t.Error("artifacts are not sorted")
	}
	var back []backends.Object
	var listed []string
	for _, a := range artifacts {
		read := Backend{}.Objects(a.Path, a.Docs)
		if a.Path == kustomizationFile {
			if len(read) > 0 {
				t.Error("the kustomization is no object")
			}
			for _, r := range a.Docs[0].Get("resources").Items {
				listed = append(listed, r.Text)
			}
			continue
		}
		back = append(back, read...)
	}
	if len(back) != len(objects) {
		t.Fatalf("%d objects, %d read back", len(objects), len(back))
	}
	files := map[string]bool{}
	for i, o := range objects {
		files[o.File] = true
		r := back[i]
		if r.Address != o.Address || r.File != o.File || r.Tree != o.Tree || r.Source[0] != o.Source[0] {
			t.Errorf("%s in %s came back as %s in %s", o.Address, o.File, r.Address, r.File)
		}
	}
	if len(listed) != len(files) || !slices.IsSorted(listed) {
		t.Errorf("the kustomization lists %v", listed)
	}
}
