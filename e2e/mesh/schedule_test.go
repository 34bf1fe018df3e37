package mesh

import (
	"fmt"
	"net/http"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/golden"
	"espc.dev/e2e/runtimes"
)

// tick lets a schedule happen once: by the program of its CronJob's pods, or by the event that Knative sends for a PingSource
// (makeEvent in pkg/adapter/mtping of knative.dev/eventing).
func (c *town) tick(t *testing.T, d golden.Document, hosts map[string]string) {
	t.Helper()
	object := d.Object.Object
	if d.Object.GetKind() == "PingSource" {
		data, _, _ := unstructured.NestedString(object, "spec", "data")
		sink, _, _ := unstructured.NestedString(object, "spec", "sink", "ref", "name")
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, hosts[sink+".EventTransform"], strings.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for name, value := range map[string]string{
			"Ce-Specversion": "1.0", "Ce-Id": "tick", "Ce-Type": "dev.knative.sources.ping", "Ce-Source": "/apis/v1/namespaces/parcels/pingsources/" + d.Object.GetName(),
			"Content-Type": "application/json",
		} {
			request.Header.Set(name, value)
		}
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusAccepted {
			t.Fatalf("the transformation answered %s", response.Status)
		}
		return
	}
	containers, _, _ := unstructured.NestedSlice(object, "spec", "jobTemplate", "spec", "template", "spec", "containers")
	variables := map[string]string{"CE_ID": "tick"} // the name of the run, which the kubelet fills in
	for _, v := range containers[0].(map[string]any)["env"].([]any) {
		if variable := v.(map[string]any); variable["value"] != nil {
			variables[variable["name"].(string)] = strings.Replace(fmt.Sprint(variable["value"]), ingress, c.broker, 1)
		}
	}
	command := exec.Command(runtimes.Node(t, runtime), "post-event.js")
	command.Dir, command.Env = runtimes.Dir(t, "runtimes/"+runtime), environment(variables)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// whatIsScheduled lets the one schedule happen, which reaches whoever its event would reach.
func whatIsScheduled(t *testing.T, c *town, folder golden.Folder, kind string) {
	for _, d := range folder.Documents {
		if d.Object.GetKind() != kind {
			continue
		}
		c.tick(t, d, c.hosts)
		if got, want := c.reached(t, "tick"), []string{"all.sent", "heavy.sent", "unserved.sent"}; !slices.Equal(got, want) {
			t.Errorf("it reaches %v, not %v", got, want)
		}
		return
	}
	t.Errorf("there is no %s", kind)
}
