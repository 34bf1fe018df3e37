package kubeconfig

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes"
	"espc.dev/backends/kubernetes/target"
	"espc.dev/compiler/frontend/data"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Files of a case: those whose names begin with a letter are listed in KUBECONFIG, in the order of the names.
type files map[string]string

// Parts that cases are made of. ONE and TWO stand for the servers, AUTHORITY, CERTIFICATE, KEY, OTHER and OTHERKEY for PEM in base64.
const (
	contextDev = "contexts:\n- name: dev\n  context: {cluster: c, user: u}\n"
	clusterOne = "clusters:\n- name: c\n  cluster: {server: ONE, certificate-authority-data: AUTHORITY}\n"
	clusterTwo = "clusters:\n- name: c\n  cluster: {server: TWO, certificate-authority-data: AUTHORITY}\n"
	tokenA     = "users:\n- name: u\n  user: {token: a}\n"
	tokenB     = "users:\n- name: u\n  user: {token: b}\n"
)

// user is a list with one user.
func user(fields string) string { return "users:\n- name: u\n  user: " + fields + "\n" }

func TestAKubeconfigMeansToEspcWhatItMeansToClientGo(t *testing.T) {
	one := contextDev + clusterOne
	tests := []struct {
		name  string
		files files
		// otherwise says why espc does something else on purpose.
		otherwise string
	}{
		{"one file", files{"a": one + tokenA}, ""},
		{"JSON", files{"a": `{"contexts":[{"name":"dev","context":{"cluster":"c","user":"u"}}],"clusters":[{"name":"c","cluster":{"server":"ONE","certificate-authority-data":"AUTHORITY"}}],"users":[{"name":"u","user":{"token":"a"}}]}`}, ""},
		{"each entry from a file of its own", files{"a": contextDev, "b": clusterTwo, "c": tokenA}, ""},
		{"the first file with a user", files{"a": one + tokenA, "b": tokenB}, ""},
		{"the first file with a cluster", files{"a": clusterTwo, "b": one + tokenA}, ""},
		{"the first file with a context", files{"a": "contexts:\n- name: dev\n  context: {cluster: c, user: v}\n", "b": one + tokenA + "- name: v\n  user: {token: v}\n"}, ""},
		{"an entry is whole from one file: the token of the second is not added", files{"a": one + user("{username: ann, password: x}"), "b": tokenB}, ""},
		{"an entry is whole from one file: impersonation of the second is not added", files{"a": one + tokenA, "b": user("{as: root}")}, ""},
		{"an entry is whole from one file: the cluster's authority of the second is not added", files{"a": contextDev + "clusters:\n- name: c\n  cluster: {server: ONE}\n" + tokenA, "b": clusterOne}, ""},
		{"an empty user stands before a full one", files{"a": one + user("{}"), "b": tokenB}, ""},
		{"a user twice in a file", files{"a": one + tokenA + "- name: u\n  user: {token: last}\n"}, ""},
		{"a cluster twice in a file", files{"a": contextDev + clusterOne + "- name: c\n  cluster: {server: TWO, certificate-authority-data: AUTHORITY}\n" + tokenA}, ""},
		{"a file that is not there", files{"a": contextDev, "b": clusterOne + tokenA, "c missing": ""}, ""},
		{"an empty file", files{"a": "", "b": one + tokenA}, ""},
		{"current-context is of no matter", files{"a": "current-context: other\n" + one + tokenA}, ""},
		{"a basic password", files{"a": one + user("{username: ann, password: 's:e cret'}")}, ""},
		{"a username without a password", files{"a": one + user("{username: ann}")}, ""},
		{"a password without a username", files{"a": one + user("{password: x}")}, ""},
		{"a certificate in the file", files{"a": one + user("{client-certificate-data: CERTIFICATE, client-key-data: KEY}")}, ""},
		{"a certificate beside the file", files{"a": one + user("{client-certificate: ./0crt, client-key: 0key}"), "0crt": "RAWCERTIFICATE", "0key": "RAWKEY"}, ""},
		{"data before files", files{"a": one + user("{client-certificate-data: CERTIFICATE, client-key-data: KEY, client-certificate: 0other, client-key: 0otherkey}"), "0other": "RAWOTHER", "0otherkey": "RAWOTHERKEY"}, "client-go calls it invalid and says that data overrides; nothing is open about what is meant"},
		{"a certificate and a token", files{"a": one + user("{token: a, client-certificate-data: CERTIFICATE, client-key-data: KEY}")}, ""},
		{"an authority beside the file", files{"a": contextDev + "clusters:\n- name: c\n  cluster: {server: ONE, certificate-authority: 0ca}\n" + tokenA, "0ca": "RAWAUTHORITY"}, ""},
		{"authority data before the file", files{"a": contextDev + "clusters:\n- name: c\n  cluster: {server: ONE, certificate-authority: 0none, certificate-authority-data: AUTHORITY}\n" + tokenA}, "client-go calls it invalid and says that data overrides; nothing is open about what is meant"},
		{"no authority", files{"a": contextDev + "clusters:\n- name: c\n  cluster: {server: ONE}\n" + tokenA}, ""},
		{"a token file", files{"a": one + user("{tokenFile: 0token}"), "0token": "from a file\n"}, ""},
		{"a token file and a token", files{"a": one + user("{tokenFile: 0token, token: a}"), "0token": "from-a-file\n"}, ""},
		{"impersonation", files{"a": one + user("{token: a, as: jane, as-uid: '7', as-groups: [x, z], as-user-extra: {scopes: [p, q], 'example.com/Ab': [z]}}")}, ""},
		{"groups without a name", files{"a": one + user("{token: a, as-groups: [x]}")}, ""},
		{"a path in the server", files{"a": contextDev + "clusters:\n- name: c\n  cluster: {server: ONE/k8s/clusters/c-1/, certificate-authority-data: AUTHORITY}\n" + tokenA}, ""},
		{"another name of the server", files{"a": contextDev + "clusters:\n- name: c\n  cluster: {server: ONE, certificate-authority-data: AUTHORITY, tls-server-name: example.com}\n" + tokenA}, ""},
		{"a wrong name of the server", files{"a": contextDev + "clusters:\n- name: c\n  cluster: {server: ONE, certificate-authority-data: AUTHORITY, tls-server-name: example.org}\n" + tokenA}, ""},
		{"a plug-in", files{"a": one + user("{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./0plugin, args: [from], env: [{name: WHO, value: here}], interactiveMode: Never}}"), "0plugin": plugIn}, ""},
		{"a plug-in of the older version", files{"a": one + user("{exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./0plugin}}"), "0plugin": strings.Replace(plugIn, "k8s.io/v1", "k8s.io/v1beta1", 1)}, ""},
		{"a plug-in and a token", files{"a": one + user("{token: a, exec: {apiVersion: client.authentication.k8s.io/v1, command: ./0plugin, interactiveMode: Never}}"), "0plugin": plugIn}, ""},
		{"a plug-in without a mode", files{"a": one + user("{exec: {apiVersion: client.authentication.k8s.io/v1, command: ./0plugin}}"), "0plugin": plugIn}, ""},
		{"a context without a user", files{"a": "contexts:\n- name: dev\n  context: {cluster: c}\n" + clusterOne}, ""},
		{"a context without a cluster", files{"a": "contexts:\n- name: dev\n  context: {user: u}\n" + tokenA}, ""},
		{"no context", files{"a": clusterOne + tokenA}, ""},
		{"no cluster", files{"a": contextDev + tokenA}, ""},
		{"no user", files{"a": one}, "client-go asks as nobody where the user that is meant is not there"},
		{"no server", files{"a": contextDev + "clusters:\n- name: c\n  cluster: {certificate-authority-data: AUTHORITY}\n" + tokenA}, ""},
		{"null lists", files{"a": "users: null\nclusters:\ncontexts: []\n", "b": one + tokenA}, ""},
		{"fields of others", files{"a": "preferences: {colors: true}\nmore: [1]\n" + one + user("{token: a, more: {x: y}}")}, ""},
	}
	s := start(t)
	certificate, key := pair(t, "ann")
	other, otherKey := pair(t, "other")
	replaced := strings.NewReplacer("ONE", s.one.URL, "TWO", s.two.URL,
		"RAWAUTHORITY", string(s.authority()), "RAWCERTIFICATE", string(certificate), "RAWKEY", string(key), "RAWOTHERKEY", string(otherKey), "RAWOTHER", string(other),
		"AUTHORITY", encoded(s.authority()), "CERTIFICATE", encoded(certificate), "KEY", encoded(key))
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			folder := t.TempDir()
			var list []string
			for name, content := range test.files {
				path := filepath.Join(folder, name)
				if !strings.HasPrefix(name, "0") {
					list = append(list, path)
				}
				if strings.HasSuffix(name, "missing") {
					continue
				}
				if err := os.WriteFile(path, []byte(replaced.Replace(content)), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			slices.Sort(list)
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			theirs := clientGo(ctx, list)
			want := s.asked()
			ours := espc(ctx, list)
			got := s.asked()
			if test.otherwise != "" && got == want {
				t.Errorf("both show the same, although %s", test.otherwise)
			}
			if test.otherwise == "" && got != want {
				t.Errorf("espc shows\n%s\n(%v)\nand client-go\n%s\n(%v)", got, ours, want, theirs)
			}
		})
	}
}

