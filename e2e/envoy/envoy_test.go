package envoy

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sigs.k8s.io/yaml"

	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
)

func TestMain(m *testing.M) { os.Exit(espc.Main(m)) }

func TestEnvoyGatewayAcceptsTheGatewaysOfTheExamples(t *testing.T) {
	folders, err := golden.Folders(golden.Root)
	if err != nil {
		t.Fatal(err)
	}
	judged := map[string]int{}
	for _, folder := range folders {
		if !slices.ContainsFunc(folder.Documents, func(d golden.Document) bool { return d.Object.GetKind() == "Gateway" }) {
			continue
		}
		problems, kinds := refusals(Translate(t, folder.Documents, "gateway-api"))
		for _, p := range problems {
			t.Errorf("%s: %s", folder.Name(), p)
		}
		for kind, n := range kinds {
			judged[kind] += n
		}
	}
	for _, kind := range []string{"Gateway", "HTTPRoute", "SecurityPolicy", "BackendTrafficPolicy", "ClientTrafficPolicy", "Backend"} {
		if judged[kind] == 0 {
			t.Errorf("no %s was judged", kind)
		}
	}
	t.Log(judged)
}

// TestWhatEnvoyGatewayDoesNotAcceptIsFound shows that the translator judges: a Secret is not there.
func TestWhatEnvoyGatewayDoesNotAcceptIsFound(t *testing.T) {
	folder, err := golden.Load(golden.Root, golden.Root+"/booking/envoy/kubernetes")
	if err != nil {
		t.Fatal(err)
	}
	without := slices.DeleteFunc(slices.Clone(folder.Documents), func(d golden.Document) bool {
		return d.Object.GetKind() == "ExternalSecret" && strings.Contains(d.Object.GetName(), "apikeys")
	})
	if problems, _ := refusals(Translate(t, without, "gateway-api")); len(problems) == 0 || !strings.Contains(strings.Join(problems, "\n"), "SecurityPolicy booking-api-endpoint-agency-availability") {
		t.Errorf("without the Secret of the keys: %v", problems)
	}
}

// request is a row of testdata/doors.yaml.
type request struct {
	Send, Asks, Reaches, Why string
}

func TestAProxyTakesTheRouteThatTheLanguageSays(t *testing.T) {
	out := t.TempDir()
	if r := espc.Run(t, "testdata/doors", nil, "compile", "--out", out); r.Code != 0 {
		t.Fatalf("espc compile: exit %d\n%s", r.Code, r.Stderr)
	}
	folder, err := golden.Load(out, filepath.Join(out, "kubernetes"))
	if err != nil {
		t.Fatal(err)
	}
	proxy := NewProxy(t, Translate(t, folder.Documents, "xds"))
	data, err := os.ReadFile("testdata/doors.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var requests []request
	if err := yaml.UnmarshalStrict(data, &requests); err != nil {
		t.Fatal(err)
	}
	for _, r := range requests {
		method, url, _ := strings.Cut(r.Send, " ")
		host, path, _ := strings.Cut(url, "/")
		headers := map[string]string{}
		if r.Asks != "" {
			headers = map[string]string{"Origin": "https://app.example.com", "Access-Control-Request-Method": r.Asks}
		}
		got := proxy.Choose(host, "/"+path, method, headers)
		if endpointOf(got) != r.Reaches {
			t.Errorf("%s %s reaches %q, not %q: %s", r.Send, r.Asks, got, r.Reaches, r.Why)
		}
	}
}

// suffix is what the name of an HTTPRoute ends in that is for further hosts of its endpoint.
var suffix = regexp.MustCompile(`-[0-9a-f]{6}$`)

// endpointOf returns which door an HTTPRoute belongs to.
func endpointOf(name string) string {
	return suffix.ReplaceAllString(strings.TrimPrefix(name, "doors-api-endpoint-door-"), "")
}
