package manifests

import (
	"strings"
	"testing"
)

func TestNothingInAGoldenFolderLeadsNowhere(t *testing.T) {
	for _, folder := range goldenFolders(t) {
		t.Run(folder.Name(), func(t *testing.T) {
			if err := CheckReferences(folder.Documents); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestHandWrittenObjectsLeadToOneAnother(t *testing.T) {
	if err := CheckReferences(parse(t, readFixture(t))); err != nil {
		t.Error(err)
	}
}

func TestAReferenceThatLeadsNowhereIsFound(t *testing.T) {
	const entity = "{espc.dev/entity: function.resize}"
	fixture := readFixture(t)
	for _, m := range []mutation{
		{"ServiceAccount", "serviceAccountName: shop-function-resize", "serviceAccountName: shop-function-other",
			"Deployment shop-function-resize: no ServiceAccount shop-function-other"},
		{"ConfigMap", "configMap: {name: shop-function-resize}", "configMap: {name: shop-function-other}",
			"Deployment shop-function-resize: no ConfigMap shop-function-other"},
		{"key of a ConfigMap", "configMap: {name: shop-function-resize}", "configMap: {name: shop-function-resize, items: [{key: main.js, path: main.js}]}",
			"ConfigMap shop-function-resize has no key main.js"},
		{"file of a single mount", "mountPath: /source}", "mountPath: /source/main.js, subPath: main.js}",
			"volume source holds no file main.js"},
		{"probed port", "httpGet: {path: /, port: http}", "httpGet: {path: /, port: web}",
			"container function has no port web0 to probe"},
		{"port behind a Service", "targetPort: http", "targetPort: 8081",
			"no pod behind port 80 of Service shop-function-resize"},
		{"pods behind a Service", "  selector: " + entity, "  selector: {espc.dev/entity: function.other}",
			"no pod behind port 80 of Service shop-function-resize"},
		{"Service behind an Ingress", "service: {name: shop-function-resize, ", "service: {name: shop-gateway-edge, ",
			"no Service shop-gateway-edge with port http0, where Ingress shop-gateway-edge leads"},
		{"port behind an Ingress", "port: {name: http}", "port: {number: 8080}",
			"no Service shop-function-resize with port 8080, where Ingress shop-gateway-edge leads"},
		{"scaled workload", "kind: Deployment, name: shop", "kind: StatefulSet, name: shop",
			"HorizontalPodAutoscaler shop-function-resize: no StatefulSet shop-function-resize"},
		{"pods of a budget", "maxUnavailable: 1\n  selector:\n    matchLabels: " + entity, "maxUnavailable: 1\n  selector:\n    matchLabels: {a: b}",
			"PodDisruptionBudget shop-function-resize: selects the pods of 0 workloads"},
		{"pods of a policy", "podSelector:\n    matchLabels: " + entity, "podSelector:\n    matchLabels: {a: b}",
			"NetworkPolicy shop-function-resize: selects no pods"},
		{"selector that claims another's pods", "      template:\n        spec:\n          restartPolicy", "      template:\n        metadata: {labels: " + entity + "}\n        spec:\n          restartPolicy",
			"Deployment shop-function-resize: selects the pods of 2 workloads"},
	} {
		t.Run(m.name, func(t *testing.T) {
			err := CheckReferences(parse(t, m.apply(t, fixture)))
			if err == nil || !strings.Contains(err.Error(), m.want) {
				t.Errorf("want a complaint with %q, got:\n%v", m.want, err)
			}
		})
	}
}
