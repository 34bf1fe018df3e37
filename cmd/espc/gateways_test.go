package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// gatewayClasses are the columns of the table "What each class can do" in docs/gateways.md, by the environments of gatewayBase.
var gatewayClasses = []struct{ column, environment string }{
	{"Kubernetes, express", "express"},
	{"Kubernetes, gateway-api", "envoy"},
	{"AWS, HTTP API", "http"},
	{"AWS, REST API", "rest"},
}

const gatewayBase = `
topology "t" {}
environment "express" {
  backend "kubernetes" {
    secrets      = "external"
    secret_store = "vault"
  }
}
environment "envoy" {
  backend "kubernetes" {
    gateway      = "gateway-api"
    secrets      = "external"
    secret_store = "vault"
  }
}
environment "standing" {
  backend "kubernetes" {
    gateway = "gateway-api"
  }
}
environment "http" {
  backend "aws" {
    gateway = "http"
  }
}
environment "rest" {
  backend "aws" {
    gateway = "rest"
  }
}
secret "k" {
  key      = "k"
  property = "p"
}
function "f" {
  runtime = "nodejs24"
  source  = "./f"
}
service_endpoint "out" {
  urls = ["https://a.example.com"]
}
service_endpoint "outs" {
  urls = ["https://a.example.com", "https://b.example.com"]
}
`

// attempt is a gateway and an endpoint of it that ask for something, and the environments that refuse it.
type attempt struct{ gateway, endpoint, more, refused string }

func (a attempt) document() string {
	to := "to = function.f\n"
	if regexp.MustCompile(`(?m)^\s*to\b`).MatchString(a.endpoint) {
		to = ""
	}
	paths := "paths = [\"/e\"]\n"
	if strings.Contains(a.endpoint, "paths ") {
		paths = ""
	}
	hosts := "hosts = [\"g.example.com\"]\n"
	if strings.Contains(a.gateway, "hosts ") {
		hosts = ""
	}
	return gatewayBase + "gateway \"g\" {\n" + hosts + a.gateway + "\n}\napi_endpoint \"e\" {\n  gateway = gateway.g\n" + paths + to + a.endpoint + "\n}\n" + a.more + "\n"
}

const (
	withKey   = "auth {\n  type = \"key\"\n}\n"
	aConsumer = "consumer \"c\" {\n  key = secret.k\n}\n"
)

func withAuth(typ string, more ...string) string {
	return "auth {\n  type = \"" + typ + "\"\n  " + strings.Join(more, "\n  ") + "\n}\n"
}

func planned(plan string) string {
	return "plan \"p\" {\n" + plan + "\n}\nconsumer \"c\" {\n  key  = secret.k\n  plan = plan.p\n}\n"
}

