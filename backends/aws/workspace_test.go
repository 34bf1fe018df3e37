package aws

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
)

// reviews has a workspace of two models, a microservice of a third, and what calls and routes to them.
const reviews = `{
"topology": {"name": "canvas"},
"secret": {"db": {"key": "canvas/db", "property": "password"}, "cache": {"key": "canvas/cache"}},
"connector": {
  "main": {"type": "postgresql", "host": "db.example.com", "database": "canvas", "username": "canvas", "password": "secret.db"},
  "cache": {"type": "redis", "url": "secret.cache"}
},
"model": {
  "coffee-shop": {"connector": "connector.main"},
  "review": {"connector": "connector.main", "relation": {"shop": {"type": "belongsTo", "model": "model.coffee-shop"}}},
  "session": {"connector": "connector.cache", "plural": "tokens"}
},
"microservice": {"sessions": {"models": ["model.session"], "memory": "512Mi", "calls": ["function.rate", "model.review"], "env": {"MODE": "live"}}},
"function": {"rate": {"runtime": "nodejs24", "source": "rate", "calls": ["model.review", "model.coffee-shop", "microservice.sessions"]}},
"gateway": {"edge": {}},
"api_endpoint": {
  "reviews": {"gateway": "gateway.edge", "paths": ["/api/reviews", "/api/reviews/*"], "to": "model.review"},
  "shops": {"gateway": "gateway.edge", "paths": ["/shops/*"], "methods": ["GET"], "strip_path": true, "rewrite": "/api/coffee-shops", "to": "model.coffee-shop"},
  "sessions": {"gateway": "gateway.edge", "paths": ["/api/tokens"], "to": "microservice.sessions"}
}
}`

func TestTheWorkspaceIsAFunctionBehindTheWebAdapter(t *testing.T) {
	objects := lowered(t, reviews)
	w := objects["CanvasWorkspace"]
	for path, want := range map[string]string{
		"FunctionName":           `"canvas-default-workspace"`,
		"Runtime":                `"nodejs24.x"`,
		"Handler":                `"run.sh"`,
		"Layers":                 `[{"Fn::Sub":"arn:${AWS::Partition}:lambda:${AWS::Region}:753240598075:layer:LambdaAdapterLayerArm64:28"},{"Ref":"CanvasWorkspaceLayer"}]`,
		"Architectures":          `["arm64"]`,
		"MemorySize":             "1024",
		"Timeout":                "30",
		"Role":                   `{"Fn::GetAtt":["CanvasWorkspaceRole","Arn"]}`,
		"LoggingConfig/LogGroup": `{"Ref":"CanvasWorkspaceLogs"}`,
		"Environment/Variables/AWS_LAMBDA_EXEC_WRAPPER":      `"/opt/bootstrap"`,
		"Environment/Variables/AWS_LWA_PORT":                 `"8080"`,
		"Environment/Variables/AWS_LWA_READINESS_CHECK_PATH": `"/health"`,
		"Environment/Variables/ESPC_CONNECTOR_MAIN_PASSWORD": `"{{resolve:secretsmanager:canvas/db:SecretString:password}}"`,
		"Environment/Variables/ESPC_CONNECTOR_CACHE_URL":     "", // another workspace's
	} {
		equal(t, path, property(w, path), want)
	}
	equal(t, "layer", property(objects["CanvasWorkspaceLayer"], "Content"), `{"S3Bucket":{"Ref":"ArtifactBucket"},"S3Key":"layers/workspace-loopback3-0123456789ab.zip"}`)
	equal(t, "log", property(objects["CanvasWorkspaceLogs"], "LogGroupName"), `"/aws/lambda/canvas-default-workspace"`)
	equal(t, "role", sids(objects["CanvasWorkspaceRole"]), "WritesLogs")
	if got := ids(objects, "AWS::Lambda::Function"); strings.Join(got, " ") != "CanvasWorkspace RateFunction SessionsMicroservice" {
		t.Errorf("the functions are %q", got)
	}
}

