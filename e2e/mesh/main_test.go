package mesh

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"sigs.k8s.io/yaml"

	"espc.dev/e2e/espc"
)

func TestMain(m *testing.M) {
	code := espc.Main(m)
	if folder != "" {
		_ = os.RemoveAll(folder)
	}
	os.Exit(code)
}

// folder is where the mesh's broker is built; "" before anything asks for it.
var folder string

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
var program = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "broker")
	if err != nil {
		return "", err
	}
	folder = dir
	path := filepath.Join(dir, "broker")
	command := exec.Command("go", "build", "-o", path, ".")
	command.Dir = "broker"
	if out, err := command.CombinedOutput(); err != nil {
		return "", &buildError{err, string(out)}
	}
	return path, nil
})

type buildError struct {
	error
	out string
}

func (e *buildError) Error() string { return e.error.Error() + "\n" + strings.TrimSpace(e.out) }
