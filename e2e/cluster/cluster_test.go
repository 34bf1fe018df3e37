package cluster_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/cluster"
)

func TestMain(m *testing.M) { os.Exit(cluster.Main(m)) }

// soon bounds what the cluster does by itself, on a machine that does much else.
const soon = 30 * time.Second

func deployment(name, image string, replicas int) string {
	return fmt.Sprintf(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: %[1]s}
spec:
  replicas: %[3]d
  selector: {matchLabels: {app: %[1]s}}
  template:
    metadata: {labels: {app: %[1]s}}
    spec: {containers: [{name: app, image: %[2]q}]}
`, name, image, replicas)
}

func TestADeploymentBecomesReady(t *testing.T) {
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	c.Create(t, namespace, deployment("web", "example/web:1", 3))
	cluster.Eventually(t, soon, func() error {
		ready, _, _ := unstructured.NestedInt64(c.Get(t, "apps/v1", "Deployment", namespace, "web").Object, "status", "readyReplicas")
		if ready != 3 {
			return fmt.Errorf("%d of 3 replicas are ready", ready)
		}
		return nil
	})
}
