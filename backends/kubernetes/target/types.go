package target

import "espc.dev/backends/kubernetes/target/internal/client"

// Types that every cluster serves, so that nothing about them needs a discovery.
var (
	configMapType   = client.Type{Name: "v1/ConfigMap", Version: "v1", Kind: "ConfigMap", Plural: "configmaps", Namespaced: true}
	secretType      = client.Type{Name: "v1/Secret", Version: "v1", Kind: "Secret", Plural: "secrets", Namespaced: true}
	leaseType       = client.Type{Name: "coordination.k8s.io/v1/Lease", Group: "coordination.k8s.io", Version: "v1", Kind: "Lease", Plural: "leases", Namespaced: true}
	reviewType      = client.Type{Name: "authentication.k8s.io/v1/SelfSubjectReview", Group: "authentication.k8s.io", Version: "v1", Kind: "SelfSubjectReview", Plural: "selfsubjectreviews"}
	namespaceServed = client.Type{Name: namespaceType, Version: "v1", Kind: "Namespace", Plural: "namespaces"}
	definitions     = client.Type{Name: definitionType, Group: "apiextensions.k8s.io", Version: "v1", Kind: "CustomResourceDefinition", Plural: "customresourcedefinitions"}
	claims          = client.Type{Name: claimType, Version: "v1", Kind: "PersistentVolumeClaim", Plural: "persistentvolumeclaims", Namespaced: true}
	eventType       = client.Type{Name: "v1/Event", Version: "v1", Kind: "Event", Plural: "events", Namespaced: true}
	podType         = client.Type{Name: "v1/Pod", Version: "v1", Kind: "Pod", Plural: "pods", Namespaced: true}
)

func (t *Target) key(name string) client.Key { return client.Key{Namespace: t.Namespace, Name: name} }