// gatewayMatrix is that table: each row with what it says of each class, and what was tried for it. An environment that refuses
// what a row is about has a dash, one that takes all that was tried says yes or any, and one that takes some says which.
var gatewayMatrix = []struct {
	row   string
	cells [4]string
	tries []attempt
}{
	{"paths, methods, the most specific route", [4]string{"yes", "yes", "yes", "yes; up to 1000 paths"}, []attempt{
		{"", "paths = [\"/a\", \"/a/{id}\", \"/a/new/*\"]\nmethods = [\"GET\", \"PUT\"]", "", ""},
	}},
	{"`to` a function, models", [4]string{"yes", "yes", "yes", "yes, without `strip_path` and `rewrite`"}, []attempt{
		{"", "", "", ""},
		{"", "paths = [\"/a/*\"]\nstrip_path = true", "", "rest"},
		{"", "rewrite = \"/v1\"", "", "rest"},
	}},
	{"`to` a service_endpoint", [4]string{"yes, several URLs", "yes, several URLs of one scheme and path", "yes, one URL", "yes, one URL"}, []attempt{
		{"", "to = service_endpoint.out", "", ""},
		{"", "to = service_endpoint.outs", "", "http rest"},
		{"", "to = service_endpoint.two", "service_endpoint \"two\" {\n  urls = [\"https://a.example.com/x\", \"https://b.example.com/y\"]\n}\n", "envoy http rest"},
		{"", "to = service_endpoint.two", "service_endpoint \"two\" {\n  urls = [\"https://a.example.com\", \"http://b.example.com\"]\n}\n", "envoy http rest"},
	}},
	{"split by weight, websockets", [4]string{"yes", "yes; a split not to a service_endpoint with a path, a credential or a probe", "–", "–"}, []attempt{
		{"", "websocket = true", "", "http rest"},
		{"", "to \"a\" {\n  target = function.f\n  weight = 1\n}\nto \"b\" {\n  target = service_endpoint.out\n  weight = 1\n}\n", "", "http rest"},
		{"", "to \"a\" {\n  target = function.f\n  weight = 1\n}\nto \"b\" {\n  target = service_endpoint.p\n  weight = 1\n}\n", "service_endpoint \"p\" {\n  urls = [\"https://a.example.com/v1\"]\n}\n", "envoy http rest"},
	}},
	{"`timeout`", [4]string{"any", "any", "50 ms to 30 s", "50 ms to 29 s"}, []attempt{
		{"", "timeout = \"20s\"", "", ""},
		{"", "timeout = \"30s\"", "", "rest"},
		{"", "timeout = \"10m\"", "", "http rest"},
	}},
	{"`auth` key", [4]string{"yes", "yes, with `secrets = \"external\"`; of Secrets that stand, in a header of its own or the query", "yes, without plans", "yes"}, []attempt{
		{"", withKey, aConsumer, "standing"},
		{"", withAuth("key", `name = "X-Key"`), "secret \"own\" {\n  key = \"k\"\n  property = \"c\"\n}\nconsumer \"c\" {\n  key = secret.own\n}\n", ""},
		{"", withAuth("key", `in = "query"`, `name = "key"`), aConsumer, "standing"},
	}},
	{"`auth` basic", [4]string{"yes", "–", "yes", "yes"}, []attempt{
		{"", withAuth("basic"), "consumer \"c\" {\n  basic = secret.k\n}\n", "envoy"},
	}},
	{"`auth` jwt with `public_key`", [4]string{"yes", "–", "yes", "yes"}, []attempt{
		{"", withAuth("jwt", "public_key = secret.k"), "", "envoy"},
	}},
	{"`auth` jwt with `issuer` or `jwks_uri`", [4]string{"–", "yes, with `jwks_uri`", "yes", "yes"}, []attempt{
		{"", withAuth("jwt", `issuer = "https://login.example.com"`, `audience = ["a"]`, `jwks_uri = "https://login.example.com/keys"`), "", "express"},
		{"", withAuth("jwt", `issuer = "https://login.example.com"`, `audience = ["a"]`), "", "express envoy"},
	}},
	{"`auth` function", [4]string{"yes", "yes", "yes", "yes"}, []attempt{
		{"", withAuth("function", "authorizer = function.f"), "", ""},
	}},
	{"`scopes` (all are required)", [4]string{"yes", "yes, but with auth function", "yes, but with auth function", "yes, but with auth function"}, []attempt{
		{"", "scopes = [\"a\"]\n" + withKey, "consumer \"c\" {\n  key    = secret.k\n  scopes = [\"a\"]\n}\n", ""},
		{"", "scopes = [\"a\"]\n" + withAuth("function", "authorizer = function.f"), "", "envoy http rest"},
	}},
	{"consumers' `endpoints` and `scopes`", [4]string{"yes", "yes", "yes", "yes"}, []attempt{
		{"", withKey, "consumer \"c\" {\n  key       = secret.k\n  scopes    = [\"a\"]\n  endpoints = [api_endpoint.e]\n}\n", ""},
	}},
	{"plans: `rate`, `burst`, `quota`, `limit`", [4]string{"yes", "yes, without `burst`", "–", "yes"}, []attempt{
		{"", withKey, planned("rate = \"10/s\"\nquota = \"1000/day\"\nlimit \"api_endpoint.e\" {\n  rate = \"5/s\"\n}"), "http"},
		{"", withKey, planned("rate  = \"10/s\"\nburst = 20"), "envoy http"},
	}},
	{"`rate_limit` per endpoint", [4]string{"yes", "yes, in each proxy each path and method by itself", "yes, each route by itself", "yes, each route and method by itself"}, []attempt{
		{"", "rate_limit {\n  rate = \"10/s\"\n  per  = \"endpoint\"\n}\n", "", ""},
	}},
	{"`rate_limit` per consumer", [4]string{"yes", "yes", "–", "yes, with auth key or basic"}, []attempt{
		{"", "rate_limit {\n  rate = \"10/s\"\n  per  = \"consumer\"\n}\n" + withKey, aConsumer, "http"},
		{"", "rate_limit {\n  rate = \"10/s\"\n  per  = \"consumer\"\n}\n" + withAuth("function", "authorizer = function.f"), "", "http rest"},
	}},
	{"`rate_limit` per ip", [4]string{"yes", "yes, in each proxy each path and method by itself", "–", "yes: 10 or more requests in 1m, 2m, 5m or 10m"}, []attempt{
		{"", "rate_limit {\n  rate = \"60/min\"\n  per  = \"ip\"\n}\n", "", "http"},
		{"", "rate_limit {\n  rate = \"10/s\"\n  per  = \"ip\"\n}\n", "", "http rest"},
	}},
	{"`cors` of the gateway", [4]string{"yes", "yes", "yes", "yes, to functions with a source"}, []attempt{
		{"cors {\n  origins = [\"https://a.example.com\"]\n}\n", "methods = [\"GET\"]", "", ""},
		{"cors {\n  origins = [\"https://a.example.com\"]\n}\n", "methods = [\"GET\"]\nto = service_endpoint.out", "", "rest"},
	}},
	{"`cors` of an endpoint", [4]string{"yes", "yes", "–", "yes, to functions with a source"}, []attempt{
		{"", "methods = [\"GET\"]\ncors {\n  origins = [\"https://a.example.com\"]\n}\n", "", "http"},
		{"", "to = service_endpoint.out\ncors {\n  origins = [\"https://a.example.com\"]\n}\n", "", "http rest"},
	}},
	{"response headers", [4]string{"yes", "yes, without secrets", "–", "–"}, []attempt{
		{"", "headers {\n  response_set = { \"X-A\" = \"b\" }\n  response_remove = [\"X-B\"]\n}\n", "", "http rest"},
		{"", "headers {\n  response_set = { \"X-A\" = secret.k }\n}\n", "", "envoy http rest"},
	}},
	{"request headers set and removed", [4]string{"yes", "yes; one with a secret's value", "yes, but reserved ones", "set, to a service_endpoint"}, []attempt{
		{"", "to = service_endpoint.out\nheaders {\n  request_set = { \"X-A\" = \"b\" }\n}\n", "", ""},
		{"", "headers {\n  request_remove = [\"X-B\"]\n}\n", "", "rest"},
		{"", "headers {\n  request_set = { \"X-A\" = secret.k, \"X-B\" = secret.k }\n}\n", "", "envoy rest"},
	}},
	{"`hosts`, `tls`", [4]string{"yes", "yes", "yes", "yes"}, []attempt{
		{"tls {\n  secret = secret.cert\n}\n", "", "secret \"cert\" {\n  key = \"arn:aws:acm:eu-west-1:123456789012:certificate/0b7e6c1a-5f0d-4a39-9d53-8f6c1f5a2b10\"\n}\n", ""},
	}},
	{"hosts of an endpoint", [4]string{"yes", "yes", "all of the gateway's", "all of the gateway's"}, []attempt{
		{"hosts = [\"a.example.com\", \"b.example.com\"]", "hosts = [\"a.example.com\"]", "", "http rest"},
	}},
	{"`allow_from`", [4]string{"yes", "yes", "–", "yes, public addresses"}, []attempt{
		{"allow_from = [\"8.8.8.0/24\"]", "", "", "http"},
		{"allow_from = [\"10.0.0.0/8\"]", "", "", "http rest"},
	}},
	{"`expose = \"internal\"`", [4]string{"yes", "yes", "–", "–"}, []attempt{
		{"expose = \"internal\"", "", "", "http rest"},
	}},
}

