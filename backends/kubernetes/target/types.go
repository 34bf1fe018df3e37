package target

import "espc.dev/backends/kubernetes/target/internal/client"

// Types that every cluster serves, so that bookkeeping needs no discovery.
var (
	configMapType = client.Type{Name: "v1/ConfigMap", Version: "v1", Kind: "ConfigMap", Plural: "configmaps", Namespaced: true}
	secretType    = client.Type{Name: "v1/Secret", Version: "v1", Kind: "Secret", Plural: "secrets", Namespaced: true}
	leaseType     = client.Type{Name: "coordination.k8s.io/v1/Lease", Group: "coordination.k8s.io", Version: "v1", Kind: "Lease", Plural: "leases", Namespaced: true}
	reviewType    = client.Type{Name: "authentication.k8s.io/v1/SelfSubjectReview", Group: "authentication.k8s.io", Version: "v1", Kind: "SelfSubjectReview", Plural: "selfsubjectreviews"}
)

func (t *Target) key(name string) client.Key { return client.Key{Namespace: t.Namespace, Name: name} }
