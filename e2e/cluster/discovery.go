package cluster

import (
	"context"
	"fmt"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Down registers an API, such as "metrics.example.com" and "v1", that a server is said to serve which does not answer. From then on,
// until the test's end, nobody can tell what kinds the group has, and namespaces do not go away: it is for a cluster of a test's own.
func (c *Cluster) Down(t testing.TB, group, version string) {
	t.Helper()
	name := version + "." + group
	_, err := c.CreateObject(t.Context(), &unstructured.Unstructured{Object: map[string]any{
		"apiVersion": "apiregistration.k8s.io/v1", "kind": "APIService", "metadata": map[string]any{"name": name},
		"spec": map[string]any{
			"group": group, "version": version, "groupPriorityMinimum": int64(100), "versionPriority": int64(100),
			"insecureSkipTLSVerify": true,
			"service":               map[string]any{"namespace": metav1.NamespaceDefault, "name": "down", "port": int64(443)},
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	c.onEnd(t, "apiregistration.k8s.io/v1", "APIService", name)
	Eventually(t, 30*time.Second, func() error {
		status := 0
		c.clients.typed.RESTClient().Get().AbsPath("/apis/" + group + "/" + version).Do(t.Context()).StatusCode(&status)
		if status != 503 {
			return fmt.Errorf("the API answers %d", status)
		}
		return nil
	})
}

// onEnd deletes an object that is in no namespace at the test's end.
func (c *Cluster) onEnd(t testing.TB, apiVersion, kind, name string) {
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if client, err := c.Resource(apiVersion, kind, ""); err == nil {
			_ = client.Delete(ctx, name, metav1.DeleteOptions{}) // or it goes with the cluster
		}
	})
}
