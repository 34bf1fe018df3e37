package kills

import (
	"fmt"
	"sync"
)

// quiet lets no ReplicaSet be made, so that no pods are played which nobody looks at. It is one more object of somebody else.
const quiet = `
apiVersion: v1
kind: ResourceQuota
metadata: {name: quiet, labels: {planted: "yes"}}
spec: {hard: {count/replicasets.apps: "0"}}
`

// strangers look as much like the shop's as they can: labels that an operator copied from a member, with the set's among them; names
// that are nearly those of members and of what is kept about the set.
const strangers = `
apiVersion: v1
kind: ConfigMap
metadata: {name: shop-copied, labels: {planted: "yes", app.kubernetes.io/managed-by: espc, app.kubernetes.io/part-of: shop, applyset.kubernetes.io/part-of: %[1]s}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: shop-microservice-cache-copied, labels: {planted: "yes", applyset.kubernetes.io/part-of: %[1]s}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: espc-shop-0123456789ab, labels: {planted: "yes", app.kubernetes.io/managed-by: espc}}
---
apiVersion: coordination.k8s.io/v1
kind: Lease
metadata: {name: espc-shop-2, labels: {planted: "yes"}}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: shop-microservice-moreover, labels: {planted: "yes"}}
`

// plant puts what is not the shop's into the rig's namespace and beside it, and remembers how it is.
func (r *rig) plant() {
	r.t.Helper()
	if !r.own {
		r.cluster.Create(r.t, r.namespace, quiet+"---"+fmt.Sprintf(strangers, setID("espc-shop", r.namespace)))
		r.must(neighborTopology(r.t), "apply", "--auto-approve") // another set in the same namespace
	}
	r.foreign = r.others(r.list(r.namespace))
	if !r.own && len(r.foreign) < 15 {
		r.t.Fatalf("only %d objects of others are there", len(r.foreign))
	}
}

// elsewhere is a namespace with the shop's objects once more, of another set.
var elsewhere struct {
	sync.Once
	namespace string
}

// shopElsewhere returns the namespace in which the shop is once more.
func (r *rig) shopElsewhere() string {
	r.t.Helper()
	elsewhere.Do(func() {
		elsewhere.namespace = "elsewhere"
		r.cluster.Create(r.t, "", "apiVersion: v1\nkind: Namespace\nmetadata: {name: elsewhere}\n")
		r.cluster.Create(r.t, elsewhere.namespace, quiet)
		other := *r
		other.namespace = elsewhere.namespace
		other.must(shopVersion(r.t, 0), "apply", "--auto-approve")
	})
	return elsewhere.namespace
}

// others returns each object that is not the shop's, here and in the namespace elsewhere, with what shows whether somebody touched it.
func (r *rig) others(here []item) map[object]string {
	r.t.Helper()
	out := map[object]string{}
	add := func(namespace string, o item) {
		at := object{o.at.version, o.at.kind, namespace + "/" + o.at.name}
		out[at] = fmt.Sprint(o.UID, " ", o.ResourceVersion)
		if changesItself(o.at.kind) {
			out[at] = fmt.Sprint(o.UID, " ", o.Generation, o.Labels, o.Annotations, o.DeletionTimestamp)
		}
	}
	for _, o := range here {
		if o.stranger() {
			add(r.namespace, o)
		}
	}
	elsewhere := r.shopElsewhere()
	for _, o := range r.list(elsewhere) {
		if len(o.OwnerReferences) == 0 {
			add(elsewhere, o)
		}
	}
	return out
}

// changesItself reports whether controllers write how objects of a kind are, so that their resourceVersion tells nothing.
func changesItself(kind string) bool {
	switch kind {
	case "Deployment", "StatefulSet", "Job", "CronJob", "HorizontalPodAutoscaler", "PodDisruptionBudget", "Ingress", "PersistentVolumeClaim", "ResourceQuota":
		return true
	}
	return false
}
