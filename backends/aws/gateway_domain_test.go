package aws

import (
	"slices"
	"strings"
	"testing"

	"espc.dev/schema/diag"
)

const closedEdge = `{
"topology": {"name": "shop"},
"secret": {"cert": {"key": "arn:aws:acm:eu-west-1:123456789012:certificate/0d1f7a5e-1c2b-4f0e-9a57-2f1f0c9d8e7b"}},
"function": {"price": {"runtime": "nodejs24", "source": "price", "env": {"SELF": {"of": "gateway.edge"}, "HOST": {"of": "gateway.edge", "part": "host"}}}},
"gateway": {"edge": {"hosts": ["*.example.com", "API.example.com"], "tls": {"secret": "secret.cert"}, "allow_from": ["203.0.113.0/24", "2001:db8::/32"]}},
"api_endpoint": {
  "prices": {"gateway": "gateway.edge", "paths": ["/prices/{id}"], "methods": ["GET", "HEAD"], "to": "function.price",
    "rate_limit": {"rate": "100/2m"}},
  "cars": {"gateway": "gateway.edge", "paths": ["/prices/c.rs", "/cars/*"], "to": "function.price"}
}}`

func TestAGatewayWithHostsHasDomainsAndNoAddressBesides(t *testing.T) {
	objects := lowered(t, closedEdge)
	equal(t, "its own address", property(objects["EdgeGatewayRestApi"], "DisableExecuteApiEndpoint"), "true")
	domains := ids(objects, "AWS::ApiGatewayV2::DomainName")
	if len(domains) != 2 {
		t.Fatalf("domains are %v", domains)
	}
	domain := objects["EdgeGatewayApiExampleComDomain"]
	equal(t, "domain", property(domain, "DomainName")+property(domain, "DomainNameConfigurations"),
		`"api.example.com"[{"CertificateArn":"arn:aws:acm:eu-west-1:123456789012:certificate/0d1f7a5e-1c2b-4f0e-9a57-2f1f0c9d8e7b","EndpointType":"REGIONAL","SecurityPolicy":"TLS_1_2"}]`)
	mapping := objects["EdgeGatewayApiExampleComMapping"]
	equal(t, "mapping", property(mapping, "ApiId/Ref")+property(mapping, "DomainName/Ref")+property(mapping, "Stage/Ref"),
		`"EdgeGatewayRestApi""EdgeGatewayApiExampleComDomain""EdgeGatewayRestStage"`)
	equal(t, "record", at(objects["EdgeGatewayApiExampleComTarget"], "Value"), `{"Fn::GetAtt":["EdgeGatewayApiExampleComDomain","RegionalDomainName"]}`)
	equal(t, "url", at(objects["EdgeGatewayUrl"], "Value"), `"https://api.example.com"`)
	equal(t, "variables", property(objects["PriceFunction"], "Environment/Variables/SELF")+property(objects["PriceFunction"], "Environment/Variables/HOST"),
		`"https://api.example.com""api.example.com"`)
	if n := len(ids(objects, "AWS::CertificateManager::Certificate")); n != 0 {
		t.Errorf("%d certificates beside the one that is given", n)
	}
	r := request(t, closedEdge, nil)
	if url, ok := (Backend{}).Attribute(r, r.Topology.Gateways[0].Address, "url"); !ok || url != "https://api.example.com" {
		t.Errorf("the URL is %q before it is deployed", url)
	}
}

func TestNetworksAreKeptOutByAnExplicitDenial(t *testing.T) {
	policy := property(lowered(t, closedEdge)["EdgeGatewayRestApi"], "Policy/Statement")
	equal(t, "policy", policy, `[{"Sid":"Callers","Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*"},`+
		`{"Sid":"FromElsewhere","Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*",`+
		`"Condition":{"NotIpAddress":{"aws:SourceIp":["203.0.113.0/24","2001:db8::/32"]}}}]`)
}

