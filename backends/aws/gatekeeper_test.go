package aws

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// node returns where Node is, or "" with a word about what was not run.
func node(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("node")
	if err != nil {
		t.Log("node is not on PATH: the gatekeeper was not run")
	}
	return program
}

// TestTheGatekeeperDecidesAsTheLanguageSays runs its tests in gatekeepertest, against an issuer on loopback.
func TestTheGatekeeperDecidesAsTheLanguageSays(t *testing.T) {
	program := node(t)
	if program == "" {
		return
	}
	tests, err := filepath.Glob("gatekeepertest/*.test.js")
	if err != nil || len(tests) == 0 {
		t.Fatalf("no tests: %v", err)
	}
	for _, folder := range []string{"gatekeeper", "gatekeepertest"} { // so that a kept result ends when a file changes
		files, _ := filepath.Glob(folder + "/*.js")
		for _, file := range files {
			if _, err := os.ReadFile(file); err != nil {
				t.Fatal(err)
			}
		}
	}
	if out, err := exec.Command(program, append([]string{"--test"}, tests...)...).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// sdkStandIn stands in for the AWS SDK that comes with Lambda's runtime: it knows the texts of SECRETS.
const sdkStandIn = `
exports.GetSecretValueCommand = class { constructor(input) { this.input = input; } };
exports.SecretsManagerClient = class {
  async send({ input }) { return { SecretString: JSON.parse(process.env.SECRETS)[input.SecretId] }; }
};
`

// TestTheZipFileOfAGatekeeperIsAnAuthorizer runs what a topology is packed to, as Lambda would.
func TestTheZipFileOfAGatekeeperIsAnAuthorizer(t *testing.T) {
	response := Backend{}.Render(t.Context(), request(t, restEdge, nil))
	keeper := lowered(t, restEdge)["EdgeGatewayGatekeeper"]
	key := strings.Trim(property(keeper, "Code/S3Key"), `"`)
	var data []byte
	for _, f := range response.Files {
		if f.Path == key {
			data = f.Data
		}
	}
	if data == nil {
		t.Fatalf("no file is %s", key)
	}
	dir := t.TempDir()
	unzip(t, data, dir)
	policy, err := os.ReadFile(filepath.Join(dir, "policy.json"))
	if err != nil {
		t.Fatal(err)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, policy); err != nil {
		t.Fatal(err)
	}
	equal(t, "the policy", compact.String(), at(keeper, "Metadata/Policy"))

	program := node(t)
	if program == "" {
		return
	}
	sdk := filepath.Join(dir, "node_modules/@aws-sdk/client-secrets-manager")
	if err := os.MkdirAll(sdk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(sdk, "index.js"), []byte(sdkStandIn), 0o600); err != nil {
		t.Fatal(err)
	}
	event := func(method, path, authorization string) string {
		b, _ := json.Marshal(map[string]any{"type": "REQUEST", "methodArn": "arn:aws:execute-api:eu-west-1:1:a/live/" + method + path, "httpMethod": method,
			"requestContext": map[string]string{"resourcePath": path}, "multiValueHeaders": map[string][]string{"Authorization": {authorization}}})
		return string(b)
	}
	cases := []struct{ event, want string }{
		{event("GET", "/prices/{id}", "apikey ak:as"), `"usageIdentifierKey":"acme-1bcb6a20-uuid"`},
		{event("GET", "/prices/{id}", "apikey fk:fs"), `"Effect":"Deny"`},
		{event("POST", "/prices/cars/{proxy+}", "apikey fk:fs"), `"Effect":"Allow"`},
		{event("POST", "/prices/cars/{proxy+}", "apikey fk:x"), `error Unauthorized`},
		{event("GET", "/tokens", "apikey ak:as"), `error Unauthorized`},
	}
	var events []string
	for _, c := range cases {
		events = append(events, c.event)
	}
	script := `const { handler } = require('./index.js');
(async () => { for (const event of [` + strings.Join(events, ",") + `]) {
  try { console.log(JSON.stringify(await handler(event))); } catch (error) { console.log('error ' + error.message); }
} })();`
	command := exec.CommandContext(context.Background(), program, "-e", script)
	command.Dir = dir
	command.Env = append(os.Environ(), "USAGE=uuid",
		`SECRETS={"shop/acme":"ak:as","arn:aws:secretsmanager:eu-west-1:123456789012:secret:keys-AbCdEf":"{\"free\":\"fk:fs\"}"}`)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(cases) {
		t.Fatalf("answers are %s", out)
	}
	for i, line := range lines {
		if !strings.Contains(line, cases[i].want) {
			t.Errorf("%s\n got %s\nwant %s", cases[i].event, line, cases[i].want)
		}
	}
}

func unzip(t *testing.T, data []byte, dir string) {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, f.Name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