func TestAMicroserviceOfModelsIsAFunctionOfItsOwn(t *testing.T) {
	objects := lowered(t, reviews)
	m := objects["SessionsMicroservice"]
	for path, want := range map[string]string{
		"FunctionName":               `"canvas-default-microservice-sessions"`,
		"MemorySize":                 "512",
		"Layers/1":                   `{"Ref":"CanvasWorkspaceLayer"}`,
		"Code/S3Bucket":              `{"Ref":"ArtifactBucket"}`,
		"Environment/Variables/MODE": `"live"`,
		"Environment/Variables/ESPC_FUNCTION_RATE_ARN":       `{"Fn::Sub":"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:canvas-default-rate"}`,
		"Environment/Variables/ESPC_CONNECTOR_CACHE_URL":     `"{{resolve:secretsmanager:canvas/cache:SecretString}}"`,
		"Environment/Variables/ESPC_CONNECTOR_MAIN_PASSWORD": "",
	} {
		equal(t, path, property(m, path), want)
	}
	equal(t, "role", sids(objects["SessionsMicroserviceRole"]), "WritesLogs CallsRateFunction CallsReviewModel")
	if property(m, "Code/S3Key") == property(objects["CanvasWorkspace"], "Code/S3Key") {
		t.Error("both serve the same project")
	}
}

func TestACallerOfAModelMayCallItsFunctionAndKnowsThePath(t *testing.T) {
	objects := lowered(t, reviews)
	const workspaceARN = `{"Fn::Sub":"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:canvas-default-workspace"}`
	f, role := objects["RateFunction"], objects["RateFunctionRole"]
	equal(t, "role", sids(role), "WritesLogs CallsReviewModel CallsCoffeeShopModel CallsSessionsMicroservice")
	equal(t, "statement", granted(role, "CallsReviewModel"), `"lambda:InvokeFunction" `+workspaceARN)
	equal(t, "statement", granted(role, "CallsSessionsMicroservice"), `"lambda:InvokeFunction" `+strings.Replace(workspaceARN, "workspace", "microservice-sessions", 1))
	for name, want := range map[string]string{
		"ESPC_MODEL_REVIEW_ARN":           workspaceARN,
		"ESPC_MODEL_REVIEW_PATH":          `"/api/reviews"`,
		"ESPC_MODEL_COFFEE_SHOP_PATH":     `"/api/coffee-shops"`,
		"ESPC_MICROSERVICE_SESSIONS_PATH": "",
		"ESPC_MODEL_REVIEW_URL":           "",
	} {
		equal(t, name, property(f, "Environment/Variables/"+name), want)
	}
}

func TestRoutesLeadToTheFunctionOfTheirModel(t *testing.T) {
	objects := lowered(t, reviews)
	for id, want := range map[string]string{
		"ReviewsApiEndpointAnyApiReviewsCall": `{"Fn::GetAtt":["CanvasWorkspace","Arn"]}`,
		"SessionsApiEndpointAnyApiTokensCall": `{"Fn::GetAtt":["SessionsMicroservice","Arn"]}`,
	} {
		equal(t, id, property(objects[id], "IntegrationUri"), want)
		equal(t, id, property(objects[id], "IntegrationType"), `"AWS_PROXY"`)
		equal(t, id, property(objects[id], "RequestParameters"), "")
	}
	var rewritten []string
	for _, id := range ids(objects, "AWS::ApiGatewayV2::Integration") {
		if strings.HasPrefix(id, "ShopsApiEndpoint") {
			rewritten = append(rewritten, property(objects[id], "RequestParameters"))
		}
	}
	equal(t, "rewritten", strings.Join(rewritten, " "), `{"overwrite:path":"/api/coffee-shops/${request.path.proxy}"}`)
	opened := 0
	for _, id := range ids(objects, "AWS::Lambda::Permission") {
		p := objects[id]
		if property(p, "SourceArn") == "" || property(p, "SourceAccount") == "" || property(p, "Principal") != `"apigateway.amazonaws.com"` {
			t.Errorf("%s is open to more than a route", id)
		}
		if property(p, "FunctionName") == `{"Ref":"CanvasWorkspace"}` {
			opened++
		}
	}
	if opened != 3 {
		t.Errorf("%d routes may call the workspace, want 3", opened)
	}
}

