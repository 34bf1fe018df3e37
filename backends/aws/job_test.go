package aws

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema"
)

const jobsTopology = `{
"topology": {"name": "shop"},
"secret": {"key": {"key": "shop/key"}},
"event_bus": {"main": {}}, "event": {"seeded": {"bus": "event_bus.main"}},
"table": {"orders": {"key": "id:string"}},
"connector": {"db": {"type": "mysql", "host": "db.example.com", "database": "shop"}},
"model": {"product": {"connector": "connector.db"}, "review": {"connector": "connector.db"}},
"microservice": {"reviews": {"models": ["model.review"]}},
"function": {"search": {"runtime": "nodejs24", "source": "search"}, "price": {"runtime": "nodejs24", "source": "price"}},
"gateway": {"edge": {}},
"api_endpoint": {"search": {"gateway": "gateway.edge", "paths": ["/search"], "to": "function.search"}},
"job": {
  "seed": {"runtime": "nodejs24", "source": "seed", "before": ["function.search", "microservice.reviews", "gateway.edge"], "calls": ["model.product", "function.price"],
    "publishes": ["event.seeded"], "uses": [{"of": "table.orders", "access": "write"}], "env": {"KEY": "secret.key"},
    "retries": 2, "timeout": "2m", "memory": "512Mi", "scratch": {"tmp": {"path": "/tmp", "size": "2Gi"}}},
  "reindex": {"runtime": "python3.13", "source": "reindex", "command": ["python3", "run.py"], "args": ["--all", "a b"], "retries": 0}
},
"schedule": {"nightly": {"cron": "0 3 * * *", "to": "job.reindex"}}
}`

// runOf returns the custom resource that runs a job.
func runOf(t *testing.T, objects map[string]backends.Object, job string) backends.Object {
	t.Helper()
	for _, id := range ids(objects, "AWS::CloudFormation::CustomResource") {
		if strings.HasPrefix(id, job+"Run") {
			return objects[id]
		}
	}
	t.Fatalf("nothing runs %s", job)
	return backends.Object{}
}

func TestAJobIsAFunctionThatRunsItsProgram(t *testing.T) {
	objects := lowered(t, jobsTopology)
	for id, properties := range map[string]map[string]string{
		"SeedJob": {
			"FunctionName": `"shop-default-job-seed"`, "Runtime": `"nodejs24.x"`, "Handler": `"espc_lambda/job.handler"`, "MemorySize": "512", "EphemeralStorage": `{"Size":2048}`,
			"Timeout":                                        "378", // three runs of two minutes, pauses of 1 and 2 seconds, 15 seconds to answer
			"Environment/Variables/ESPC_JOB_COMMAND":         `"[\"node\",\".\"]"`,
			"Environment/Variables/ESPC_JOB_RETRIES":         `"2"`,
			"Environment/Variables/ESPC_JOB_TIMEOUT_SECONDS": `"120"`,
			"Environment/Variables/KEY":                      `"{{resolve:secretsmanager:shop/key:SecretString}}"`,
			"Environment/Variables/ESPC_MODEL_PRODUCT_PATH":  `"/api/products"`,
			"Environment/Variables/ESPC_TABLE_ORDERS_NAME":   `{"Ref":"OrdersTable"}`,
		},
		"ReindexJob": {
			"Handler": `"espc_lambda.job.handler"`, "Timeout": "615", "EphemeralStorage": "",
			"Environment/Variables/ESPC_JOB_COMMAND": `"[\"python3\",\"run.py\",\"--all\",\"a b\"]"`,
		},
	} {
		for path, want := range properties {
			equal(t, id+" "+path, property(objects[id], path), want)
		}
	}
	equal(t, "role", sids(objects["SeedJobRole"]), "WritesLogs CallsProductModel CallsPriceFunction PublishesSeededEvent WritesOrdersTable")
	equal(t, "Lambda's own retries", property(objects["SeedJobAsyncCalls"], "MaximumRetryAttempts"), "0")
}

