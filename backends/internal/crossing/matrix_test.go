package crossing_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/aws"
	"espc.dev/backends/backendtest"
	"espc.dev/backends/internal/crossing"
	"espc.dev/backends/kubernetes"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// matrix is what each class of reference comes to in each direction: the variables that its start gets, what the other side
// permits, and what the cluster opens; or the code that refuses it. `a` stands for what the reference starts at, `b` for
// what it leads to; `door` for a public route that leads to b.
var matrix = []struct {
	class         schema.EdgeClass
	what          string
	document      string // entities of both
	a, b          string // their addresses
	ontoAWS       string // a on Kubernetes, b on AWS
	ontoKubernete string // a on AWS, b on Kubernetes
}{
	{
		schema.EdgeCalls, "a function calls a function", `"function": {"a": {SOURCE, "calls": ["function.b"]}, "b": {SOURCE}}`, "function.a", "function.b",
		`env ESPC_FUNCTION_B_ARN=arn:aws:lambda:eu-west-1:123456789012:function:t-prod-b; role function.a may call function.b; out 443, Pod Identity`,
		`env ESPC_FUNCTION_B_URL=https://api.example.com/b`,
	},
	{
		schema.EdgeCalls, "a function calls a microservice", `"function": {"a": {SOURCE, "calls": ["microservice.b"]}}, "microservice": {"b": {"image": "acme/b:1"}}`, "function.a", "microservice.b",
		`E0710 function.a`,
		`env ESPC_MICROSERVICE_B_URL=https://api.example.com/b`,
	},
	{
		schema.EdgeCalls, "a function calls a model", `"function": {"a": {SOURCE, "calls": ["model.b"]}}, "connector": {"m": {"type": "memory"}}, "model": {"b": {"connector": "connector.m"}}`, "function.a", "model.b",
		`env ESPC_MODEL_B_ARN=arn:aws:lambda:eu-west-1:123456789012:function:t-prod-workspace ESPC_MODEL_B_PATH=/api/bs; role function.a may call workspace.t; out 443, Pod Identity`,
		`env ESPC_MODEL_B_URL=https://api.example.com/b/api/bs`,
	},
	{
		schema.EdgeCalls, "a microservice takes a function's address", `"microservice": {"a": {"image": "acme/a:1", "user": 7, "env": {"B_AT": {"of": "function.b", "part": "url"}}}}, "function": {"b": {SOURCE}}`, "microservice.a", "function.b",
		`E0710 microservice.a`,
		``,
	},
	{
		schema.EdgeCalls, "a function takes a microservice's address", `"function": {"a": {SOURCE, "env": {"B_AT": {"of": "microservice.b", "part": "url"}}}}, "microservice": {"b": {"image": "acme/b:1"}}`, "function.a", "microservice.b",
		`E0710 function.a`,
		`env B_AT=https://api.example.com/b`,
	},
	{
		schema.EdgeCalls, "a microservice calls a function", `"microservice": {"a": {"image": "acme/a:1", "user": 7, "calls": ["function.b"]}}, "function": {"b": {SOURCE}}`, "microservice.a", "function.b",
		`env ESPC_FUNCTION_B_ARN=arn:aws:lambda:eu-west-1:123456789012:function:t-prod-b; role microservice.a may call function.b; out 443, Pod Identity`,
		``,
	},
	{
		schema.EdgeCalls, "a job calls a function", `"job": {"a": {"image": "acme/a:1", "user": 7, "calls": ["function.b"]}}, "function": {"b": {SOURCE}}`, "job.a", "function.b",
		`env ESPC_FUNCTION_B_ARN=arn:aws:lambda:eu-west-1:123456789012:function:t-prod-b; role job.a may call function.b; out 443, Pod Identity`,
		``,
	},
	{
		schema.EdgeCalls, "a function calls a microservice of models", `"function": {"a": {SOURCE, "calls": ["microservice.b"]}}, "connector": {"m": {"type": "memory"}}, "model": {"m": {"connector": "connector.m"}}, "microservice": {"b": {"models": ["model.m"], "replicas": 1}}`, "function.a", "microservice.b model.m",
		`env ESPC_MICROSERVICE_B_ARN=arn:aws:lambda:eu-west-1:123456789012:function:t-prod-microservice-b; role function.a may call microservice.b; out 443, Pod Identity`,
		``,
	},
	{
		schema.EdgeRoutes, "a gateway leads to a model", `"gateway": {"a": {}}, "api_endpoint": {"a": {"gateway": "gateway.a", "paths": ["/api/bs/*"], "to": "model.b"}}, "connector": {"m": {"type": "memory"}}, "model": {"b": {"connector": "connector.m"}}`, "gateway.a", "model.b",
		`role gateway.a may call workspace.t; out 443, Pod Identity`,
		`integration https://api.example.com/b/api/bs/{proxy}`,
	},
	{
		schema.EdgeRoutes, "a gateway leads to a function", `"gateway": {"a": {}}, "api_endpoint": {"a": {"gateway": "gateway.a", "paths": ["/p"], "to": "function.b"}}, "function": {"b": {SOURCE}}`, "gateway.a", "function.b",
		`role gateway.a may call function.b; out 443, Pod Identity`,
		`integration https://api.example.com/b/p`,
	},
	{
		schema.EdgePublishes, "a function publishes an event", `"function": {"a": {SOURCE, "publishes": ["event.b"]}}, "event_bus": {"b": {}}, "event": {"b": {"bus": "event_bus.b"}}`, "function.a", "event_bus.b",
		`env ESPC_EVENT_BUS_B_NAME=t-prod-b ESPC_EVENT_B_ROUTE={"bus":"b","type":"t.b","source":"/t"}; role function.a may publish to event_bus.b where detail-type t.b and source /t; out 443, Pod Identity`,
		`E0710 function.a`,
	},
	{
		schema.EdgeAddresses, "a function takes a gateway's address", `"function": {"a": {SOURCE, "env": {"B_AT": {"of": "gateway.b", "part": "url"}}}}, "gateway": {"b": {"hosts": ["b.example.com"]}}`, "function.a", "gateway.b",
		``,
		`env B_AT=http://b.example.com`,
	},
	{
		schema.EdgeAddresses, "a function takes the address of a gateway without a name", `"function": {"a": {SOURCE, "env": {"B_AT": {"of": "gateway.b", "part": "url"}}}}, "gateway": {"b": {}}`, "function.a", "gateway.b",
		`E0710 function.a`,
		`E1002 function.a`,
	},
	{
		schema.EdgeUses, "a function uses a queue", `"function": {"a": {SOURCE, "uses": [{"of": "queue.b", "access": "send"}]}}, "queue": {"b": {}}`, "function.a", "queue.b",
		`E0710 function.a`, ``,
	},
	{
		schema.EdgeSubscribes, "a function subscribes to an event", `"function": {"a": {SOURCE, "on": {"x": {"event": "event.b"}}}}, "event_bus": {"b": {}}, "event": {"b": {"bus": "event_bus.b"}}`, "function.a", "event_bus.b",
		`E0710 function.a`, `E0710 function.a`,
	},
	{
		schema.EdgeSchema, "an event has a schema", `"event_bus": {"a": {}}, "event": {"a": {"bus": "event_bus.a", "schema": "schema.b"}}, "schema": {"b": {"format": "jsonschema", "inline": {"type": "object"}}}`, "event_bus.a", "schema.b",
		`E0710 event.a`, `E0710 event.a`,
	},
	{
		schema.EdgeDeadLetters, "failures go to a function", `"function": {"a": {SOURCE, "on": {"x": {"event": "event.e", "dead_letter": "function.b"}}}, "b": {SOURCE}}, "event_bus": {"b": {}}, "event": {"e": {"bus": "event_bus.b"}}`, "function.a event_bus.b", "function.b",
		`E0710 function.a`, `E0710 function.a`,
	},
	{
		schema.EdgeSchedules, "a schedule starts a function", `"schedule": {"a": {"every": "1h", "to": "function.b"}}, "function": {"b": {SOURCE}}`, "schedule.a", "function.b",
		`E0710 schedule.a`, `E0710 schedule.a`,
	},
	{
		schema.EdgeAuthorizes, "a gateway asks a function", `"gateway": {"a": {"auth": {"type": "function", "in": "header", "name": "Authorization", "authorizer": "function.b"}}}, "api_endpoint": {"a": {"gateway": "gateway.a", "paths": ["/p"], "to": "service_endpoint.s"}}, "service_endpoint": {"s": {"urls": ["https://s.example.com"]}}, "function": {"b": {SOURCE}}`, "gateway.a", "function.b",
		`E0710 gateway.a`, `E0710 gateway.a`,
	},
	{
		schema.EdgeBefore, "a job comes before a function", `"job": {"a": {"image": "acme/a:1", "user": 7, "before": ["function.b"]}}, "function": {"b": {SOURCE}}`, "job.a", "function.b",
		`E0710 job.a`, ``,
	},
	{
		schema.EdgeGateway, "an endpoint is placed elsewhere than its gateway", `"gateway": {"b": {}}, "api_endpoint": {"a": {"gateway": "gateway.b", "paths": ["/p"], "to": "service_endpoint.s"}}, "service_endpoint": {"s": {"urls": ["https://s.example.com"]}}`, "api_endpoint.a", "gateway.b",
		`E0710 api_endpoint.a`, `E0710 api_endpoint.a`,
	},
	{
		schema.EdgeAdmits, "a consumer is placed elsewhere than what it may call", `"consumer": {"a": {"basic": "secret.s", "endpoints": ["api_endpoint.b"]}}, "secret": {"s": {"key": "s", "property": "p"}}, "gateway": {"b": {"auth": {"type": "basic", "in": "header", "name": "Authorization"}}}, "api_endpoint": {"b": {"gateway": "gateway.b", "paths": ["/p"], "to": "service_endpoint.s"}}, "service_endpoint": {"s": {"urls": ["https://s.example.com"]}}`, "consumer.a", "gateway.b",
		`E0710 consumer.a`, `E0710 consumer.a`,
	},
	{
		schema.EdgeRelates, "a model is related to one elsewhere", `"connector": {"m": {"type": "memory"}}, "model": {"a": {"connector": "connector.m", "relation": {"b": {"type": "belongsTo", "model": "model.b"}}}, "b": {"connector": "connector.m"}}`, "model.a", "model.b",
		`E0710 model.a`, `E0710 model.a`,
	},
	{
		schema.EdgeRuns, "a microservice runs a model that is placed elsewhere", `"connector": {"m": {"type": "memory"}}, "model": {"b": {"connector": "connector.m"}}, "microservice": {"a": {"models": ["model.b"], "replicas": 1}}`, "microservice.a", "model.b",
		`E0710 microservice.a`, `E0710 microservice.a`,
	},
	{
		schema.EdgeEmits, "a table's stream goes to an event elsewhere", `"table": {"a": {"key": "id:string", "stream": "event.b"}}, "event_bus": {"b": {}}, "event": {"b": {"bus": "event_bus.b"}}`, "table.a", "event_bus.b",
		``, ``, // Kubernetes has neither, and says so
	},
}

