package live

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"k8s.io/client-go/tools/clientcmd/api"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/pki"
	"espc.dev/e2e/cluster/proxy"
)

// plugged is a user whose credentials a shell script fetches.
func plugged(t *testing.T, dir, script string) api.AuthInfo {
	t.Helper()
	file := filepath.Join(dir, "fetch-token")
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return api.AuthInfo{Exec: &api.ExecConfig{APIVersion: "client.authentication.k8s.io/v1", Command: file, InteractiveMode: api.NeverExecInteractiveMode}}
}

// robot makes a service account that may do everything, and returns a script that prints its token, having noted each run in a file.
func robot(t *testing.T, c *cluster.Cluster, dir string) (script, runs string) {
	t.Helper()
	namespace := c.Namespace(t, nil)
	c.Create(t, namespace, fmt.Sprintf(`apiVersion: v1
kind: ServiceAccount
metadata: {name: robot}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: robot-%[1]s}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: ServiceAccount, name: robot, namespace: %[1]s}]
`, namespace))
	token, err := c.Token(t.Context(), namespace, "robot")
	if err != nil {
		t.Fatal(err)
	}
	runs = filepath.Join(dir, "runs")
	return fmt.Sprintf("echo run >> %s\necho '{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"%s\"}}'\n", runs, token), runs
}

func ran(t *testing.T, runs string) int {
	t.Helper()
	content, err := os.ReadFile(runs)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return strings.Count(string(content), "run")
}

func TestFault19AProgramForCredentialsThatFailsChangesNothing(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1"))
	p := s.proxy()
	for script, says := range map[string]string{
		"echo 'sign in first' >&2; exit 1\n": "fetch-token failed (exit status 1): sign in first",
		"echo hello\n":                       "what is no ExecCredential",
		"while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done\n": "answers more than 1 MB",
	} {
		s.kubeconfig = p.Write(t, plugged(t, t.TempDir(), script))
		s.fails(applies(), "E1203", says, "espc plan -e dev")
	}
	if n := len(p.Records(proxy.Any)); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestAKubeconfigInTheProjectRunsNoProgram(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1"))
	script, runs := robot(t, s.cluster, t.TempDir())
	outside := s.proxy().Write(t, plugged(t, t.TempDir(), script))
	content, err := os.ReadFile(outside)
	if err != nil {
		t.Fatal(err)
	}
	s.file("deploy/kubeconfig", string(content))
	s.kubeconfig = filepath.Join(s.dir, "deploy", "kubeconfig")
	s.fails([]string{"plan", "-e", "dev"}, "E1202", "would run", "fetch-token")
	if n := ran(t, runs); n != 0 {
		t.Errorf("the program ran %d times", n)
	}
	s.kubeconfig = outside
	s.apply()
	if n := ran(t, runs); n != 1 {
		t.Errorf("the program ran %d times for one apply", n)
	}
}

func TestFault22AndFault23AServerThatIsBusyOrGoesAwayIsAskedAgain(t *testing.T) {
	for name, f := range map[string]proxy.Fault{
		"429":     proxy.Status(429, "TooManyRequests", "slow down", "Retry-After", "1"),
		"503":     proxy.Status(503, "ServiceUnavailable", "starting", "Retry-After", "1"),
		"bare":    proxy.Status(503, "ServiceUnavailable", "starting"),
		"reset":   {DropBefore: true},
		"go away": {GoAway: true},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t, service("price", "example.com/price:1"))
			p := s.proxy()
			p.On(proxy.Reads, 2, f)
			p.On(members, 1, f)
			p.On(members, 3, f)
			s.apply()
			s.direct()
			s.unchanged()
		})
	}
}

func TestFault22AServerThatIsBusyForLongIsGivenUp(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1"))
	p := s.proxy()
	p.On(proxy.Any, 0, proxy.Status(429, "TooManyRequests", "slow down", "Retry-After", "0"))
	s.fails([]string{"plan", "-e", "dev"}, "E1206", "429 TooManyRequests", "slow down", "espc plan -e dev")
}

func TestFault24AnErrorThatStaysIsNotTriedForEver(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1"))
	s.apply()
	p := s.proxy()
	services := proxy.All(proxy.Reads, proxy.Of("GET", "/services"))
	p.On(services, 0, proxy.Status(500, "InternalError", "etcdserver: request timed out"))
	start := time.Now()
	s.fails([]string{"plan", "-e", "dev"}, "E1206", "etcdserver: request timed out")
	if n := len(p.Records(services)); n > 2 || time.Since(start) > 20*time.Second {
		t.Errorf("asked %d times in %s", n, time.Since(start))
	}
}

func TestFault25AnAnswerThatTakesLongIsTold(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1"))
	p := s.proxy()
	p.On(proxy.All(members, proxy.Of("PATCH", "/deployments/")), 1, proxy.Fault{Delay: 6 * time.Second})
	says(t, s.apply(), "has not answered patch deployments.apps shop-microservice-price")
}

func TestFault27AServerThatCannotProveWhoItIsGetsNothing(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1"))
	other, err := pki.NewAuthority("somebody")
	if err != nil {
		t.Fatal(err)
	}
	pair, err := other.Server()
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := pair.TLS()
	if err != nil {
		t.Fatal(err)
	}
	p := s.cluster.Proxy(t, proxy.Options{Certificate: certificate})
	s.kubeconfig = p.Kubeconfig
	s.fails(applies(), "E1205", "can't prove", "certificate")
	content, err := os.ReadFile(p.Kubeconfig)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for l := range strings.Lines(string(content)) {
		if !strings.Contains(l, "certificate-authority-data") {
			lines = append(lines, l)
		}
	}
	insecure := strings.ReplaceAll(strings.Join(lines, ""), "    server:", "    insecure-skip-tls-verify: true\n    server:")
	s.kubeconfig = filepath.Join(t.TempDir(), "kubeconfig")
	if err := os.WriteFile(s.kubeconfig, []byte(insecure), 0o600); err != nil {
		t.Fatal(err)
	}
	s.fails(applies(), "E1201", "insecure-skip-tls-verify")
	if n := len(p.Records(proxy.Any)); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestFault28ATokenThatExpiresInTheMiddleIsFetchedAnewOnce(t *testing.T) {
	s := newScene(t, twoServices)
	script, runs := robot(t, s.cluster, t.TempDir())
	p := s.proxy()
	s.kubeconfig = p.Write(t, plugged(t, t.TempDir(), script))
	expired := proxy.Status(401, "Unauthorized", "Unauthorized")
	p.On(members, 3, expired)
	s.apply()
	if n := ran(t, runs); n != 2 {
		t.Errorf("the program ran %d times", n)
	}
	s.unchanged()

	s.write(twoServices + service("late", "example.com/late:1"))
	p.Reset()
	p.On(members, 1, proxy.Fault{Before: func(proxy.Request) {
		p.On(proxy.Any, 0, expired) // from here on, for everything
	}})
	s.fails(applies("--parallelism", "1"), "E1203", "does not accept the credentials", "Run espc apply -e dev to go on", "done ", "left ")
	p.Reset()
	s.apply()
	s.direct()
	s.unchanged()
}
