package kubernetes

import (
	"strings"
	"testing"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/backendtest"
	"espc.dev/schema"
)

// envoyDocument is a topology with one endpoint of a gateway of class gateway-api. backend are more fields of the environment.
func envoyDocument(backend, gateway, endpoint, more string) string {
	return `{"topology": {"name": "shop"}, "environment": {"default": {"backend": {"kubernetes": {"gateway": "gateway-api"` + backend + `}}}},
		"function": {"f": {"image": "f:1"}}, "secret": {"s": {"key": "s", "property": "p"}}, "microservice": {"g": {"image": "g:1", "protocol": "grpc"}},
		"service_endpoint": {"out": {"urls": ["https://a.example.com", "https://b.example.com"]}, "mixed": {"urls": ["https://a.example.com", "http://b.example.com"]},
			"paths": {"urls": ["https://a.example.com/x", "https://b.example.com/y"]}, "ip": {"urls": ["https://10.1.2.3"]}, "kinds": {"urls": ["http://10.1.2.3", "http://a.example.com"]},
			"token": {"urls": ["https://a.example.com"], "auth": {"secret": "secret.s"}}},
		"gateway": {"edge": {` + gateway + `}}, "api_endpoint": {"e": {"gateway": "gateway.edge", "paths": ["/e"], "to": "function.f"` + endpoint + `}}` + more + `}`
}

const externalSecrets = `, "secrets": "external", "secret_store": "vault"`

func TestWhatAGatewayOfTheGatewayAPICannotDoIsReported(t *testing.T) {
	const (
		key    = `, "auth": {"type": "key"}`
		header = `, "auth": {"type": "key", "name": "X-Key"}`
		jwt    = `, "auth": {"type": "jwt", "jwks_uri": "https://x/keys"}`
		acme   = `, "consumer": {"acme": {"key": "secret.s"}}`
		own    = `, "secret": {"s": {"key": "s", "property": "acme"}}, "consumer": {"acme": {"key": "secret.s"}}`
	)
	for name, c := range map[string]struct{ backend, gateway, endpoint, more, codes string }{
		"nothing":                     {externalSecrets, `"cors": {"origins": ["*"]}`, key, acme, ""},
		"tokens of an issuer":         {"", "", jwt + `, "scopes": ["a"]`, "", ""},
		"a public key":                {"", `"auth": {"type": "jwt", "public_key": "secret.s"}`, "", "", "E0780"},
		"tokens without keys":         {"", "", `, "auth": {"type": "jwt", "issuer": "https://x"}`, "", "E0780"},
		"logins":                      {"", `"auth": {"type": "basic"}`, "", `, "consumer": {"acme": {"basic": "secret.s"}}`, "E0780"},
		"scopes of an authorizer":     {"", "", `, "auth": {"type": "function", "authorizer": "function.f"}, "scopes": ["a"]`, "", "E0780"},
		"nine audiences":              {"", "", `, "auth": {"type": "jwt", "jwks_uri": "https://x/keys", "audience": ["1", "2", "3", "4", "5", "6", "7", "8", "9"]}`, "", "E0785"},
		"a key that stands":           {"", "", key, acme, "E0781"},
		"a key in a header":           {"", "", header, own, ""},
		"a key of another name":       {"", "", header, acme, "E0781"},
		"nobody with a key":           {"", "", key, "", "W0757"},
		"a consumer of an authorizer": {"", "", `, "auth": {"type": "function", "authorizer": "function.f"}`, `, "consumer": {"acme": {"key": "secret.s", "endpoints": ["api_endpoint.e"]}}`, "E0755"},
		"a rate over two minutes":     {"", `"rate_limit": {"rate": "10/2m"}`, "", "", "E0782"},
		"a burst":                     {"", "", `, "rate_limit": {"rate": "10/s", "burst": 20}`, "", "E0782"},
		"a burst that is the rate":    {"", "", `, "rate_limit": {"rate": "10/s", "burst": 10}`, "", ""},
		"a plan's burst":              {externalSecrets, "", key, `, "plan": {"p": {"rate": "10/s", "burst": 20}}, "consumer": {"acme": {"key": "secret.s", "plan": "plan.p"}}`, "E0782"},
		"a plan that nobody has here": {"", "", "", `, "plan": {"p": {"rate": "10/s", "burst": 20}}`, ""},
		"a plan's limit":              {externalSecrets, "", key, `, "plan": {"p": {"limit": {"api_endpoint.e": {"rate": "1/3s"}}}}, "consumer": {"acme": {"key": "secret.s", "plan": "plan.p"}}`, "E0782"},
		"two lines in a header":       {"", `"headers": {"response_set": {"X": "a\nb"}}`, "", "", "E0783"},
		"an empty header":             {"", "", `, "headers": {"request_set": {"X": ""}}`, "", "E0783"},
		"a secret in an answer":       {externalSecrets, "", `, "headers": {"response_set": {"X": "secret.s"}}`, "", "E0783"},
		"the host":                    {"", "", `, "headers": {"request_set": {"host": "x"}}`, "", "E0783"},
		"two secrets":                 {externalSecrets, "", `, "to": "service_endpoint.token", "headers": {"request_set": {"X": "secret.s"}}`, "", "E0783"},
		"a secret header that stands": {"", "", `, "headers": {"request_set": {"X": "secret.s"}}`, "", "E0781"},
		"a token that stands":         {"", "", `, "to": "service_endpoint.token"`, "", "E0781"},
		"grpc":                        {"", "", `, "to": "microservice.g"`, "", "E0784"},
		"outside":                     {"", "", `, "to": "service_endpoint.out"`, "", ""},
		"http and https":              {"", "", `, "to": "service_endpoint.mixed"`, "", "E0784"},
		"two paths":                   {"", "", `, "to": "service_endpoint.paths"`, "", "E0784"},
		"https to an address":         {"", "", `, "to": "service_endpoint.ip"`, "", "E0784"},
		"a name and an address":       {"", "", `, "to": "service_endpoint.kinds"`, "", "E0784"},
		"a token in a split":          {externalSecrets, "", `, "to": {"a": {"target": "service_endpoint.token", "weight": 1}, "b": {"target": "function.f", "weight": 1}}`, "", "E0784"},
		"a port":                      {"", `"port": 9090`, "", "", "W0225"},
	} {
		t.Run(name, func(t *testing.T) {
			document := envoyDocument(c.backend, c.gateway, c.endpoint, c.more)
			topology := backendtest.Topology(t, document)
			var codes []string
			for _, d := range newRender(backends.Request{Topology: topology}).checkEnvoy(topology.Gateways[0]).Sorted() {
				codes = append(codes, d.Code)
				if d.Place() == "" || d.Fix == "" || d.Address == "" {
					t.Errorf("%s at %q of %q has the fix %q", d.Code, d.Place(), d.Address, d.Fix)
				}
			}
			if got := strings.Join(codes, " "); got != c.codes {
				t.Errorf("got %q, want %q", got, c.codes)
			}
		})
	}
}