const domainEdge = `{
"topology": {"name": "shop"},
"environment": {"prod": {"backend": {"aws": {"region": "eu-west-1", "domain": "shop.example.com"}}}},
"function": {"price": {"runtime": "nodejs24", "source": "price"}},
"gateway": {"edge": {}},
"api_endpoint": {"prices": {"gateway": "gateway.edge", "paths": ["/prices"], "to": "function.price"}}}`

func TestTheEnvironmentsDomainGetsACertificateThatTheStackWaitsFor(t *testing.T) {
	objects := lowered(t, domainEdge)
	certificate := objects["EdgeGatewayCertificate"]
	equal(t, "certificate", property(certificate, "DomainName")+property(certificate, "ValidationMethod"), `"shop.example.com""DNS"`)
	equal(t, "its domain", property(objects["EdgeGatewayShopExampleComDomain"], "DomainNameConfigurations/0/CertificateArn"), `{"Ref":"EdgeGatewayCertificate"}`)
	equal(t, "class", objects["EdgeGatewayApi"].Address.Type, "AWS::ApiGatewayV2::Api")
	equal(t, "its own address", property(objects["EdgeGatewayApi"], "DisableExecuteApiEndpoint"), "true")
	var codes []string
	for _, d := range (Backend{}).Render(t.Context(), request(t, domainEdge, nil)).Diagnostics {
		if d.Severity == diag.Warning && d.Fix != "" {
			codes = append(codes, d.Code)
		}
	}
	if !slices.Contains(codes, "W1048") {
		t.Errorf("no warning of the wait: %v", codes)
	}
}

// TestAGatewayThatChangesItsClassKeepsItsDomain compares the resources of both classes: a domain of another type, made while
// the first still stands, would be refused, and so would be a resource that changes its type.
func TestAGatewayThatChangesItsClassKeepsItsDomain(t *testing.T) {
	const gateway = `"gateway": {"edge": {"auth": {"type": "jwt", "issuer": "https://id.example.com", "audience": ["shop"]}}}`
	document := strings.Replace(domainEdge, `"gateway": {"edge": {}}`, gateway, 1)
	http := lowered(t, document)
	rest := renderedOnly(t, strings.Replace(document, `{"edge": {`, `{"edge": {"allow_from": ["198.51.100.7/32"], `, 1))
	equal(t, "class", http["EdgeGatewayApi"].Address.Type+rest["EdgeGatewayRestApi"].Address.Type, "AWS::ApiGatewayV2::ApiAWS::ApiGateway::RestApi")
	for id, o := range rest {
		if before, ok := http[id]; ok && before.Address.Type != o.Address.Type {
			t.Errorf("%s is %s and becomes %s", id, before.Address.Type, o.Address.Type)
		}
	}
	for _, id := range []string{"EdgeGatewayShopExampleComDomain", "EdgeGatewayCertificate"} {
		equal(t, id, rest[id].Address.Type+at(rest[id], "Properties"), http[id].Address.Type+at(http[id], "Properties"))
	}
	const mapping = "EdgeGatewayShopExampleComMapping"
	equal(t, "mapping", rest[mapping].Address.Type+property(rest[mapping], "DomainName")+property(rest[mapping], "ApiId"),
		http[mapping].Address.Type+property(http[mapping], "DomainName")+`{"Ref":"EdgeGatewayRestApi"}`)
}

