package aws

import (
	"slices"
	"strings"
	"testing"

	"espc.dev/schema/tree"
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
		`{"AllowOrigins":["https://shop.example.com"],"AllowMethods":["GET","HEAD","PUT","PATCH","POST","DELETE"],"AllowHeaders":["*","Authorization"],"AllowCredentials":false,"MaxAge":600}`)
	equal(t, "throttle", property(objects["EdgeGatewayStage"], "RouteSettings/GET ~prices"), `{"ThrottlingRateLimit":1.5,"ThrottlingBurstLimit":20}`)
	equal(t, "address", property(objects["PriceFunction"], "Environment/Variables/SELF"),
		`{"Fn::Sub":"https://${EdgeGatewayApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}"}`)
	uris := map[string]string{}
	for _, id := range ids(objects, "AWS::ApiGatewayV2::Integration") {
		o := objects[id]
		uris[property(o, "IntegrationUri")+" "+property(o, "RequestParameters")] = id
	}
	for _, want := range []string{
		`"https://cars.example.com/v2/x/{id}" {"overwrite:header.X-From":"edge","remove:header.Cookie":"''","overwrite:header.eg-consumer-id":"$context.authorizer.claims.sub","overwrite:header.X-Token":"{{resolve:secretsmanager:shop/token:SecretString}}"}`,
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
"secret": {"acme": {"key": "shop/acme"}, "keys": {"key": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys-AbCdEf", "property": "free"},
  "pem": {"key": "shop/issuer"}},
"function": {"price": {"runtime": "nodejs24", "source": "price"}, "door": {"runtime": "nodejs24", "source": "door"}},
"gateway": {"edge": {"auth": {"type": "key"}}},
"plan": {"basic": {"rate": "10/s", "burst": 20, "quota": "1000/day", "limit": {"api_endpoint.prices": {"rate": "2/s"}}}},
"consumer": {"acme": {"plan": "plan.basic", "key": "secret.acme", "scopes": ["read", "list"]},
  "free": {"key": "secret.keys", "endpoints": ["api_endpoint.cars"]}},
"api_endpoint": {
  "prices": {"gateway": "gateway.edge", "paths": ["/prices/{id}"], "methods": ["GET"], "to": "function.price", "scopes": ["read", "list"],
    "cors": {"origins": ["*"]}, "rate_limit": {"rate": "5/s", "per": "endpoint"}},
  "cars": {"gateway": "gateway.edge", "paths": ["/prices/cars/*"], "to": "service_endpoint.cars", "strip_path": true,
    "rate_limit": {"rate": "3/s"}},
  "tokens": {"gateway": "gateway.edge", "paths": ["/tokens"], "methods": ["GET"], "to": "function.price", "scopes": ["read", "list"],
    "auth": {"type": "jwt", "issuer": "https://id.example.com", "audience": ["shop"]}},
  "signed": {"gateway": "gateway.edge", "paths": ["/signed"], "methods": ["GET"], "to": "function.price",
    "auth": {"type": "jwt", "public_key": "secret.pem", "in": "query", "name": "token"}},
  "open": {"gateway": "gateway.edge", "paths": ["/"], "to": "function.price", "auth": {"type": "function", "authorizer": "function.door"}}
}}`

func TestKeysMakeARESTAPIWhoseUsageIsCountedByTheGatekeepersWord(t *testing.T) {
	objects := lowered(t, restEdge)
	equal(t, "source of keys", property(objects["EdgeGatewayRestApi"], "ApiKeySourceType"), `"AUTHORIZER"`)
	var asked []string
	for _, id := range ids(objects, "AWS::ApiGateway::Method") {
		o := objects[id]
		asked = append(asked, strings.Trim(property(o, "HttpMethod"), `"`)+" "+strings.Trim(property(o, "AuthorizerId/Ref"), `"`)+" "+property(o, "ApiKeyRequired"))
	}
	slices.Sort(asked)
	equal(t, "methods", strings.Join(asked, "\n"), strings.Join([]string{
		"ANY EdgeGatewayRestAuthorizer true", "ANY OpenApiEndpointRestAuthorizer ", "GET EdgeGatewayRestAuthorizer true", "GET EdgeGatewayRestAuthorizer true",
		"GET SignedApiEndpointRestAuthorizer ", "GET TokensApiEndpointRestAuthorizer ", "OPTIONS  ", "OPTIONS  ",
	}, "\n"))
	equal(t, "key", property(objects["AcmeConsumer"], "Value"),
		`{"Fn::Join":["-",["acme-1bcb6a20",{"Fn::Select":[2,{"Fn::Split":["/",{"Ref":"AWS::StackId"}]}]}]]}`)
	equal(t, "usage", property(objects["EdgeGatewayGatekeeper"], "Environment/Variables/USAGE"),
		`{"Fn::Select":[2,{"Fn::Split":["/",{"Ref":"AWS::StackId"}]}]}`)
	equal(t, "plan", property(objects["BasicPlan"], "Throttle")+property(objects["BasicPlan"], "Quota")+property(objects["BasicPlan"], "ApiStages/0/Throttle"),
		`{"RateLimit":10,"BurstLimit":20}{"Limit":1000,"Period":"DAY"}`+
			`{"/prices/cars/{proxy+}/ANY":{"RateLimit":3,"BurstLimit":3},"/prices/{id}/GET":{"RateLimit":2,"BurstLimit":2},"/prices/cars/GET":{"RateLimit":2,"BurstLimit":2}}`)
	equal(t, "without a plan", property(objects["EdgeGatewayUnlimited"], "Throttle")+property(objects["EdgeGatewayUnlimited"], "ApiStages/0/Throttle"),
		`{"RateLimit":10000,"BurstLimit":5000}{"/prices/cars/{proxy+}/ANY":{"RateLimit":3,"BurstLimit":3}}`)
	equal(t, "membership", property(objects["FreeConsumerMembership"], "UsagePlanId")+property(objects["AcmeConsumerMembership"], "UsagePlanId"),
		`{"Ref":"EdgeGatewayUnlimited"}{"Ref":"BasicPlan"}`)
	equal(t, "where credentials are", property(objects["EdgeGatewayRestAuthorizer"], "IdentitySource")+property(objects["SignedApiEndpointRestAuthorizer"], "IdentitySource"),
		`"method.request.header.Authorization,context.httpMethod,context.resourcePath""method.request.querystring.token,context.httpMethod,context.resourcePath"`)
	equal(t, "a user's function", property(objects["OpenApiEndpointRestAuthorizer"], "AuthorizerResultTtlInSeconds"), "0")
}

// TestAConsumerThatChangesItsPlanGetsAnotherKey looks at what both plans would hold at once: API Gateway takes a key in one
// plan of a stage.
func TestAConsumerThatChangesItsPlanGetsAnotherKey(t *testing.T) {
	document := strings.Replace(restEdge, `"plan": {"basic": {`, `"plan": {"more": {"rate": "90/s"}, "basic": {`, 1)
	before := renderedOnly(t, document)
	after := renderedOnly(t, strings.Replace(document, `{"plan": "plan.basic", `, `{"plan": "plan.more", `, 1))
	if key := property(before["AcmeConsumer"], "Value"); key == property(after["AcmeConsumer"], "Value") {
		t.Errorf("the key is %s in both plans", key)
	}
	equal(t, "a consumer that keeps its plan", property(after["FreeConsumer"], "Value"), property(before["FreeConsumer"], "Value"))
	equal(t, "what the gatekeeper names", at(after["EdgeGatewayGatekeeper"], "Metadata/Policy/consumers/0/usage"),
		property(after["AcmeConsumer"], "Value/Fn::Join/1/0"))
}

func TestTheGatekeeperMayReadTheSecretsOfItsConsumersAlone(t *testing.T) {
	objects := lowered(t, restEdge)
	role := objects["EdgeGatewayGatekeeperRole"]
	equal(t, "statements", sids(role), "WritesLogs ReadsAcmeSecret ReadsKeysSecret ReadsPemSecret")
	equal(t, "by name", granted(role, "ReadsAcmeSecret"),
		`"secretsmanager:GetSecretValue" {"Fn::Sub":"arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:shop/acme-??????"}`)
	equal(t, "by ARN", granted(role, "ReadsKeysSecret"), `"secretsmanager:GetSecretValue" "arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys-AbCdEf"`)
	for id, o := range objects {
		if strings.Contains(string(tree.AppendJSON(nil, o.Tree, "")), "{{resolve") {
			t.Errorf("%s holds a secret once it is deployed", id)
		}
	}
}

func TestWhatTheGatekeeperDecidesByIsInTheTemplate(t *testing.T) {
	keeper := lowered(t, restEdge)["EdgeGatewayGatekeeper"]
	policy := func(path string) string { return at(keeper, "Metadata/Policy/"+path) }
	equal(t, "auth", policy("auth"), `[{"type":"key","in":"header","name":"Authorization"},`+
		`{"type":"jwt","in":"query","name":"token","publicKey":{"id":"shop/issuer"}},`+
		`{"type":"jwt","in":"header","name":"Authorization","issuer":"https://id.example.com","audience":["shop"]}]`)
	equal(t, "routes", policy("routes"), `{"ANY /prices/cars/{proxy+}":{"endpoint":"cars","auth":0},`+
		`"GET /prices/{id}":{"endpoint":"prices","auth":0,"scopes":["read","list"]},"GET /prices/cars":{"endpoint":"prices","auth":0,"scopes":["read","list"]},"GET /signed":{"endpoint":"signed","auth":1},`+
		`"GET /tokens":{"endpoint":"tokens","auth":2,"scopes":["read","list"]}}`)
	equal(t, "consumers", policy("consumers"), `[{"name":"acme","key":{"id":"shop/acme"},"usage":"acme-1bcb6a20","scopes":["read","list"]},`+
		`{"name":"free","key":{"id":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys-AbCdEf","property":"free"},"usage":"free-2c0fa49e","endpoints":["cars"]}]`)
}

func TestARESTAPIIsDeployedAnewWhenItChanges(t *testing.T) {
	objects := lowered(t, restEdge)
	deployments := ids(objects, "AWS::ApiGateway::Deployment")
	if len(deployments) != 1 {
		t.Fatalf("deployments are %v", deployments)
	}
	after := slices.Concat(ids(objects, "AWS::ApiGateway::GatewayResponse"), ids(objects, "AWS::ApiGateway::Method"))
	slices.Sort(after)
	equal(t, "after", at(objects[deployments[0]], "DependsOn"), `["`+strings.Join(after, `","`)+`"]`)
	equal(t, "stage", property(objects["EdgeGatewayRestStage"], "DeploymentId/Ref"), `"`+deployments[0]+`"`)
	equal(t, "throttled", property(objects["EdgeGatewayRestStage"], "MethodSettings"),
		`[{"ResourcePath":"/~1prices~1{id}","HttpMethod":"GET","ThrottlingRateLimit":5,"ThrottlingBurstLimit":5},`+
			`{"ResourcePath":"/~1prices~1cars","HttpMethod":"GET","ThrottlingRateLimit":5,"ThrottlingBurstLimit":5}]`)
	equal(t, "a path that is not there", property(objects["EdgeGatewayNotFound"], "ResponseType")+property(objects["EdgeGatewayNotFound"], "StatusCode"),
		`"MISSING_AUTHENTICATION_TOKEN""404"`)
	equal(t, "challenge", property(objects["EdgeGatewayUnauthorized"], "ResponseParameters"),
		`{"gatewayresponse.header.WWW-Authenticate":"'Bearer error=\"invalid_token\"'"}`)

	changed := renderedOnly(t, strings.Replace(restEdge, `"methods": ["GET"]`, `"methods": ["POST"]`, 1))
	if after := ids(changed, "AWS::ApiGateway::Deployment"); slices.Equal(after, deployments) {
		t.Error("a changed API has the same deployment")
	}
}

// TestAnEndpointCanBeRenamed looks for what an API has once for a method and path: it has to stay what it is, because
// CloudFormation makes what is new before it deletes what is old.
func TestAnEndpointCanBeRenamed(t *testing.T) {
	for typ, document := range map[string]string{"AWS::ApiGatewayV2::Route": httpEdge, "AWS::ApiGateway::Method": restEdge} {
		before := renderedOnly(t, document)
		after := renderedOnly(t, strings.ReplaceAll(strings.ReplaceAll(document, `"prices": {"gateway"`, `"costs": {"gateway"`), "api_endpoint.prices", "api_endpoint.costs"))
		equal(t, typ, strings.Join(ids(after, typ), " "), strings.Join(ids(before, typ), " "))
	}
}

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
		if r != "W0757:14" && r != "E1028:3" && !strings.HasPrefix(r, "E1015:") {
			t.Errorf("reported %s", r)
		}
		lines = append(lines, strings.TrimPrefix(r, "E1015:"))
	}
	equal(t, "lines", strings.Join(lines, " "), "E1028:3 6 10 12 W0757:14 14 15 16 19 20 22")
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
	equal(t, "an HTTP API", property(objects["EdgeGatewayAuthorizer"], "IdentitySource"), `["$request.header.Authorization","$context.routeKey"]`)
	equal(t, "who", at(objects["EdgeGatewayGatekeeper"], "Metadata/Policy/consumers"),
		`[{"name":"acme","basic":{"id":"shop/acme"},"scopes":["read"]},{"name":"globex","basic":{"id":"shop/globex"},"endpoints":["open"]}]`)
	equal(t, "its role", sids(objects["EdgeGatewayGatekeeperRole"]), "WritesLogs ReadsAcmeSecret ReadsGlobexSecret")
	equal(t, "no usage", property(objects["EdgeGatewayGatekeeper"], "Environment"), "")
}

func TestAnHTTPAPIChecksTokensItselfUnlessAllOfSeveralScopesAreNeeded(t *testing.T) {
	objects := renderedOnly(t, strings.Replace(httpEdge, `"scopes": ["read"]`, `"scopes": ["read", "list"]`, 1))
	types := map[string]string{}
	for _, id := range ids(objects, "AWS::ApiGatewayV2::Route") {
		types[strings.Trim(property(objects[id], "RouteKey"), `"`)] = property(objects[id], "AuthorizationType") + property(objects[id], "AuthorizerId/Ref") + property(objects[id], "AuthorizationScopes")
	}
	equal(t, "all of two", types["GET /prices"], `"CUSTOM""EdgeGatewayKeptAuthorizer"`)
	equal(t, "none", types["ANY /api/cars/{id}"], `"JWT""EdgeGatewayAuthorizer"`)
	equal(t, "routes of the gatekeeper", at(objects["EdgeGatewayGatekeeper"], "Metadata/Policy/routes/GET ~prices/scopes"), `["read","list"]`)
}

func TestTheSameConsumersMakeARESTAPIWhereTheyAreCounted(t *testing.T) {
	for change, rest := range map[string]bool{
		``:                                false,
		`"rate_limit": {"rate": "1/s"}, `: true,
		`"rate_limit": {"rate": "1/s", "per": "endpoint"}, `: false,
	} {
		document := strings.Replace(basicEdge, `"paths": ["/open"], `, `"paths": ["/open"], `+change, 1)
		if got := newRender(request(t, document, nil)).doors[0].rest; got != rest {
			t.Errorf("%q makes a REST API: %t", change, got)
		}
	}
}