func TestPermissionsOfModelsReadAsOnKubernetes(t *testing.T) {
	wants(t, said(slices.Collect(maps.Values(lowered(t, reviews)))),
		"function.rate may call workspace.canvas",
		"function.rate may call microservice.sessions",
		"microservice.sessions may call workspace.canvas",
		"public route any method /api/reviews of gateway.edge to workspace.canvas",
	)
}

func TestARESTAPIHandsAModelItsRequests(t *testing.T) {
	document := strings.Replace(reviews, `"gateway": {"edge": {}}`, `"environment": {"prod": {"backend": {"aws": {"gateway": "rest", "architecture": "x86_64"}}}}, "gateway": {"edge": {}}`, 1)
	if got := reported(t, document, nil); strings.Join(got, " ") != "E1015:18" {
		t.Errorf("strip_path on a REST API: %q", got)
	}
	objects := lowered(t, strings.Replace(document, `"strip_path": true, "rewrite": "/api/coffee-shops", `, "", 1))
	method := objects["EdgeGatewayAnyApiReviewsMethod"]
	equal(t, "type", property(method, "Integration/Type"), `"AWS_PROXY"`)
	if uri := property(method, "Integration/Uri"); !strings.Contains(uri, "${CanvasWorkspace.Arn}/invocations") {
		t.Errorf("the method leads to %s", uri)
	}
	if layer := property(objects["CanvasWorkspace"], "Layers/0"); !strings.Contains(layer, "LambdaAdapterLayerX86:28") {
		t.Errorf("the adapter's layer on x86_64 is %s", layer)
	}
}

// unzipped are the files of the function's zip, by path.
func unzipped(t *testing.T, response backends.Response, function string) map[string]*zip.File {
	t.Helper()
	i := slices.IndexFunc(response.Objects, func(o backends.Object) bool { return o.Address.Name == function })
	key := response.Objects[i].Tree.Get("Properties").Get("Code").Get("S3Key").Str()
	i = slices.IndexFunc(response.Files, func(a backends.Artifact) bool { return a.Path == key })
	if i < 0 {
		t.Fatalf("there is no file %s", key)
	}
	r, err := zip.NewReader(bytes.NewReader(response.Files[i].Data), int64(len(response.Files[i].Data)))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*zip.File{}
	for _, f := range r.File {
		out[f.Name] = f
	}
	return out
}

func TestTheZipHoldsTheProjectAndWhatStartsTheRuntimeOnIt(t *testing.T) {
	files := unzipped(t, Backend{}.Render(t.Context(), request(t, reviews, nil)), "CanvasWorkspace")
	equal(t, "files", strings.Join(sorted(files), " "),
		"project/common/models/coffee-shop.json project/common/models/review.json project/datasources.json project/model-config.json run.sh")
	if files["run.sh"].Mode()&0o111 == 0 {
		t.Error("run.sh can't be executed")
	}
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Log("there is no sh: run.sh was not run")
		return
	}
	dir := t.TempDir()
	for name, content := range map[string]string{"node": "#!/bin/sh\necho \"$@ $PORT $PROJECT_DIR $NODE_ENV\"\n", "run.sh": readZip(t, files["run.sh"])} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command(shell, filepath.Join(dir, "run.sh"))
	c.Env = []string{"PATH=" + dir, "AWS_LWA_PORT=8080", "LAMBDA_TASK_ROOT=/var/task"}
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	equal(t, "started", strings.TrimSpace(string(out)), "--no-deprecation /opt/workspace-loopback3/server.js 8080 /var/task/project production")
}

