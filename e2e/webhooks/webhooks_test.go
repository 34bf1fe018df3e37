package webhooks

import (
	"encoding/json"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/golden"
)

func TestKnativeTakesEveryGoldenObjectOfItsKinds(t *testing.T) {
	folders, err := golden.Folders(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	knative, seen := New(t), map[string]int{}
	for _, folder := range folders {
		for _, document := range folder.Documents {
			if !knative.Knows(document.Object.GetAPIVersion()) {
				continue
			}
			seen[document.Object.GetKind()]++
			if _, err := knative.Admit(document.JSON); err != nil {
				t.Errorf("%s: %s: %v", folder.Name(), document, err)
			}
		}
	}
	if seen["Service"] == 0 {
		t.Error("no example has a Knative Service")
	}
	t.Log(seen)
}

// TestKnativeRefusesWhatItKeepsForItself shows that the program judges: each case is what a Deployment could have.
func TestKnativeRefusesWhatItKeepsForItself(t *testing.T) {
	folder, err := golden.Load(golden.Root, golden.Root+"/booking/knative/kubernetes")
	if err != nil {
		t.Fatal(err)
	}
	knative := New(t)
	for name, test := range map[string]struct {
		field string // of the container, or with a dot before it of the revision
		value any
		want  string
	}{
		"its variables":    {"env", []any{map[string]any{"name": "PORT", "value": "8080"}}, `"PORT" is a reserved environment variable`},
		"its ports":        {"ports", []any{map[string]any{"containerPort": int64(9090)}}, "9090 is a reserved port"},
		"how a pod ends":   {"lifecycle", map[string]any{"preStop": map[string]any{"sleep": map[string]any{"seconds": int64(5)}}}, "must not set the field(s): spec.template.spec.containers[0].lifecycle"},
		"where pods run":   {".topologySpreadConstraints", []any{map[string]any{"maxSkew": int64(1)}}, "must not set the field(s): spec.template.spec.topologySpreadConstraints"},
		"a long timeout":   {".timeoutSeconds", int64(601), "expected 0 <= 601 <= 600"},
		"much concurrency": {".containerConcurrency", int64(1001), "expected 0 <= 1001 <= 1000"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, document := range folder.Documents {
				if document.Object.GetAPIVersion() != "serving.knative.dev/v1" {
					continue
				}
				object := document.Object.DeepCopy()
				revision := object.Object["spec"].(map[string]any)["template"].(map[string]any)["spec"].(map[string]any)
				if field, ok := strings.CutPrefix(test.field, "."); ok {
					revision[field] = test.value
				} else {
					revision["containers"].([]any)[0].(map[string]any)[test.field] = test.value
				}
				data, err := json.Marshal((*unstructured.Unstructured)(object).Object)
				if err != nil {
					t.Fatal(err)
				}
				if _, err := knative.Admit(data); err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%s: got %v, want %q", document, err, test.want)
				}
			}
		})
	}
}