// plugIn is a program that gives a token which tells how it was called.
const plugIn = `#!/bin/sh
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'"$1-$WHO"'"}}'
`

// clientGo asks for something as client-go reads the files.
func clientGo(ctx context.Context, list []string) error {
	config, err := clientcmd.NewNonInteractiveDeferredLoadingClientConfig(
		&clientcmd.ClientConfigLoadingRules{Precedence: list}, &clientcmd.ConfigOverrides{CurrentContext: "dev"}).ClientConfig()
	if err != nil {
		return err
	}
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimRight(config.Host, "/")+"/api/v1", nil)
	if err != nil {
		return err
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// espc asks for something as espc reads the files.
func espc(ctx context.Context, list []string) error {
	live, err := target.New(ctx, target.Config{
		Context: "dev", Namespace: "default", Topology: "shop", Environment: "dev", Backend: kubernetes.Backend{},
		Pace: target.Pace{Attempts: 1},
		Getenv: func(key string) string {
			if key == "KUBECONFIG" {
				return strings.Join(list, string(filepath.ListSeparator))
			}
			return ""
		},
		Parse: func(name string, content []byte) ([]*tree.Node, diag.List) {
			return data.Documents(diag.NewFile(name, content))
		},
		Compare: func(_, _ []backends.Object) []backends.Change { return nil },
	})
	if err != nil {
		return err
	}
	_, err = live.History(ctx)
	return err
}
