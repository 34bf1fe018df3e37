package kubernetes

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/backendtest"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// testRuntimes are the runtime images that tests know.
var testRuntimes = map[string]string{
	"function-nodejs24": "espc-function-nodejs24:0", "function-python3.13": "espc-function-python3.13:0",
	workspaceRuntime: "espc-workspace-loopback3:0", gatewayRuntime: "espc-gateway-express:0",
}

// request makes a request of a JSON document in which everything is placed on Kubernetes. files are the sources that it
// names: "resize/index.js" is the file index.js of the folder resize.
func request(t testing.TB, document string, files map[string]string) backends.Request {
	t.Helper()
	topology := backendtest.Topology(t, document)
	topology.Sources = map[string]*schema.Source{}
	for _, name := range sortedKeys(files) {
		folder, file, ok := strings.Cut(name, "/")
		if !ok {
			file = name
		}
		s := topology.Sources[folder]
		if s == nil {
			s = &schema.Source{Path: folder}
			topology.Sources[folder] = s
		}
		s.Files = append(s.Files, schema.SourceFile{Path: file, Data: []byte(files[name])})
	}
	return backends.Request{Topology: topology, Runtimes: testRuntimes}
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// lowered renders a document that has to pass Check and Lint, and returns its objects by what a person calls them.
func lowered(t testing.TB, document string, files map[string]string) map[string]backends.Object {
	t.Helper()
	req := request(t, document, files)
	for _, d := range (Backend{}).Check(req) {
		if d.Severity == diag.Error {
			t.Errorf("Check: %s %s: %s", d.Place(), d.Code, d.Summary)
		}
	}
	response := Backend{}.Render(context.Background(), req)
	for _, d := range (Backend{}).Lint(response.Objects) {
		t.Errorf("Lint: %s %s: %s", d.Place(), d.Code, d.Summary)
	}
	out := map[string]backends.Object{}
	for _, o := range response.Objects {
		out[o.Address.String()] = o
	}
	return out
}

// reported returns what Check reports, sorted: the code and the line of the document. Notes about images' own users are
// left out: most documents have an image.
func reported(t testing.TB, document string, files map[string]string) []string {
	t.Helper()
	var out []string
	for _, d := range (Backend{}).Check(request(t, document, files)).Sorted() {
		if d.Fix == "" || d.Address == "" {
			t.Errorf("%s has no fix or no address: %s", d.Code, d.Summary)
		}
		if d.Code == diag.ImageUser.ID {
			continue
		}
		out = append(out, d.Code+":"+strconv.Itoa(d.Subject.Pos().Line))
	}
	return out
}

// at returns a part of an object as one line of JSON, "" where there is none. A number in the path is an index, name=x the
// element of a list whose name is x.
func at(o backends.Object, path string) string {
	n := o.Tree
	for key := range strings.SplitSeq(path, "/") {
		if n == nil {
			return ""
		}
		if n.Kind == tree.List {
			n = element(n, key)
			continue
		}
		n = n.Get(strings.ReplaceAll(key, "~", "/"))
	}
	if n == nil {
		return ""
	}
	return string(tree.AppendJSON(nil, n, ""))
}

func element(n *tree.Node, key string) *tree.Node {
	if field, value, ok := strings.Cut(key, "="); ok {
		for _, item := range n.Items {
			if item.Get(field).Str() == value {
				return item
			}
		}
		return nil
	}
	if i, err := strconv.Atoi(key); err == nil && i < len(n.Items) {
		return n.Items[i]
	}
	return nil
}

// container is the path of the container of a Deployment's pods.
const container = "spec/template/spec/containers/0"

// env returns the environment of an object's container as NAME=value lines; what comes from elsewhere is NAME=JSON.
func env(o backends.Object, path string) string {
	n := o.Tree
	for key := range strings.SplitSeq(path, "/") {
		if n != nil && n.Kind == tree.List {
			n = element(n, key)
		} else {
			n = n.Get(key)
		}
	}
	var out []string
	for _, v := range itemsOf(n.Get("env")) {
		text := v.Get("value").Str()
		if from := v.Get("valueFrom"); from != nil {
			text = string(tree.AppendJSON(nil, from, ""))
		}
		out = append(out, v.Get("name").Str()+"="+text)
	}
	return strings.Join(out, "\n")
}

func equal(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

func sortedStrings(s []string) []string {
	slices.Sort(s)
	return s
}

// parseJSON reads one JSON document.
func parseJSON(t testing.TB, document string) *tree.Node {
	t.Helper()
	return backendtest.Tree(t, "object.json", document)
}

func same(t *testing.T, name, got, want string) {
	t.Helper()
	if strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("%s is\n%s\nwant\n%s", name, got, want)
	}
}
