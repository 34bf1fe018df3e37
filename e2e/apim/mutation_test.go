package apim

import (
	"archive/zip"
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/e2e/golden"
)

// A mutation is a mistake that a compiler might have made: a text in one of the files that it wrote, written otherwise.
type mutation struct{ name, was, is string }

// expressMutations are of testdata/gates for a cluster.
var expressMutations = []mutation{
	{"an endpoint asks for a scope less", "        - prices:read\n        - prices:write\n", "        - prices:read\n"},
	{"a consumer has a scope more", `"prices:read"` + "\n          ],\n" + `          "keyEnv": "ESPC_CONSUMER_GLOBEX_KEY"`, `"prices:read",` + "\n            " + `"prices:write"` + "\n          ],\n" + `          "keyEnv": "ESPC_CONSUMER_GLOBEX_KEY"`},
	{"a key is taken from the query as well", "        - key-auth:\n          - action:\n              disableQueryParam: true\n        - rate-limit:\n          - condition:\n              name: plan\n              plan: gold", "        - key-auth:\n          - action:\n              apiKeyField: apikey\n        - rate-limit:\n          - condition:\n              name: plan\n              plan: gold"},
	{"a key is in another header", "apiKeyHeader: X-API-Key", "apiKeyHeader: X-Key"},
	{"tokens are for others", "              - backoffice\n", "              - office\n"},
	{"tokens are of any issuer", "              issuer: https://login.example.com/\n", ""},
	{"a limit lets one more", "max: 6\n", "max: 7\n"},
	{"an address has another's count", "rateLimitBy: each:${req.ip}", "rateLimitBy: each"},
	{"consumers share a limit", "rateLimitBy: reports:${consumer.id}", "rateLimitBy: reports"},
	{"a plan's limit is for others", "plan: free\n            action:\n              max: 2\n", "plan: gold\n            action:\n              max: 2\n"},
	{"a quota is a larger one", "max: 100\n              period: month", "max: 1000\n              period: month"},
	{"an origin is another", "- https://two.example", "- https://three.example"},
	{"every network is let in", `- "203.0.113.0/24"`, `- "0.0.0.0/0"`},
	{"the path goes on whole", "              stripPath: true\n", ""},
	{"a route is of other methods", "        methods:\n        - PUT\n", "        methods:\n        - PATCH\n"},
}

// awsMutations are of testdata/gates for AWS, whose gateways are REST APIs.
var awsMutations = []mutation{
	{"nobody is asked who calls", "      AuthorizationType: CUSTOM\n", "      AuthorizationType: NONE\n"},
	{"calls are not counted", "Ref: ApiGatewaySearchesPath\n      HttpMethod: GET\n      AuthorizationType: CUSTOM\n      AuthorizerId:\n        Ref: ApiGatewayRestAuthorizer\n      ApiKeyRequired: true\n", "Ref: ApiGatewaySearchesPath\n      HttpMethod: GET\n      AuthorizationType: CUSTOM\n      AuthorizerId:\n        Ref: ApiGatewayRestAuthorizer\n"},
	{"a consumer is in another's plan", "      KeyId:\n        Ref: GlobexConsumer\n      KeyType: API_KEY\n      UsagePlanId:\n        Ref: FreePlan", "      KeyId:\n        Ref: GlobexConsumer\n      KeyType: API_KEY\n      UsagePlanId:\n        Ref: GoldPlan"},
	{"a limit lets more", "ThrottlingBurstLimit: 6", "ThrottlingBurstLimit: 7"},
	{"a plan's limit lets more", "RateLimit: 0.033333\n            BurstLimit: 2", "RateLimit: 0.033333\n            BurstLimit: 3"},
	{"a quota is a larger one", "Limit: 100\n        Period: MONTH", "Limit: 1000\n        Period: MONTH"},
	{"every network is let in", `- "203.0.113.0/24"`, `- "0.0.0.0/0"`},
	{"what is not there is forbidden", "      ResponseType: MISSING_AUTHENTICATION_TOKEN\n      StatusCode: \"404\"", "      ResponseType: MISSING_AUTHENTICATION_TOKEN\n      StatusCode: \"403\""},
	{"an answer is kept for every route", "IdentitySource: method.request.header.Authorization,context.httpMethod,context.resourcePath", "IdentitySource: method.request.header.Authorization"},
	{"a key is in another header", "method.request.header.X-API-Key", "method.request.header.X-Key"},
	{"an origin is another", `"https://two.example"]`, `"https://three.example"]`},
	{"a preflight lets no method", `Access-Control-Allow-Methods: "'GET,POST'"`, `Access-Control-Allow-Methods: "'GET'"`},
	{"the path outside is another", "https://outside.example.com/base/v2/{kind}/{proxy}", "https://outside.example.com/base/{kind}/{proxy}"},
	{"outside nobody knows who calls", "integration.request.header.eg-consumer-id: context.authorizer.consumer", "integration.request.header.eg-consumer-id: context.authorizer.name"},
	{"the firewall looks elsewhere", "^(?:/each/?)$", "^(?:/eachs/?)$"},
	{"the firewall lets one more", "            Limit: 10\n            EvaluationWindowSec: 60", "            Limit: 11\n            EvaluationWindowSec: 60"},
	{"a path is another", "PathPart: stock", "PathPart: stocks"},
	{"a function is not open to its route", "${ApiGatewayRestApi}/*/GET/stock", "${ApiGatewayRestApi}/*/POST/stock"},
	{"the gatekeeper asks for a scope less", `"prices:write"` + "\n      ]\n    },", `"prices:read"` + "\n      ]\n    },"},
	{"the gatekeeper lets a consumer call everything", `"endpoints": [` + "\n        " + `"stock"`, `"endpoints": [` + "\n        " + `"prices"`},
	{"the gatekeeper takes no second kind of token", `"backoffice"`, `"office"`},
}

