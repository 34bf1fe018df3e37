package mesh

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"

	"sigs.k8s.io/yaml"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/provision"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

// An example is a line of testdata/events.yaml or testdata/orders.yaml.
type example struct {
	What    string `json:"what"`
	Publish struct {
		Event   string         `json:"event"`
		Data    any            `json:"data"`
		Options map[string]any `json:"options,omitempty"`
	} `json:"publish"`
	Reaches []string `json:"reaches"`
}

func examples(t *testing.T, file string) []example {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []example
	if err := yaml.UnmarshalStrict(data, &out); err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Fatal("there are no examples")
	}
	for i := range out {
		slices.Sort(out[i].Reaches)
	}
	return out
}

// publish lets the publisher publish an event, and returns its id.
func publish(t *testing.T, publisher string, e example) string {
	t.Helper()
	body, err := json.Marshal(e.Publish)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.Post(publisher, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var answer struct{ ID string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil || answer.ID == "" {
		t.Fatalf("%s: the publisher answered %s: %v", e.What, response.Status, err)
	}
	return answer.ID
}

// program is the mesh's broker, built once.
var program = sync.OnceValues(provision.Program{Name: "knative-broker", Module: "knative", Package: "./broker", Variable: "ESPC_KNATIVE_BROKER"}.Build)
