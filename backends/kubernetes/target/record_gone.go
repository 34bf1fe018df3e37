package target

import (
	"context"
	"slices"
	"sync"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
)

// recordGone warns where members were found and no record names them, as after somebody deleted the ConfigMap. A namespace, volumes
// and definitions outlive a destroy, and say nothing of it.
func (t *Target) recordGone(now *reading) diag.List {
	if now.parent != nil {
		return nil
	}
	n := 0
	for a, l := range now.objects {
		if l.ours && a.Type != namespaceType && a.Type != definitionType && !holdsData(a.Type) {
			n++
		}
	}
	if n == 0 {
		return nil
	}
	return diag.List{diag.RecordGone.At(t.Place, "the record of the set, ConfigMap %s in the namespace %s, is gone: %s found by their labels, and apply writes it anew", t.name, t.Namespace, were(n)).
		WithFix("look for what the topology does not have any more, which is not pruned, with %s", t.kubectl("get all -l "+partOf+"="+t.set))}
}

// were says how many objects were.
func were(n int) string {
	if n == 1 {
		return "1 object was"
	}
	return counted(n) + " were"
}

// strayKinds are the kinds of which strays are looked for: those that topologies are compiled to.
var strayKinds = []string{
	"Deployment.apps", "StatefulSet.apps", "DaemonSet.apps", "Job.batch", "CronJob.batch", "Service", "ServiceAccount", "ConfigMap", "Secret",
	"NetworkPolicy.networking.k8s.io", "Ingress.networking.k8s.io", "HorizontalPodAutoscaler.autoscaling", "PodDisruptionBudget.policy",
	"ExternalSecret.external-secrets.io",
}

// strays are the members that labels tell of where there is no record, sorted. What may not be listed is not among them.
func (t *Target) strays(ctx context.Context, types client.Types) ([]set.Member, error) {
	var mu sync.Mutex
	var out []set.Member
	err := inParallel(strayKinds, 0, func(kind string) error {
		typ, ok := types.FindKind(kind)
		if !ok {
			return nil
		}
		err := t.api.List(ctx, typ, t.Namespace, partOf+"="+t.set, true, func(item []byte) error {
			if m := metaOf(item); t.ours(m) {
				mu.Lock()
				defer mu.Unlock()
				out = append(out, memberOf(backends.ObjectAddress{Type: typ.Name, Namespace: m.Namespace, Name: m.Name}, m.UID))
			}
			return nil
		})
		if is(err, 403) || is(err, 404) {
			return nil
		}
		return err
	})
	slices.SortFunc(out, func(a, b set.Member) int { return compareAddresses(addressOf(a), addressOf(b)) })
	return out, err
}
