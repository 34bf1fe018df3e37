package admitted

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/played"
	"espc.dev/e2e/golden"
)

func TestMain(m *testing.M) { os.Exit(cluster.Main(m)) }

// soon bounds what the controllers take for one example, on a machine that does much else.
const soon = time.Minute

// others is what the examples say that a cluster has already: the class of priority that the shop's gateway has in production.
const others = `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: business-critical}
value: 1000
`

func TestEveryExampleIsAdmittedAndBecomesReady(t *testing.T) {
	folders, err := golden.Folders(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	c := cluster.Shared(t)
	c.Define(t)
	c.Create(t, "", others)
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			namespace := namespaceOf(t, folder)
			c.Gone(t, namespace) // two environments of an example may have one name for it
			c.Cleanup(t, namespace)
			if err := apply(t.Context(), c, folder); err != nil {
				t.Fatal(err)
			}
			level := c.Get(t, "v1", "Namespace", "", namespace).GetLabels()["pod-security.kubernetes.io/enforce"]
			if level != "restricted" {
				t.Errorf("the namespace enforces %q", level)
			}
			for _, document := range waited(folder) {
				o := document.Object
				cluster.Eventually(t, soon, func() error {
					if err := ready(c.Get(t, o.GetAPIVersion(), o.GetKind(), o.GetNamespace(), o.GetName())); err != nil {
						return fmt.Errorf("%s: %w", document, err)
					}
					return nil
				})
			}
			claims := c.List(t, "v1", "PersistentVolumeClaim", namespace)
			for _, claim := range claims {
				if err := ready(&claim); err != nil {
					t.Errorf("claim %s: %v", claim.GetName(), err)
				}
			}
			t.Logf("%d objects, %d pods, %d claims", len(folder.Documents), len(c.List(t, "v1", "Pod", namespace)), len(claims))
		})
	}
}

// namespaceOf returns the name of the one namespace that all of a folder's objects are in.
func namespaceOf(t *testing.T, folder golden.Folder) string {
	t.Helper()
	name := ""
	for _, document := range folder.Documents {
		if document.Object.GetKind() == "Namespace" {
			name = document.Object.GetName()
		}
	}
	for _, document := range folder.Documents {
		if document.Object.GetKind() != "Namespace" && document.Object.GetNamespace() != name {
			t.Errorf("%s is in namespace %q, not %q", document, document.Object.GetNamespace(), name)
		}
	}
	return name
}

// TestAFaultyExampleIsFound spoils each Deployment of an example, and wants to hear of it.
func TestAFaultyExampleIsFound(t *testing.T) {
	c := cluster.Shared(t)
	for name, test := range map[string]struct {
		spoil   func(spec map[string]any)
		applied string // part of what the server says, "" where it takes the objects
		lacks   string // part of what the Deployment lacks then
	}{
		"an unknown field": {func(spec map[string]any) { spec["replica"] = int64(3) }, ".spec.replica: field not declared in schema", ""},
		"a pod as root": {func(spec map[string]any) {
			unstructured.RemoveNestedField(spec, "template", "spec", "securityContext")
		}, "would violate PodSecurity", "status.replicas is 0 of 1"},
		"a crash": {func(spec map[string]any) {
			containers, _, _ := unstructured.NestedSlice(spec, "template", "spec", "containers")
			containers[0].(map[string]any)["image"] = played.Crashes
			_ = unstructured.SetNestedSlice(spec, containers, "template", "spec", "containers")
		}, "", "status.readyReplicas is 0 of 1"},
	} {
		t.Run(name, func(t *testing.T) {
			folder, err := golden.Load(golden.Root, golden.Root+"/hello/default/kubernetes")
			if err != nil {
				t.Fatal(err)
			}
			for i, document := range folder.Documents {
				if document.Object.GetKind() == "Deployment" {
					spec := document.Object.Object["spec"].(map[string]any)
					spec["replicas"] = int64(1)
					test.spoil(spec)
					if folder.Documents[i].JSON, err = document.Object.MarshalJSON(); err != nil {
						t.Fatal(err)
					}
				}
			}
			namespace := namespaceOf(t, folder)
			c.Gone(t, namespace)
			c.Cleanup(t, namespace)
			err = apply(t.Context(), c, folder)
			if said := fmt.Sprint(err); (err == nil) != (test.applied == "") || !strings.Contains(said, test.applied) {
				t.Errorf("the server said %v, want %q", err, test.applied)
			}
			if test.lacks == "" {
				return
			}
			for _, document := range waited(folder) {
				o := document.Object
				cluster.Eventually(t, soon, func() error {
					live := c.Get(t, o.GetAPIVersion(), o.GetKind(), namespace, o.GetName())
					if seen, _, _ := unstructured.NestedInt64(live.Object, "status", "observedGeneration"); seen == 0 {
						return errors.New("no controller has seen it")
					}
					if err := ready(live); err == nil || !strings.Contains(err.Error(), test.lacks) {
						return fmt.Errorf("it lacks %v, want %q", err, test.lacks)
					}
					return nil
				})
			}
		})
	}
}
