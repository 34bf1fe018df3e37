package live

import (
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/e2e/cluster"
)

// What is taken over and can't be changed to what is wanted is replaced: that very object is deleted, and the new one is ours.
func TestAnObjectThatCannotBecomeWhatIsWantedIsTakenOverByAReplacement(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	namespace := c.Namespace(t, nil)
	kubectl(t, c, namespace, "", "create", "deployment", "web", "--image=old")
	was := c.Get(t, "apps/v1", "Deployment", namespace, "web").GetUID()
	live := connect(t, c.Kubeconfig, namespace, "replaced", "dev")
	d := desired(t, strings.ReplaceAll(manifest, "app: web", "other: web"), namespace)
	if p := prepared(t, live, &d, backends.Options{Adopt: true}); p.Diagnostics.HasErrors() || !strings.HasPrefix(told(p.Changes), "replace Deployment/web") {
		t.Fatal(told(p.Changes), complaint(p.Diagnostics))
	}
	if report, err := live.Apply(t.Context(), d, backends.Options{Adopt: true}); err != nil {
		t.Fatal(err, complaint(report.Diagnostics))
	}
	if now := c.Get(t, "apps/v1", "Deployment", namespace, "web"); now.GetUID() == was || now.GetLabels()["applyset.kubernetes.io/part-of"] == "" {
		t.Errorf("uid %s, labels %v", now.GetUID(), now.GetLabels())
	}
	if p := prepared(t, live, &d, backends.Options{}); !p.Empty {
		t.Errorf("planned after it was taken over: %s", told(p.Changes))
	}
}
