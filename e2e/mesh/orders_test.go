package mesh

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"espc.dev/e2e/golden"
	"espc.dev/e2e/runtimes"
)

// ordersRoot is where examples/orders is compiled.
const ordersRoot = golden.Root + "/orders"

// A crowd is who subscribes in a compiled folder: functions on their runtimes, with code that tells what reaches them in place of
// their own, which calls services that are not here; and integrations, of which only the door is looked at.
type crowd struct {
	broker    string
	functions map[string]*Function
	// labels are the subscriptions, by the workload and the type of event.
	labels map[[2]string]string

	mu    sync.Mutex
	doors map[string][]string // the integrations that an event reached, by its id
}

// gather starts everybody that subscribes in a folder, and the broker between them.
func gather(t *testing.T, folder golden.Folder) *crowd {
	t.Helper()
	c := &crowd{functions: map[string]*Function{}, labels: map[[2]string]string{}, doors: map[string][]string{}}
	hosts := map[string]string{}
	namespace := ""
	for _, d := range folder.Documents {
		switch d.Object.GetKind() {
		case "Trigger":
			namespace = d.Object.GetNamespace()
			workload, label, _ := strings.Cut(d.Object.GetName(), ".")
			filters, _, _ := unstructured.NestedSlice(d.Object.Object, "spec", "filters")
			typ, _, _ := unstructured.NestedString(filters[0].(map[string]any), "exact", "type")
			c.labels[[2]string{workload, typ}] = strings.TrimSuffix(strings.TrimPrefix(workload, "orders-function-")+"."+label, ".")
			if name, is := strings.CutPrefix(workload, "orders-integration-"); is {
				hosts[workload+"."+namespace+".svc.cluster.local"] = c.door(t, "integration."+name)
			}
		case "EventTransform": // for what failed, and nothing fails here
			hosts[d.Object.GetName()+".EventTransform"] = "http://127.0.0.1:1"
		}
	}
	for _, f := range Functions(t, folder) {
		c.functions[f.Name] = f
		hosts[f.Name+"."+namespace+".svc.cluster.local"] = f.URL()
	}
	c.broker = carry(t, folder, hosts)
	image := runtimes.Image(t, runtime)
	local := func(_, value string) string { return strings.Replace(value, ingress, c.broker, 1) }
	for _, f := range c.functions {
		switch {
		case f.Name == "orders-function-place":
			routes(f, folder)
			f.replace(t, "testdata/parcels/functions/publisher/index.js", "http")
			f.Start(t, image, local)
		case f.Variables["FUNCTION_SIGNATURE_TYPE"] != "cloudevent":
		case strings.Contains(f.Image, "espc-function-python"):
			f.startPython(t)
		default:
			f.replace(t, "testdata/parcels/functions/subscriber/index.js", "cloudevent")
			f.Start(t, image, local)
		}
	}
	return c
}

// routes lets the publisher publish every event of the main bus, those of integrations too.
func routes(f *Function, folder golden.Folder) {
	for _, d := range folder.Documents {
		name, is := strings.CutPrefix(d.Object.GetName(), "orders-event-")
		if d.Object.GetKind() != "EventType" || !is {
			continue
		}
		attributes, _, _ := unstructured.NestedSlice(d.Object.Object, "spec", "attributes")
		value := map[string]any{}
		for _, a := range attributes {
			value[a.(map[string]any)["name"].(string)] = a.(map[string]any)["value"]
		}
		variable := "ESPC_EVENT_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) + "_ROUTE"
		if _, own := f.Variables[variable]; !own {
			f.Variables[variable] = fmt.Sprintf(`{"bus":"main","type":%q,"source":%q}`, value["type"], value["source"])
		}
	}
}

// replace gives a function other code, in one file.
func (f *Function) replace(t *testing.T, path, signature string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f.files = map[string]string{"index.js": string(text)}
	f.Variables["FUNCTION_SOURCE"], f.Variables["FUNCTION_TARGET"], f.Variables["FUNCTION_SIGNATURE_TYPE"] = "/app/function/index.js", "handler", signature
}

// startPython runs what a runtime of Python has in front of functions-framework.
func (f *Function) startPython(t *testing.T) {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(python, "testdata/recorder.py")
	command.Env = environment(map[string]string{
		"PORT": fmt.Sprint(f.port), "ESPC_FILTERS": f.Variables["ESPC_FILTERS"], "PYTHONPATH": runtimes.Dir(t, "runtimes/function-python3.13"), "PYTHONDONTWRITEBYTECODE": "1",
	})
	f.process, _ = Start(t, command, "function listens on")
}

// door stands for an integration: it takes every event.
func (c *crowd) door(t *testing.T, name string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		defer c.mu.Unlock()
		id := r.Header.Get("Ce-Id")
		c.doors[id] = append(c.doors[id], name)
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func (c *crowd) reached(t *testing.T, id string) []string {
	t.Helper()
	wait(t, c.broker)
	c.mu.Lock()
	out := append([]string{}, c.doors[id]...)
	c.mu.Unlock()
	for name, f := range c.functions {
		if f.process == nil {
			continue
		}
		for _, r := range f.process.Received(t) {
			if r.ID == id {
				out = append(out, c.labels[[2]string{name, r.Type}])
			}
		}
	}
	slices.Sort(out)
	return out
}

func TestAnEventOfTheOrdersReachesExactlyItsSubscribers(t *testing.T) {
	folder, err := golden.Load(golden.Root, filepath.Join(ordersRoot, "plain", "kubernetes"))
	if err != nil {
		t.Fatal(err)
	}
	c := gather(t, folder)
	for _, e := range examples(t, "testdata/orders.yaml") {
		id := publish(t, c.functions["orders-function-place"].URL(), e)
		if got := c.reached(t, id); !slices.Equal(got, e.Reaches) {
			t.Errorf("%s: it reaches %v, not %v", e.What, got, e.Reaches)
		}
	}
}

func TestAnEventOfTheOrdersReachesTheSameSubscribersOnAWS(t *testing.T) {
	endpoint := startMoto(t)
	if endpoint == "" {
		return
	}
	template, err := os.ReadFile(filepath.Join(ordersRoot, "aws", "aws", "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	folder, err := golden.Load(golden.Root, filepath.Join(ordersRoot, "plain", "kubernetes"))
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{}
	for _, d := range folder.Documents {
		if d.Object.GetKind() != "Trigger" {
			continue
		}
		workload, label, _ := strings.Cut(d.Object.GetName(), ".")
		if name, is := strings.CutPrefix(workload, "orders-integration-"); is {
			names["orders-aws-"+name] = "integration." + name
		} else {
			name := strings.TrimPrefix(workload, "orders-function-")
			names["orders-aws-"+name+"-"+label] = name + "." + label
		}
	}
	a := deploy(t, endpoint, template, func(rule string) string { return names[rule] })
	for _, f := range Functions(t, folder) {
		if f.Name != "orders-function-place" {
			continue
		}
		routes(f, folder)
		f.replace(t, "testdata/parcels/functions/publisher/index.js", "http")
		f.onAWS(endpoint)
		f.Start(t, runtimes.Image(t, runtime), func(_, value string) string { return value })
		for _, e := range examples(t, "testdata/orders.yaml") {
			id := publish(t, f.URL(), e)
			if got := a.reached(t, id); !slices.Equal(got, e.Reaches) {
				t.Errorf("%s: it reaches %v, not %v", e.What, got, e.Reaches)
			}
		}
		return
	}
	t.Fatal("there is no publisher")
}
