package kubernetes

// ranks order types for creation: what others stand in or on comes first. Types of one step have ranks of their own so
// that the objects of a file always come in the same order.
var ranks = map[string]int{
	"v1/Namespace": 0,
	"apiextensions.k8s.io/v1/CustomResourceDefinition": 1,

	"v1/ServiceAccount":                        10,
	"rbac.authorization.k8s.io/v1/Role":        11,
	"rbac.authorization.k8s.io/v1/RoleBinding": 12,
	"external-secrets.io/v1/ExternalSecret":    13,
	"v1/Secret":                                14,
	"v1/ConfigMap":                             15,
	"v1/PersistentVolumeClaim":                 16,

	"networking.k8s.io/v1/NetworkPolicy": 20,
	"policy/v1/PodDisruptionBudget":      21,

	"v1/Service": 30,

	"eventing.knative.dev/v1/Broker":         35,
	"eventing.knative.dev/v1beta3/EventType": 36,

	"batch/v1/Job":                                 40,
	"apps/v1/StatefulSet":                          41,
	"apps/v1/Deployment":                           42,
	"apps/v1/DaemonSet":                            43,
	"serving.knative.dev/v1/Service":               44,
	"eventing.knative.dev/v1alpha1/EventTransform": 45,
	"camel.apache.org/v1/Integration":              46,
	"batch/v1/CronJob":                             47,

	"autoscaling/v2/HorizontalPodAutoscaler": 50,

	// What sends events to workloads, once these are there.
	"eventing.knative.dev/v1/Trigger":   56,
	"sources.knative.dev/v1/PingSource": 57,

	"networking.k8s.io/v1/Ingress": 60,
	// What runs the proxies is there before the Gateway that names it.
	"gateway.envoyproxy.io/v1alpha1/EnvoyProxy":           59,
	"gateway.networking.k8s.io/v1/Gateway":                61,
	"gateway.envoyproxy.io/v1alpha1/ClientTrafficPolicy":  62,
	"gateway.envoyproxy.io/v1alpha1/Backend":              63,
	"gateway.envoyproxy.io/v1alpha1/HTTPRouteFilter":      64,
	"gateway.envoyproxy.io/v1alpha1/SecurityPolicy":       65,
	"gateway.envoyproxy.io/v1alpha1/BackendTrafficPolicy": 66,

	// Policies are there before the routes that they guard, which would be open for a moment else; and so are the filters.
	"gateway.networking.k8s.io/v1/HTTPRoute": 70,
}

// unknownRank is that of types an overlay may add: after what they may configure, before routes.
const unknownRank = 55

// Rank orders types for creation, lowest first: namespaces, definitions, accounts and configuration, policies, Services,
// workloads, scaling, routes.
func (Backend) Rank(typ string) int {
	if rank, ok := ranks[typ]; ok {
		return rank
	}
	return unknownRank
}
