package live

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"espc.dev/e2e/cluster"
)

// The way that a newcomer goes, from a copy of an example to nothing left behind. It needs a cluster of its own, because the
// example's environment says its namespace.
func TestTheWayOfANewcomerLeavesNothingBehind(t *testing.T) {
	c := cluster.New(t)
	dir := filepath.Join(t.TempDir(), "booking")
	if err := os.CopyFS(dir, os.DirFS("../../examples/booking")); err != nil {
		t.Fatal(err)
	}
	espc := func(want int, args ...string) *process {
		t.Helper()
		return run(t, want, dir, c.Kubeconfig, append(args, "-e", "dev", "--no-progress")...)
	}
	before := everything(t, c)

	espc(2, "plan", "--detailed-exitcode").says(t, []string{"against cluster dev, namespace booking-dev\n", "Plan: 61 to create, 0 to update, 0 to replace, 0 to delete.\n"}, nil)
	if found := everything(t, c); !sameKeys(found, before) {
		t.Fatalf("plan left %v", missing(found, before))
	}
	espc(0, "apply", "--auto-approve", "--wait").says(t, []string{"\nApplied: 61 created, ", "cluster dev, namespace booking-dev is at revision 1.\n"}, nil)
	espc(0, "status").says(t, []string{"\n  healthy     function.reserve"}, nil)
	espc(0, "plan", "--detailed-exitcode").says(t, []string{"No changes: 61 objects are as the topology says."}, nil)

	name := filepath.Join(dir, "booking.hcl")
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	edited := strings.Replace(string(content), `timeout = "20s"`, `timeout = "25s"`, 1)
	if err := os.WriteFile(name, []byte(edited), 0o600); err != nil {
		t.Fatal(err)
	}
	espc(0, "plan").says(t, []string{
		"~   update  Deployment/booking-function-reserve ", `.env[FUNCTION_TIMEOUT_SECONDS].value: "20" → "25"  booking.hcl:`, "Plan: 0 to create, 2 to update, 0 to replace, 0 to delete.",
	}, nil)
	espc(0, "apply", "--auto-approve").says(t, []string{"\nApplied: 0 created, 2 updated", "at revision 2."}, nil)
	espc(0, "diff", "1", "2").says(t, []string{"2 differ, 59 are the same."}, nil)
	espc(0, "drift").says(t, []string{"No drift"}, nil)
	c.Patch(t, "apps/v1", "Deployment", "booking-dev", "booking-workspace", "kubectl-scale", `{"spec":{"replicas":5}}`)
	espc(2, "drift").says(t, []string{"~   changed Deployment/booking-workspace, by kubectl-scale\n      ~ spec.replicas: 2 → 5\n"}, nil)
	espc(0, "plan").says(t, []string{"~ spec.replicas: 5 → 2  (drift: set by kubectl-scale)", "Drift: 1 field of 1 object, set by kubectl-scale."}, nil)
	espc(0, "rollback", "--auto-approve").says(t, []string{"Plan: 0 to create, 3 to update, 0 to replace, 0 to delete.", "at revision 3, back to 1."}, nil)
	espc(0, "history").says(t, []string{"current, back to 1"}, nil)
	espc(2, "plan", "--detailed-exitcode").says(t, []string{`"20" → "25"`}, nil) // the files have not gone back

	espc(0, "destroy", "--auto-approve", "--delete-namespace", "--delete-volumes").says(t, []string{" are gone, 0 kept.\n"}, nil)
	if found := everything(t, c); !sameKeys(found, before) {
		t.Errorf("left behind are %v, and gone are %v", missing(found, before), missing(before, found))
	}
	espc(0, "status").says(t, []string{"nothing is deployed"}, nil)
}

// everything lists the objects of the kinds that an application has, in all namespaces, but for what a cluster makes by itself.
func everything(t *testing.T, c *cluster.Cluster) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, kind := range []struct{ version, kind string }{
		{"v1", "Namespace"}, {"v1", "ConfigMap"}, {"v1", "Secret"}, {"v1", "Service"}, {"v1", "ServiceAccount"}, {"v1", "Pod"}, {"v1", "PersistentVolumeClaim"},
		{"v1", "PersistentVolume"}, {"apps/v1", "Deployment"}, {"apps/v1", "StatefulSet"}, {"apps/v1", "ReplicaSet"}, {"batch/v1", "Job"}, {"batch/v1", "CronJob"},
		{"networking.k8s.io/v1", "NetworkPolicy"}, {"networking.k8s.io/v1", "Ingress"}, {"policy/v1", "PodDisruptionBudget"}, {"autoscaling/v2", "HorizontalPodAutoscaler"},
		{"apiextensions.k8s.io/v1", "CustomResourceDefinition"},
	} {
		client, err := c.Resource(kind.version, kind.kind, "")
		if err != nil {
			t.Fatal(err)
		}
		list, err := client.List(t.Context(), metav1.ListOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range list.Items {
			object := &list.Items[i]
			if key := kind.kind + " " + object.GetNamespace() + "/" + object.GetName(); !ofTheCluster.MatchString(key) {
				out[key] = true
			}
		}
	}
	leases, err := c.Resource("coordination.k8s.io/v1", "Lease", "booking-dev")
	if err != nil {
		t.Fatal(err)
	}
	list, err := leases.List(t.Context(), metav1.ListOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range list.Items {
		out["Lease "+list.Items[i].GetName()] = true
	}
	return out
}

// ofTheCluster are objects that come by themselves at any time after its start.
var ofTheCluster = regexp.MustCompile(`^(ConfigMap .*/kube-root-ca\.crt|ServiceAccount .*/default|.* kube-(system|public|node-lease)/.*)$`)

func sameKeys(a, b map[string]bool) bool { return len(missing(a, b))+len(missing(b, a)) == 0 }

// missing are the keys of a that b has not.
func missing(a, b map[string]bool) []string {
	var out []string
	for key := range a {
		if !b[key] {
			out = append(out, key)
		}
	}
	return out
}