func TestDomainsThatLeadNowhereOrTwiceAreReported(t *testing.T) {
	got := reported(t, `{"topology": {"name": "t"},
"environment": {"prod": {"backend": {"aws": {"region": "eu-west-1",
    "domain": "a.example.com"}}}},
"secret": {"far": {
    "key": "arn:aws:acm:us-east-1:123456789012:certificate/0d1f7a5e-1c2b-4f0e-9a57-2f1f0c9d8e7b"}},
"function": {"f": {"runtime": "nodejs24", "source": "f"}},
"gateway": {
  "a": {"hosts": ["b.example.com", "c.example.com"], "tls": {"secret": "secret.far"}},
  "b": {"hosts": ["d.example.com",
    "C.example.com"]},
  "c": {"hosts": [
    "*.example.com"]},
  "d": {},
  "e": {}},
"api_endpoint": {"e": {"gateway": "gateway.a", "paths": ["/e"], "to": "function.f", "hosts": [
    "b.example.com"]},
  "f": {"gateway": "gateway.a", "paths": ["/f"], "to": "function.f", "hosts": ["b.example.com", "c.example.com"]},
  "g": {"gateway": "gateway.d", "paths": ["/f"], "to": "function.f", "hosts": ["a.example.com"]}}
}`, nil)
	// The environment's domain leads to d and e, which both name no host.
	equal(t, "reported", strings.Join(got, " "), "E1015:3 E1028:5 E1015:10 E1015:12 E1015:16")
}

func TestPermissionsSayWhoMayReachAGatewayAndWhichRoutesAreOpen(t *testing.T) {
	permissions := func(document string) []string {
		return slices.DeleteFunc(said(values(lowered(t, document))), func(s string) bool {
			return strings.HasPrefix(s, "gateway.") || strings.HasPrefix(s, "function.")
		})
	}
	equal(t, "by networks and hosts", strings.Join(permissions(closedEdge), "\n"), strings.Join([]string{
		"2001:db8::/32 may reach gateway.edge at *.example.com",
		"2001:db8::/32 may reach gateway.edge at api.example.com",
		"203.0.113.0/24 may reach gateway.edge at *.example.com",
		"203.0.113.0/24 may reach gateway.edge at api.example.com",
		"public route GET *.example.com/prices/{id} of gateway.edge to function.price",
		"public route GET api.example.com/prices/{id} of gateway.edge to function.price",
		"public route HEAD *.example.com/prices/{id} of gateway.edge to function.price",
		"public route HEAD api.example.com/prices/{id} of gateway.edge to function.price",
		"public route any method *.example.com/cars/{proxy+} of gateway.edge to function.price",
		"public route any method *.example.com/prices/c.rs of gateway.edge to function.price",
		"public route any method api.example.com/cars/{proxy+} of gateway.edge to function.price",
		"public route any method api.example.com/prices/c.rs of gateway.edge to function.price",
	}, "\n"))
	equal(t, "by consumers and tokens", strings.Join(permissions(restEdge), "\n"), strings.Join([]string{
		"anybody outside may reach gateway.edge at its own address",
		"consumer.acme may call api_endpoint.cars",
		"consumer.acme may call api_endpoint.prices",
		"consumer.free may call api_endpoint.cars",
		"public route GET /prices/cars of gateway.edge to function.price with auth key", // what /prices/{id} takes, beside /prices/cars/*
		"public route GET /prices/{id} of gateway.edge to function.price with auth key",
		"public route GET /signed of gateway.edge to function.price with auth jwt",
		"public route GET /tokens of gateway.edge to function.price with auth jwt",
		"public route any method / of gateway.edge to function.price with auth function",
		"public route any method /prices/cars/{proxy+} of gateway.edge to https://cars.example.com/{proxy} with auth key",
	}, "\n"))
	wants(t, said(values(lowered(t, restEdge))), "gateway.edge's Gatekeeper may read secret shop/acme",
		"gateway.edge's Gatekeeper may read arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys-AbCdEf", "gateway.edge may ask gateway.edge's Gatekeeper who calls")
	equal(t, "of an HTTP API", strings.Join(permissions(basicEdge), "\n"), strings.Join([]string{
		"anybody outside may reach gateway.edge at its own address",
		"consumer.acme may call api_endpoint.open",
		"consumer.acme may call api_endpoint.prices",
		"consumer.globex may call api_endpoint.open",
		"public route GET /prices/{id} of gateway.edge to function.price with auth basic",
		"public route any method /open of gateway.edge to function.price with auth basic",
	}, "\n"))
}
