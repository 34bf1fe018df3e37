package target

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/compiler/frontend/data"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

func TestEachErrorSaysWhatToDoAndTheCommandThatGoesOn(t *testing.T) {
	target := &Target{Config: Config{Context: "prod", Namespace: "shop", Args: "-e prod"}}
	at := client.Error{Verb: "patch", Target: "deployments.apps price in shop", Message: "why"}
	with := func(status int, reason string, change ...func(*client.Error)) *client.Error {
		e := at
		e.Status, e.Reason = status, reason
		for _, f := range change {
			f(&e)
		}
		return &e
	}
	message := func(text string) func(*client.Error) { return func(e *client.Error) { e.Message = text } }
	for name, c := range map[string]struct {
		err  *client.Error
		code *diag.Code
		says []string
	}{
		"kubeconfig":   {with(0, client.BadConfig), diag.ClusterConfig, []string{"why", "get-contexts"}},
		"untrusted":    {with(0, client.Untrusted), diag.ClusterConfigUntrusted, []string{"why", "KUBECONFIG"}},
		"token":        {with(401, client.Credentials), diag.ClusterCredentials, []string{"does not accept the credentials"}},
		"plug-in":      {with(0, client.Credentials), diag.ClusterCredentials, []string{"there are no credentials", "why"}},
		"certificate":  {with(0, client.Certificate), diag.ClusterUnreachable, []string{"can't prove", "certificate-authority-data"}},
		"network":      {with(0, client.Unreachable), diag.ClusterUnreachable, []string{"no answer", "patch deployments.apps price in shop"}},
		"portal":       {with(200, client.Garbled), diag.ClusterUnreachable, []string{"no answer of a Kubernetes API server", "proxies"}},
		"type":         {with(404, client.NotServed), diag.TypeUnknown, []string{"api-resources"}},
		"invalid":      {with(422, "Invalid"), diag.ObjectRefused, []string{"why"}},
		"server fails": {with(500, "InternalError"), diag.ClusterRequest, []string{"500 InternalError: why"}},
		"overloaded":   {with(429, "TooManyRequests"), diag.ClusterRequest, []string{"429"}},
		"RBAC": {with(403, "Forbidden", message(`deployments.apps "price" is forbidden: User "ci" cannot patch resource "deployments" in API group "apps" in the namespace "shop"`)),
			diag.ClusterDenied, []string{`cannot patch resource "deployments"`, "docs/kubernetes.md"}},
		"quota": {with(403, "Forbidden", message(`configmaps "n1" is forbidden: exceeded quota: q`)), diag.ObjectRefused, []string{"exceeded quota"}},
		"webhook": {with(403, "Forbidden", message(`admission webhook "User cannot" denied the request: User x cannot do this`)), diag.ObjectRefused,
			[]string{"denied the request"}},
		"namespace": {with(403, "Forbidden", func(e *client.Error) { e.Causes = []client.Cause{{Type: "NamespaceTerminating"}} }), diag.NamespaceTerminating,
			[]string{"kubectl --context prod get namespace shop"}},
	} {
		var f *backends.Fault
		if err := target.explain(t.Context(), "apply", "Deployment/price", c.err); !errors.As(err, &f) {
			t.Errorf("%s: got %T %v", name, err, err)
			continue
		}
		if f.Code != c.code.ID {
			t.Errorf("%s: got %s %s", name, f.Code, f.Summary)
		}
		if !strings.Contains(f.Fix, "espc apply -e prod") {
			t.Errorf("%s: the fix has no command: %s", name, f.Fix)
		}
		for _, text := range c.says {
			if !strings.Contains(f.Summary+"\n"+f.Fix, text) {
				t.Errorf("%s: %q is not in %s; %s", name, text, f.Summary, f.Fix)
			}
		}
	}
}

func TestWhatIsKnownAndTheContextsEndStayWhatTheyAre(t *testing.T) {
	target := &Target{}
	known := target.fault(diag.ClusterLocked, "x").withFix("y")
	if err := target.explain(t.Context(), "apply", "x", known); err != error(known) {
		t.Errorf("got %v", err)
	}
	if err := target.explain(t.Context(), "apply", "x", nil); err != nil {
		t.Errorf("got %v", err)
	}
	if err := target.explain(t.Context(), "apply", "reading", io.ErrUnexpectedEOF); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
	ended, stop := context.WithCancel(t.Context())
	stop()
	if err := target.explain(ended, "apply", "x", &client.Error{Reason: client.Unreachable}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestATargetIsFoundByTheKubeconfigWithoutContactingAnything(t *testing.T) {
	dir := t.TempDir()
	write := func(content string) string {
		file := filepath.Join(dir, "config")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	connect := func(file string) (*Target, error) {
		return New(t.Context(), Config{
			Context: "prod", Namespace: "shop", Topology: "shop", Environment: "prod", Args: "-e prod",
			Getenv: func(name string) string { return map[string]string{"KUBECONFIG": file}[name] },
			Parse: func(name string, content []byte) ([]*tree.Node, diag.List) {
				return data.Documents(diag.NewFile(name, content))
			},
		})
	}
	const whole = "clusters: [{name: c, cluster: {server: 'https://nobody.invalid'}}]\nusers: [{name: u, user: {token: t}}]\ncontexts: [{name: prod, context: {cluster: c, user: u}}]\n"
	target, err := connect(write(whole))
	if err != nil {
		t.Fatal(err)
	}
	if target.identity() != "cluster prod, namespace shop" || target.name != "espc-shop" || !strings.HasPrefix(target.set, "applyset-") {
		t.Errorf("got %s, %s, %s", target.identity(), target.name, target.set)
	}
	for _, content := range []string{"a: [", "a: 1\n---\nb: 2\n", strings.ReplaceAll(whole, "name: prod", "name: other")} {
		var f *backends.Fault
		if _, err := connect(write(content)); !errors.As(err, &f) || f.Code != diag.ClusterConfig.ID || !strings.Contains(f.Fix, "espc plan -e prod") {
			t.Errorf("%s: got %v", content, err)
		}
	}
}
