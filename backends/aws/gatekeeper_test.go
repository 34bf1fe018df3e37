package aws

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheGatekeeperAdmitsByUserPasswordAndRoute runs the authorizer in node, as Lambda would.
func TestTheGatekeeperAdmitsByUserPasswordAndRoute(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Log("node is not on PATH: the authorizer was not run")
		return
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.js"), []byte(gatekeeperCode), 0o600); err != nil {
		t.Fatal(err)
	}
	v2 := func(route, authorization string) string {
		b, _ := json.Marshal(map[string]any{"version": "2.0", "type": "REQUEST", "routeKey": route, "headers": map[string]string{"authorization": authorization}})
		return string(b)
	}
	v1 := func(method, path, authorization string) string {
		b, _ := json.Marshal(map[string]any{"type": "REQUEST", "methodArn": "arn:x", "httpMethod": method,
			"requestContext": map[string]string{"resourcePath": path}, "headers": map[string]string{"Authorization": authorization}})
		return string(b)
	}
	const acme, globex, wrong = "Basic YWNtZTpzM2NyZXQ=", "basic Z2xvYmV4OnB3", "Basic YWNtZTp4" // acme:s3cret, globex:pw, acme:x
	cases := []struct{ event, want string }{
		{v2("GET /prices/{id}", acme), `"isAuthorized":true,"context":{"consumer":"acme"}`},
		{v2("GET /prices/{id}", globex), `"isAuthorized":false`},
		{v2("ANY /open", globex), `"isAuthorized":true`},
		{v2("GET /prices/{id}", wrong), `"isAuthorized":false`},
		{v2("GET /prices/{id}", ""), `"isAuthorized":false`},
		{v2("GET /prices/{id}", "Bearer YWNtZTpzM2NyZXQ="), `"isAuthorized":false`},
		{v1("GET", "/prices/{id}", acme), `"Effect":"Allow","Action":"execute-api:Invoke","Resource":"arn:x"`},
		{v1("POST", "/open", globex), `"Effect":"Allow"`}, // a route of any method
		{v1("GET", "/prices/{id}", globex), `"Effect":"Deny"`},
		{v1("GET", "/open", wrong), `error Unauthorized`},
	}
	events := make([]string, len(cases))
	for i, c := range cases {
		events[i] = c.event
	}
	script := `const { handler } = require('./index.js');
(async () => { for (const event of [` + strings.Join(events, ",") + `]) {
  try { console.log(JSON.stringify(await handler(event))); } catch (error) { console.log('error ' + error.message); }
} })();`
	command := exec.Command(node, "-e", script)
	command.Dir = dir
	command.Env = append(os.Environ(), "CONSUMER_0=acme:s3cret", "CONSUMER_1=globex:pw",
		`CONSUMERS=[{"name":"acme","variable":"CONSUMER_0","routes":["ANY /open","GET /prices/{id}"]},{"name":"globex","variable":"CONSUMER_1","routes":["ANY /open"]}]`)
	out, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if !strings.Contains(line, cases[i].want) {
			t.Errorf("%s\n got %s\nwant %s", cases[i].event, line, cases[i].want)
		}
	}
}
