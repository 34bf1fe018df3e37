package kubernetes

import "espc.dev/schema/tree"

// resource is a type of object that this backend writes. Its nodes are shared by all objects of the type.
type resource struct {
	typ              string // apps/v1/Deployment
	apiVersion, kind *tree.Node
}

func newResource(apiVersion, kind string) *resource {
	return &resource{typ: apiVersion + "/" + kind, apiVersion: tree.NewString(apiVersion), kind: tree.NewString(kind)}
}

// The types of objects.
var (
	namespaceType      = newResource("v1", "Namespace")
	serviceAccountType = newResource("v1", "ServiceAccount")
	configMapType      = newResource("v1", "ConfigMap")
	serviceType        = newResource("v1", "Service")
	deploymentType     = newResource("apps/v1", "Deployment")
	statefulSetType    = newResource("apps/v1", "StatefulSet")
	jobType            = newResource("batch/v1", "Job")
	cronJobType        = newResource("batch/v1", "CronJob")
	autoscalerType     = newResource("autoscaling/v2", "HorizontalPodAutoscaler")
	disruptionType     = newResource("policy/v1", "PodDisruptionBudget")
	networkPolicyType  = newResource("networking.k8s.io/v1", "NetworkPolicy")
	ingressType        = newResource("networking.k8s.io/v1", "Ingress")
	externalSecretType = newResource("external-secrets.io/v1", "ExternalSecret")

	servingType        = newResource("serving.knative.dev/v1", "Service")
	brokerType         = newResource("eventing.knative.dev/v1", "Broker")
	triggerType        = newResource("eventing.knative.dev/v1", "Trigger")
	eventTypeType      = newResource("eventing.knative.dev/v1beta3", "EventType")
	eventTransformType = newResource("eventing.knative.dev/v1alpha1", "EventTransform")
	pingSourceType     = newResource("sources.knative.dev/v1", "PingSource")
	integrationType    = newResource("camel.apache.org/v1", "Integration")

	envoyProxyType     = newResource("gateway.envoyproxy.io/v1alpha1", "EnvoyProxy")
	gatewayType        = newResource("gateway.networking.k8s.io/v1", "Gateway")
	httpRouteType      = newResource("gateway.networking.k8s.io/v1", "HTTPRoute")
	securityPolicyType = newResource("gateway.envoyproxy.io/v1alpha1", "SecurityPolicy")
	trafficPolicyType  = newResource("gateway.envoyproxy.io/v1alpha1", "BackendTrafficPolicy")
	clientPolicyType   = newResource("gateway.envoyproxy.io/v1alpha1", "ClientTrafficPolicy")
	envoyBackendType   = newResource("gateway.envoyproxy.io/v1alpha1", "Backend")
	routeFilterType    = newResource("gateway.envoyproxy.io/v1alpha1", "HTTPRouteFilter")
)
