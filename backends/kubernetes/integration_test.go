package kubernetes

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// flows returns a topology with integrations and what they lead to; more follows it.
func flows(integrations, more string) string {
	return `{"topology": {"name": "shop"},
	 "event_bus": {"main": {}},
	 "event": {"placed": {"bus": "event_bus.main"}, "large": {"bus": "event_bus.main"}, "lost": {"bus": "event_bus.main"}},
	 "function": {"ask": {"image": "acme/ask:1", "timeout": "20s"}, "review": {"image": "acme/review:1"}},
	 "microservice": {"ledger": {"image": "acme/ledger:1", "user": 7, "port": 9000}},
	 "secret": {"crm": {"key": "crm", "property": "login"}},
	 "service_endpoint": {"crm": {"urls": ["https://crm.example.com/hook"], "auth": {"type": "basic", "secret": "secret.crm"}}},
	 "integration": {` + integrations + `}` + more + `}`
}

const servedByKnative = `, "environment": {"default": {"backend": {"kubernetes": {"serving": "knative"}}}}`

// posted lists where an Integration's routes post to, in order.
func posted(n *tree.Node) (out []string) {
	if n == nil {
		return nil
	}
	if to := n.Get("to"); to != nil && strings.HasPrefix(to.Get("uri").Str(), "http") {
		out = append(out, to.Get("uri").Str())
	}
	for _, f := range n.Fields {
		out = append(out, posted(f.Value)...)
	}
	for _, item := range n.Items {
		out = append(out, posted(item)...)
	}
	return out
}

func TestAnIntegrationRunsOnCamelAndTakesItsEventFromATrigger(t *testing.T) {
	objects := lowered(t, flows(`"check": {"from": "event.placed", "dead_letter": "event.lost", "retries": 3,
	  "steps": [{"filter": {"when": "data.total > 100"}}], "to": ["event.large"]}`, ""), nil)
	spec := objects["Integration/shop-integration-check"].Tree.Get("spec")
	if got := spec.Get("serviceAccountName").Str(); got != "shop-integration-check" {
		t.Errorf("it runs as %q", got)
	}
	if got := spec.Get("flows").Items[0].Get("onException").Get("redeliveryPolicy").Get("maximumRedeliveries").Text; got != "3" {
		t.Errorf("it tries again %s times", got)
	}
	const bus = "http://broker-ingress.knative-eventing.svc.cluster.local/shop-default/shop-event-bus-main"
	if got := posted(spec.Get("flows")); !slices.Equal(got, []string{bus, bus}) {
		t.Errorf("it posts to %v: the dead letter, then the event", got)
	}
	trigger := objects["Trigger/shop-integration-check"].Tree.Get("spec")
	if got := trigger.Get("subscriber").Get("ref").Get("name").Str(); got != "shop-integration-check" {
		t.Errorf("the Trigger sends to %q", got)
	}
	if got := trigger.Get("delivery").Get("deadLetterSink").Get("ref").Get("kind").Str(); got != "EventTransform" {
		t.Errorf("what can't be delivered goes to %q", got)
	}
	data := objects["ConfigMap/shop-integration-check"].Tree.Get("data")
	if got := data.Get("step.1.jsonata").Str(); got != "(data.total > 100) ? true : false\n" {
		t.Errorf("the condition is %q", got)
	}
	mounted := spec.Get("traits").Get("mount").Get("resources").Items[0].Text
	if mounted != "configmap:shop-integration-check@"+flowPath {
		t.Errorf("it mounts %q", mounted)
	}
}

func TestAnIntegrationsPodsHaveTheLabelsThatPoliciesSelect(t *testing.T) {
	objects := lowered(t, flows(`"check": {"from": "event.placed", "to": ["microservice.ledger"], "dead_letter": "event.lost"}`, ""), nil)
	integration := objects["Integration/shop-integration-check"].Tree
	var handed []string
	for _, n := range integration.Get("spec").Get("traits").Get("owner").Get("targetLabels").Items {
		handed = append(handed, n.Text)
	}
	for _, name := range []string{"NetworkPolicy/shop-integration-check", "Service/shop-integration-check"} {
		selector := objects[name].Tree.Get("spec").Get("podSelector").Get("matchLabels")
		if selector == nil {
			selector = objects[name].Tree.Get("spec").Get("selector")
		}
		for _, f := range selector.Fields {
			if !slices.Contains(handed, f.Key) || integration.Get("metadata").Get("labels").Get(f.Key).Str() != f.Value.Str() {
				t.Errorf("%s selects %s=%s, which the pods do not have", name, f.Key, f.Value.Text)
			}
		}
	}
	if slices.Contains(handed, labelManagedBy) {
		t.Error("the Deployment says that espc manages it, and Camel K does")
	}
	ledger := objects["NetworkPolicy/shop-microservice-ledger"].Tree.Get("spec").Get("ingress").Items[0]
	if got := ledger.Get("from").Items[0].Get("podSelector").Get("matchLabels").Get(labelName).Str(); got != "shop-integration-check" {
		t.Errorf("the ledger lets in %q", got)
	}
}