// never are the classes that no reference between two backends has: what they lead to stands on no backend by itself, or is
// on Kubernetes none that this version lowers.
var never = []schema.EdgeClass{
	schema.EdgeReads, schema.EdgeConnects, schema.EdgeBinds, // secrets, connectors and bindings are where they are read
	schema.EdgeBus, schema.EdgeSchema, schema.EdgeSends, // event mesh and registry are on AWS alone
	schema.EdgePlan, schema.EdgeLimits, // as consumers: the table says it
}

const door = `"secret": {"tls": {"key": "tls"}},
"gateway": {"door": {"hosts": ["api.example.com"], "tls": {"secret": "secret.tls"}}},
"api_endpoint": {"door": {"gateway": "gateway.door", "paths": ["/b/*"], "strip_path": true, "to": "TO"}}`

func TestEveryClassOfReferenceCrossesOrIsRefusedAsTheTableSays(t *testing.T) {
	seen := map[schema.EdgeClass]bool{}
	for _, m := range matrix {
		seen[m.class] = true
		for _, direction := range []struct{ a, b, want string }{
			{schema.BackendKubernetes, schema.BackendAWS, m.ontoAWS}, {schema.BackendAWS, schema.BackendKubernetes, m.ontoKubernete},
		} {
			if direction.want == "" {
				continue
			}
			t.Run(m.what+" onto "+direction.b, func(t *testing.T) {
				req := placed(t, m.document, m.a, direction.a, m.b, direction.b)
				if got := outcome(t, req, m.a); got != direction.want {
					t.Errorf("\n got %s\nwant %s", got, direction.want)
				}
			})
		}
	}
	for _, table := range []map[schema.EdgeClass]crossing.Rule{crossing.OntoAWS, crossing.OntoKubernetes} {
		for class := range table {
			if !seen[class] && !slices.Contains(never, class) {
				t.Errorf("the matrix says nothing of %s", class)
			}
		}
	}
}

