package aws

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
)

func values(objects map[string]backends.Object) []backends.Object {
	return slices.Collect(maps.Values(objects))
}

func TestALimitForEachAddressIsARuleOfAFirewallBeforeTheStage(t *testing.T) {
	objects := lowered(t, closedEdge)
	rule := func(path string) string { return property(objects["EdgeGatewayFirewall"], "Rules/0/"+path) }
	equal(t, "action", rule("Action"), `{"Block":{"CustomResponse":{"ResponseCode":429}}}`)
	equal(t, "rate", rule("Statement/RateBasedStatement/Limit")+rule("Statement/RateBasedStatement/EvaluationWindowSec")+rule("Statement/RateBasedStatement/AggregateKeyType"), `100120"IP"`)
	equal(t, "others pass", property(objects["EdgeGatewayFirewall"], "DefaultAction"), `{"Allow":{}}`)
	equal(t, "stage", property(objects["EdgeGatewayFirewallStage"], "ResourceArn"),
		`{"Fn::Sub":"arn:${AWS::Partition}:apigateway:${AWS::Region}::/restapis/${EdgeGatewayRestApi}/stages/${EdgeGatewayRestStage}"}`)
	if n := len(ids(objects, "AWS::WAFv2::WebACL")); n != 1 {
		t.Errorf("%d firewalls", n)
	}
}

// matches evaluates the statement that narrows a rule, as WAF does.
func matches(t *testing.T, statement map[string]any, method, path string) bool {
	t.Helper()
	for kind, v := range statement {
		body, _ := v.(map[string]any)
		switch kind {
		case "AndStatement":
			for _, s := range body["Statements"].([]any) {
				if !matches(t, s.(map[string]any), method, path) {
					return false
				}
			}
			return true
		case "NotStatement":
			return !matches(t, body["Statement"].(map[string]any), method, path)
		case "RegexMatchStatement":
			text := path
			if _, ok := body["FieldToMatch"].(map[string]any)["Method"]; ok {
				text = method
			}
			return regexp.MustCompile(body["RegexString"].(string)).MatchString(text)
		}
	}
	t.Fatalf("no statement: %v", statement)
	return false
}

func TestAFirewallCountsTheRequestsOfTheEndpointAlone(t *testing.T) {
	open := strings.Replace(closedEdge, `"hosts": ["*.example.com", "API.example.com"], "tls": {"secret": "secret.cert"}, `, ``, 1)
	open = strings.Replace(open, `"HOST": {"of": "gateway.edge", "part": "host"}`, `"MODE": "x"`, 1)
	for document, stage := range map[string]string{closedEdge: "", open: "/live"} {
		var scope map[string]any
		text := property(renderedOnly(t, document)["EdgeGatewayFirewall"], "Rules/0/Statement/RateBasedStatement/ScopeDownStatement")
		if err := json.Unmarshal([]byte(text), &scope); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		for request, want := range map[string]bool{
			"GET /prices/7": true, "HEAD /prices/7": true, "GET /prices/7/": true, "GET /prices/cxrs": true,
			"POST /prices/7": false, "GET /prices": false, "GET /prices/": false, "GET /prices/7/8": false,
			"GET /prices/c.rs": false, // a more specific route of another endpoint
			"GET /x/prices/7":  false,
		} {
			method, path, _ := strings.Cut(request, " ")
			if got := matches(t, scope, method, stage+path); got != want {
				t.Errorf("%s counts: %t", stage+request, got)
			}
		}
	}
}

func TestALimitForEachAddressThatNoFirewallCountsSaysWhatWould(t *testing.T) {
	for limit, want := range map[string]string{
		`{"rate": "100/min"}`:                                   "",
		`{"rate": "100/10m", "burst": 100}`:                     "",
		`{"rate": "10/s"}`:                                      `write rate = "600/1m"`,
		`{"rate": "5/min"}`:                                     `write rate = "10/2m"`,
		`{"rate": "100/min", "burst": 20}`:                      `write rate = "100/1m" and leave burst out`,
		`{"rate": "1/hour"}`:                                    "write a rate of 10 or more requests in 1m, 2m, 5m or 10m",
		`{"rate": "1000/hour"}`:                                 "write a rate of 10 or more requests in 1m, 2m, 5m or 10m",
		`{"rate": "6000/hour"}`:                                 `write rate = "100/1m"`,
		`{"rate": "100/min", "per": "consumer"}`:                `write per = "endpoint", or auth of type key or basic`,
		`{"rate": "100/min", "per": "endpoint", "burst": 1000}`: "",
	} {
		document := strings.Replace(closedEdge, `{"rate": "100/2m"}`, limit, 1)
		var fixes []string
		for _, d := range (Backend{}).Check(request(t, document, nil)) {
			fixes = append(fixes, d.Fix)
		}
		equal(t, limit, strings.Join(fixes, ", "), want)
	}
}

func TestLimitsThatAnHTTPAPICannotCountAreReportedWhereItIsAskedFor(t *testing.T) {
	document := strings.Replace(strings.Replace(restEdge, `"topology": {"name": "shop"},`,
		`"topology": {"name": "shop"}, "environment": {"prod": {"backend": {"aws": {"gateway": "http"}}}},`, 1), `"cors": {"origins": ["*"]}, `, ``, 1)
	// Line 9 is the consumer with a plan, 15 the limit for each consumer.
	equal(t, "reported", strings.Join(reported(t, document, nil), " "), "E1015:9 E1015:15")
	closed := strings.Replace(closedEdge, `"topology": {"name": "shop"},`,
		`"topology": {"name": "shop"}, "environment": {"prod": {"backend": {"aws": {"gateway": "http"}}}},`, 1)
	equal(t, "networks and addresses", strings.Join(reported(t, closed, nil), " "), "E1015:5 E1015:8")
}

func TestAPlansLimitAndTheEndpointsOwnAreOneWhereOneIsLower(t *testing.T) {
	own := func(rate string) string {
		return strings.Replace(restEdge, `"rate_limit": {"rate": "5/s", "per": "endpoint"}`, `"rate_limit": `+rate, 1)
	}
	plan := func(document string) string {
		r := newRender(request(t, document, nil))
		for _, res := range r.plan(r.t.Plans[0]) {
			return property(res.Object, "ApiStages/0/Throttle/~prices~{id}~GET")
		}
		return ""
	}
	equal(t, "the endpoint's", plan(own(`{"rate": "1/s", "burst": 2}`)), `{"RateLimit":1,"BurstLimit":2}`)
	equal(t, "the plan's", plan(own(`{"rate": "100/s", "burst": 200}`)), `{"RateLimit":2,"BurstLimit":2}`)
	equal(t, "neither", strings.Join(reported(t, own(`{"rate": "1/s", "burst": 20}`), nil), " "), "E1015:8")
}
