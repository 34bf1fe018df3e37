package definitions

// A Source is a Go module that publishes CustomResourceDefinitions.
type Source struct {
	// Module is the module with its version, Folder where in it the definitions are.
	Module, Folder string
	// Kinds are those of the folder's kinds that espc's output may hold. All others are left out: some are large.
	Kinds []string
}

// Sources lists every kind that the output may hold beside Kubernetes' own, each by the module of the release that it is written for.
var Sources = []Source{
	{"knative.dev/serving@v0.51.0", "config/core/300-resources", []string{"Service"}},
	{"knative.dev/eventing@v0.50.0", "config/core/resources", []string{
		"Broker", "EventTransform", "EventType", "Parallel", "PingSource", "Sequence", "Trigger",
	}},
	{"sigs.k8s.io/gateway-api@v1.6.3", "config/crd/standard", []string{
		"BackendTLSPolicy", "Gateway", "HTTPRoute", "ReferenceGrant",
	}},
	{"github.com/envoyproxy/gateway@v1.9.1", "charts/gateway-helm/charts/crds/crds/generated", []string{
		"Backend", "BackendTrafficPolicy", "ClientTrafficPolicy", "EnvoyProxy", "HTTPRouteFilter", "SecurityPolicy",
	}},
	{"github.com/apache/camel-k/v2@v2.7.0", "pkg/resources/config/crd/bases", []string{"Integration"}},
	{"github.com/kedacore/keda/v2@v2.21.0", "config/crd/bases", []string{"ScaledObject", "TriggerAuthentication"}},
	{"github.com/external-secrets/external-secrets@v1.3.2", "config/crds/bases", []string{"ExternalSecret"}},
}
