package aws

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// grown is a topology of n functions, of which every kind of delivery and every kind of gateway takes some.
func grown(n int) string {
	var functions, schedules, endpoints, integrations strings.Builder
	for i := range n {
		fmt.Fprintf(&functions, ",\n"+`"f-x%d": {"runtime": "nodejs24", "source": "s", "calls": ["function.hub"], "publishes": ["event.r"], "uses": [{"of": "table.orders", "access": "read"}]`, i)
		switch i % 4 {
		case 0:
			functions.WriteString(`, "on": {"a": {"event": "event.e"}}`)
		case 1:
			functions.WriteString(`, "on": {"a": {"event": "event.e", "retries": 5, "batch": {"size": 5}}}`)
		case 2:
			if i > 30 { // the policy of one queue takes no more
				break
			}
			functions.WriteString(`, "on": {"a": {"event": "event.e", "dead_letter": "queue.dead"}}`)
		}
		functions.WriteString("}")
		if i%5 == 0 {
			fmt.Fprintf(&schedules, `, "s%d": {"cron": "0 2 * * *", "to": "function.f-x%d"}`, i, i)
		}
		if i%7 == 0 {
			fmt.Fprintf(&integrations, `, "i%d": {"from": "event.e", "steps": [{"filter": {"when": "data.n > %d"}}], "to": ["function.n-x%d"]}`, i, i, i)
			fmt.Fprintf(&functions, `, "n-x%d": {"runtime": "nodejs24", "source": "s"}`, i)
			fmt.Fprintf(&schedules, `, "i%d": {"cron": "0 4 * * *", "to": "integration.i%d"}`, i, i)
		}
		if i < 40 {
			fmt.Fprintf(&endpoints, `, "e%d": {"gateway": "gateway.edge", "paths": ["/e%d"], "methods": ["GET"], "to": "function.f-x%d"}`, i, i, i)
		}
	}
	return `{"topology": {"name": "big"}, "event_bus": {"main": {}}, "event": {"e": {"bus": "event_bus.main"}, "r": {"bus": "event_bus.main"}},
"queue": {"dead": {}}, "gateway": {"edge": {}}, "table": {"orders": {"key": "id:string"}},
"api_endpoint": {"one": {"gateway": "gateway.edge", "paths": ["/one"], "methods": ["GET"], "to": "function.hub"}` + endpoints.String() + `},
"integration": {"copy": {"from": "event.e", "to": ["event.r"]}` + integrations.String() + `},
"schedule": {"first": {"cron": "0 3 * * *", "to": "function.hub"}` + schedules.String() + `},
"function": {"hub": {"runtime": "nodejs24", "source": "s"}` + functions.String() + `}}`
}

// fixed is what CloudFormation can't have twice of, by type: the properties that together name it.
var fixed = map[string][]string{
	"AWS::Lambda::Function":            {"FunctionName"},
	"AWS::Logs::LogGroup":              {"LogGroupName"},
	"AWS::Events::Rule":                {"Name"},
	"AWS::Events::EventBus":            {"Name"},
	"AWS::Scheduler::Schedule":         {"Name"},
	"AWS::StepFunctions::StateMachine": {"StateMachineName"},
	"AWS::Events::Connection":          {"Name"},
	"AWS::IAM::Role":                   {"RoleName"},
	"AWS::SQS::Queue":                  {"QueueName"},
	"AWS::SQS::QueuePolicy":            {"Queues"}, // with one that goes the queue has none, although there is a new one
	"AWS::ApiGatewayV2::Route":         {"ApiId", "RouteKey"},
	"AWS::ApiGatewayV2::Stage":         {"ApiId", "StageName"},
	"AWS::ApiGatewayV2::Authorizer":    {"ApiId", "Name"},
	"AWS::Lambda::EventInvokeConfig":   {"FunctionName"},
}

