package cluster_test

import (
	"strings"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/cluster"
)

func TestAWebhookRefusesWithItsMessage(t *testing.T) {
	c := cluster.Shared(t)
	namespace, other := c.Namespace(t, nil), c.Namespace(t, nil)
	c.Validate(t, namespace, "configmaps", func(object *unstructured.Unstructured) string {
		if object.GetName() == "bad" {
			return "no \x1b[31mbad\x1b[0m names"
		}
		return ""
	})
	admin := client(t, c.Kubeconfig)
	if err := create(t, admin, namespace, "good"); err != nil {
		t.Error(err)
	}
	if err := create(t, admin, other, "bad"); err != nil {
		t.Errorf("in another namespace: %v", err)
	}
	if err := create(t, admin, namespace, "bad"); err == nil || !strings.Contains(err.Error(), "no \x1b[31mbad\x1b[0m names") {
		t.Errorf("got %v", err)
	}
}

func TestAWebhookChangesWhatIsCreatedAndUpdated(t *testing.T) {
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	c.Mutate(t, namespace, "deployments", func(object *unstructured.Unstructured) {
		_ = unstructured.SetNestedField(object.Object, int64(7), "spec", "revisionHistoryLimit")
	})
	c.Create(t, namespace, deployment("web", "example/web:1", 1))
	c.Patch(t, "apps/v1", "Deployment", namespace, "web", "e2e", `{"spec": {"revisionHistoryLimit": 3, "replicas": 2}}`)
	live := c.Get(t, "apps/v1", "Deployment", namespace, "web")
	limit, _, _ := unstructured.NestedInt64(live.Object, "spec", "revisionHistoryLimit")
	replicas, _, _ := unstructured.NestedInt64(live.Object, "spec", "replicas")
	if limit != 7 || replicas != 2 {
		t.Errorf("revisionHistoryLimit %d, replicas %d", limit, replicas)
	}
}

func TestAnAPIThatIsDownFailsDiscoveryOfItsGroupAlone(t *testing.T) {
	c := cluster.New(t)
	c.Down(t, "down.example.com", "v1")
	groups, lists, err := c.Clients().Discovery().ServerGroupsAndResources()
	if err == nil || !strings.Contains(err.Error(), "down.example.com/v1") {
		t.Errorf("discovery of %d groups: %v", len(groups), err)
	}
	if len(lists) == 0 {
		t.Error("nothing else was found")
	}
	if _, err := c.Clients().AppsV1().Deployments("default").List(t.Context(), metav1.ListOptions{}); err != nil {
		t.Error(err)
	}
}