func TestAGatewayOfTheGatewayAPISaysWhatTheClusterNeeds(t *testing.T) {
	for name, c := range map[string]struct{ gateway, endpoint, codes string }{
		"nothing":                   {"", "", ""},
		"a limit for each address":  {`"rate_limit": {"rate": "1/s", "per": "ip"}`, "", "N0786"},
		"one proxy":                 {`"replicas": 1, "rate_limit": {"rate": "1/s", "per": "ip"}`, "", ""},
		"a limit for each consumer": {`"rate_limit": {"rate": "1/s", "per": "consumer"}`, `, "auth": {"type": "jwt", "jwks_uri": "https://x/keys"}`, "W0787"},
		"a service outside":         {"", `, "to": "service_endpoint.out"`, "W0787"},
	} {
		t.Run(name, func(t *testing.T) {
			var codes []string
			for _, d := range newRender(backends.Request{Topology: backendtest.Topology(t, envoyDocument("", c.gateway, c.endpoint, ""))}).notes() {
				codes = append(codes, d.Code)
			}
			if got := strings.Join(codes, " "); got != c.codes {
				t.Errorf("got %q, want %q", got, c.codes)
			}
		})
	}
}

func TestARateIsSaidOverAUnitThatEnvoyCountsIn(t *testing.T) {
	for _, c := range []struct {
		requests int64
		per      time.Duration
		want     string
	}{
		{10, 2 * time.Minute, "5/min"},
		{10, 10 * time.Minute, "1/min"},
		{600, 2 * time.Minute, "300/min"},
		{60, 30 * time.Second, "2/s"},
		{1, 3 * time.Second, "20/min"},
		{7, 2 * time.Minute, "210/hour"},
		{48, 48 * time.Hour, "24/day"},
		{1, 7 * 24 * time.Hour, "1/day"},
		{1_000_000_000_000, time.Nanosecond, "4294967295/s"},
	} {
		if got := nearRate(schema.Rate{Requests: c.requests, Per: c.per}); got != c.want {
			t.Errorf("%d in %s: %s, want %s", c.requests, c.per, got, c.want)
		}
	}
}
