package aws

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

const httpEdge = `{
"topology": {"name": "shop"},
"service_endpoint": {"cars": {"urls": ["https://cars.example.com/v2/"], "auth": {"type": "header", "name": "X-Token", "secret": "secret.token"}}},
"secret": {"token": {"key": "shop/token"}},
"function": {
  "price": {"runtime": "nodejs24", "source": "price", "env": {"SELF": {"of": "gateway.edge"}}},
  "door": {"runtime": "nodejs24", "source": "door"}
},
"gateway": {"edge": {
  "cors": {"origins": ["https://shop.example.com"], "max_age": "10m"},
  "rate_limit": {"rate": "90/min", "burst": 20, "per": "endpoint"},
  "auth": {"type": "jwt", "issuer": "https://id.example.com", "audience": ["shop"]}
}},
"api_endpoint": {
  "prices": {"gateway": "gateway.edge", "paths": ["/prices/{id}", "/prices"], "methods": ["GET", "POST"], "to": "function.price", "scopes": ["read"]},
  "cars": {"gateway": "gateway.edge", "paths": ["/api/cars/{id}", "/files/*"], "to": "service_endpoint.cars", "strip_path": true, "rewrite": "/x",
    "timeout": "10s", "headers": {"request_set": {"X-From": "edge"}, "request_remove": ["Cookie"]}},
  "old": {"gateway": "gateway.edge", "paths": ["/old/*"], "to": "function.price", "strip_path": true,
    "auth": {"type": "function", "authorizer": "function.door", "name": "X-Token"}},
  "rest": {"gateway": "gateway.edge", "paths": ["/*"], "to": "function.price", "auth": {"type": "none"}}
}}`

func TestAGatewayIsAnHTTPAPIWithExplicitRoutes(t *testing.T) {
	objects := lowered(t, httpEdge)
	var keys []string
	for _, id := range ids(objects, "AWS::ApiGatewayV2::Route") {
		keys = append(keys, strings.Trim(property(objects[id], "RouteKey"), `"`)+" "+strings.Trim(property(objects[id], "AuthorizationType"), `"`))
	}
	slices.Sort(keys)
	equal(t, "routes", strings.Join(keys, ", "), strings.Join([]string{
		"ANY / ", "ANY /api/cars/{id} JWT", "ANY /files/{proxy+} JWT", "ANY /old/{proxy+} CUSTOM", "ANY /{proxy+} ",
		"GET /prices JWT", "GET /prices/{id} JWT", "POST /prices JWT", "POST /prices/{id} JWT",
	}, ", "))
	api := objects["EdgeGatewayApi"]
	equal(t, "cors", property(api, "CorsConfiguration"),
		`{"AllowOrigins":["https://shop.example.com"],"AllowMethods":["GET","HEAD","PUT","PATCH","POST","DELETE"],"AllowHeaders":["*"],"AllowCredentials":false,"MaxAge":600}`)
	equal(t, "throttle", property(objects["EdgeGatewayStage"], "RouteSettings/GET ~prices"), `{"ThrottlingRateLimit":1.5,"ThrottlingBurstLimit":20}`)
	equal(t, "address", property(objects["PriceFunction"], "Environment/Variables/SELF"),
		`{"Fn::Sub":"https://${EdgeGatewayApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"}`)
	uris := map[string]string{}
	for _, id := range ids(objects, "AWS::ApiGatewayV2::Integration") {
		o := objects[id]
		uris[property(o, "IntegrationUri")+" "+property(o, "RequestParameters")] = id
	}
	for _, want := range []string{
		`"https://cars.example.com/v2/x/{id}" {"overwrite:header.X-From":"edge","remove:header.Cookie":"''","overwrite:header.X-Token":"{{resolve:secretsmanager:shop/token:SecretString}}"}`,
		`{"Fn::GetAtt":["PriceFunction","Arn"]} {"overwrite:path":"/${request.path.proxy}"}`,
		`{"Fn::GetAtt":["PriceFunction","Arn"]} `,
	} {
		if uris[want] == "" {
			t.Errorf("no integration is %s", want)
		}
	}
}

