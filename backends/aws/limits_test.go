package aws

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// linted returns what Lint reports of a document.
func linted(t *testing.T, document string) diag.List {
	t.Helper()
	return Backend{}.Lint(Backend{}.Render(t.Context(), request(t, document, nil)).Objects)
}

// routesTo returns a gateway with n routes to one function.
func routesTo(n int) string {
	var paths []string
	for i := range n {
		paths = append(paths, fmt.Sprintf(`"/things/number-%d"`, i))
	}
	return `{"topology": {"name": "shop"}, "gateway": {"edge": {}}, "function": {"price": {"runtime": "nodejs24", "source": "price"}},
"api_endpoint": {"all": {"gateway": "gateway.edge", "methods": ["GET"], "to": "function.price", "paths": [` + strings.Join(paths, ",") + `]}}}`
}

func TestAFunctionWithMoreRoutesThanItsPolicyHoldsIsReportedOnce(t *testing.T) {
	if ds := linted(t, routesTo(30)); len(ds) != 0 {
		t.Errorf("30 routes: %v", ds)
	}
	ds := linted(t, routesTo(80))
	if len(ds) != 1 || ds[0].Code != "E1004" || ds[0].Address != "function.price" || !strings.Contains(ds[0].Summary, "20480") || ds[0].Fix == "" {
		t.Errorf("80 routes: %v", ds)
	}
}

func TestRulesOfOneBusWithOneNameAreReported(t *testing.T) {
	document := `{"topology": {"name": "t"}, "event_bus": {"a": {}, "b": {}}, "event": {"e": {"bus": "event_bus.a"}, "f": {"bus": "event_bus.b"}},
"function": {"order": {"runtime": "nodejs24", "source": "s", "on": {"paid-late": {"event": "event.e"}}},
  "order-paid": {"runtime": "nodejs24", "source": "s", "on": {"late": {"event": "event.e"}}}}}`
	ds := linted(t, document)
	if len(ds) != 1 || !strings.Contains(ds[0].Summary, "the rule t-default-order-paid-late") {
		t.Errorf("on one bus: %v", ds)
	}
	if ds := linted(t, strings.Replace(document, `"late": {"event": "event.e"}`, `"late": {"event": "event.f"}`, 1)); len(ds) != 0 {
		t.Errorf("on two buses: %v", ds)
	}
}

// manySenders is a queue that n subscriptions share as their dead letter.
func manySenders(n int) string {
	var functions []string
	for i := range n {
		functions = append(functions, fmt.Sprintf(`"f%d": {"runtime": "nodejs24", "source": "s", "on": {"e": {"event": "event.e", "dead_letter": "queue.dead"}}}`, i))
	}
	return `{"topology": {"name": "t"}, "event_bus": {"b": {}}, "event": {"e": {"bus": "event_bus.b"}}, "queue": {"dead": {}}, "function": {` + strings.Join(functions, ",") + `}}`
}

func TestAQueueOfManyRulesHasOneStatementForThemAllAndAPermissionForEach(t *testing.T) {
	for n, statements := range map[int]int{5: 5, 30: 1} {
		objects := lowered(t, manySenders(n))
		policy := objects["DeadQueuePolicy"].Tree.Get("Properties").Get("PolicyDocument")
		if got := len(policy.Get("Statement").Items); got != statements {
			t.Errorf("%d rules have %d statements", n, got)
		}
		said := Backend{}.Permissions(Backend{}.Render(t.Context(), request(t, manySenders(n), nil)).Objects)
		for i := range n {
			want := fmt.Sprintf("event_bus.b by function.f%d's ERule may send to queue.dead", i)
			if !slices.ContainsFunc(said, func(p backends.Permission) bool { return p.Text == want }) {
				t.Errorf("of %d rules none reads %q", n, want)
			}
		}
	}
	condition := property(lowered(t, manySenders(6))["DeadQueuePolicy"], "PolicyDocument/Statement/0/Condition")
	if strings.Count(condition, "ERule") != 6 || !strings.Contains(condition, `"aws:SourceAccount":{"Ref":"AWS::AccountId"}`) {
		t.Errorf("the condition of six rules is %s", condition)
	}
}

