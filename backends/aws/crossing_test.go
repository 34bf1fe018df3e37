package aws

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// cloud is a shop with functions on AWS and the rest in a cluster.
const cloud = `{
"topology": {"name": "shop"},
"event_bus": {"main": {}, "old": {"existing": "legacy"}},
"event": {"paid": {"bus": "event_bus.main"}, "moved": {"bus": "event_bus.old", "type": "Moved", "source": "acme"}},
"secret": {"tls": {"key": "tls"}},
"connector": {"db": {"type": "memory"}},
"model": {"cart": {"connector": "connector.db"}},
"function": {
  "quote": {"runtime": "nodejs24", "source": "quote", "calls": ["model.cart", "microservice.web"]},
  "mail": {"runtime": "nodejs24", "source": "mail", "on": {"paid": {"event": "event.paid"}}}},
"microservice": {
  "web": {"image": "acme/web:1", "calls": ["function.quote"], "publishes": ["event.paid", "event.moved"]},
  "lone": {"image": "acme/lone:1", "calls": ["microservice.web"]}},
"job": {"seed": {"image": "acme/seed:1", "publishes": ["event.paid"]}},
"gateway": {"edge": {"hosts": ["shop.example.com"], "tls": {"secret": "secret.tls"}}},
"api_endpoint": {
  "quote": {"gateway": "gateway.edge", "paths": ["/quote"], "to": "function.quote"},
  "offer": {"gateway": "gateway.edge", "paths": ["/offer"], "to": "function.quote"},
  "carts": {"gateway": "gateway.edge", "paths": ["/api/carts", "/api/carts/*"], "to": "model.cart"},
  "web": {"gateway": "gateway.edge", "paths": ["/web/*"], "strip_path": true, "to": "microservice.web"}},
"environment": {"prod": {
  "backend": {"kubernetes": {"context": "arn:aws:eks:eu-west-1:123456789012:cluster/main", "namespace": "shop"}, "aws": {}},
  "default": "kubernetes",
  "place": {"function": "aws", "event_bus": "aws"}}}}`

// crossed makes a request in which every entity is placed as the document's environment says.
func crossed(t testing.TB, document string) backends.Request {
	t.Helper()
	req := request(t, document, nil)
	req.Place = req.Topology.Place
	return req
}

// cloudObjects lowers cloud once for all tests, and returns its objects by their logical ids.
func cloudObjects(t testing.TB) map[string]backends.Object {
	t.Helper()
	if known[cloud] == nil {
		out := map[string]backends.Object{}
		for _, o := range rendered(t, crossed(t, cloud)).Objects {
			out[o.Address.Name] = o
		}
		known[cloud] = out
	}
	return known[cloud]
}

func TestAWorkloadOfAClusterHasARoleOfItsOwnWithItsEdgesAlone(t *testing.T) {
	objects := cloudObjects(t)
	for id, want := range map[string]string{
		"WebMicroserviceRole": "CallsQuoteFunction PublishesPaidEvent PublishesMovedEvent",
		"SeedJobRole":         "PublishesPaidEvent",
		"EdgeGatewayRole":     "CallsQuoteFunction",
	} {
		equal(t, id, sids(objects[id]), want)
	}
	if got := ids(objects, "AWS::IAM::Role"); len(got) != 5 { // and those of the two functions
		t.Errorf("the roles are %v", got)
	}
	role := objects["WebMicroserviceRole"]
	// The same edges of a function on Lambda give the same statements.
	equal(t, "call", granted(role, "CallsQuoteFunction"), `"lambda:InvokeFunction" {"Fn::Sub":"arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:shop-prod-quote"}`)
	equal(t, "publish", granted(role, "PublishesMovedEvent"), `"events:PutEvents" {"Fn::Sub":"arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/legacy"} {"StringEquals":{"events:detail-type":"Moved","events:source":"acme"}}`)
	trust := "AssumeRolePolicyDocument/Statement/0/"
	equal(t, "who", property(role, trust+"Principal"), `{"Service":"pods.eks.amazonaws.com"}`)
	equal(t, "actions", property(role, trust+"Action"), `["sts:AssumeRole","sts:TagSession"]`)
	equal(t, "conditions", property(role, trust+"Condition"), `{"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"},`+
		`"aws:RequestTag/eks-cluster-arn":"arn:aws:eks:eu-west-1:123456789012:cluster/main",`+
		`"aws:RequestTag/kubernetes-namespace":"shop","aws:RequestTag/kubernetes-service-account":"shop-microservice-web"}}`)
	equal(t, "association", property(objects["WebMicroservicePodIdentity"], "ServiceAccount")+property(objects["WebMicroservicePodIdentity"], "RoleArn")+
		property(objects["WebMicroservicePodIdentity"], "Namespace")+property(objects["WebMicroservicePodIdentity"], "ClusterName"),
		`"shop-microservice-web"{"Fn::GetAtt":["WebMicroserviceRole","Arn"]}"shop""main"`)
	equal(t, "job", property(objects["SeedJobPodIdentity"], "ServiceAccount"), `"shop-job-seed"`)
	equal(t, "gateway", property(objects["EdgeGatewayPodIdentity"], "ServiceAccount"), `"shop-gateway-edge"`)
}