// TestAFunctionIsOpenToItsRoutesAlone looks at what API Gateway may call.
func TestAFunctionIsOpenToItsRoutesAlone(t *testing.T) {
	objects := lowered(t, httpEdge)
	var sources []string
	for _, id := range ids(objects, "AWS::Lambda::Permission") {
		o := objects[id]
		if property(o, "SourceAccount") != `{"Ref":"AWS::AccountId"}` {
			t.Errorf("%s is not bound to the account", id)
		}
		source := strings.TrimPrefix(property(o, "SourceArn/Fn::Sub"), `"arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${EdgeGatewayApi}/`)
		sources = append(sources, strings.Trim(property(o, "FunctionName/Ref"), `"`)+" "+strings.Trim(source, `"`))
	}
	slices.Sort(sources)
	equal(t, "sources", strings.Join(sources, "\n"), strings.Join([]string{
		"DoorFunction authorizers/${OldApiEndpointAuthorizer}",
		"PriceFunction */*/", "PriceFunction */*/old/{proxy+}", "PriceFunction */*/{proxy+}",
		"PriceFunction */GET/prices", "PriceFunction */GET/prices/{id}", "PriceFunction */POST/prices", "PriceFunction */POST/prices/{id}",
	}, "\n"))
}

const restEdge = `{
"topology": {"name": "shop"},
"service_endpoint": {"cars": {"urls": ["https://cars.example.com"]}},
"secret": {"acme": {"key": "shop/acme"}},
"function": {"price": {"runtime": "nodejs24", "source": "price"}, "door": {"runtime": "nodejs24", "source": "door"}},
"gateway": {"edge": {"auth": {"type": "key", "name": "X-API-Key"}}},
"plan": {"basic": {"rate": "10/s", "burst": 20, "quota": "1000/day", "limit": {"api_endpoint.prices": {"rate": "2/s"}}}},
"consumer": {"acme": {"plan": "plan.basic", "key": "secret.acme"}, "free": {"key": "secret.acme"}},
"api_endpoint": {
  "prices": {"gateway": "gateway.edge", "paths": ["/prices/{id}"], "methods": ["GET"], "to": "function.price",
    "cors": {"origins": ["*"]}, "rate_limit": {"rate": "5/s", "per": "endpoint"}},
  "cars": {"gateway": "gateway.edge", "paths": ["/prices/cars/*"], "to": "service_endpoint.cars", "strip_path": true},
  "open": {"gateway": "gateway.edge", "paths": ["/"], "to": "function.price", "auth": {"type": "function", "authorizer": "function.door"}}
}}`

func TestKeysMakeARESTAPIWithPlans(t *testing.T) {
	objects := lowered(t, restEdge)
	methods := ids(objects, "AWS::ApiGateway::Method")
	var public []string
	for _, p := range (Backend{}).Permissions(slices.Collect(maps.Values(objects))) {
		if route, ok := strings.CutPrefix(p.Text, "public route "); ok {
			public = append(public, route)
		}
	}
	equal(t, "public routes", strings.Join(public, "\n"), strings.Join([]string{
		"GET /prices/{id} of gateway.edge to function.price with auth key",
		"any method / of gateway.edge to function.price with auth custom",
		"any method /prices/cars/{proxy+} of gateway.edge to https://cars.example.com/{proxy} with auth key",
	}, "\n"))
	deployments := ids(objects, "AWS::ApiGateway::Deployment")
	if len(deployments) != 1 {
		t.Fatalf("deployments are %v", deployments)
	}
	equal(t, "after", commas(at(objects[deployments[0]], "DependsOn")), commas(`"`+strings.Join(methods, `","`)+`"`))
	equal(t, "stage", property(objects["EdgeGatewayStage"], "DeploymentId/Ref"), `"`+deployments[0]+`"`)
	equal(t, "throttled", property(objects["EdgeGatewayStage"], "MethodSettings"),
		`[{"ResourcePath":"/~1prices~1{id}","HttpMethod":"GET","ThrottlingRateLimit":5,"ThrottlingBurstLimit":5}]`)
	equal(t, "key", property(objects["AcmeConsumer"], "Value"), `"{{resolve:secretsmanager:shop/acme:SecretString}}"`)
	equal(t, "plan", property(objects["BasicPlan"], "Throttle")+property(objects["BasicPlan"], "Quota")+property(objects["BasicPlan"], "ApiStages/0/Throttle"),
		`{"RateLimit":10,"BurstLimit":20}{"Limit":1000,"Period":"DAY"}{"/prices/{id}/GET":{"RateLimit":2,"BurstLimit":2}}`)
	equal(t, "membership", property(objects["FreeConsumerMembership"], "UsagePlanId"), `{"Ref":"FreeConsumerUsage"}`)

	changed := lowered(t, strings.Replace(restEdge, `"methods": ["GET"]`, `"methods": ["POST"]`, 1))
	if after := ids(changed, "AWS::ApiGateway::Deployment"); slices.Equal(after, deployments) {
		t.Error("a changed API has the same deployment")
	}
}

