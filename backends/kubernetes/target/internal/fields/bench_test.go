package fields

import (
	"fmt"
	"strings"
	"testing"

	"espc.dev/schema/tree"
)

// service is what is wanted of one service, an object a line.
const service = `
{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": META, "automountServiceAccountToken": false}
{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": META, "spec": {"selector": {"matchLabels": SELECT}, "template": {"metadata": {"labels": LABELS, "annotations": {"espc.dev/config": "sha256:9f86d081884c7d659a2feaa0c55ad015"}}, "spec": {"serviceAccountName": "NAME", "securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}, "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {"matchLabels": SELECT}}], "containers": [{"name": "main", "image": "registry.example.com/shop/NAME:1.4.2", "ports": [{"name": "http", "containerPort": 8080}], "env": [{"name": "PORT", "value": "8080"}, {"name": "LOG_LEVEL", "value": "info"}, {"name": "PEER", "value": "http://NAME:8080"}, {"name": "GREETING", "value": "Grüezi, world"}, {"name": "FEATURES", "value": "a, b: c"}], "resources": {"requests": {"memory": "256Mi", "cpu": "100m"}, "limits": {"memory": "256Mi"}}, "readinessProbe": PROBE, "livenessProbe": PROBE, "startupProbe": PROBE, "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}}}]}}}}
{"apiVersion": "v1", "kind": "Service", "metadata": META, "spec": {"selector": SELECT, "ports": [{"name": "http", "port": 8080, "targetPort": "http"}]}}
{"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": META, "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "NAME"}, "minReplicas": 1, "maxReplicas": 10, "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}]}}
{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": META, "spec": {"podSelector": {"matchLabels": SELECT}, "policyTypes": ["Ingress", "Egress"], "ingress": [RULE, RULE], "egress": [RULE, RULE, RULE]}}
`

// BenchmarkProject reads and compares 500 live objects of 100 services with what is wanted of them: nothing differs.
func BenchmarkProject(b *testing.B) {
	var wanted []*tree.Node
	var live [][]byte
	for i := range 100 {
		text := strings.NewReplacer("META", `{"name": "NAME", "namespace": "shop-prod", "labels": LABELS, "annotations": {"espc.dev/source": "services.hcl:12"}}`,
			"RULE", `{"to": [{"podSelector": {"matchLabels": LABELS}}], "ports": [{"protocol": "TCP", "port": 8080}]}`,
			"PROBE", `{"httpGet": {"path": "/health", "port": "http"}, "periodSeconds": 10, "failureThreshold": 3}`).Replace(service)
		text = strings.NewReplacer("SELECT", `{"app.kubernetes.io/name": "NAME"}`,
			"LABELS", `{"app.kubernetes.io/name": "NAME", "app.kubernetes.io/part-of": "shop", "app.kubernetes.io/managed-by": "espc", "app.kubernetes.io/component": "microservice"}`).Replace(text)
		text = strings.ReplaceAll(text, "NAME", fmt.Sprintf("shop-microservice-svc-%05d", i))
		for line := range strings.Lines(strings.TrimSpace(text)) {
			want := parse(b, line)
			wanted = append(wanted, want)
			text := string(tree.AppendJSON(nil, want, ""))
			text = strings.Replace(text, `"metadata":{`, `"status":{"a":[{"b":"c"}],"observedGeneration":1,"conditions":[{"type":"Available","status":"True","message":"Deployment has minimum availability."}]},"metadata":{"uid":"5e0b7a9c-1f7c-4a4e-9d2f-0d6a3b1c2d3e","resourceVersion":"123456","creationTimestamp":"2026-01-01T00:00:00Z","generation":1,MANAGED,`, 1)
			live = append(live, object(text, entry("espc", "Apply", "", owned(want, "")),
				entry("kube-controller-manager", "Update", "status", `{"f:status":{"f:conditions":{".":{},"k:{\"type\":\"Available\"}":{".":{},"f:lastTransitionTime":{},"f:lastUpdateTime":{},"f:message":{},"f:reason":{},"f:status":{},"f:type":{}}}}}`)))
		}
	}
	size := 0
	for _, l := range live {
		size += len(l)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		var d Decoder
		for i, text := range live {
			l, err := d.Decode(text)
			if err != nil {
				b.Fatal(err)
			}
			if got := comparison.Project(wanted[i].Get("apiVersion").Text+"/"+wanted[i].Get("kind").Text, l, wanted[i]); got != wanted[i] {
				b.Fatalf("%s\n%s", tree.AppendJSON(nil, got, ""), text)
			}
		}
	}
}