// documentedOnly are rows that speak of what no check refuses.
var documentedOnly = []string{"chosen by `gateway = \"auto\"`", "`/cars` with a trailing slash, `/cars/`"}

// TestTheTableOfGatewaysIsTheCompilers holds the table in the documentation, the one here, and what is refused together.
func TestTheTableOfGatewaysIsTheCompilers(t *testing.T) {
	documented := gatewayTable(t)
	for _, row := range gatewayMatrix {
		cells, ok := documented[row.row]
		if !ok {
			t.Errorf("docs/gateways.md has no row %q", row.row)
		}
		delete(documented, row.row)
		for i, class := range gatewayClasses {
			if ok && cells[i] != row.cells[i] {
				t.Errorf("%s, %s: docs/gateways.md says %q, and the table here %q", row.row, class.column, cells[i], row.cells[i])
			}
			refused := 0
			for _, a := range row.tries {
				if slices.Contains(strings.Fields(a.refused), class.environment) {
					refused++
				}
			}
			switch cell := row.cells[i]; {
			case cell == "–" && refused != len(row.tries):
				t.Errorf("%s, %s: a dash, and not all is refused", row.row, class.column)
			case (cell == "yes" || cell == "any") && refused > 0:
				t.Errorf("%s, %s: %q, and something is refused", row.row, class.column, cell)
			}
		}
	}
	for _, row := range documentedOnly {
		delete(documented, row)
	}
	for row := range documented {
		t.Errorf("docs/gateways.md has a row %q, which nothing is tried for", row)
	}
}

