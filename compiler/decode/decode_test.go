package decode_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"espc.dev/compiler/decode"
	"espc.dev/compiler/internal/jsontree"
	"espc.dev/compiler/internal/wanttest"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

func TestFieldsAreDecodedOrRefused(t *testing.T) {
	wanttest.Run(t, func(doc *tree.Node) diag.List {
		_, _, ds := decode.Decode(doc, "")
		return ds
	})
}

// decodeJSON decodes a JSON document, for what HCL can't say or refuses itself.
func decodeJSON(t *testing.T, name, text string) (*schema.Topology, []decode.Reference, diag.List) {
	t.Helper()
	doc, err := jsontree.Parse(diag.NewFile(name, []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	return decode.Decode(doc, "")
}

func TestShapesThatOnlySomeLanguagesCanWrite(t *testing.T) {
	const head = `{"topology": {"name": "shop"}, `
	for name, test := range map[string]struct{ text, want string }{
		"an entity of null is unset":         {head + `"secret": {"db": null}}`, ""},
		"an entity that is a list":           {head + `"secret": {"db": []}}`, "E0202 secret.db takes an object"},
		"a kind that is a list":              {head + `"secret": []}`, "E0202 secret takes an object of entities"},
		"a topology that is a string":        {`{"topology": "shop"}`, "E0202 topology takes an object"},
		"no topology at all":                 {`{}`, "E0224 no topology block"},
		"null in a list":                     {head + `"job": {"j": {"image": "a:1", "args": ["x", null]}}}`, "E0202 args takes strings, and element 2 is null"},
		"null in an env map is unset":        {head + `"job": {"j": {"image": "a:1", "env": {"A": null}}}}`, ""},
		"a number beyond int64":              {head + `"job": {"j": {"image": "a:1", "user": 1e300}}}`, "E0205 user is 1e300"},
		"a whole number with an exponent":    {head + `"job": {"j": {"image": "a:1", "user": 1e3}}}`, ""},
		"a name that looks like another":     {head + `"secret": {"dаtabase": {"key": "a"}}}`, "E0304"},
		"a name with what can't be seen":     {head + `"secret": {"data\u200bbase": {"key": "a"}}}`, "E0304"},
		"labelled blocks given as a list":    {head + `"queue": {}, "model": {"m": {"connector": "connector.c", "property": [{}]}}}`, "E0202 property takes an object of blocks"},
		"a block of null is unset":           {head + `"function": {"f": {"image": "a:1", "scale": null}}}`, ""},
		"references to an unknown kind":      {head + `"micro_service": {"s": {}}, "job": {"j": {"image": "a:1", "calls": ["micro_service.s", "microservice.s"]}}}`, "E0214 there is no kind"},
		"an object of uses that is a string": {head + `"function": {"f": {"image": "a:1", "uses": ["table.t"]}}}`, "E0202 uses takes a list of objects, and element 1 is a string"},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, ds := decodeJSON(t, "shop.topology.json", test.text)
			got := ""
			for _, d := range ds {
				got += d.Code + " " + d.Summary + "\n"
			}
			if test.want == "" && got != "" || !strings.HasPrefix(got, test.want) || strings.Count(got, "\n") > 1 {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

const flow = `{"topology": {"name": "shop"}, "integration": {"i": {"from": "event.a", "to": ["event.b"], %s}}}`

func TestStepsAreAListOrLabelledBlocksInOrder(t *testing.T) {
	const filter, transform = `{"filter": {"when": "data.x"}}`, `{"transform": {"jsonata": "data"}}`
	for name, test := range map[string]struct{ file, steps, want string }{
		"a list":                          {"shop.topology.json", `"steps": [` + filter + `, ` + transform + `]`, ""},
		"labelled blocks":                 {"shop.topology.json", `"step": {"z": ` + filter + `, "a": ` + transform + `}`, ""},
		"labelled blocks in Jsonnet":      {"shop.jsonnet", `"step": {"z": ` + filter + `, "a": ` + transform + `}`, "E0202"},
		"one labelled block in Jsonnet":   {"shop.jsonnet", `"step": {"z": ` + filter + `}`, ""},
		"a list in Jsonnet":               {"shop.jsonnet", `"steps": [` + filter + `, ` + transform + `]`, ""},
		"both a list and labelled blocks": {"shop.topology.json", `"steps": [` + filter + `], "step": {"a": ` + transform + `}`, "E0216"},
	} {
		t.Run(name, func(t *testing.T) {
			top, _, ds := decodeJSON(t, test.file, fmt.Sprintf(flow, test.steps))
			if len(ds) > 0 != (test.want != "") || len(ds) > 0 && ds[0].Code != test.want {
				t.Fatalf("got %v, want %q", ds, test.want)
			}
			if steps := top.Integrations[0].Step; test.want == "" && (steps[0].Filter == nil || len(steps) == 2 && steps[1].Transform == nil) {
				t.Error("the steps are not in the order written")
			}
		})
	}
}

func TestDefaultsAreSetAndSaySo(t *testing.T) {
	top, _, ds := decodeJSON(t, "shop.topology.json", `{"topology": {"name": "shop"}, "function": {"f": {"image": "acme/f:1", "memory": null, "timeout": "5s"}}}`)
	if len(ds) > 0 {
		t.Fatal(ds)
	}
	f := top.Functions[0]
	if f.Memory.V != 256<<20 || f.Memory.Written() || f.Memory.Node.Text != "256Mi" {
		t.Errorf("memory is %+v, want the default", f.Memory)
	}
	if f.Timeout.V != 5*time.Second || !f.Timeout.Written() {
		t.Errorf("timeout is %+v, want what is written", f.Timeout)
	}
	if f.Scale == nil || f.Scale.Max.V != 10 || f.Scale.Max.Written() {
		t.Errorf("scale is %+v, want a block of defaults", f.Scale)
	}
	k := top.Environment.Backend.Kubernetes
	if top.Environment.Address.Name != "default" || k.Serving.V != "deployment" || k.Workspace.Replicas.V != 2 {
		t.Errorf("the environment is %+v, want a plain kubernetes one called default", top.Environment)
	}
}

func TestAWrongValueCountsAsItsDefaultSoThatNothingFollowsFromIt(t *testing.T) {
	top, _, _ := decodeJSON(t, "shop.topology.json", `{"topology": {"name": "shop"}, "microservice": {"m": {"image": "acme/m:1", "port": 70000}}}`)
	if port := top.Microservices[0].Port; port.V != 8080 || !port.Written() {
		t.Errorf("port is %+v, want the default's value under the node as written", port)
	}
}

func TestEveryReferenceIsAnEdgeWithItsPath(t *testing.T) {
	top, refs, ds := decodeJSON(t, "shop.topology.json", `{"topology": {"name": "shop"},
		"function": {"f": {"image": "acme/f:1", "calls": ["model.m"], "env": {"A": {"of": "microservice.s"}, "B": {"of": "gateway.g"}, "C": "secret.c", "D": "secret.d"},
			"on": {"up": {"event": "event.e", "dead_letter": "queue.q"}}, "uses": [{"of": "table.t", "access": "read"}]}},
		"secret": {"c": {"key": "c"}},
		"plan": {"p": {"limit": {"api_endpoint.a": {"rate": "1/s"}}}},
		"output": {"door": {"value": "gateway.g.url"}, "text": {"value": "no.reference"}},
		"gateway": {"g": {}},
		"integration": {"i": {"steps": [{"route": {"branch": {"b": {"when": "true", "to": "event.e"}}}}]}}}`)
	if len(ds) != 1 || ds[0].Code != "W0408" { // secret.d is not declared, so it is text
		t.Fatal(ds)
	}
	var got []string
	for _, e := range top.Edges {
		got = append(got, fmt.Sprintf("%s -%s-> %s at %s", e.From, e.Class, e.To, e.Field))
	}
	want := []string{
		"function.f -subscribes-> event.e at on.up.event",
		"function.f -addresses-> gateway.g at env.B.of", // naming a gateway is no call
		"function.f -calls-> microservice.s at env.A.of",
		"function.f -calls-> model.m at calls.0",
		"function.f -dead_letters-> queue.q at on.up.dead_letter",
		"function.f -reads-> secret.c at env.C",
		"function.f -uses-> table.t at uses.0.of",
		"integration.i -sends-> event.e at step.0.route.branch.b.to",
		"output.door -addresses-> gateway.g at value",
		"plan.p -limits-> api_endpoint.a at limit.api_endpoint.a",
	}
	if !slices.Equal(got, want) || len(refs) != len(want) {
		t.Errorf("edges are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestSecretsAreHiddenFromEveryMessage(t *testing.T) {
	file := diag.NewFile("shop.topology.json", []byte(`{"topology": {"name": "shop"}, "function": {"f": {"image": "https://u:hunter2@x", "env": {"PASSWORD": "hunter2"}}}}`))
	doc, err := jsontree.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	_, _, ds := decode.Decode(doc, "")
	if len(ds) != 2 {
		t.Fatalf("got %v, want two secrets and nothing else about them", ds)
	}
	for _, d := range ds {
		if text := d.Summary + d.Fix + d.Detail + file.Line(d.Subject.Pos().Line); d.Code != "E0213" || strings.Contains(text, "hunter2") {
			t.Errorf("%s shows a secret: %s", d.Code, text)
		}
	}
}

func TestSecretsUnderUnknownFieldsAreHidden(t *testing.T) {
	file := diag.NewFile("shop.topology.json", []byte(`{"topology": {"name": "shop"}, "secret": {"s": {"key": "s", "value": "hunter2", "pin": 4711, "old": ["hunter2"]}}, `+
		`"function": {"f": {"image": "acme/f:1", "credentials": {"a": "hunter2"}, "paswordd": 4711}}, "connector": {"c": {"type": "memory", "pasword": "hunter2"}}}`))
	doc, err := jsontree.Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	_, _, ds := decode.Decode(doc, "")
	if len(ds) != 6 {
		t.Fatalf("got %v, want the unknown fields and nothing else about them", ds)
	}
	for _, d := range ds {
		text := d.Summary + d.Fix + d.Detail + file.Line(1)
		if d.Code != "E0201" || strings.Contains(text, "hunter2") || strings.Contains(file.Line(1), `"pin": 4711`) {
			t.Errorf("%s shows a secret: %s", d.Code, text)
		}
	}
}

func TestDecodePicksTheEnvironment(t *testing.T) {
	doc, err := jsontree.Parse(diag.NewFile("shop.topology.json", []byte(`{"topology": {"name": "shop"}, "environment": {"prod": {"backend": {"aws": {}}}, "bare": {}}}`)))
	if err != nil {
		t.Fatal(err)
	}
	for env, want := range map[string]string{"prod": "aws", "bare": "kubernetes"} {
		top, _, ds := decode.Decode(doc, env)
		if len(ds) > 0 || !slices.Equal(top.Environment.Backends(), []string{want}) {
			t.Errorf("%s has the backends %v, want %s", env, top.Environment.Backends(), want)
		}
	}
	if top, _, _ := decode.Decode(doc, "test"); top.Environment != nil {
		t.Error("an environment that is not declared is not nil")
	}
}