func TestAnIntegrationGoesOutToWhatItCallsAndSendsToAlone(t *testing.T) {
	objects := lowered(t, flows(`"check": {"from": "event.placed", "dead_letter": "event.lost", "steps": [
	   {"enrich": {"call": "function.ask", "into": "answer"}},
	   {"route": {"branch": {"large": {"when": "data.total > 100", "to": "microservice.ledger"}}, "otherwise": {"to": "service_endpoint.crm"}}}]}`, ""), nil)
	spec := objects["Integration/shop-integration-check"].Tree.Get("spec")
	want := []string{
		"http://broker-ingress.knative-eventing.svc.cluster.local/shop-default/shop-event-bus-main",
		"http://shop-function-ask", "http://shop-microservice-ledger:9000", "https://crm.example.com/hook",
	}
	if got := posted(spec.Get("flows")); !slices.Equal(got, want) {
		t.Errorf("it posts to %v", got)
	}
	var ways []string
	for _, rule := range objects["NetworkPolicy/shop-integration-check"].Tree.Get("spec").Get("egress").Items {
		if isDNS(rule) {
			continue
		}
		ways = append(ways, string(tree.AppendJSON(nil, rule.Get("to").Items[0], "")))
	}
	for i, part := range []string{"shop-function-ask", "shop-microservice-ledger", "knative-eventing", "0.0.0.0/0"} {
		if i >= len(ways) || !strings.Contains(ways[i], part) {
			t.Fatalf("it goes out to %s", ways)
		}
	}
	if len(ways) != 4 {
		t.Errorf("it goes out to %s", ways)
	}
	vars := spec.Get("traits").Get("environment").Get("vars")
	if len(vars.Items) != 1 || vars.Items[0].Text != "ESPC_SECRET_CRM_VALUE=secret:crm/login" {
		t.Errorf("its variables are %v", string(tree.AppendJSON(nil, vars, "")))
	}
	if flows := string(tree.AppendJSON(nil, spec.Get("flows"), "")); !strings.Contains(flows, "Basic ${bodyAs(String)}") || !strings.Contains(flows, `"httpClient.responseTimeout":20000`) {
		t.Errorf("no credential or timeout in %s", flows)
	}
}

func TestOneThatOnlyTransformsIsATransformationOfKnatives(t *testing.T) {
	const integration = `"short": {"from": "event.placed", "dead_letter": "event.lost", "steps": [{"transform": {"jsonata": "data.order"}}, {"transform": {"jsonata": "{\"id\": data.id}"}}], "to": ["event.large"]}`
	objects := lowered(t, flows(integration, servedByKnative), nil)
	if _, ok := objects["Integration/shop-integration-short"]; ok {
		t.Error("Camel K runs it as well")
	}
	spec := objects["EventTransform/shop-integration-short"].Tree.Get("spec")
	expression := spec.Get("jsonata").Get("expression").Str()
	for _, part := range []string{"(data.order)", `({"id": data.id})`, `"type": "shop.large"`} {
		if !strings.Contains(expression, part) {
			t.Errorf("%s lacks %s", expression, part)
		}
	}
	trigger := objects["Trigger/shop-integration-short"].Tree.Get("spec")
	if got := trigger.Get("subscriber").Get("ref").Get("kind").Str(); got != "EventTransform" {
		t.Errorf("the Trigger sends to %q", got)
	}
	if got := trigger.Get("delivery").Get("retry").Text; got != "2" {
		t.Errorf("it is tried again %s times", got)
	}
	if objects = lowered(t, flows(integration, ""), nil); objects["Integration/shop-integration-short"].Tree == nil {
		t.Error("without Knative Serving nothing runs it")
	}
}

func TestAScheduleStartsAnIntegration(t *testing.T) {
	objects := lowered(t, flows(`"sweep": {"to": ["function.review"], "dead_letter": "event.lost"}`, `, "schedule": {"nightly": {"cron": "0 3 * * *", "to": "integration.sweep"}}`), nil)
	job := string(tree.AppendJSON(nil, objects["CronJob/shop-schedule-nightly"].Tree, ""))
	if !strings.Contains(job, `"http://shop-integration-sweep"`) {
		t.Errorf("the schedule posts elsewhere: %s", job)
	}
	if _, ok := objects["Trigger/shop-integration-sweep"]; ok {
		t.Error("a Trigger sends it events of nowhere")
	}
	from := objects["NetworkPolicy/shop-integration-sweep"].Tree.Get("spec").Get("ingress").Items[0].Get("from").Items[0]
	if got := from.Get("podSelector").Get("matchLabels").Get(labelName).Str(); got != "shop-schedule-nightly" {
		t.Errorf("it lets in %q", got)
	}
}

