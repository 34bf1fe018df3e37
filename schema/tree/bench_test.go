package tree_test

import (
	"fmt"
	"strings"
	"testing"

	"espc.dev/schema/tree"
)

// service is what a backend writes for one service, an object a line.
const service = `
{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": META, "automountServiceAccountToken": false}
{"apiVersion": "apps/v1", "kind": "Deployment", "metadata": META, "spec": {"selector": {"matchLabels": SELECT}, "template": {"metadata": {"labels": LABELS, "annotations": {"espc.dev/config": "sha256:9f86d081884c7d659a2feaa0c55ad015"}}, "spec": {"serviceAccountName": "NAME", "securityContext": {"runAsNonRoot": true, "seccompProfile": {"type": "RuntimeDefault"}}, "topologySpreadConstraints": [{"maxSkew": 1, "topologyKey": "kubernetes.io/hostname", "whenUnsatisfiable": "ScheduleAnyway", "labelSelector": {"matchLabels": SELECT}}], "containers": [{"name": "main", "image": "registry.example.com/shop/NAME:1.4.2", "ports": [{"name": "http", "containerPort": 8080}], "env": [{"name": "PORT", "value": "8080"}, {"name": "LOG_LEVEL", "value": "info"}, {"name": "PEER", "value": "http://NAME:8080"}, {"name": "GREETING", "value": "Grüezi, world"}, {"name": "FEATURES", "value": "a, b: c"}], "resources": {"requests": {"memory": "256Mi", "cpu": "100m"}, "limits": {"memory": "256Mi"}}, "readinessProbe": PROBE, "livenessProbe": PROBE, "startupProbe": PROBE, "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": {"drop": ["ALL"]}}}]}}}}
{"apiVersion": "v1", "kind": "Service", "metadata": META, "spec": {"selector": SELECT, "ports": [{"name": "http", "port": 8080, "targetPort": "http"}]}}
{"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": META, "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "NAME"}, "minReplicas": 1, "maxReplicas": 10, "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 80}}}]}}
{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": META, "spec": {"podSelector": {"matchLabels": SELECT}, "policyTypes": ["Ingress", "Egress"], "ingress": [RULE, RULE], "egress": [RULE, RULE, RULE]}}
`

// objects returns the five objects of each of n services.
func objects(tb testing.TB, n int) []*tree.Node {
	tb.Helper()
	var out []*tree.Node
	for i := range n {
		text := strings.NewReplacer("META", `{"name": "NAME", "namespace": "shop-prod", "labels": LABELS, "annotations": {"espc.dev/source": "services.hcl:12"}}`,
			"RULE", `{"to": [{"podSelector": {"matchLabels": LABELS}}], "ports": [{"protocol": "TCP", "port": 8080}]}`,
			"PROBE", `{"httpGet": {"path": "/health", "port": "http"}, "periodSeconds": 10, "failureThreshold": 3}`).Replace(service)
		text = strings.NewReplacer("SELECT", `{"app.kubernetes.io/name": "NAME"}`,
			"LABELS", `{"app.kubernetes.io/name": "NAME", "app.kubernetes.io/part-of": "shop", "app.kubernetes.io/managed-by": "espc", "app.kubernetes.io/component": "microservice"}`).Replace(text)
		text = strings.ReplaceAll(text, "NAME", fmt.Sprintf("shop-microservice-svc-%05d", i))
		for line := range strings.Lines(strings.TrimSpace(text)) {
			var node tree.Node
			if err := node.UnmarshalJSON([]byte(line)); err != nil {
				tb.Fatal(err)
			}
			out = append(out, &node)
		}
	}
	return out
}

// BenchmarkAppendYAML emits 5,000 Kubernetes objects.
func BenchmarkAppendYAML(b *testing.B) { benchmark(b, tree.AppendYAML) }

func BenchmarkAppendJSON(b *testing.B) {
	benchmark(b, func(dst []byte, n *tree.Node) []byte { return tree.AppendJSON(dst, n, "") })
}

func benchmark(b *testing.B, emit func([]byte, *tree.Node) []byte) {
	all := objects(b, 1000)
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		dst = dst[:0]
		for _, o := range all {
			dst = emit(append(dst, "---\n"...), o)
		}
	}
	b.SetBytes(int64(len(dst)))
	b.ReportMetric(float64(len(dst))/float64(len(all)), "B/object")
}

// BenchmarkAppendYAMLText emits a program of 1 MiB, as a ConfigMap holds one.
func BenchmarkAppendYAMLText(b *testing.B) {
	text := strings.Repeat("exports.handler = async (event) => {\n\treturn \"grüezi\";\n};\n\n", 1<<20/60)
	node := tree.NewMap(tree.F("data", tree.NewMap(tree.F("index.js", tree.NewString(text)))))
	var dst []byte
	b.ReportAllocs()
	for b.Loop() {
		dst = tree.AppendYAML(dst[:0], node)
	}
	b.SetBytes(int64(len(dst)))
}