func TestAFunctionReachesAClusterThroughItsDoor(t *testing.T) {
	o := cloudObjects(t)
	equal(t, "model", property(o["QuoteFunction"], "Environment/Variables/ESPC_MODEL_CART_URL"), `"https://shop.example.com/api/carts"`)
	equal(t, "service", property(o["QuoteFunction"], "Environment/Variables/ESPC_MICROSERVICE_WEB_URL"), `"https://shop.example.com/web"`)
	equal(t, "its role", sids(o["QuoteFunctionRole"]), "WritesLogs")
}

func TestPermissionsThatCrossReadAsOthersDo(t *testing.T) {
	var got []string
	for _, p := range (Backend{}).Permissions(slices.Collect(maps.Values(cloudObjects(t)))) {
		got = append(got, p.Text)
	}
	for _, want := range []string{
		"microservice.web may call function.quote",
		"gateway.edge may call function.quote",
		"job.seed may publish to event_bus.main where detail-type shop.paid and source /shop",
		"pods of ServiceAccount/shop-job-seed in namespace shop of cluster main act as job.seed",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no permission reads %q of %q", want, got)
		}
	}
}

// TestAFunctionThatAClusterCallsKeepsItsNameWhenStacksSplit has so many functions that they go to nested stacks: the names of
// those carry their stack, which nobody in a cluster could know.
func TestAFunctionThatAClusterCallsKeepsItsNameWhenStacksSplit(t *testing.T) {
	var b strings.Builder
	for i := range 600 {
		fmt.Fprintf(&b, `"f%d": {"image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/f:1"}, `, i)
	}
	req := crossed(t, strings.Replace(cloud, `"function": {`, `"function": {`+b.String(), 1))
	nested := 0
	for _, o := range (Backend{}).Render(context.Background(), req).Objects {
		if o.Address.Type != "AWS::Lambda::Function" {
			continue
		}
		name := property(o, "FunctionName")
		switch {
		case o.Address.Name == "QuoteFunction":
			equal(t, "called from the cluster", o.File+" "+name, `template.yaml "shop-prod-quote"`)
		case strings.Contains(name, "-part-"):
			nested++
		}
	}
	if nested < 150 {
		t.Errorf("%d functions are in nested stacks, so this tests nothing", nested)
	}
}

const apiOnAWS = `{
"topology": {"name": "shop"},
"secret": {"tls": {"key": "tls"}, "login": {"key": "login", "property": "p"}},
"connector": {"db": {"type": "memory"}},
"model": {"order": {"connector": "connector.db"}},
"microservice": {"web": {"image": "acme/web:1"}},
"gateway": {"edge": {"hosts": ["shop.example.com"], "tls": {"secret": "secret.tls"}}, "api": {}},
"api_endpoint": {
  "orders": {"gateway": "gateway.edge", "paths": ["/v1/orders/*"], "strip_path": true, "rewrite": "/api/orders", "to": "model.order"},
  "web": {"gateway": "gateway.edge", "paths": ["/web/*"], "strip_path": true, "methods": ["GET", "POST"], "to": "microservice.web"},
  "one": {"gateway": "gateway.api", "paths": ["/orders/{id}"], "rewrite": "/api", "methods": ["GET"], "to": "model.order"},
  "all": {"gateway": "gateway.api", "paths": ["/site/*"], "strip_path": true, "methods": ["GET"], "to": "microservice.web"}},
"environment": {"prod": {
  "backend": {"kubernetes": {}, "aws": {}}, "default": "kubernetes", "place": {"gateway.api": "aws"}}}}`

func TestAnAPILeadsIntoAClusterThroughItsDoor(t *testing.T) {
	req := crossed(t, apiOnAWS)
	got := map[string]string{}
	for _, o := range rendered(t, req).Objects {
		if o.Address.Type == "AWS::ApiGatewayV2::Integration" {
			got[o.Source[0].Name] = property(o, "IntegrationType") + property(o, "IntegrationMethod") + property(o, "IntegrationUri")
		}
	}
	equal(t, "a model's item", got["one"], `"HTTP_PROXY""GET""https://shop.example.com/v1/orders/{id}"`)
	equal(t, "a site", got["all"], `"HTTP_PROXY""GET""https://shop.example.com/web/{proxy}"`)
	// The method that the API passes is one that the door passes, so nothing is narrow.
	if ds := (Backend{}).Check(req); len(ds) > 0 {
		t.Errorf("%s: %s", ds[0].Code, ds[0].Summary)
	}
}