// placed makes a request in which a and b, and what else they name, are placed.
func placed(t *testing.T, document, a, onA, b, onB string) backends.Request {
	t.Helper()
	document = strings.ReplaceAll(document, "SOURCE", `"runtime": "nodejs24", "source": "src"`)
	if kind, _, _ := strings.Cut(b, "."); onB == schema.BackendKubernetes && kind != "gateway" {
		document = merge(t, document, strings.ReplaceAll(door, "TO", b))
	}
	place := `"gateway.door": "kubernetes"`
	for address, on := range map[string]string{a: onA, b: onB} {
		for one := range strings.FieldsSeq(address) {
			place += `, "` + one + `": "` + on + `"`
		}
	}
	document = `{"topology": {"name": "t"}, ` + document + `, "environment": {"prod": {"default": "` + onA + `", "place": {` + place + `},
	  "backend": {"kubernetes": {"context": "arn:aws:eks:eu-west-1:123456789012:cluster/main", "namespace": "t-prod"},
	    "aws": {"subnets": ["subnet-01234567", "subnet-11234567"], "security_groups": ["sg-01234567"]}}}}}`
	topology := backendtest.Topology(t, document)
	topology.Sources = map[string]*schema.Source{"src": {Path: "src", Files: []schema.SourceFile{{Path: "index.js", Data: []byte("exports.handler = () => {}\n")}}}}
	return backends.Request{
		Topology: topology, Place: topology.Place,
		Runtimes: map[string]string{"function-nodejs24": "f:0", "gateway-express": "g:0", "workspace-loopback3": "w:0"},
		Adapters: map[string]backends.Adapter{"nodejs24": {Handler: "espc_lambda/index.handler", Files: map[string][]byte{"espc_lambda/index.mjs": []byte("//\n")}}},
	}
}