func TestACustomResourceRunsAJobBetweenWhatItCallsAndWhatWaitsForIt(t *testing.T) {
	objects := lowered(t, jobsTopology)
	run := runOf(t, objects, "SeedJob")
	equal(t, "token", property(run, "ServiceToken"), `{"Fn::GetAtt":["SeedJob","Arn"]}`)
	equal(t, "patience", property(run, "ServiceTimeout"), "438")
	equal(t, "digest", property(run, "Run"), `"`+strings.TrimPrefix(run.Address.Name, "SeedJobRun")+`"`)
	equal(t, "after", at(run, "DependsOn"), `["PriceFunction","SeedJobAsyncCalls","ShopWorkspace"]`)
	for _, id := range []string{"SearchFunction", "ReviewsMicroservice", "EdgeGatewayStage"} {
		equal(t, id, at(objects[id], "DependsOn"), `["`+run.Address.Name+`"]`)
	}
	for _, id := range []string{"PriceFunction", "ShopWorkspace"} {
		equal(t, id, at(objects[id], "DependsOn"), "")
	}
}

func TestAJobThatOnlyAScheduleLeadsToDoesNotRunAtApply(t *testing.T) {
	objects := lowered(t, jobsTopology)
	if got := ids(objects, "AWS::CloudFormation::CustomResource"); len(got) != 1 {
		t.Errorf("custom resources: %q", got)
	}
	s := objects["NightlySchedule"]
	equal(t, "target", property(s, "Target/Arn"), `{"Fn::GetAtt":["ReindexJob","Arn"]}`)
	equal(t, "role", sids(objects["NightlyScheduleRole"]), "CallsReindexJob KeepsFailures")
	equal(t, "failures", property(objects["ReindexJobAsyncCalls"], "DestinationConfig/OnFailure/Destination"), `{"Fn::GetAtt":["ReindexJobFailures","Arn"]}`)
	equal(t, "role of the job", sids(objects["ReindexJobRole"]), "WritesLogs KeepsFailures")
	equal(t, "without a schedule", property(objects["SeedJobAsyncCalls"], "DestinationConfig"), "")
}

func TestAChangedJobIsAnotherCustomResource(t *testing.T) {
	run := func(fields string, files map[string]string, adapter string) string {
		req := request(t, `{"topology": {"name": "shop"}, "function": {"a": {"runtime": "nodejs24", "source": "a"}}, "job": {"seed": {"runtime": "nodejs24", "source": "seed"`+fields+`}}}`, files)
		req.Adapters = map[string]backends.Adapter{"nodejs24": {Handler: "espc_lambda/index.handler", JobHandler: "espc_lambda/job.handler", Files: map[string][]byte{"espc_lambda/job.js": []byte(adapter)}}}
		objects := Backend{}.Render(t.Context(), req).Objects
		i := slices.IndexFunc(objects, func(o backends.Object) bool { return o.Address.Type == "AWS::CloudFormation::CustomResource" })
		return objects[i].Address.Name
	}
	first := run("", nil, "1")
	if again := run("", nil, "1"); again != first {
		t.Errorf("an unchanged job is another: %s, %s", first, again)
	}
	if adapted := run("", nil, "2"); adapted != first {
		t.Errorf("another version of the adapter is another job: %s, %s", first, adapted)
	}
	for _, fields := range []string{
		`, "env": {"MODE": "x"}`, `, "retries": 1`, `, "timeout": "5m"`, `, "memory": "512Mi"`, `, "command": ["node", "x.js"]`, `, "args": ["x"]`, `, "calls": ["function.a"]`,
	} {
		if run(fields, nil, "1") == first {
			t.Errorf("%s is the same job", fields)
		}
	}
	if run("", map[string]string{"seed/lib.js": "1"}, "1") == first {
		t.Error("another source is the same job")
	}
}

// A stack that outgrows one template gives its functions other names; that is no change of a job.
func TestAJobDoesNotRunAgainWhenItsStackIsSplit(t *testing.T) {
	document := func(n int) string {
		var b strings.Builder
		b.WriteString(`{"topology": {"name": "shop"}, "connector": {"db": {"type": "mysql", "host": "h", "database": "d"}}, "model": {"m": {"connector": "connector.db"}},
"job": {"seed": {"runtime": "nodejs24", "source": "seed", "calls": ["function.f0", "model.m"], "before": ["function.f1"]}}, "function": {`)
		for i := range n {
			fmt.Fprintf(&b, `"f%d": {"runtime": "nodejs24", "source": "f"},`, i)
		}
		return strings.TrimSuffix(b.String(), ",") + "}}"
	}
	run := func(n int) (id string, response backends.Response) {
		response = Backend{}.Render(t.Context(), request(t, document(n), nil))
		for _, o := range response.Objects {
			if o.Address.Type == "AWS::CloudFormation::CustomResource" {
				id = o.Address.Name
			}
		}
		return id, response
	}
	one, _ := run(2)
	many, response := run(200)
	if one != many {
		t.Errorf("%s in one template, %s in several", one, many)
	}
	for _, d := range (Backend{}).Lint(response.Objects) {
		t.Errorf("%s: %s", d.Code, d.Summary)
	}
	nested := false
	for _, o := range response.Objects {
		nested = nested || o.Address.Type == "AWS::CloudFormation::Stack"
		if o.Address.Type == "AWS::Lambda::LayerVersion" && o.Address.Namespace != "" {
			t.Errorf("the layer that stacks share is in %s", o.Address.Namespace)
		}
	}
	if !nested {
		t.Fatal("the stack was not split")
	}
	cfnLint(t, Backend{}.Artifacts(response.Objects))
}