func readZip(t *testing.T, f *zip.File) string {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestWhatModelsCannotDoOnLambdaIsReported(t *testing.T) {
	const head = `{"topology": {"name": "t"},
"connector": {"db": {"type": "mysql", "host": "h", "database": "d"}, "disk": {"type": "storage", "bucket": "b", "options": {"provider": "filesystem", "root": "/data"}}, "near": {"type": "mysql", "host": "store", "database": "d"}},
"event_bus": {"b": {}}, "event": {"e": {"bus": "event_bus.b"}}, "gateway": {"g": {}},
`
	for name, c := range map[string]struct{ rest, want string }{
		"files on disk":          {`"model": {"a": {"connector": "connector.disk"}}}`, "E1005:2"},
		"a volume":               {`"model": {"a": {"connector": "connector.db"}}, "microservice": {"m": {"models": ["model.a"], "volume": {"v": {"size": "1Gi", "path": "/v"}}}}}`, "E1005:4"},
		"a command":              {`"model": {"a": {"connector": "connector.db"}}, "microservice": {"m": {"models": ["model.a"], "command": ["x"]}}}`, "E1005:4"},
		"a subscription":         {`"model": {"a": {"connector": "connector.db"}}, "microservice": {"m": {"models": ["model.a"], "on": {"x": {"event": "event.e"}}}}}`, "E1005:4"},
		"another protocol":       {`"model": {"a": {"connector": "connector.db"}}, "microservice": {"m": {"models": ["model.a"], "protocol": "grpc"}}}`, "E1005:4"},
		"odd memory":             {`"model": {"a": {"connector": "connector.db"}}, "microservice": {"m": {"models": ["model.a"], "memory": "64Mi"}}}`, "E1004:4"},
		"the runtime's variable": {`"model": {"a": {"connector": "connector.db"}}, "microservice": {"m": {"models": ["model.a"], "env": {"PROJECT_DIR": "/x"}}}}`, "E1006:4"},
		"a model's address":      {`"model": {"a": {"connector": "connector.db"}}, "function": {"f": {"runtime": "nodejs24", "source": "f", "env": {"URL": {"of": "model.a"}}}}}`, "E1005:4"},
		"LoopBack's own name":    {`"model": {"role": {"connector": "connector.db"}}}`, "E0730:4"},
		"a split route":          {`"model": {"a": {"connector": "connector.db"}}, "api_endpoint": {"e": {"gateway": "gateway.g", "paths": ["/a"], "to": {"x": {"target": "model.a", "weight": 1}}}}}`, "E1015:4"},
		"another partition":      {`"model": {"a": {"connector": "connector.db"}}, "environment": {"prod": {"backend": {"aws": {"region": "cn-north-1"}}}}}`, "E1005:4"},
		"a neighbour":            {`"model": {"a": {"connector": "connector.near"}, "b": {"connector": "connector.db"}}, "microservice": {"m": {"models": ["model.b"], "aliases": ["store"]}}}`, "E1002:2"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(reported(t, head+c.rest, nil), " "); got != c.want {
				t.Errorf("reported %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatModelsMeanOnLambdaIsSaid(t *testing.T) {
	const document = `{"topology": {"name": "t"},
"connector": {"mem": {"type": "memory"}, "db": {"type": "mysql", "host": "h", "database": "d", "migrate": true}},
"model": {"a": {"connector": "connector.mem"}, "b": {"connector": "connector.db"}},
"microservice": {"m": {"models": ["model.b"],
  "replicas": 3,
  "cpu": "1",
  "user": 1000}}}`
	var got []string
	for _, d := range (Backend{}).Render(t.Context(), request(t, document, nil)).Diagnostics.Sorted() {
		if d.Fix == "" || d.Address == "" {
			t.Errorf("%s has no fix or no address", d.Code)
		}
		got = append(got, d.Code)
	}
	equal(t, "notes", strings.Join(got, " "), "N1052 W1050 N1051 N1051 N1051")
}

func TestAFunctionOfTheWorkspacesNameIsReported(t *testing.T) {
	const document = `{"topology": {"name": "t"}, "connector": {"db": {"type": "mysql", "host": "h", "database": "d"}},
"model": {"a": {"connector": "connector.db"}}, "function": {"workspace": {"runtime": "nodejs24", "source": "f"}}}`
	ds := Backend{}.Lint(Backend{}.Render(t.Context(), request(t, document, nil)).Objects)
	if len(ds) != 1 || ds[0].Code != "E1016" || !strings.Contains(ds[0].Summary, "t-default-workspace") {
		t.Errorf("reported %v", ds)
	}
}
