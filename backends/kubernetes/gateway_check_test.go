package kubernetes

import (
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/backendtest"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

func gatewayDiagnostics(t *testing.T, gateway, endpoint, more string) []string {
	t.Helper()
	topology := backendtest.Topology(t, `{"topology": {"name": "shop"}, "function": {"f": {"image": "f:1"}}, "secret": {"s": {"key": "s", "property": "p"}},
		"microservice": {"g": {"image": "g:1", "protocol": "grpc"}},
		"gateway": {"edge": {`+gateway+`}}, "api_endpoint": {"e": {"gateway": "gateway.edge", "paths": ["/e"], "to": "function.f"`+endpoint+`}}`+more+`}`)
	ds := newRender(backends.Request{Topology: topology}).checkGateway(topology.Gateways[0])
	var codes []string
	for _, d := range ds.Sorted() {
		codes = append(codes, d.Code)
		if d.Place() == "" || d.Fix == "" || d.Address == "" {
			t.Errorf("%s at %q of %q has the fix %q", d.Code, d.Place(), d.Address, d.Fix)
		}
	}
	return codes
}

func TestWhatAGatewayOfClassExpressCannotDoIsReported(t *testing.T) {
	const key = `, "auth": {"type": "key"}`
	const acme = `, "consumer": {"acme": {"key": "secret.s"}}`
	for name, c := range map[string]struct{ gateway, endpoint, more, codes string }{
		"nothing":                      {`"cors": {"origins": ["*"]}`, key, acme, ""},
		"keys that are fetched":        {`"auth": {"type": "jwt", "jwks_uri": "https://x/keys"}`, "", "", "E0750"},
		"tokens without a key":         {``, `, "auth": {"type": "jwt"}`, "", "E0750"},
		"a login in the query":         {``, `, "auth": {"type": "basic", "in": "query", "name": "login"}`, `, "consumer": {"a": {"basic": "secret.s"}}`, "E0750 E0750"},
		"two lines in a header":        {`"headers": {"response_set": {"X": "a\nb"}}`, "", "", "E0752"},
		"a header outside Latin-1":     {``, `, "headers": {"request_set": {"X": "→"}}`, "", "E0752"},
		"grpc":                         {``, `, "to": "microservice.g"`, "", "E0754"},
		"a consumer without a login":   {``, `, "auth": {"type": "basic"}`, `, "consumer": {"acme": {"key": "secret.s", "endpoints": ["api_endpoint.e"]}}`, "W0757"},
		"a consumer of an authorizer":  {``, `, "auth": {"type": "function", "authorizer": "function.f"}`, `, "consumer": {"acme": {"key": "secret.s", "endpoints": ["api_endpoint.e"]}}`, "E0755"},
		"a plan without its consumers": {``, `, "auth": {"type": "function", "authorizer": "function.f"}`, `, "plan": {"p": {"limit": {"api_endpoint.e": {"rate": "1/s"}}}}`, "E0755"},
		"a reserved scope":             {``, key, `, "consumer": {"acme": {"key": "secret.s", "scopes": ["endpoint:e"]}}`, "E0756"},
		"nobody with a key":            {``, key, "", "W0757"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.Join(gatewayDiagnostics(t, c.gateway, c.endpoint, c.more), " "); got != c.codes {
				t.Errorf("got %q, want %q", got, c.codes)
			}
		})
	}
}

func TestALimitWithoutAStoreIsCountedByEachReplica(t *testing.T) {
	topology := backendtest.Topology(t, `{"topology": {"name": "shop"}, "function": {"f": {"image": "f:1"}}, "gateway": {"edge": {"rate_limit": {"rate": "5/s"}}},
		"api_endpoint": {"e": {"gateway": "gateway.edge", "paths": ["/e"], "to": "function.f"}}}`)
	ds := newRender(backends.Request{Topology: topology}).notes()
	if len(ds) != 1 || ds[0].Code != "N0758" {
		t.Errorf("got %v", ds)
	}
	topology.Gateways[0].Replicas = schema.Value[int64]{V: 1, Node: tree.NewInt(1)}
	if ds := newRender(backends.Request{Topology: topology}).notes(); len(ds) != 0 {
		t.Errorf("one replica: got %v", ds)
	}
}
