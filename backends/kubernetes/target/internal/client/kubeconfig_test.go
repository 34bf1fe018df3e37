package client

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// open finds the cluster by the files, which KUBECONFIG lists in that order.
func open(t *testing.T, project string, names ...string) (*Client, error) {
	t.Helper()
	return New(Config{Context: "prod", Project: project, YAML: readYAML, Pace: quick,
		Getenv: env(map[string]string{"KUBECONFIG": strings.Join(names, string(os.PathListSeparator)), "HOME": t.TempDir()})})
}

const (
	contextPart = "contexts: [{name: prod, context: {cluster: here, user: ann}}]\n"
	clusterPart = "clusters: [{name: here, cluster: {server: 'https://one.example'}}]\n"
	userPart    = "users: [{name: ann, user: {token: one}}]\n"
)

func TestEntriesAreTakenWholeFromTheFirstFileThatHasThem(t *testing.T) {
	dir := t.TempDir()
	first := writeFile(t, filepath.Join(dir, "first"), contextPart+"users: []\n")
	second := writeFile(t, filepath.Join(dir, "second"), "clusters: [{name: here, cluster: {server: 'https://two.example'}}]\n"+
		"contexts: [{name: prod, context: {cluster: other, user: bob}}]\n")
	third := writeFile(t, filepath.Join(dir, "third"), clusterPart+"users: [{name: ann, user: {token: three, as: boss}}]\n")
	c, err := open(t, "", filepath.Join(dir, "missing"), first, second, third)
	if err != nil {
		t.Fatal(err)
	}
	if c.base.Host != "two.example" {
		t.Errorf("the server is %s", c.base)
	}
	cred, err := c.credentials.get(t.Context(), nil)
	if err != nil || cred.authorization != "Bearer three" || c.User() != "ann as boss" {
		t.Errorf("got %+v, %v, user %q", cred, err, c.User())
	}
}

func TestTheKubeconfigInTheHomeFolderIsFound(t *testing.T) {
	home := t.TempDir()
	writeFile(t, filepath.Join(home, ".kube", "config"), contextPart+clusterPart+userPart)
	if _, err := New(Config{Context: "prod", YAML: readYAML, Getenv: env(map[string]string{"HOME": home})}); err != nil {
		t.Error(err)
	}
}

func TestPathsAreRelativeToTheFileTheyStandIn(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "secrets", "token"), "from-file\n")
	file := writeFile(t, filepath.Join(dir, "kube", "config"), contextPart+clusterPart+"users: [{name: ann, user: {tokenFile: ../secrets/token}}]\n")
	c, err := open(t, "", file)
	if err != nil {
		t.Fatal(err)
	}
	if cred, err := c.credentials.get(t.Context(), nil); err != nil || cred.authorization != "Bearer from-file" {
		t.Errorf("got %+v, %v", cred, err)
	}
}

func TestIdentityTellsServersAndAuthoritiesApart(t *testing.T) {
	dir := t.TempDir()
	seen := map[string]string{}
	for name, cluster := range map[string]string{
		"one": "{server: 'https://one.example'}", "two": "{server: 'https://two.example'}",
	} {
		c, err := open(t, "", writeFile(t, filepath.Join(dir, name), contextPart+userPart+"clusters: [{name: here, cluster: "+cluster+"}]\n"))
		if err != nil {
			t.Fatal(err)
		}
		if other := seen[c.Identity()]; other != "" {
			t.Errorf("%s is taken for %s", name, other)
		}
		seen[c.Identity()] = name
	}
}

func TestAKubeconfigThatCantWorkIsRefused(t *testing.T) {
	users := func(user string) string {
		return contextPart + clusterPart + "users: [{name: ann, user: " + user + "}]\n"
	}
	clusters := func(cluster string) string {
		return contextPart + userPart + "clusters: [{name: here, cluster: " + cluster + "}]\n"
	}
	for content, want := range map[string]string{
		"": "0 documents", "contexts: [": "can't be read", "contexts: 5\n": "can't be read", "[]\n": "can't be read",
		clusterPart + userPart: `there is no context "prod"`,
		clusterPart + userPart + "contexts: [{name: staging}, {name: dev}]\n": "there are dev, staging",
		contextPart + userPart:                        `names cluster "here", which is not in`,
		contextPart + clusterPart:                     `names user "ann", which is not in`,
		clusters("{}"):                                "has no server",
		clusters("{server: one.example}"):             "is no URL of a server",
		clusters("{server: 'ftp://one.example'}"):     "neither https nor http",
		clusters("{server: 'http://one.example'}"):    "not encrypted",
		clusters("{server: 'https://u:p@x.example'}"): "is no URL of a server",
		clusters("{server: 'https://one.example', insecure-skip-tls-verify: true}"):           "insecure-skip-tls-verify",
		clusters("{server: 'https://one.example', certificate-authority: nowhere.crt}"):       "certificate-authority",
		clusters("{server: 'https://one.example', certificate-authority-data: Z2FyYmFnZQ==}"): "holds no certificate",
		clusters("{server: 'https://one.example', certificate-authority-data: '%%'}"):         "can't be read",
		clusters("{server: 'https://one.example', proxy-url: 'nowhere'}"):                     "no URL of a proxy",
		users("{auth-provider: {name: oidc}}"):                                                "exec plug-in",
		users("{as-groups: [admins]}"):                                                        "but no as",
		users("{token: a, username: b}"):                                                      "both a token and a username",
		users("{client-certificate: nowhere.crt}"):                                            "client-certificate",
		users("{client-certificate-data: Z2FyYmFnZQ==, client-key-data: Z2FyYmFnZQ==}"):       "client-certificate and client-key",
		users("{exec: {}}"): "exec has no command",
		users("{exec: {command: x, apiVersion: client.authentication.k8s.io/v1alpha1}}"): "v1alpha1",
		users("{exec: {command: x, apiVersion: client.authentication.k8s.io/v1}}"):       "interactiveMode",
	} {
		_, err := open(t, "", writeFile(t, filepath.Join(t.TempDir(), "config"), content))
		if e := asError(t, err); e.Reason != BadConfig || !strings.Contains(e.Message, want) {
			t.Errorf("%s: got %s %q, want %q", content, e.Reason, e.Message, want)
		}
	}
	for _, names := range [][]string{{}, {"/nowhere/config"}} {
		_, err := open(t, "", names...)
		if e := asError(t, err); e.Reason != BadConfig || !strings.Contains(e.Message, "there is no kubeconfig") {
			t.Errorf("got %+v", e)
		}
	}
	_, err := New(Config{Context: "prod", YAML: readYAML, Getenv: env(nil)})
	if e := asError(t, err); !strings.Contains(e.Message, "neither KUBECONFIG nor HOME") {
		t.Errorf("got %+v", e)
	}
}

