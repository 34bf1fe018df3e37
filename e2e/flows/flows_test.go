package flows_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"sigs.k8s.io/yaml"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
	"espc.dev/e2e/provision"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

// table is testdata/shop.yaml.
type table struct {
	Published map[string]any
	Cases     []struct {
		What, Integration string
		Event             map[string]any
		Answers           map[string]any
		Fails             map[string]int
		Gets              []get
	}
}

// get is something that goes somewhere. Of the message a case says what it is about.
type get struct {
	To, As  string
	Message map[string]any
}

// run is what camel.mjs reads.
type run struct {
	Flows     any               `json:"flows,omitempty"`
	Files     map[string]string `json:"files,omitempty"`
	Transform string            `json:"transform,omitempty"`
	Sink      string            `json:"sink,omitempty"`
	Env       map[string]string `json:"env,omitempty"`
	Request   httpRequest       `json:"request"`
	Answers   map[string]any    `json:"answers,omitempty"`
	Fails     map[string]int    `json:"fails,omitempty"`
}

type httpRequest struct {
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// result is what camel.mjs prints.
type result struct {
	Status int
	Posted []struct {
		URL, ContentType, Authorization string
		Body                            any
	}
}

// compiled is a topology's folder for an environment, by kind and name.
func compiled(t *testing.T, environment string) map[string]*unstructured.Unstructured {
	t.Helper()
	dir := t.TempDir()
	source, err := os.ReadFile("testdata/shop.hcl")
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "shop.hcl"), source, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	root := espc.Compile(t, dir)
	folder, err := golden.Load(root, filepath.Join(root, environment, "kubernetes"))
	if err != nil {
		t.Fatal(err)
	}
	objects := map[string]*unstructured.Unstructured{}
	for _, d := range folder.Documents {
		objects[d.Object.GetKind()+"/"+d.Object.GetName()] = d.Object
	}
	return objects
}

