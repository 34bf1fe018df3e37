package aws

import (
	"fmt"
	"strings"
	"testing"

	"espc.dev/backends"
)

// many is a topology of n functions that a bus, a table and each other's names hold together.
func many(n int) string {
	var b strings.Builder
	b.WriteString(`{"topology": {"name": "big"}, "event_bus": {"main": {}}, "event": {"e": {"bus": "event_bus.main"}, "r": {"bus": "event_bus.main"}},
"table": {"orders": {"key": "id:string"}}, "queue": {"jobs": {"visibility": "5m"}},
"gateway": {"edge": {}}, "api_endpoint": {"one": {"gateway": "gateway.edge", "paths": ["/one"], "methods": ["GET"], "to": "function.f0", "rate_limit": {"rate": "1/s", "per": "endpoint"}}}, "function": {`)
	for i := range n {
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `"f%d": {"runtime": "nodejs24", "source": "s", "calls": ["function.f%d"], "publishes": ["event.r"], "uses": [{"of": "table.orders", "access": "read"}]`, i, (i+1)%n)
		if i > 0 {
			b.WriteString(`, "on": {"e": {"event": "event.e"}}`)
		}
		b.WriteString("}")
	}
	b.WriteString("}}")
	return b.String()
}

func TestABigTopologyIsSplitIntoNestedStacksAndDataStays(t *testing.T) {
	req := request(t, many(60), nil)
	response := conforming(t, req) // cfn-lint sees the templates of a thousand
	files := map[string]int{}
	objects := map[string]backends.Object{}
	where := map[string]string{}
	for _, o := range response.Objects {
		if !isPart(o.Address.Type) {
			objects[o.Address.Name] = o
			files[o.File]++
			where[o.Address.Name] = o.File
		}
	}
	if len(files) < 2 {
		t.Fatalf("the templates are %v", files)
	}
	for file, n := range files {
		if n > maxResources {
			t.Errorf("%s has %d resources", file, n)
		}
	}
	// A function of a nested stack is called by its name, which has the stack in it.
	arn := `{"Fn::Sub":"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:big-default-f0-` + stackOf(where["F0Function"]) + `"}`
	if where["F0Function"] == templateFile {
		t.Fatal("f0 is in the first template, so this tests nothing")
	}
	equal(t, "a route in the first stack leads to", property(objects["OneApiEndpointGetOneCall"], "IntegrationUri"), arn)
	equal(t, "a caller may call", property(objects["F59FunctionRole"], "Policies/0/PolicyDocument/Statement/Sid=CallsF0Function/Resource"), arn)
	moved, stayed := "", ""
	for i := range 60 {
		name := fmt.Sprintf("F%dFunction", i)
		if where[name] == templateFile {
			stayed = name
		} else {
			moved = name
		}
		if where[name] != where[name+"Role"] || where[name] != where[name+"InvokeConfig"] && where[name+"InvokeConfig"] != "" {
			t.Errorf("%s is in %s, its role in %s", name, where[name], where[name+"Role"])
		}
		if where[name+"Logs"] != templateFile {
			t.Errorf("the log of %s is in %s", name, where[name+"Logs"])
		}
	}
	if stayed == "" || moved == "" {
		t.Fatalf("no function stayed, or none moved: %v", files)
	}
	equal(t, "a shared resource is a parameter", property(objects[moved], "Environment/Variables/ESPC_TABLE_ORDERS_NAME"), `{"Ref":"OrdersTable"}`)
	equal(t, "its ARN is another", property(objects[moved+"Role"], "Policies/0/PolicyDocument/Statement/Sid=ReadsOrdersTable/Resource"), `{"Ref":"OrdersTableArn"}`)
	for _, id := range []string{"OrdersTable", "JobsQueue", "MainEventBus", "EdgeGatewayApi"} {
		equal(t, id, where[id], templateFile)
	}
}

// TestAnEntityMoreMovesNoOther adds functions one by one past a split.
func TestAnEntityMoreMovesNoOtherBetweenStacksThatAreNotSplit(t *testing.T) {
	places := func(n int) map[string]string {
		out := map[string]string{}
		for _, o := range (Backend{}).Render(t.Context(), request(t, many(n), nil)).Objects {
			if o.Address.Type == "AWS::Lambda::Function" {
				out[o.Address.Name] = o.File
			}
		}
		return out
	}
	before, after := places(100), places(101)
	for name, file := range before {
		if after[name] != file {
			t.Errorf("%s moved from %s to %s", name, file, after[name])
		}
	}
}

func TestATopologyThatFitsIsOneTemplate(t *testing.T) {
	for _, o := range (Backend{}).Render(t.Context(), request(t, many(30), nil)).Objects {
		if o.File != templateFile {
			t.Fatalf("%s is in %s", o.Address, o.File)
		}
	}
}

var benchResponse backends.Response

// BenchmarkRender lowers a thousand functions, zips included.
func BenchmarkRender(b *testing.B) {
	req := request(b, many(1000), nil)
	b.ResetTimer()
	for b.Loop() {
		benchResponse = Backend{}.Render(b.Context(), req)
	}
}