func TestWhatAFunctionCannotReachInAClusterIsReportedWithWhatIsMissing(t *testing.T) {
	for change, want := range map[[2]string]string{
		{`"tls": {"secret": "secret.tls"}`, `"tls": null`}:                                              "gateway.edge has no tls",
		{`"hosts": ["shop.example.com"]`, `"hosts": ["*"]`}:                                             "answers for no host by name",
		{`"hosts": ["shop.example.com"]`, `"hosts": ["shop.example.com"], "expose":"internal"`}:         "gateway.edge is internal",
		{`"hosts": ["shop.example.com"]`, `"hosts": ["shop.example.com"], "allow_from":["10.0.0.0/8"]`}: "lets in the networks of allow_from alone",
		{`"/api/carts", "/api/carts/*"`, `"/api/carts", "/api/carts/{id}"`}:                             `add "/api/carts/*" to the paths of api_endpoint.carts`,
		{`"paths": ["/web/*"], "strip_path": true`, `"paths": ["/web/*"]`}:                              `write paths = ["/web/*"] and strip_path = true in api_endpoint.web`,
		{`"to": "microservice.web"}}`, `"to": "model.cart"}}`}:                                          "no route of a gateway on Kubernetes leads to microservice.web",
		{`"/web/*"], "strip_path": true`, `"/web/*"], "strip_path": true, "rewrite": "/x"`}:             "does not pass the whole of microservice.web",
	} {
		document := strings.Replace(cloud, change[0], change[1], 1)
		if document == cloud {
			t.Fatalf("%q is not in the document", change[0])
		}
		document = strings.Replace(document, `"tls": null, `, "", 1)
		document = strings.Replace(document, `, "tls": null`, "", 1)
		found := false
		for _, d := range (Backend{}).Check(crossed(t, document)) {
			if d.Severity == diag.Error && d.Code != "E1002" || d.Fix == "" || d.Place() == "" {
				t.Errorf("%s: %s (%s)", d.Code, d.Summary, d.Fix)
			}
			found = found || strings.Contains(d.Summary+" "+d.Fix, want)
		}
		if !found {
			t.Errorf("nothing says %q", want)
		}
	}
}

func TestARouteThatDoesNotPassEverythingIsWarnedOf(t *testing.T) {
	document := strings.Replace(cloud, `"strip_path": true, "to": "microservice.web"`,
		`"strip_path": true, "methods": ["GET"], "auth": {"type": "key", "in": "header", "name": "Authorization"}, "to": "microservice.web"`, 1)
	document = strings.Replace(document, `"/api/carts", "/api/carts/*"`, `"/api/*"`, 1)
	document = strings.Replace(document, `"paths": ["/quote"]`, `"paths": ["/api/offers/{id}"]`, 1)
	var got []string
	for _, d := range (Backend{}).Check(crossed(t, document)) {
		got = append(got, d.Code+" "+d.Summary)
	}
	if strings.Contains(strings.Join(got, " "), "api_endpoint.carts") {
		t.Error("a door that passes everything is remarked on")
	}
	handed := strings.NewReplacer(`"calls": ["model.cart", "microservice.web"]`, `"calls": ["model.cart", "microservice.web"], "env": {"KEY": "secret.tls"}`,
		`"connector": {"db"`, `"consumer": {"quote": {"key": "secret.tls"}}, "connector": {"db"`).Replace(document)
	for _, d := range (Backend{}).Check(crossed(t, handed)) {
		if d.Code == "N1047" {
			t.Error("it has the key, and is told to get one")
		}
	}
	slices.Sort(got)
	want := []string{
		"N1047 function.quote reaches microservice.web through api_endpoint.web, which asks for auth of type key",
		"W1046 function.quote reaches microservice.web through api_endpoint.web, which passes GET alone",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestASecretThatAFunctionReadsHasToBeOneOfAWSWhereverItIsPlaced(t *testing.T) {
	document := strings.NewReplacer(`"secret": {"tls": {"key": "tls"}}`, `"secret": {"tls": {"key": "in:cluster"}, "a": {"key": "a:b"}, "b": {"key": "c:d"}}`,
		`"quote": {"runtime": "nodejs24",`, `"quote": {"env": {"A": "secret.a"}, "runtime": "nodejs24",`,
		`"web": {"image": "acme/web:1",`, `"web": {"env": {"B": "secret.b"}, "image": "acme/web:1",`).Replace(cloud)
	var got []string
	for _, d := range (Backend{}).Check(crossed(t, document)) {
		if d.Code == "E1017" {
			got = append(got, d.Address)
		}
	}
	if !slices.Equal(got, []string{"secret.a"}) {
		t.Errorf("reported for %v", got)
	}
}

func TestAnEndpointWhoseConsumersAreInTheClusterIsReported(t *testing.T) {
	document := strings.NewReplacer(`"all": {"gateway": "gateway.api",`, `"all": {"auth": {"type": "basic", "in": "header", "name": "Authorization"}, "gateway": "gateway.api",`,
		`"connector": {"db"`, `"consumer": {"acme": {"basic": "secret.login"}}, "connector": {"db"`).Replace(apiOnAWS)
	for place, want := range map[string]string{`"gateway.api": "aws"`: "E1002 api_endpoint.all", `"gateway.api": "aws", "consumer": "aws"`: ""} {
		var got []string
		for _, d := range (Backend{}).Check(crossed(t, strings.Replace(document, `"gateway.api": "aws"`, place, 1))) {
			if d.Severity == diag.Error {
				got = append(got, d.Code+" "+d.Address)
			}
		}
		equal(t, place, strings.Join(got, " "), want)
	}
}