// physical returns the fixed name of an object, "" for one that CloudFormation names. What refers to a resource is named by
// the resource's name or place.
func physical(o backends.Object, named map[string]string) string {
	var parts []string
	for _, property := range fixed[o.Address.Type] {
		n := o.Tree.Get("Properties").Get(property)
		if n == nil {
			return ""
		}
		s := string(tree.AppendJSON(nil, n, ""))
		references(n, func(id, _ string) { s += named[id] })
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

// TestWhatMovesToAnotherStackHasAnotherName grows and shrinks a topology: CloudFormation makes the new one before it deletes
// the old one.
func TestWhatMovesToAnotherStackHasAnotherName(t *testing.T) {
	type place struct{ stack, name string }
	sizes := []int{20, 60, 110, 200, 300}
	all := make([]map[backends.ObjectAddress]place, len(sizes))
	for i, n := range sizes {
		all[i] = map[backends.ObjectAddress]place{}
		_, objects := templates(t, grown(n))
		named := map[string]string{}
		for _, o := range objects {
			if o.Address.Type == "AWS::Lambda::Function" || o.Address.Type == "AWS::SQS::Queue" {
				named[o.Address.Name] = " in " + o.Address.Namespace
			}
		}
		for _, o := range objects {
			if !isPart(o.Address.Type) {
				key := o.Address
				key.Namespace = ""
				all[i][key] = place{o.Address.Namespace, physical(o, named)}
			}
		}
	}
	for i, before := range all {
		for j, after := range all {
			moved := 0
			for key, b := range before {
				a, ok := after[key]
				if !ok || a.stack == b.stack {
					continue
				}
				moved++
				if a.name != "" && a.name == b.name {
					t.Errorf("from %d to %d functions %s moves from %q to %q and stays %s", sizes[i], sizes[j], key, b.stack, a.stack, a.name)
				}
			}
			if i < j && moved == 0 {
				t.Errorf("from %d to %d functions nothing moves, so this tests nothing", sizes[i], sizes[j])
			}
		}
	}
}

// TestHalfOfAStackThatIsSplitStaysWhereItIs counts functions, which have all that can move.
func TestHalfOfAStackThatIsSplitStaysWhereItIs(t *testing.T) {
	where := func(n int) map[string]string {
		out := map[string]string{}
		_, objects := templates(t, grown(n))
		for _, o := range objects {
			if o.Address.Type == "AWS::Lambda::Function" {
				out[o.Address.Name] = o.Address.Namespace
			}
		}
		return out
	}
	before, after := where(45), where(75)
	moved := 0
	for name := range before {
		if before[name] != after[name] {
			moved++
		}
	}
	if moved == 0 || moved > 2*len(before)/3 {
		t.Errorf("%d of %d functions moved", moved, len(before))
	}
}

func TestLogsAndFailedEventsStayWhileThereIsRoom(t *testing.T) {
	_, objects := templates(t, grown(110))
	nested := 0
	for _, o := range objects {
		switch {
		case o.Address.Type == "AWS::Lambda::Function" && o.Address.Namespace != "":
			nested++
		case o.Address.Namespace == "", isPart(o.Address.Type): // a parameter has the name of what it hands in
		case strings.HasSuffix(o.Address.Name, "Failures"), o.Address.Type == "AWS::Logs::LogGroup":
			t.Errorf("%s is in %s", o.Address.Name, o.Address.Namespace)
		}
	}
	if nested < 50 {
		t.Errorf("%d functions are in nested stacks", nested)
	}
}

func TestEntitiesAreNamedInPermissionsOfNestedStacks(t *testing.T) {
	_, small := templates(t, grown(20))
	_, big := templates(t, grown(300))
	texts := said(big)
	for _, text := range said(small) {
		if !slices.Contains(texts, text) {
			t.Errorf("with 300 functions nothing reads %q", text)
		}
	}
	wants(t, texts, "function.f-x0 may read table.orders", "event_bus.main by function.f-x1's ARule may send to function.f-x1's AInbox")
	for _, text := range texts {
		for _, wrong := range []string{"'s Arn", "'s Name", "Function may", "AWS::", "arn:"} {
			if strings.Contains(text, wrong) {
				t.Errorf("%q is in %q", wrong, text)
			}
		}
	}
}