func TestWhatAJobCannotDoOnLambdaIsReported(t *testing.T) {
	const source = `"runtime": "nodejs24", "source": "seed"`
	for name, c := range map[string]struct{ rest, want string }{
		"an image":               {`"job": {"seed": {"image": "acme/seed:1"}}`, "E1005"},
		"half an hour":           {`"job": {"seed": {` + source + `, "timeout": "30m"}}`, "E1004"},
		"another scratch":        {`"job": {"seed": {` + source + `, "scratch": {"s": {"path": "/scratch"}}}}`, "E1005"},
		"too much scratch":       {`"job": {"seed": {` + source + `, "scratch": {"s": {"path": "/tmp", "size": "20Gi"}}}}`, "E1004"},
		"the adapter's variable": {`"job": {"seed": {` + source + `, "env": {"ESPC_JOB_RETRIES": "1"}}}`, "E1006"},
		"no program":             {`"job": {"seed": {"runtime": "nodejs24", "source": "empty"}}`, "E1007"},
		"no Python program":      {`"job": {"seed": {"runtime": "python3.13", "source": "empty"}}`, "E1007"},
		"a command of its own":   {`"job": {"seed": {"runtime": "python3.13", "source": "empty", "command": ["python3", "x.py"]}}`, ""},
		"input of a schedule":    {`"job": {"seed": {` + source + `}}, "schedule": {"s": {"every": "1h", "to": "job.seed", "input": {"a": 1}}}`, "E0718"},
		"retries of a schedule":  {`"job": {"seed": {` + source + `}}, "schedule": {"s": {"every": "1h", "to": "job.seed", "retries": 1}}`, "E0718"},
		"a circle": {`"function": {"a": {"runtime": "nodejs24", "source": "a"}, "b": {"runtime": "nodejs24", "source": "b"}},
"job": {"x": {` + source + `, "before": ["function.a"], "calls": ["function.b"]}, "y": {` + source + `, "before": ["function.b"], "calls": ["function.a"]}}`, "E1005 E1005"},
		"no circle": {`"function": {"a": {"runtime": "nodejs24", "source": "a"}, "b": {"runtime": "nodejs24", "source": "b"}},
"job": {"x": {` + source + `, "before": ["function.a"], "calls": ["function.b"]}, "y": {` + source + `, "calls": ["function.a"], "before": ["function.c"]}}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			rest := strings.Replace(c.rest, `"function": {`, `"function": {"c": {"runtime": "nodejs24", "source": "c"}, `, 1)
			req := request(t, `{"topology": {"name": "t"}, `+rest+`}`, nil)
			if s := req.Topology.Sources["empty"]; s != nil {
				s.Files = []schema.SourceFile{{Path: "x.py"}}
			}
			var got []string
			for _, d := range (Backend{}).Check(req).Sorted() {
				if d.Fix == "" || d.Address == "" || d.Place() == "" {
					t.Errorf("%s has no fix, no address or no place", d.Code)
				}
				got = append(got, d.Code)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("reported %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatAJobMeansOnLambdaIsSaid(t *testing.T) {
	notes := func(fields string) string {
		var got []string
		for _, d := range (Backend{}).Render(t.Context(), request(t, `{"topology": {"name": "t"}, "job": {"seed": {"runtime": "nodejs24", "source": "seed"`+fields+`}}}`, nil)).Diagnostics.Sorted() {
			got = append(got, d.Code)
		}
		return strings.Join(got, " ")
	}
	equal(t, "as it is", notes(""), "")
	equal(t, "CPU and user", notes(`, "cpu": "1", "user": 1000`), "N1051 N1051")
	equal(t, "an hour in all", notes(`, "retries": 5, "timeout": "10m"`), "N1053")
	equal(t, "ten minutes in all", notes(`, "retries": 4, "timeout": "2m"`), "")
}
