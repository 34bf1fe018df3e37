package why_test

import (
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/compiler/why"
	"espc.dev/schema/tree"
)

// dialect tells elements apart by their name.
type dialect struct{ backends.Dialect }

func (dialect) ListKey(_ string, path []string) string {
	if path[len(path)-1] == "containers" {
		return "name"
	}
	return ""
}

const object = `{"metadata":{"labels":{"app.kubernetes.io/name":"shop","app":"x"}},
	"spec":{"containers":[{"name":"app","env":[{"name":"PORT","value":"80"},{"name":"A[B]","value":"1"}]}],"hosts":["a.example.com","b.example.com"]}}`

func find(t *testing.T, path string) (string, error) {
	t.Helper()
	var n tree.Node
	if err := n.UnmarshalJSON([]byte(object)); err != nil {
		t.Fatal(err)
	}
	found, err := why.Find(backends.Object{Tree: &n}, dialect{}, path)
	return found.String(), err
}

func TestAPathIsFoundInEachWayItIsWritten(t *testing.T) {
	for path, want := range map[string]string{
		"":                                          "",
		"spec":                                      "spec",
		".spec.containers":                          "spec.containers",
		"spec.":                                     "spec",
		"spec.containers[app].env[0].value":         "spec.containers[app].env[0].value",
		"spec.containers[0].env[name=PORT]":         "spec.containers[app].env[0]",
		"spec.containers[name='app']":               "spec.containers[app]",
		"spec.containers.[app]":                     "spec.containers[app]",
		"spec.hosts[b.example.com]":                 "spec.hosts[1]",
		"metadata.labels.app":                       "metadata.labels.app",
		"metadata.labels.app.kubernetes.io/name":    "metadata.labels.app.kubernetes.io/name",
		"metadata.labels[app.kubernetes.io/name]":   "metadata.labels.app.kubernetes.io/name",
		`metadata.labels["app.kubernetes.io/name"]`: "metadata.labels.app.kubernetes.io/name",
	} {
		got, err := find(t, path)
		if err != nil || got != want {
			t.Errorf("%s is %s, %v; want %s", path, got, err, want)
		}
	}
}

func TestWhatIsNotThereIsNamedWithWhatIs(t *testing.T) {
	for path, want := range map[string]string{
		"spek":                       "the object has no spek; did you mean spec?",
		"spec.containers[web]":       "spec.containers has no [web]; there are [app]",
		"spec.containers[7]":         "spec.containers has no [7]; there are [app]",
		"spec.containers[-1]":        "spec.containers has no [-1]; there are [app]",
		"spec.containers[app":        "[app is not closed",
		"spec.hosts[0].name":         "spec.hosts[0] has nothing below it, so there is no name",
		"spec.hosts[0][0]":           "spec.hosts[0] has nothing below it, so there is no [0]",
		"metadata.labels.app.x":      "metadata.labels.app has nothing below it, so there is no x",
		"spec..containers":           "spec has no .containers; did you mean containers?",
		"spec.containers[app].image": "spec.containers[app] has no image; there are name, env",
		"spec.containers[app]image":  "spec.containers[app] has no image; there are name, env",
	} {
		if _, err := find(t, path); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v; want %s", path, err, want)
		}
	}
}
