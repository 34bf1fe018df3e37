package live

import (
	"fmt"
	"testing"
	"time"

	"espc.dev/backends"
	"espc.dev/e2e/cluster"
	"espc.dev/e2e/golden"
)

// TestWhatWasAppliedPlansToNothing applies every example, and compares it again at once and after the controllers had their
// turn. Nothing may differ, and so clearly that the server need not be asked.
func TestWhatWasAppliedPlansToNothing(t *testing.T) {
	c := cluster.Shared(t)
	c.Define(t)
	folders, err := golden.Folders(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			t.Parallel()
			namespace := namespaced(t, c, "applied-"+folder.Name())
			live := connect(t, c.Kubeconfig, namespace, folder.Example, folder.Environment)
			d := compiled(t, folder.Path, namespace)
			applied(t, live, d)
			unchanged(t, c, live, d)
			cluster.Eventually(t, time.Minute, func() error { return served(t, c, namespace) })
			unchanged(t, c, live, d)
			drift, err := live.Drift(t.Context(), backends.Options{})
			if err != nil || len(drift) > 0 {
				t.Errorf("drift without a hand on it: %+v, %v", drift, err)
			}
		})
	}
}

func unchanged(t *testing.T, c *cluster.Cluster, live backends.StateReader, d backends.Desired) {
	t.Helper()
	state, err := live.ReadState(t.Context(), d.Objects)
	if err != nil {
		t.Fatal(err)
	}
	if len(state.Diagnostics) > 0 {
		t.Error(state.Diagnostics)
	}
	wanted := map[backends.ObjectAddress]*backends.Object{}
	for i := range d.Objects {
		wanted[d.Objects[i].Address] = &d.Objects[i]
	}
	if len(state.Objects) != len(d.Objects) {
		t.Errorf("%d objects, %d are wanted", len(state.Objects), len(d.Objects))
	}
	for _, o := range state.Objects {
		if w := wanted[o.Address]; w == nil || w.Tree != o.Tree {
			t.Errorf("%s: %s", o.Address, shown(o.Tree))
		}
	}
}

// served reports an error until the controllers wrote to every workload and autoscaler of a namespace.
func served(t *testing.T, c *cluster.Cluster, namespace string) error {
	for _, kind := range [][2]string{{"apps/v1", "Deployment"}, {"apps/v1", "StatefulSet"}, {"autoscaling/v2", "HorizontalPodAutoscaler"}, {"policy/v1", "PodDisruptionBudget"}} {
		for _, o := range c.List(t, kind[0], kind[1], namespace) {
			if status, _ := o.Object["status"].(map[string]any); status["observedGeneration"] == nil && status["conditions"] == nil {
				return fmt.Errorf("%s/%s has no status", kind[1], o.GetName())
			}
		}
	}
	return nil
}
