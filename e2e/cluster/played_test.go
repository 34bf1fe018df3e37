package cluster_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/played"
)

// TestAPodPlaysTheRoleOfItsImage and tells it as a kubelet would: the pod's phase, whether it is ready, and why it waits.
func TestAPodPlaysTheRoleOfItsImage(t *testing.T) {
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	want := map[string]string{
		"good":            "Running True ",
		played.NeverReady: "Running False ",
		played.Slow:       "Running True ",
		played.Crashes:    "Running False CrashLoopBackOff",
		played.NoImage:    "Pending False ImagePullBackOff",
	}
	start := time.Now()
	for role := range want {
		c.Create(t, namespace, deployment(role, "example/"+role+":1", 1))
	}
	c.Create(t, namespace, strings.Replace(deployment("by-variable", "example/web:1", 1), `:1"`,
		`:1", env: [{name: OTHER, valueFrom: {fieldRef: {fieldPath: metadata.name}}}, {name: PLAY, value: crashes}]`, 1))
	want["by-variable"] = "Running False CrashLoopBackOff"
	cluster.Eventually(t, soon, func() error {
		return same(pods(t, c, namespace), want)
	})
	if took := time.Since(start); took < played.SlowMilliseconds*time.Millisecond {
		t.Errorf("the slow pod was ready after %s", took)
	}
	time.Sleep(time.Second) // what does not become ready stays so
	if err := same(pods(t, c, namespace), want); err != nil {
		t.Error(err)
	}
	for role, state := range want {
		live := c.Get(t, "apps/v1", "Deployment", namespace, role)
		ready, _, _ := unstructured.NestedInt64(live.Object, "status", "readyReplicas")
		if becomes := strings.Contains(state, "True"); (ready == 1) != becomes {
			t.Errorf("Deployment %s has %d ready replicas", role, ready)
		}
	}
}

// pods tells of each pod, by its app, the phase, the condition Ready, and why its container waits.
func pods(t *testing.T, c *cluster.Cluster, namespace string) map[string]string {
	t.Helper()
	told := map[string]string{}
	for _, pod := range c.List(t, "v1", "Pod", namespace) {
		phase, _, _ := unstructured.NestedString(pod.Object, "status", "phase")
		ready, reason := "", ""
		conditions, _, _ := unstructured.NestedSlice(pod.Object, "status", "conditions")
		for _, each := range conditions {
			if condition := each.(map[string]any); condition["type"] == "Ready" {
				ready = fmt.Sprint(condition["status"])
			}
		}
		statuses, _, _ := unstructured.NestedSlice(pod.Object, "status", "containerStatuses")
		for _, each := range statuses {
			reason, _, _ = unstructured.NestedString(each.(map[string]any), "state", "waiting", "reason")
		}
		told[pod.GetLabels()["app"]] = phase + " " + ready + " " + reason
	}
	return told
}

func same(got, want map[string]string) error {
	if fmt.Sprint(got) != fmt.Sprint(want) {
		return fmt.Errorf("got %q, want %q", got, want)
	}
	return nil
}

func TestAJobCompletesOrFails(t *testing.T) {
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	want := map[string]string{"good": "Complete", played.Crashes: "Failed"}
	for name := range want {
		c.Create(t, namespace, fmt.Sprintf(`
apiVersion: batch/v1
kind: Job
metadata: {name: %[1]s}
spec:
  backoffLimit: 0
  template: {spec: {restartPolicy: Never, containers: [{name: app, image: "example/%[1]s:1"}]}}
`, name))
	}
	cluster.Eventually(t, soon, func() error {
		got := map[string]string{}
		for _, job := range c.List(t, "batch/v1", "Job", namespace) {
			conditions, _, _ := unstructured.NestedSlice(job.Object, "status", "conditions")
			for _, each := range conditions {
				if condition := each.(map[string]any); condition["status"] == "True" {
					got[job.GetName()] = fmt.Sprint(condition["type"]) // the last is how it ended
				}
			}
		}
		return same(got, want)
	})
}

func TestVolumesComeAndGoWithTheirClaims(t *testing.T) {
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	c.Create(t, namespace, `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 2
  serviceName: db
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: app, image: "example/db:1", volumeMounts: [{name: data, mountPath: /data}]}]}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`)
	cluster.Eventually(t, soon, func() error {
		return same(volumes(t, c, namespace), map[string]string{"data-db-0": "Bound", "data-db-1": "Bound"})
	})
	cluster.Eventually(t, soon, func() error {
		if ready, _, _ := unstructured.NestedInt64(c.Get(t, "apps/v1", "StatefulSet", namespace, "db").Object, "status", "readyReplicas"); ready != 2 {
			return fmt.Errorf("%d of 2 replicas are ready", ready)
		}
		return nil
	})
	c.Delete(t, "apps/v1", "StatefulSet", namespace, "db")
	for _, claim := range []string{"data-db-0", "data-db-1"} {
		c.Delete(t, "v1", "PersistentVolumeClaim", namespace, claim)
	}
	cluster.Eventually(t, soon, func() error { return same(volumes(t, c, namespace), map[string]string{}) })
}

// volumes tells the phase of each volume by the claim of a namespace that it is for.
func volumes(t *testing.T, c *cluster.Cluster, namespace string) map[string]string {
	t.Helper()
	told := map[string]string{}
	for _, volume := range c.List(t, "v1", "PersistentVolume", "") {
		of, _, _ := unstructured.NestedString(volume.Object, "spec", "claimRef", "namespace")
		claim, _, _ := unstructured.NestedString(volume.Object, "spec", "claimRef", "name")
		phase, _, _ := unstructured.NestedString(volume.Object, "status", "phase")
		if of == namespace {
			told[claim] = phase
		}
	}
	return told
}

func TestARestrictedNamespaceTakesNoPodOfRoot(t *testing.T) {
	c := cluster.Shared(t)
	pod := func(security string) *unstructured.Unstructured {
		return &unstructured.Unstructured{Object: map[string]any{
			"apiVersion": "v1", "kind": "Pod",
			"metadata": map[string]any{"generateName": "pod-"},
			"spec": map[string]any{
				"securityContext": map[string]any{"runAsNonRoot": security == "restricted", "seccompProfile": map[string]any{"type": "RuntimeDefault"}},
				"containers": []any{map[string]any{
					"name": "app", "image": "example/web:1",
					"securityContext": map[string]any{"allowPrivilegeEscalation": false, "capabilities": map[string]any{"drop": []any{"ALL"}}},
				}},
			},
		}}
	}
	for security, refused := range map[string]string{"restricted": "", "root": "runAsNonRoot != true"} {
		namespace := c.Namespace(t, cluster.Restricted)
		object := pod(security)
		object.SetNamespace(namespace)
		var err error
		cluster.Eventually(t, soon, func() error { // a pod waits for its service account
			if _, err = c.CreateObject(t.Context(), object); err != nil && strings.Contains(err.Error(), "serviceaccount") {
				return err
			}
			return nil
		})
		if (err == nil) != (refused == "") || refused != "" && !strings.Contains(err.Error(), refused) {
			t.Errorf("a pod that is %s: %v", security, err)
		}
	}
}
