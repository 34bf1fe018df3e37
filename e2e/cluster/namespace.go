package cluster

import (
	"context"
	"fmt"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// Restricted are the labels of a namespace that enforces the strictest of the Pod Security standards.
var Restricted = map[string]string{"pod-security.kubernetes.io/enforce": "restricted"}

// Namespace makes a namespace of a test's own, with labels, and returns its name. At the test's end it is deleted, without waiting.
func (c *Cluster) Namespace(t testing.TB, labels map[string]string) string {
	t.Helper()
	namespace, err := c.clients.typed.CoreV1().Namespaces().Create(t.Context(), &corev1.Namespace{
		ObjectMeta: metav1.ObjectMeta{GenerateName: "test-", Labels: labels},
	}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c.Cleanup(t, namespace.Name)
	return namespace.Name
}

// Cleanup deletes a namespace, which something else makes, at the test's end, if it is there then. It does not wait.
func (c *Cluster) Cleanup(t testing.TB, namespace string) {
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = c.clients.typed.CoreV1().Namespaces().Delete(ctx, namespace, metav1.DeleteOptions{}) // or it goes with the cluster
	})
}

// Gone waits until there is no namespace of a name, after something deleted it.
func (c *Cluster) Gone(t testing.TB, namespace string) {
	t.Helper()
	Eventually(t, time.Minute, func() error {
		if object := c.Get(t, "v1", "Namespace", "", namespace); object != nil {
			return fmt.Errorf("namespace %s is still there: %v", namespace, object.Object["status"])
		}
		return nil
	})
}

// Eventually asks until there is no error, and fails the test with the last one after a time.
func Eventually(t testing.TB, within time.Duration, ask func() error) {
	t.Helper()
	deadline := time.Now().Add(within)
	for {
		err := ask()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("after %s: %v", within, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}