func TestHTTPIsForThisMachineAlone(t *testing.T) {
	for _, host := range []string{"localhost:8001", "127.0.0.1:8001", "[::1]:8001"} {
		content := contextPart + userPart + "clusters: [{name: here, cluster: {server: 'http://" + host + "'}}]\n"
		if _, err := open(t, "", writeFile(t, filepath.Join(t.TempDir(), "config"), content)); err != nil {
			t.Errorf("%s: %v", host, err)
		}
	}
}

func TestOnlyWhatComesFromAfarIsCompressed(t *testing.T) {
	for cluster, want := range map[string]bool{
		"{server: 'https://127.0.0.1:6443'}": false, "{server: 'https://10.1.2.3'}": false, "{server: 'https://[fe80::1]'}": false,
		"{server: 'https://one.example'}": true, "{server: 'https://8.8.8.8'}": true, "{server: 'https://one.example', disable-compression: true}": false,
	} {
		c, err := open(t, "", writeFile(t, filepath.Join(t.TempDir(), "config"), contextPart+userPart+"clusters: [{name: here, cluster: "+cluster+"}]\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := !c.http.Transport.(*http.Transport).DisableCompression; got != want {
			t.Errorf("%s: compressed is %v", cluster, got)
		}
	}
}

const execUser = "users: [{name: ann, user: {exec: {command: ./steal, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}}]\n"

func TestAKubeconfigInTheProjectRunsAndSendsNothing(t *testing.T) {
	project, outside := t.TempDir(), t.TempDir()
	all := func(user string) string { return contextPart + clusterPart + user }
	in := func(name, content string) string { return writeFile(t, filepath.Join(project, name), content) }
	out := func(name, content string) string { return writeFile(t, filepath.Join(outside, name), content) }
	link := filepath.Join(outside, "link")
	if err := os.Symlink(in("linked", all(execUser)), link); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		files []string
		want  string // "" where it is accepted
	}{
		"program":                   {[]string{in("a", all(execUser))}, "would run"},
		"program in a folder of it": {[]string{in("deploy/b", all(execUser))}, "would run"},
		"program by a link":         {[]string{link}, "would run"},
		"auth-provider":             {[]string{in("c", all("users: [{name: ann, user: {auth-provider: {name: x}}}]\n"))}, "auth-provider"},
		"token file":                {[]string{in("d", all("users: [{name: ann, user: {tokenFile: /etc/passwd}}]\n"))}, "would send the content"},
		"server":                    {[]string{in("e", contextPart+clusterPart), out("e", userPart)}, "would be sent to its server"},
		"context":                   {[]string{in("f", contextPart), out("f", clusterPart+userPart)}, "would use the credentials"},
		"all in it, static":         {[]string{in("g", all(userPart))}, ""},
		"all outside":               {[]string{out("h", all(execUser))}, ""},
		"only another file in it":   {[]string{out("i", all(execUser)), in("i", all(execUser))}, ""},
	} {
		_, err := open(t, project, c.files...)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if e := asError(t, err); e.Reason != Untrusted || !strings.Contains(e.Message, c.want) {
			t.Errorf("%s: got %+v", name, e)
		}
	}
}

func TestThePersonsOwnKubeconfigIsTrustedInAProjectThatIsTheHomeFolder(t *testing.T) {
	home := t.TempDir()
	writeFile(t, filepath.Join(home, ".kube", "config"), contextPart+clusterPart+execUser)
	if _, err := New(Config{Context: "prod", Project: home, YAML: readYAML, Getenv: env(map[string]string{"HOME": home})}); err != nil {
		t.Error(err)
	}
}

func FuzzKubeconfig(f *testing.F) {
	f.Add(contextPart + clusterPart + userPart)
	f.Add(contextPart + clusterPart + execUser)
	f.Add("clusters: {}\nusers: null\ncontexts: [1, {name: prod, context: [x]}]\n")
	f.Fuzz(func(t *testing.T, content string) {
		_, err := open(t, "", writeFile(t, filepath.Join(t.TempDir(), "config"), content))
		if e, ok := err.(*Error); err != nil && (!ok || e.Message == "") {
			t.Errorf("got %v", err)
		}
	})
}
