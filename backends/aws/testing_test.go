package aws

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/backendtest"
	"espc.dev/backends/internal/loopback"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// testAdapters stand in for the adapters that come with espc.
var testAdapters = map[string]backends.Adapter{
	"nodejs24":   {Handler: "espc_lambda/index.handler", JobHandler: "espc_lambda/job.handler", Files: map[string][]byte{"espc_lambda/index.mjs": []byte("// adapter\n")}},
	"python3.13": {Handler: "espc_lambda.index.handler", JobHandler: "espc_lambda.job.handler", Files: map[string][]byte{"espc_lambda/index.py": []byte("# adapter\n")}},
}

// request makes a request of a JSON document in which everything is placed on AWS. Every source folder that a
// function or job names holds an index.js and a main.py; files adds others: "resize/lib.js".
func request(t testing.TB, document string, files map[string]string) backends.Request {
	t.Helper()
	topology := backendtest.Topology(t, document)
	topology.Sources = map[string]*schema.Source{}
	folder := func(source schema.Value[string]) {
		if source.IsSet() && topology.Sources[source.V] == nil {
			topology.Sources[source.V] = &schema.Source{Path: source.V, Files: []schema.SourceFile{
				{Path: "index.js", Data: []byte("exports.handler = () => {}\n")}, {Path: "main.py", Data: []byte("def handler(e): pass\n")},
			}}
		}
	}
	for _, f := range topology.Functions {
		folder(f.Source)
	}
	for _, j := range topology.Jobs {
		folder(j.Source)
	}
	for _, name := range sorted(files) {
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
		slices.SortFunc(s.Files, func(a, b schema.SourceFile) int { return strings.Compare(a.Path, b.Path) })
	}
	return backends.Request{Topology: topology, Adapters: testAdapters, Runtimes: map[string]string{loopback.Runtime: "espc-workspace-loopback3:0123456789ab"}}
}

// lowered renders a document that has to pass Check, Lint, the conformance suite and cfn-lint, and returns its objects by
// their logical ids.
func lowered(t testing.TB, document string) map[string]backends.Object {
	t.Helper()
	if out, ok := known[document]; ok {
		return out
	}
	response := rendered(t, request(t, document, nil))
	out := map[string]backends.Object{}
	for _, o := range response.Objects {
		out[o.Address.Name] = o
	}
	if !t.Failed() {
		known[document] = out
	}
	return out
}

// known are the documents that were lowered and checked already: cfn-lint takes seconds.
var known = map[string]map[string]backends.Object{}

func rendered(t testing.TB, req backends.Request) backends.Response {
	t.Helper()
	response := conforming(t, req)
	cfnLint(t, Backend{}.Artifacts(response.Objects))
	return response
}

// conforming renders a request that has to pass Check, Lint and the conformance suite.
func conforming(t testing.TB, req backends.Request) backends.Response {
	t.Helper()
	for _, d := range (Backend{}).Check(req) {
		if d.Severity == diag.Error {
			t.Errorf("Check: %s %s: %s", d.Place(), d.Code, d.Summary)
		}
	}
	response := Backend{}.Render(context.Background(), req)
	for _, d := range (Backend{}).Lint(response.Objects) {
		t.Errorf("Lint: %s %s: %s", d.Place(), d.Code, d.Summary)
	}
	if tt, ok := t.(*testing.T); ok {
		backendtest.Conform(tt, Backend{}, req, documentedRule)
	}
	return response
}

func documentedRule(name string) bool {
	if slices.ContainsFunc(Backend{}.Rules(), func(r backends.Rule) bool { return r.Name == name }) {
		return true
	}
	_, ok := schema.DefaultRule(name)
	return ok
}

// reported returns what Check reports, sorted: the code and the line of the document.
func reported(t testing.TB, document string, files map[string]string) []string {
	t.Helper()
	out := []string{}
	for _, d := range (Backend{}).Check(request(t, document, files)).Sorted() {
		if d.Fix == "" || d.Address == "" || d.Place() == "" {
			t.Errorf("%s has no fix, no address or no place: %s", d.Code, d.Summary)
		}
		out = append(out, d.Code+":"+strconv.Itoa(d.Subject.Pos().Line))
	}
	return out
}

// at returns a part of an object as one line of JSON, "" where there is none. A number in the path is an index, name=x the
// element of a list whose name is x; ~ stands for a slash.
func at(o backends.Object, path string) string {
	n := o.Tree
	for key := range strings.SplitSeq(path, "/") {
		switch {
		case n == nil:
			return ""
		case n.Kind == tree.List:
			n = element(n, key)
		default:
			n = n.Get(strings.ReplaceAll(key, "~", "/"))
		}
	}
	if n == nil {
		return ""
	}
	return string(tree.AppendJSON(nil, n, ""))
}

// property is at below Properties.
func property(o backends.Object, path string) string { return at(o, "Properties/"+path) }

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

func equal(t testing.TB, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// sids returns the Sids of a role's statements, in order.
func sids(o backends.Object) string {
	var out []string
	for _, policy := range items(o.Tree.Get("Properties").Get("Policies")) {
		for _, s := range items(policy.Get("PolicyDocument").Get("Statement")) {
			out = append(out, s.Get("Sid").Str())
		}
	}
	return strings.Join(out, " ")
}

// granted is a role's statement of a Sid, without the Sid and the effect.
func granted(o backends.Object, sid string) string {
	s := func(key string) string { return property(o, "Policies/0/PolicyDocument/Statement/Sid="+sid+"/"+key) }
	return strings.TrimSpace(s("Action") + " " + s("Resource") + " " + s("Condition"))
}

// ids returns the logical ids of resources of a type, sorted.
func ids(objects map[string]backends.Object, typ string) []string {
	out := []string{}
	for _, id := range sorted(objects) {
		if objects[id].Address.Type == typ {
			out = append(out, id)
		}
	}
	return out
}