func TestAnExpressionsOriginIsItsStep(t *testing.T) {
	req := request(t, flows(`"check": {"from": "event.placed", "dead_letter": "event.lost", "steps": [{"filter": {"when": "data.paid"}}], "to": ["event.large"]}`, ""), nil)
	for _, o := range (Backend{}).Render(t.Context(), req).Objects {
		if o.Address.Type != configMapType.typ || o.Address.Name != "shop-integration-check" {
			continue
		}
		n := o.Tree.Get("data").Get("step.1.jsonata")
		if n.Origin.From == nil || n.Origin.From.Place() != req.Topology.Integrations[0].Step[0].Filter.When.Node.Range() {
			t.Errorf("the condition comes from %v", n.Origin)
		}
		return
	}
	t.Error("there is no ConfigMap")
}

func TestWhatAnIntegrationCanNotDoOnKubernetesIsSaid(t *testing.T) {
	const rest = `, "queue": {"q": {}}, "connector": {"db": {"type": "memory"}}, "model": {"m": {"connector": "connector.db"}}`
	for _, test := range []struct{ integration, more, want string }{
		{`"i": {"from": "event.placed", "to": ["event.large"]}`, "", "W0771"},
		{`"i": {"from": "event.placed", "to": ["queue.q"], "dead_letter": "event.lost"}`, "", "E0770"},
		{`"i": {"from": "event.placed", "to": ["event.large"], "dead_letter": "queue.q"}`, "", "E0770"},
		{`"i": {"from": "event.placed", "to": ["microservice.g"], "dead_letter": "event.lost"}`, `, "microservice": {"g": {"image": "acme/g:1", "user": 7, "protocol": "grpc"}}`, "E0770"},
		{`"i": {"from": "event.placed", "to": ["microservice.g"], "dead_letter": "event.lost"}`, `, "microservice": {"g": {"image": "acme/g:1", "user": 7, "port": 0}}`, "E0770"},
		{`"i": {"from": "event.placed", "to": ["microservice.g"], "dead_letter": "event.lost"}`, `, "microservice": {"g": {"models": ["model.m"]}}`, "E0770"},
		{`"i": {"from": "event.placed", "to": ["service_endpoint.s"], "dead_letter": "event.lost"}`, `, "service_endpoint": {"s": {"urls": ["https://s.example.com/?a=b"]}}`, "E0770"},
		{`"i": {"from": "event.placed", "to": ["service_endpoint.s"], "dead_letter": "event.lost"}`, `, "secret": {"d": {"key": "a.b", "property": "p"}}, "service_endpoint": {"s": {"urls": ["https://s.example.com/"], "auth": {"type": "bearer", "secret": "secret.d"}}}`, "E0770"},
		{`"i": {"from": "event.placed", "steps": [{"enrich": {"call": "microservice.g"}}], "to": ["event.large"], "dead_letter": "event.lost"}`, `, "microservice": {"g": {"image": "acme/g:1", "user": 7, "protocol": "tcp"}}`, "E0770"},
		{`"i": {"from": "event.placed", "steps": [{"route": {"otherwise": {"to": "queue.q"}}}], "dead_letter": "event.lost"}`, "", "E0770"},
		{`"i": {"from": "event.placed", "steps": [{"filter": {"when": "'` + strings.Repeat("x", maxConfig) + `'"}}], "to": ["event.large"], "dead_letter": "event.lost"}`, "", "E0703"},
	} {
		var got []string
		for _, d := range (Backend{}).Check(request(t, flows(test.integration, rest+test.more), nil)) {
			if d.Address == "integration.i" && d.Severity != diag.Note {
				got = append(got, d.Code)
			}
		}
		if !slices.Equal(got, []string{test.want}) {
			t.Errorf("%.120s\n got %v\nwant %s", test.integration, got, test.want)
		}
	}
}

func TestAnIntegrationReachesNothingOnAWS(t *testing.T) {
	req := request(t, flows(`"i": {"from": "event.placed", "steps": [{"enrich": {"call": "function.ask"}}], "to": ["event.large"], "dead_letter": "event.lost"}`, ""), nil)
	req.Place = func(a schema.Address) string {
		if a.Name == "ask" {
			return schema.BackendAWS
		}
		return schema.BackendKubernetes
	}
	var got []string
	for _, d := range (Backend{}).Check(req) {
		if d.Address == "integration.i" {
			got = append(got, fmt.Sprint(d.Code, d.Severity == diag.Error))
		}
	}
	if !slices.Equal(got, []string{diag.OtherBackend.ID + "true"}) {
		t.Errorf("%v", got)
	}
}