func commas(list string) string { return strings.Repeat("x", strings.Count(list, ",")) }

func TestWhatAPIGatewayCannotDoIsReportedAtItsField(t *testing.T) {
	got := reported(t, `{
"topology": {"name": "t"},
"secret": {"s": {"key": "k"}},
"function": {"f": {"runtime": "nodejs24", "source": "f"}},
"service_endpoint": {"s": {"urls": ["https://a.example.com",
  "https://b.example.com"],
  "auth": {"type": "bearer", "secret": "secret.s"}}},
"gateway": {"g": {"hosts": [
    "example.com"],
  "expose": "internal",
  "tls": {"secret": "secret.s"},
  "allow_from": ["10.0.0.0/8"]}},
"api_endpoint": {
  "a": {"gateway": "gateway.g", "paths": ["/a"], "to": "function.f",
    "websocket": true,
    "timeout": "31s",
    "cors": {"origins": ["*"]},
    "rate_limit": {"rate": "1/s"},
    "headers": {"response_set": {"A": "b"}},
    "auth": {"type": "basic", "name": "X-Basic"}},
  "b": {"gateway": "gateway.g", "paths": ["/b"], "to": "service_endpoint.s",
    "auth": {"type": "jwt"}}
}}`, nil)
	var lines []string
	for _, r := range got {
		if !strings.HasPrefix(r, "E1015:") {
			t.Errorf("reported %s", r)
		}
		lines = append(lines, strings.TrimPrefix(r, "E1015:"))
	}
	equal(t, "lines", strings.Join(lines, " "), "6 7 9 10 11 12 15 16 17 18 19 20 22")
}

const basicEdge = `{
"topology": {"name": "shop"},
"secret": {"acme": {"key": "shop/acme"}, "globex": {"key": "shop/globex"}},
"function": {"price": {"runtime": "nodejs24", "source": "price"}},
"gateway": {"edge": {"auth": {"type": "basic"}}},
"consumer": {"acme": {"basic": "secret.acme", "scopes": ["read"]}, "globex": {"basic": "secret.globex", "endpoints": ["api_endpoint.open"]}},
"api_endpoint": {
  "prices": {"gateway": "gateway.edge", "paths": ["/prices/{id}"], "methods": ["GET"], "to": "function.price", "scopes": ["read"]},
  "open": {"gateway": "gateway.edge", "paths": ["/open"], "to": "function.price"}
}}`

func TestUserAndPasswordAreCheckedByAFunctionThatKnowsWhoMayWhat(t *testing.T) {
	objects := lowered(t, basicEdge)
	equal(t, "who may what", property(objects["EdgeGatewayGatekeeper"], "Environment/Variables/CONSUMERS"),
		`"[{\"name\":\"acme\",\"variable\":\"CONSUMER_0\",\"routes\":[\"ANY /open\",\"GET /prices/{id}\"]},{\"name\":\"globex\",\"variable\":\"CONSUMER_1\",\"routes\":[\"ANY /open\"]}]"`)
	equal(t, "credentials", property(objects["EdgeGatewayGatekeeper"], "Environment/Variables/CONSUMER_1"), `"{{resolve:secretsmanager:shop/globex:SecretString}}"`)
	equal(t, "its role", sids(objects["EdgeGatewayGatekeeperRole"]), "WritesLogs")
	if n := len(gatekeeperCode); n > 4096 {
		t.Errorf("the code has %d characters, and a template takes 4096", n)
	}
}