// merge adds the kinds of one document to those of another.
func merge(t *testing.T, document, more string) string {
	t.Helper()
	var all, others map[string]map[string]any
	if err := errors.Join(json.Unmarshal([]byte("{"+document+"}"), &all), json.Unmarshal([]byte("{"+more+"}"), &others)); err != nil {
		t.Fatal(err)
	}
	for kind, entities := range others {
		if all[kind] == nil {
			all[kind] = map[string]any{}
		}
		maps.Copy(all[kind], entities)
	}
	out, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(out[1 : len(out)-1])
}

// outcome says what comes of the reference: the codes of what refuses it, or else what both sides get.
func outcome(t *testing.T, req backends.Request, a string) string {
	t.Helper()
	both := []backends.Backend{aws.Backend{}, kubernetes.Backend{}}
	var codes []string
	for _, b := range both {
		for _, d := range b.Check(req) {
			if d.Severity == diag.Error && d.Code != diag.NotOnAWS.ID {
				codes = append(codes, d.Code+" "+d.Address)
			}
		}
	}
	if len(codes) > 0 {
		return strings.Join(codes, ", ")
	}
	var out, env, roles []string
	open := map[string]bool{}
	for _, b := range both {
		objects := b.Render(context.Background(), req).Objects
		for _, d := range b.Lint(objects) {
			t.Errorf("%s: %s", d.Code, d.Summary)
		}
		for _, o := range objects {
			if len(o.Source) > 0 && o.Source[0].String() == strings.Fields(a)[0] || o.Source[0].Kind == schema.KindApiEndpoint {
				env = append(env, variables(o.Tree)...)
			}
			if uri := o.Tree.Get("Properties").Get("IntegrationUri"); uri.Str() != "" {
				out = append(out, "integration "+uri.Text)
			}
		}
		for _, p := range b.Permissions(objects) {
			switch text := p.Text; {
			case strings.HasPrefix(text, a+" may call any public address on port 443"):
				open["443"] = true
			case strings.HasPrefix(text, a+" may call the Pod Identity agent"):
				open["Pod Identity"] = true
			case strings.HasPrefix(text, "pods of ") && strings.HasSuffix(text, " act as "+a):
				open["association"] = true
			case strings.HasPrefix(text, a+" may "):
				if !strings.Contains(text, "write logs") {
					roles = append(roles, "role "+text)
				}
			}
		}
	}
	slices.Sort(env)
	if len(env) > 0 {
		out = append([]string{"env " + strings.Join(env, " ")}, out...)
	}
	out = append(out, roles...)
	if open["443"] != open["Pod Identity"] || open["443"] != open["association"] {
		t.Errorf("some of what acting on AWS takes is there, the rest is not: %v", open)
	}
	if open["443"] {
		out = append(out, "out 443, Pod Identity")
	}
	return strings.Join(out, "; ")
}

// variables returns the variables of a workload that a reference can give: B_AT, and what starts with ESPC_.
func variables(n *tree.Node) []string {
	var out []string
	add := func(name, value string) {
		if name == "B_AT" || strings.HasPrefix(name, "ESPC_") && name != "ESPC_TOPOLOGY" {
			out = append(out, name+"="+value)
		}
	}
	for _, f := range fields(n.Get("Properties").Get("Environment").Get("Variables")) {
		add(f.Key, f.Value.Str())
	}
	if pod := n.Get("spec").Get("template").Get("spec").Get("containers"); pod != nil {
		if env := pod.Items[0].Get("env"); env != nil {
			for _, v := range env.Items {
				add(v.Get("name").Str(), v.Get("value").Str())
			}
		}
	}
	return out
}

func fields(n *tree.Node) []tree.Field {
	if n == nil {
		return nil
	}
	return n.Fields
}