// A comparison that no mistake fails says nothing. Each of these is made in a copy of what is compiled, and a row of the table that
// holds without it has to fail with it.
func TestAMistakeInWhatIsCompiledIsFound(t *testing.T) {
	table, err := LoadTable("testdata/gates.yaml")
	if err != nil {
		t.Fatal(err)
	}
	out := table.compiled(t)
	for environment, mutations := range map[string][]mutation{"cluster": expressMutations, "rest": awsMutations} {
		for _, m := range mutations {
			t.Run(environment+"/"+m.name, func(t *testing.T) {
				t.Parallel()
				issuers := Issuers{}
				secrets := table.secrets(t, issuers)
				copied := mutated(t, out, environment, m)
				k := &Asker{Table: table, Environment: environment, Issuers: issuers}
				if environment == "cluster" {
					folder, err := golden.Load(copied, filepath.Join(copied, environment, golden.Backend))
					if err != nil {
						t.Fatal(err)
					}
					k.World = NewExpress(t, folder, secrets, nil)
				} else {
					k.World = NewAWS(t, filepath.Join(copied, environment, golden.BackendAWS), "gates", environment, secrets, nil)
				}
				for _, row := range table.Requests {
					wrong, err := k.Ask(row)
					if err != nil {
						t.Fatal(err)
					}
					if len(wrong) > 0 {
						t.Logf("%s: %s", row.That, wrong[0])
						return
					}
				}
				t.Error("no row fails")
			})
		}
	}
}

// mutated returns a copy of what is compiled for an environment with the mistake in it, in the first file where it can be. One that is
// nowhere is an error: the output has moved on.
func mutated(t *testing.T, out, environment string, m mutation) string {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(filepath.Join(folder, environment), os.DirFS(filepath.Join(out, environment))); err != nil {
		t.Fatal(err)
	}
	made := false
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if entry.IsDir() && entry.Name() == "documents" {
			return fs.SkipDir // nothing runs by them
		}
		if err != nil || entry.IsDir() || made {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		changed := content
		if filepath.Ext(path) == ".zip" {
			changed, err = mutatedZip(content, m)
		} else if filepath.Ext(path) == ".yaml" {
			changed = []byte(m.in(string(content)))
		}
		if err != nil || bytes.Equal(changed, content) {
			return err
		}
		made = true
		return os.WriteFile(path, changed, 0o600)
	})
	if err != nil {
		t.Fatal(err)
	}
	if !made {
		t.Fatalf("what is compiled has nowhere: %s", m.was)
	}
	return folder
}

// in makes the mistake in a text.
func (m mutation) in(text string) string { return strings.ReplaceAll(text, m.was, m.is) }

// mutatedZip makes the mistake in the policy of a gatekeeper's code.
func mutatedZip(content []byte, m mutation) ([]byte, error) {
	in, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	out, made := zip.NewWriter(&b), false
	for _, f := range in.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, err
		}
		if changed := m.in(string(data)); f.Name == "policy.json" && changed != string(data) {
			data, made = []byte(changed), true
		}
		w, err := out.Create(f.Name)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(data); err != nil {
			return nil, err
		}
	}
	if err := out.Close(); err != nil || !made {
		return content, err
	}
	return b.Bytes(), nil
}
