package health

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/cli-utils/pkg/kstatus/status"
)

// maker makes objects whose fields are there or not, and small, so that each of them meets each other in all orders.
type maker struct{ *rand.Rand }

// maybe sets a field to one of some values, or leaves it out.
func (m maker) maybe(o map[string]any, field string, values ...any) {
	if m.IntN(4) > 0 {
		o[field] = values[m.IntN(len(values))]
	}
}

// count sets fields to small numbers, more often to the same.
func (m maker) count(o map[string]any, fields ...string) {
	usual := m.IntN(3)
	for _, field := range fields {
		switch m.IntN(8) {
		case 0: // left out
		case 1:
			o[field] = int64(m.IntN(4))
		default:
			o[field] = int64(usual)
		}
	}
}

func (m maker) conditions(types []string, reasons ...string) []any {
	var out []any
	for _, typ := range types {
		if m.IntN(2) == 0 {
			continue
		}
		out = append(out, map[string]any{
			"type": typ, "status": []string{"True", "False", "Unknown"}[m.IntN(3)],
			"reason": reasons[m.IntN(len(reasons))], "message": "about " + typ,
		})
	}
	return out
}

// object makes one of any kind.
func (m maker) object(apiVersion, kind string) map[string]any {
	metadata, spec, state := map[string]any{"name": "x"}, map[string]any{}, map[string]any{}
	m.maybe(metadata, "generation", int64(2))
	m.maybe(state, "observedGeneration", int64(2), int64(2), int64(2), int64(1))
	if m.IntN(20) == 0 {
		metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z"
	}
	metadata["creationTimestamp"] = time.Now().Add(-time.Duration(m.IntN(2)) * time.Hour).UTC().Format(time.RFC3339)
	m.count(spec, "replicas")
	m.maybe(spec, "progressDeadlineSeconds", int64(600))
	m.maybe(spec, "type", "LoadBalancer", "ClusterIP")
	m.maybe(spec, "clusterIP", "10.0.0.1")
	strategy := map[string]any{}
	m.maybe(strategy, "type", "OnDelete", "RollingUpdate", "RollingUpdate")
	if m.IntN(3) == 0 {
		strategy["rollingUpdate"] = map[string]any{"partition": int64(m.IntN(3))}
	}
	spec["updateStrategy"] = strategy
	m.count(state, "replicas", "readyReplicas", "updatedReplicas", "availableReplicas", "currentReplicas", "fullyLabeledReplicas",
		"desiredNumberScheduled", "currentNumberScheduled", "updatedNumberScheduled", "numberAvailable", "numberReady")
	m.maybe(state, "currentRevision", "a")
	m.maybe(state, "updateRevision", "a", "a", "b")
	m.maybe(state, "phase", "Bound", "Pending", "Running", "Succeeded", "Failed", "Odd")
	m.maybe(state, "containerStatuses", []any{
		map[string]any{"name": "app", "state": map[string]any{"waiting": map[string]any{"reason": "CrashLoopBackOff"}}},
	}, []any{map[string]any{"name": "app", "state": map[string]any{"running": map[string]any{}}}})
	types := []string{"Available", "Progressing", "Ready", "PodScheduled", "ReplicaFailure", "NamesAccepted", "Established"}
	if m.IntN(5) == 0 {
		types = append(types, "Stalled", "Reconciling")
	}
	m.Shuffle(len(types), func(i, j int) { types[i], types[j] = types[j], types[i] })
	state["conditions"] = m.conditions(types, "NewReplicaSetAvailable", "NewReplicaSetAvailable", "ProgressDeadlineExceeded", "Unschedulable", "Installing", "")
	o := map[string]any{"apiVersion": apiVersion, "kind": kind, "metadata": metadata, "spec": spec}
	if m.IntN(20) > 0 {
		o["status"] = state
	}
	return o
}

// A Job is left out: here it is ready when its work is done.
func TestEveryKindIsAsKstatusSays(t *testing.T) {
	kinds := [][2]string{
		{"apps/v1", "Deployment"}, {"apps/v1", "StatefulSet"}, {"apps/v1", "DaemonSet"}, {"apps/v1", "ReplicaSet"}, {"v1", "Pod"},
		{"v1", "PersistentVolumeClaim"}, {"v1", "Service"}, {"v1", "Secret"}, {"v1", "ConfigMap"}, {"policy/v1", "PodDisruptionBudget"},
		{"batch/v1", "CronJob"}, {"apiextensions.k8s.io/v1", "CustomResourceDefinition"}, {"example.com/v1", "Widget"},
		{"networking.k8s.io/v1", "Ingress"}, {"example.com/v1", "Deployment"},
	}
	states := map[status.Status]State{
		status.InProgressStatus: Progressing, status.CurrentStatus: Ready, status.FailedStatus: Failed, status.TerminatingStatus: Going,
	}
	plain := []string{"PodDisruptionBudget"} // whose words are not worth having
	for i, kind := range kinds {
		seen := map[State]int{}
		m := maker{rand.New(rand.NewPCG(uint64(i), 7))}
		for range 1000 {
			o := m.object(kind[0], kind[1])
			content, err := json.Marshal(o)
			if err != nil {
				t.Fatal(err)
			}
			got := Of(content)
			want, err := status.Compute(&unstructured.Unstructured{Object: o})
			if err != nil {
				if got.Text != "unreadable" || got.State != Progressing {
					t.Fatalf("%s\n%+v, want unreadable: %v", content, got, err)
				}
				continue
			}
			if got.State != states[want.Status] || got.Text != want.Message && !slices.Contains(plain, kind[1]) {
				t.Fatalf("%s\ngot  %+v\nwant %+v", content, got, want)
			}
			seen[got.State]++
		}
		if len(seen) < 2 {
			t.Errorf("%v: the objects are all alike: %v", kind, seen)
		}
	}
}
