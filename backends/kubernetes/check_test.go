package kubernetes

import (
	"context"
	"slices"
	"strings"
	"testing"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// Each case is a document in which the third line asks for what can't be had.
func TestWhatKubernetesCanNotExpressIsSaidWhereItIsAskedFor(t *testing.T) {
	files := map[string]string{
		"f/index.js": "", "py/main.py": "", "needs/index.js": "", "needs/package.json": `{"dependencies": {"left-pad": "1"}}`,
		"vendored/index.js": "", "vendored/package.json": `{"dependencies": {"left-pad": "1"}}`, "vendored/node_modules/left-pad/index.js": "",
		"framework/index.js": "", "framework/package.json": `{"dependencies": {"@google-cloud/functions-framework": "5"}}`,
		"pyneeds/main.py": "", "pyneeds/requirements.txt": "# none\n\nrequests==2\n", "large/index.js": strings.Repeat("x", 900<<10),
		"big.txt": strings.Repeat("x", 1<<20),
	}
	const rest = `"topology": {"name": "shop"}, "connector": {"db": {"type": "redis", "host": "h.example.com"}}, "job": {"seed": {"image": "acme/seed:1"}}, "secret": {"whole": {"key": "k"}, "named": {"key": "k", "property": "p"}}, "gateway": {"all": {}}, "function": {"f": {"image": "acme/f:1"}}`
	for _, test := range []struct{ third, want string }{
		{`"table": {"t": {"key": "id:string"}}`, "E0701"},
		{`"bucket": {"t": {}}`, "E0701"},
		{`"queue": {"t": {}}`, "E0701"},
		{`"function": {"f": {"image": "acme/f:1", "uses": [{"of": "table.t", "access": "read"}]}}`, "E0702"},
		{`"function": {"f": {"image": "acme/f:1", "rollout": {"canary": 10}}}`, "E0702"},
		{`"microservice": {"m": {"image": "acme/f:1", "session_affinity": "cookie"}}`, "E0702"},
		{`"microservice": {"m": {"image": "acme/f:1", "on": {"x": {"queue": "queue.q"}}}}`, "E0702"},
		{`"environment": {"default": {"backend": {"kubernetes": {"serving": "knative"}}}}`, ""},
		{`"function": {"f": {"runtime": "nodejs24", "source": "large"}}`, "E0703"},
		{`"microservice": {"m": {"image": "acme/f:1", "file": {"/etc/big": {"source": "big.txt"}}}}`, "E0703"},
		{`"function": {"f": {"runtime": "nodejs22", "source": "f"}}`, "E0704"},
		{`"secret": {"s": {"key": "prod/db", "property": "p"}}, "connector": {"c": {"type": "redis", "host": "h", "password": "secret.s"}}, "model": {"m": {"connector": "connector.c"}}`, "E0705"},
		{`"secret": {"s": {"key": "k", "property": "a b"}}, "microservice": {"m": {"image": "acme/m:1", "env": {"A": "secret.s"}}}`, "E0705"},
		{`"secret": {"s": {"key": "k"}}, "microservice": {"m": {"image": "acme/m:1", "env": {"A": "secret.s"}}}`, "E0706"},
		{`"schedule": {"s": {"every": "90m", "to": "job.seed"}}`, "E0708"},
		{`"job": {"seed": {"image": "acme/seed:1", "timeout": "1500ms"}}`, "E0709"},
		{`"microservice": {"m": {"image": "acme/m:1", "health": {"delay": "0s"}}}`, "E0709"},
		{`"microservice": {"m": {"image": "acme/m:1", "env": {"A": {"of": "gateway.all"}}}}`, "E0711"},
		{`"function": {"f": {"runtime": "nodejs24", "source": "f", "handler": "main.handler"}}`, "E0712"},
		{`"function": {"f": {"runtime": "python3.13", "source": "py", "handler": "main.a.b"}}`, "E0712"},
		{`"function": {"f": {"runtime": "nodejs24", "source": "f", "env": {"FUNCTION_TARGET": "x"}}}`, "E0713"},
		{`"schedule": {"s": {"every": "1h", "to": "job.seed", "input": {"a": 1}}}`, "E0718"},
		{`"schedule": {"s": {"every": "1h", "to": "job.seed", "retries": 7}}`, "E0718"},
		{`"function": {"f": {"runtime": "nodejs24", "source": "needs"}}`, "W0723"},
		{`"function": {"f": {"runtime": "python3.13", "source": "pyneeds"}}`, "W0723"},
		{`"function": {"f": {"runtime": "nodejs24", "source": "vendored"}}`, ""},
		{`"function": {"f": {"runtime": "nodejs24", "source": "framework"}}`, ""},
		{`"connector": {"c": {"type": "mysql", "url": "secret.named"}}, "model": {"m": {"connector": "connector.c"}}`, "N0724"},
		{`"service_endpoint": {"s": {"urls": ["https://s.example.com"], "auth": {"type": "bearer", "secret": "secret.named"}}}, "job": {"j": {"image": "acme/j:1", "user": 7, "calls": ["service_endpoint.s"]}}`, "W0225"},
		{`"service_endpoint": {"s": {"urls": ["https://s.example.com"], "auth": {"type": "bearer", "secret": "secret.named"}}}, "job": {"j": {"image": "acme/j:1", "user": 7, "calls": ["service_endpoint.s"]}}, "integration": {"i": {"steps": [{"enrich": {"call": "service_endpoint.s", "into": "s"}}], "to": ["service_endpoint.s"], "dead_letter": "event.e"}}, "schedule": {"n": {"every": "1h", "to": "integration.i"}}, "event": {"e": {"bus": "event_bus.b"}}, "event_bus": {"b": {}}`, ""},
		{`"service_endpoint": {"s": {"urls": ["https://s.example.com"], "health": {"path": "/up"}}}, "job": {"j": {"image": "acme/j:1", "user": 7, "calls": ["service_endpoint.s"]}}`, "W0225"},
		{`"microservice": {"m": {"image": "acme/m:1", "user": 7, "port": 0, "port_named": {"x": {"port": 9}}}}, "job": {"j": {"image": "acme/j:1", "user": 7, "env": {"A": {"of": "microservice.m"}}}}`, "E0409"},
		{`"microservice": {"m": {"image": "acme/m:1", "user": 7, "port": 0, "port_named": {"x": {"port": 9}}}}, "job": {"j": {"image": "acme/j:1", "user": 7, "env": {"A": {"of": "microservice.m", "part": "host"}}}}`, ""},
		{`"gateway": {"edge": {"tls": {"secret": "secret.whole"}}}`, ""},
		{`"secret": {"s": {"key": "k", "property": "p"}}, "gateway": {"edge": {"tls": {"secret": "secret.s"}}}`, "W0225"},
		{`"microservice": {"m": {"models": ["model.x"], "command": ["sh"]}}`, "E0702"},
	} {
		document := "{\n" + rest + ",\n" + test.third + "\n}" // of two equal keys the last counts
		want := []string{}
		if test.want != "" {
			want = append(want, test.want+":3")
		}
		if got := reported(t, document, files); !slices.Equal(got, want) {
			t.Errorf("%s\n got %v\nwant %v", test.third, got, want)
		}
	}
}

func TestTheFixNamesWhatCanBeDone(t *testing.T) {
	const alone = `{"topology": {"name": "shop"}, "queue": {"q": {}},
	  "function": {"f": {"image": "acme/f:1", "uses": [{"of": "queue.q", "access": "send"}]}}`
	for document, want := range map[string]bool{
		alone + "}": false,
		alone + `, "environment": {"default": {"backend": {"kubernetes": {}}, "default": "kubernetes"}}}`:            false,
		alone + `, "environment": {"default": {"backend": {"kubernetes": {}, "aws": {}}, "default": "kubernetes"}}}`: true,
	} {
		for _, d := range (Backend{}).Check(request(t, document, nil)) {
			if d.Code != "E0701" && d.Code != "E0702" {
				continue
			}
			if got := strings.Contains(d.Fix, "aws"); got != want || strings.Contains(d.Fix, "another backend") || !strings.Contains(d.Fix, "service_endpoint") {
				t.Errorf("%s: %s", d.Code, d.Fix)
			}
		}
	}
}

// TestAFunctionTooLargeForAConfigMapIsToldToBringAnImage is at the limit and one byte over it, with dependencies.
func TestAFunctionTooLargeForAConfigMapIsToldToBringAnImage(t *testing.T) {
	const document = `{"topology": {"name": "shop"}, "gateway": {"edge": {}},
	"api_endpoint": {"e": {"gateway": "gateway.edge", "paths": ["/"], "to": "function.f"}},
	"function": {"f": {"runtime": "nodejs24",
	  "source": "f"}}}`
	files := map[string]string{"f/index.js": "", "f/node_modules/left/index.js": ""}
	room := maxConfig - sourceConfig(request(t, document, files).Topology.Sources["f"], nil).size()
	for _, over := range []int{0, 1} {
		files["f/node_modules/left/index.js"] = strings.Repeat("x", room+over)
		ds := (Backend{}).Check(request(t, document, files))
		if len(ds) != over {
			t.Fatalf("%d bytes over: %v", over, ds)
		}
		for _, d := range ds {
			if d.Code != "E0703" || d.Subject.Pos().Line != 4 || d.Address != "function.f" || !strings.Contains(d.Fix, "name it by image") {
				t.Errorf("%+v", d)
			}
		}
	}
}

func TestASecretWithoutAFieldIsSaidWhereTheFieldIsNeeded(t *testing.T) {
	const document = `{"topology": {"name": "shop"},
	"secret": {"s": {"key": "k"}},
	"gateway": {"edge": {"tls": {"secret": "secret.s"}}},
	"microservice": {"web": {"image": "acme/web:1", "user": 7,
	  "env": {"A": "secret.s"}}}}`
	ds := (Backend{}).Check(request(t, document, nil))
	if len(ds) != 1 || ds[0].Code != "E0706" || ds[0].Subject.Pos().Line != 5 || ds[0].Address != "microservice.web" ||
		len(ds[0].Related) != 1 || ds[0].Related[0].Range.Pos().Line != 2 || !strings.Contains(ds[0].Fix, `add property = "KEY" to secret.s`) {
		t.Errorf("%+v", ds)
	}
}

func TestAnImageWithoutAUserIsNoted(t *testing.T) {
	const document = `{"topology": {"name": "shop"},
	"function": {"f": {"image": "acme/f:1"}},
	"job": {"noted": {"image": "acme/j:1"}, "given": {"image": "acme/j:1", "user": 7}},
	"connector": {"m": {"type": "memory"}}, "model": {"m": {"connector": "connector.m"}},
	"microservice": {"noted": {"image": "acme/m:1"}, "given": {"image": "acme/m:1", "user": 7}, "own": {"models": ["model.m"], "replicas": 1}}}`
	var got []string
	for _, d := range (Backend{}).Check(request(t, document, nil)) {
		if d.Severity != diag.Note || d.Code != "N0725" {
			t.Errorf("%s: %s", d.Code, d.Summary)
		}
		got = append(got, d.Address)
	}
	slices.Sort(got)
	if want := []string{"function.f", "job.noted", "microservice.noted"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestACalleeOnAWSTakesAnEKSClusterOnceForAll(t *testing.T) {
	req := request(t, `{"topology": {"name": "shop"},
	  "function": {"price": {"image": "acme/price:1"}}, "job": {"seed": {"image": "acme/seed:1", "user": 7, "before": ["function.price"]}},
	  "gateway": {"edge": {}}, "api_endpoint": {"price": {"gateway": "gateway.edge", "paths": ["/p"], "to": "function.price"}},
	  "microservice": {"web": {"image": "acme/web:1", "user": 7, "calls": ["function.price"]}}
	}`, nil)
	req.Place = func(a schema.Address) string {
		if a.Kind == schema.KindFunction {
			return "aws"
		}
		return Name
	}
	var got []string
	for _, d := range (Backend{}).Check(req) {
		got = append(got, d.Code+" "+d.Address)
	}
	slices.Sort(got)
	if want := []string{"E0710 job.seed", "E1002 environment.default"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestNotesOfLowering(t *testing.T) {
	req := request(t, `{"topology": {"name": "shop"},
	  "connector": {"mem": {"type": "memory"}}, "model": {"note": {"connector": "connector.mem"}, "own": {"connector": "connector.mem"}, "many": {"connector": "connector.mem"}},
	  "microservice": {"own": {"models": ["model.own"], "replicas": 1}, "many": {"models": ["model.many"], "scale": {"min": 1, "max": 3}}},
	  "function": {"zero": {"image": "acme/z:1", "scale": {"min": 0, "concurrency": 5}}, "plain": {"image": "acme/p:1"}}
	}`, nil)
	var got []string
	for _, d := range (Backend{}).Render(context.Background(), req).Diagnostics {
		if d.Severity == diag.Error || d.Fix == "" {
			t.Errorf("%s: %s", d.Code, d.Summary)
		}
		got = append(got, d.Code+" "+d.Address)
	}
	slices.Sort(got)
	if want := []string{"N0721 function.zero", "W0720 function.zero", "W0722 model.many", "W0722 model.note"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
