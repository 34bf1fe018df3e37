package kubernetes

import "espc.dev/backends"

// objectRules decide what is alike in objects of every type, and in those without pods.
func objectRules() []backends.Rule {
	return []backends.Rule{
		{Name: "object-type", Doc: "apiVersion and kind are the object's type, in the newest version that the supported clusters serve.", Fields: []string{
			"* apiVersion", "* kind",
		}},
		{Name: "object-reference", Doc: "What refers to another object says of which type it is.", Fields: []string{
			"HorizontalPodAutoscaler spec.scaleTargetRef.apiVersion", "HorizontalPodAutoscaler spec.scaleTargetRef.kind",
			"EventTransform spec.sink.ref.apiVersion", "EventTransform spec.sink.ref.kind",
			"PingSource spec.sink.ref.apiVersion", "PingSource spec.sink.ref.kind",
			"EventType spec.reference.apiVersion", "EventType spec.reference.kind",
			"BackendTrafficPolicy|ClientTrafficPolicy|SecurityPolicy spec.targetRefs.[].group", "BackendTrafficPolicy|ClientTrafficPolicy|SecurityPolicy spec.targetRefs.[].kind",
			"SecurityPolicy spec.apiKeyAuth.credentialRefs.[].group", "SecurityPolicy spec.apiKeyAuth.credentialRefs.[].kind",
			"Gateway spec.infrastructure.parametersRef.group", "Gateway spec.infrastructure.parametersRef.kind",
			"HTTPRoute spec.parentRefs.[].group", "HTTPRoute spec.parentRefs.[].kind",
			"HTTPRoute spec.rules.[].filters.[].extensionRef.group", "HTTPRoute spec.rules.[].filters.[].extensionRef.kind",
		}},
		{Name: "secret-store", Doc: "The environment's secret_store is a store of the whole cluster, and a secret has its value there under one key.", Fields: []string{
			"ExternalSecret spec.secretStoreRef.kind", "ExternalSecret spec.data.[].secretKey",
		}},
		{Name: "certificate-secret", Doc: "A gateway's certificate is a Secret of the type that holds certificates.", Fields: []string{
			"ExternalSecret spec.target.template.type",
		}},
	}
}
