package envoy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"espc.dev/e2e/golden"
)

// translated are Kubernetes' own kinds that the translator takes, beside Envoy Gateway's and the Gateway API's.
var translated = []string{"ConfigMap", "Namespace", "Service"}

// Translate puts documents through the translator, with the class that they name and the Secrets that External Secrets would bring. to
// is "gateway-api" for the objects with their status, or "xds" for the routes of the proxies.
func Translate(t testing.TB, documents []golden.Document, to string) map[string]any {
	t.Helper()
	program, err := build()
	if err != nil {
		t.Fatal(err)
	}
	var input bytes.Buffer
	add := func(data []byte) { fmt.Fprintf(&input, "---\n%s\n", data) }
	add([]byte(`{"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass", "metadata": {"name": "eg"},
		"spec": {"controllerName": "gateway.envoyproxy.io/gatewayclass-controller"}}`))
	for _, d := range documents {
		switch group := d.Object.GroupVersionKind().Group; {
		case group == "gateway.networking.k8s.io" || group == "gateway.envoyproxy.io" || group == "" && slices.Contains(translated, d.Object.GetKind()):
			add(d.JSON)
		case d.Object.GetKind() == "ExternalSecret":
			add(broughtSecret(t, d.Object))
		}
	}
	file := filepath.Join(t.TempDir(), "objects.yaml")
	if err := os.WriteFile(file, input.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, "experimental", "translate", "--from", "gateway-api", "--to", to, "--type", "route", "--add-missing-resources", "-o", "json", "-f", file)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil {
		t.Fatalf("egctl: %v\n%s", err, stderr.String())
	}
	var result map[string]any
	if err := json.Unmarshal(out, &result); err != nil {
		t.Fatalf("egctl: %v\n%s", err, out)
	}
	return result
}
