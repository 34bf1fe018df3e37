package aws

import (
	"strings"
	"testing"

	"espc.dev/backends"
)

const corsEdge = `{
"topology": {"name": "shop"},
"environment": {"prod": {"backend": {"aws": {"gateway": "rest"}}}},
"function": {"price": {"runtime": "nodejs24", "source": "price"}, "other": {"runtime": "nodejs24", "source": "price"}},
"gateway": {"edge": {"cors": {"origins": ["https://a.example.com", "https://b.example.com"], "headers": ["X-A"], "credentials": true, "max_age": "10m"}}},
"api_endpoint": {
  "prices": {"gateway": "gateway.edge", "paths": ["/prices/{id}"], "methods": ["GET", "PUT"], "to": "function.price"},
  "open": {"gateway": "gateway.edge", "paths": ["/open"], "methods": ["GET"], "to": "function.price", "cors": {"origins": ["*"]}}
}}`

func TestAPreflightNamesTheOriginThatAsksWhereThereAreSeveral(t *testing.T) {
	objects := lowered(t, corsEdge)
	answer := func(id, path string) string {
		for _, method := range ids(objects, "AWS::ApiGateway::Method") {
			if strings.HasPrefix(method, id) && property(objects[method], "HttpMethod") == `"OPTIONS"` {
				return property(objects[method], "Integration/IntegrationResponses/0/"+path)
			}
		}
		return "no preflight of " + id
	}
	template := answer("EdgeGatewayOptionsPrices", "ResponseTemplates/application~json")
	if !strings.Contains(template, `#foreach($allowed in [\"https://a.example.com\", \"https://b.example.com\"])`) || !strings.Contains(template, "#if($allowed == $origin)") {
		t.Errorf("the template is %s", template)
	}
	equal(t, "headers", answer("EdgeGatewayOptionsPrices", "ResponseParameters"), `{"method.response.header.Access-Control-Allow-Methods":"'GET,PUT'",`+
		`"method.response.header.Access-Control-Allow-Headers":"'X-A'","method.response.header.Vary":"'Origin'",`+
		`"method.response.header.Access-Control-Allow-Credentials":"'true'","method.response.header.Access-Control-Max-Age":"'600'"}`)
	equal(t, "everybody", answer("EdgeGatewayOptionsOpen", "ResponseParameters/method.response.header.Access-Control-Allow-Origin")+answer("EdgeGatewayOptionsOpen", "ResponseTemplates"), `"'*'"`)
}

func TestTheAdapterOfAFunctionBehindARESTAPIWritesItsCrossOriginHeaders(t *testing.T) {
	objects := lowered(t, corsEdge)
	equal(t, "rules", property(objects["PriceFunction"], "Environment/Variables/ESPC_CORS"),
		`"{\"GET /open\":{\"origins\":[\"*\"]},`+
			`\"GET /prices/{id}\":{\"origins\":[\"https://a.example.com\",\"https://b.example.com\"],\"credentials\":true},`+
			`\"PUT /prices/{id}\":{\"origins\":[\"https://a.example.com\",\"https://b.example.com\"],\"credentials\":true}}"`)
	equal(t, "another function", property(objects["OtherFunction"], "Environment/Variables/ESPC_CORS"), "")
	equal(t, "of an HTTP API", property(lowered(t, httpEdge)["PriceFunction"], "Environment/Variables/ESPC_CORS"), "")
}

// renderedOnly renders a document that is a variant of one that cfn-lint and the conformance suite have seen.
func renderedOnly(t *testing.T, document string) map[string]backends.Object {
	t.Helper()
	req := request(t, document, nil)
	if ds := (Backend{}).Check(req); ds.HasErrors() {
		t.Fatalf("the document is not one that AWS takes: %v", ds)
	}
	out := map[string]backends.Object{}
	for _, o := range (Backend{}).Render(t.Context(), req).Objects {
		out[o.Address.Name] = o
	}
	return out
}

func TestAnAPIsOwnAnswersNameTheOriginThatIsOneForAllEndpoints(t *testing.T) {
	one := strings.Replace(strings.Replace(corsEdge, `, "https://b.example.com"`, ``, 1), `, "cors": {"origins": ["*"]}`, ``, 1)
	objects := renderedOnly(t, one)
	for _, id := range []string{"EdgeGatewayRefused", "EdgeGatewayFailed", "EdgeGatewayNotFound"} {
		equal(t, id, property(objects[id], "ResponseParameters"),
			`{"gatewayresponse.header.Access-Control-Allow-Origin":"'https://a.example.com'","gatewayresponse.header.Access-Control-Allow-Credentials":"'true'"}`)
	}
	if _, ok := lowered(t, corsEdge)["EdgeGatewayRefused"]; ok {
		t.Error("an answer of the API names one origin of several")
	}
}

func TestCrossOriginRulesThatARESTAPICannotKeepAreReported(t *testing.T) {
	got := reported(t, `{"topology": {"name": "t"},
"environment": {"prod": {"backend": {"aws": {"gateway": "rest"}}}},
"service_endpoint": {"s": {"urls": ["https://s.example.com"]}},
"function": {"f": {"runtime": "nodejs24", "source": "f"}},
"gateway": {"g": {}},
"api_endpoint": {
  "a": {"gateway": "gateway.g", "paths": ["/a"], "methods": ["GET"], "to": "service_endpoint.s",
    "cors": {"origins": ["*"]}},
  "b": {"gateway": "gateway.g", "paths": ["/b"], "to": "function.f", "cors": {"origins": ["*"]}, "methods": [
    "GET", "OPTIONS"]},
  "c": {"gateway": "gateway.g", "paths": ["/c"], "methods": ["GET"], "to": "function.f", "cors": {"origins": ["*"]}},
  "d": {"gateway": "gateway.g", "paths": ["/c"], "methods": ["PUT"], "to": "function.f",
    "cors": {"origins": ["https://a.example.com"]}},
  "e": {"gateway": "gateway.g", "paths": ["/e"], "methods": ["GET"], "to": "function.f", "cors": {"origins": ["*"],
    "credentials": true}}
}}`, nil)
	equal(t, "reported", strings.Join(got, " "), "E1015:8 E1015:9 E1015:13 E1015:15")
}