func readTable(t *testing.T) (out table) {
	t.Helper()
	content, err := os.ReadFile("testdata/shop.yaml")
	if err == nil {
		err = yaml.UnmarshalStrict(content, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// binary is an event as a Broker delivers it.
func binary(t *testing.T, event map[string]any) httpRequest {
	t.Helper()
	r := httpRequest{Headers: map[string]string{"content-type": "application/json", "host": "shop-integration", "traceparent": "00-1-1-01"}}
	for name, value := range event {
		if name != "data" && name != "datacontenttype" {
			// as the CloudEvents HTTP binding encodes what is no plain ASCII
			r.Headers["ce-"+name] = strings.ReplaceAll(url.QueryEscape(value.(string)), "+", "%20")
		}
	}
	r.Body = text(t, event["data"])
	return r
}

func structured(t *testing.T, event map[string]any) httpRequest {
	t.Helper()
	return httpRequest{Headers: map[string]string{"content-type": "application/cloudevents+json; charset=utf-8"}, Body: text(t, event)}
}

func text(t *testing.T, v any) string {
	t.Helper()
	content, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// integration returns how an integration runs in a compiled folder.
func integration(t *testing.T, objects map[string]*unstructured.Unstructured, name string) run {
	t.Helper()
	full := "shop-integration-" + name
	r := run{Env: map[string]string{"ESPC_SECRET_CRM_VALUE": `user:päss"`}}
	if transform := objects["EventTransform/"+full]; transform != nil {
		r.Transform, _, _ = unstructured.NestedString(transform.Object, "spec", "jsonata", "expression")
		r.Sink, _, _ = unstructured.NestedString(transform.Object, "spec", "sink", "ref", "name")
		return r
	}
	if objects["Integration/"+full] == nil || objects["ConfigMap/"+full] == nil {
		t.Fatalf("nothing runs integration.%s", name)
	}
	r.Flows, _, _ = unstructured.NestedSlice(objects["Integration/"+full].Object, "spec", "flows")
	r.Files, _, _ = unstructured.NestedStringMap(objects["ConfigMap/"+full].Object, "data")
	return r
}

// addresses say which URLs are whose.
var addresses = []struct {
	entity string
	url    *regexp.Regexp
}{
	{"event_bus.main", regexp.MustCompile(`^(http://broker-ingress\.knative-eventing\.svc\.cluster\.local/shop-\w+/)?shop-event-bus-main$`)},
	{"function.customer", regexp.MustCompile(`^http://shop-function-customer(\.shop-\w+\.svc\.cluster\.local)?$`)},
	{"function.review", regexp.MustCompile(`^http://shop-function-review(\.shop-\w+\.svc\.cluster\.local)?$`)},
	{"microservice.ledger", regexp.MustCompile(`^http://shop-microservice-ledger(:9000|\.shop-\w+\.svc\.cluster\.local)$`)},
	{"service_endpoint.crm", regexp.MustCompile(`^https://crm\.example\.com/hook$`)},
}

func entity(t *testing.T, url string) string {
	t.Helper()
	for _, a := range addresses {
		if a.url.MatchString(url) {
			return a.entity
		}
	}
	t.Errorf("%s is nobody's", url)
	return ""
}

// urls maps entities to the URLs that flows have for them.
func urls(t *testing.T, flows any) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, u := range regexp.MustCompile(`"uri":"(https?://[^"]+)"`).FindAllStringSubmatch(text(t, flows), -1) {
		out[entity(t, u[1])] = u[1]
	}
	return out
}

// camel runs camel.mjs.
func camel(t *testing.T, runs []run) (out []result) {
	t.Helper()
	cache, err := provision.UserCache()
	if err != nil {
		t.Fatal(err)
	}
	folder, err := cache.NodeModules("flows", os.DirFS("npm"))
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), "node", "camel.mjs")
	command.Env = append(os.Environ(), "NODE_MODULES="+filepath.Join(folder, "node_modules"))
	command.Stdin = strings.NewReader(text(t, map[string]any{"runs": runs}))
	var stderr bytes.Buffer
	command.Stderr = &stderr
	content, err := command.Output()
	if err == nil {
		err = json.Unmarshal(content, &out)
	}
	if err != nil {
		t.Fatalf("camel.mjs: %v\n%s", err, &stderr)
	}
	return out
}

func TestIntegrationsDoWithEventsWhatTheTableSays(t *testing.T) {
	table := readTable(t)
	for _, environment := range []string{"plain", "knative"} {
		objects := compiled(t, environment)
		for _, mode := range []func(*testing.T, map[string]any) httpRequest{binary, structured} {
			var runs []run
			for _, c := range table.Cases {
				r := integration(t, objects, c.Integration)
				event := maps.Clone(table.Published)
				maps.Copy(event, c.Event)
				r.Request = mode(t, event)
				if r.Transform != "" {
					r.Request = binary(t, event) // Knative's own server reads either
				}
				at := urls(t, r.Flows)
				r.Answers, r.Fails = map[string]any{}, map[string]int{}
				for entity, answer := range c.Answers {
					r.Answers[at[entity]] = answer
				}
				for entity, count := range c.Fails {
					r.Fails[at[entity]] = count
				}
				runs = append(runs, r)
			}
			for i, got := range camel(t, runs) {
				check(t, environment+": "+table.Cases[i].What, got, table.Cases[i].Gets, runs[i].Transform != "")
			}
		}
	}
}

// check compares what was posted with what a case says.
func check(t *testing.T, what string, got result, want []get, transform bool) {
	t.Helper()
	if got.Status != 204 && !transform {
		t.Errorf("%s: the Broker is answered %d", what, got.Status)
	}
	if len(got.Posted) != len(want) {
		t.Errorf("%s: got %s", what, text(t, got.Posted))
		return
	}
	for i, p := range got.Posted {
		content := "application/cloudevents+json"
		if strings.HasPrefix(want[i].To, "service_endpoint.") {
			content = "application/json"
		}
		if entity(t, p.URL) != want[i].To || p.ContentType != content || p.Authorization != want[i].As || !holds(p.Body, want[i].Message) {
			t.Errorf("%s:\n got %s\nwant %s", what, text(t, p), text(t, want[i]))
		}
	}
}

// holds reports whether a message has what a case says of it; of data and what is outside, all of it.
func holds(got any, want map[string]any) bool {
	message, ok := got.(map[string]any)
	if !ok {
		return false
	}
	if _, event := message["specversion"]; !event {
		return reflect.DeepEqual(message, want)
	}
	for name, value := range want {
		if inner, ok := value.(map[string]any); ok && name == "data" && inner["id"] == "e1" || ok && name == "data" && inner["id"] == "e1-0" {
			if !holds(message[name], inner) { // a dead letter
				return false
			}
		} else if !reflect.DeepEqual(message[name], value) {
			return false
		}
	}
	return true
}

func TestTheExpressionsAreTheUsersOwn(t *testing.T) {
	source, err := os.ReadFile("testdata/shop.hcl")
	if err != nil {
		t.Fatal(err)
	}
	var expressions []string
	for _, m := range regexp.MustCompile(`(?:when|jsonata)\s+= ("(?:[^"\\]|\\.)*")`).FindAllStringSubmatch(string(source), -1) {
		var expression string
		if err := json.Unmarshal([]byte(m[1]), &expression); err != nil {
			t.Fatal(err)
		}
		expressions = append(expressions, expression)
	}
	if len(expressions) != 8 {
		t.Fatalf("%d expressions", len(expressions))
	}
	for _, environment := range []string{"plain", "knative"} {
		var all strings.Builder
		for _, o := range compiled(t, environment) {
			if data, ok, _ := unstructured.NestedStringMap(o.Object, "data"); ok {
				for _, content := range data {
					all.WriteString(content)
				}
			}
			expression, _, _ := unstructured.NestedString(o.Object, "spec", "jsonata", "expression")
			all.WriteString(expression)
		}
		for _, expression := range expressions {
			if !strings.Contains(all.String(), "("+expression+")") {
				t.Errorf("%s: %s is nowhere", environment, expression)
			}
		}
	}
}