func TestEachClassOfGatewayRefusesWhatTheTableSays(t *testing.T) {
	for _, row := range gatewayMatrix {
		for i, a := range row.tries {
			t.Run(row.row, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				write(t, dir, "t.hcl", a.document())
				write(t, dir, "f/index.js", "exports.handler = (req, res) => res.send('ok');\n")
				environments := []string{"standing"}
				for _, class := range gatewayClasses {
					environments = append(environments, class.environment)
				}
				for _, environment := range environments {
					if environment == "standing" && row.row != "`auth` key" {
						continue
					}
					_, stderr, code := run(t, "compile", dir, "-e", environment, "--out", filepath.Join(t.TempDir(), "out"))
					if want := slices.Contains(strings.Fields(a.refused), environment); (code != 0) != want {
						t.Errorf("%s, try %d: %s: refused is %v, want %v\n%s", row.row, i+1, environment, code != 0, want, stderr)
					}
				}
			})
		}
	}
}

// gatewayTable reads the table of the documentation, by row.
func gatewayTable(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../../docs/gateways.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, found := strings.Cut(string(text), "## What each class can do\n")
	if !found {
		t.Fatal("docs/gateways.md has no such section")
	}
	section, _, _ = strings.Cut(section, "\n## ")
	out := map[string][]string{}
	for line := range strings.Lines(section) {
		if !strings.HasPrefix(line, "| ") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), " | ")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		if cells[0] == "" {
			for i, class := range gatewayClasses {
				if cells[i+1] != class.column {
					t.Fatalf("column %d is %q, not %q", i+1, cells[i+1], class.column)
				}
			}
			continue
		}
		out[cells[0]] = cells[1:]
	}
	return out
}