func TestALimitOfARESTRouteForEveryMethodIsOneForEachMethod(t *testing.T) {
	stage := lowered(t, `{"topology": {"name": "shop"}, "environment": {"prod": {"backend": {"aws": {"gateway": "rest"}}}},
"gateway": {"edge": {"rate_limit": {"rate": "5/s", "per": "endpoint"}}}, "function": {"price": {"runtime": "nodejs24", "source": "price"}},
"api_endpoint": {"root": {"gateway": "gateway.edge", "paths": ["/"], "to": "function.price"},
  "read": {"gateway": "gateway.edge", "paths": ["/"], "methods": ["GET"], "to": "function.price"}}}`)["EdgeGatewayRestStage"]
	var methods []string
	for _, s := range items(stage.Tree.Get("Properties").Get("MethodSettings")) {
		equal(t, "the root", s.Get("ResourcePath").Str(), "/")
		methods = append(methods, s.Get("HttpMethod").Str())
	}
	slices.Sort(methods)
	equal(t, "methods", strings.Join(methods, " "), "DELETE GET HEAD OPTIONS PATCH POST PUT")
}

func TestFailedMessagesOfAFIFOQueueAreHiddenWhileAFunctionReceivesThem(t *testing.T) {
	objects := lowered(t, `{"topology": {"name": "t"}, "queue": {"q": {"fifo": true, "visibility": "6m"}},
"function": {"f": {"runtime": "nodejs24", "source": "s", "on": {"x": {"queue": "queue.q", "dead_letter": "function.late"}}},
  "late": {"runtime": "nodejs24", "source": "s", "timeout": "2m"}}}`)
	equal(t, "hidden", property(objects["QQueueFailures"], "VisibilityTimeout")+property(objects["QQueueFailures"], "FifoQueue"), "720true")
}

// TestAMessageIsKeptForAllOfItsTries has a function that may take longer than its events are worth delivering: hidden for
// 90 minutes, a message would be dropped after the first try.
func TestAMessageIsKeptForAllOfItsTries(t *testing.T) {
	document := `{"topology": {"name": "t"}, "event_bus": {"b": {}}, "event": {"e": {"bus": "event_bus.b"}}, "queue": {"dead": {}},
"function": {"f": {"runtime": "nodejs24", "source": "s", "timeout": "15m", "on": {"e": {"event": "event.e", "max_age": "1h", "retries": 2, "dead_letter": "queue.dead"}}}}}`
	for timeout, kept := range map[string]string{"15m": "16200", "10s": "3600"} {
		inbox := lowered(t, strings.Replace(document, "15m", timeout, 1))["FFunctionEInbox"]
		equal(t, timeout, property(inbox, "MessageRetentionPeriod"), kept)
	}
}

func TestAFunctionReadsAQueueOnceWhateverItsSubscriptionIsCalled(t *testing.T) {
	document := `{"topology": {"name": "t"}, "queue": {"jobs": {}}, "function": {"f": {"runtime": "nodejs24", "source": "s", "on": {"x": {"queue": "queue.jobs"}
}}}}`
	const typ = "AWS::Lambda::EventSourceMapping"
	before, after := ids(lowered(t, document), typ), ids(lowered(t, strings.Replace(document, `"x"`, `"y"`, 1)), typ)
	equal(t, "after it is renamed", strings.Join(after, " "), strings.Join(before, " "))
	got := reported(t, strings.Replace(document, "\n}", "\n, \"y\": {\"queue\": \"queue.jobs\"}}", 1), nil)
	equal(t, "twice", strings.Join(got, " "), "E1011:2")
}

func TestAQueuesFilterHasNoWildcard(t *testing.T) {
	got := reported(t, `{"topology": {"name": "t"}, "queue": {"q": {}}, "function": {"f": {"runtime": "nodejs24", "source": "s", "on": {"x": {"queue": "queue.q", "filter": {
  "data.a": {"prefix": "a"},
  "data.b": {"prefix": "a", "suffix": "z"}}}}}}}`, nil)
	equal(t, "reported", strings.Join(got, " "), "E1011:3")
}
