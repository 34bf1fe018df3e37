package mesh

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/golden"
	"espc.dev/e2e/runtimes"
)

// A Function is a function as a folder of manifests has it: what it runs with, and the files that it mounts.
type Function struct {
	Name      string // of its objects
	Image     string
	Variables map[string]string
	files     map[string]string
	port      int
	process   *Process
}

// Functions returns the functions of a folder, be they Deployments or Knative Services.
func Functions(t testing.TB, folder golden.Folder) []*Function {
	t.Helper()
	configs := map[string]map[string]string{}
	for _, d := range folder.Documents {
		if d.Object.GetKind() == "ConfigMap" {
			data, _, err := unstructured.NestedStringMap(d.Object.Object, "data")
			if err != nil {
				t.Fatal(err)
			}
			configs[d.Object.GetName()] = data
		}
	}
	var out []*Function
	for _, d := range folder.Documents {
		pod, found, err := unstructured.NestedMap(d.Object.Object, "spec", "template", "spec")
		if err != nil || !found || d.Object.GetLabels()["app.kubernetes.io/component"] != "function" {
			continue
		}
		f := &Function{Name: d.Object.GetName(), Variables: map[string]string{}, port: freePort(t)}
		container := pod["containers"].([]any)[0].(map[string]any)
		f.Image, _ = container["image"].(string)
		for _, v := range container["env"].([]any) {
			variable := v.(map[string]any)
			f.Variables[variable["name"].(string)], _ = variable["value"].(string)
		}
		for _, v := range pod["volumes"].([]any) {
			if name, ok, _ := unstructured.NestedString(v.(map[string]any), "configMap", "name"); ok {
				f.files = configs[name]
			}
		}
		if len(f.files) == 0 {
			t.Fatalf("%s mounts no source", f.Name)
		}
		out = append(out, f)
	}
	if len(out) == 0 {
		t.Fatalf("%s has no functions", folder.Name())
	}
	return out
}

// URL is where the function listens.
func (f *Function) URL() string { return fmt.Sprintf("http://127.0.0.1:%d", f.port) }

// Start runs the function on its runtime, with other values for some of its variables.
func (f *Function) Start(t testing.TB, image string, change func(name, value string) string) {
	t.Helper()
	source, err := os.MkdirTemp(image, "function-") // as it is mounted: the client is found above it
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range f.files {
		if err := os.WriteFile(filepath.Join(source, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	variables := map[string]string{}
	for name, value := range f.Variables {
		variables[name] = change(name, strings.ReplaceAll(value, "/app/function", source))
	}
	variables["PORT"] = fmt.Sprint(f.port)
	command := exec.Command(runtimes.Node(t, runtime), "start.js")
	command.Dir, command.Env = image, environment(variables)
	f.process, _ = Start(t, command, "function listens on")
}

// runtime is that of every function of testdata/parcels.
const runtime = "function-nodejs24"

// wait returns when nothing is under way in the mesh.
func wait(t testing.TB, broker string) {
	t.Helper()
	response, err := http.Get(broker + "/idle")
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
}
