package live

import (
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/e2e/cluster/proxy"
	"espc.dev/e2e/espc"
)

func TestRevisionsAreListedComparedWithAndGoneBackTo(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart")
	b.want(1, []string{"rollback", "--auto-approve"}, "E1219", "there is no revision before the current one")
	b.apply("1")
	b.apply("2")
	b.apply("3")
	if got := b.revisions(); got != "3 done*, 2 done, 1 done" {
		t.Error(got)
	}
	b.want(0, []string{"plan", "--against", "revision:3", "--detailed-exitcode"}, "No changes")
	b.want(2, []string{"plan", "--against", "revision:1", "--detailed-exitcode"}, "example.com/cart:1 → example.com/cart:3", "1 to update")
	b.want(0, []string{"rollback", "--auto-approve"}, "example.com/cart:3 → example.com/cart:2", "at revision 4")
	b.want(0, []string{"rollback", "--auto-approve"}, "example.com/cart:2 → example.com/cart:1", "at revision 5")
	b.want(1, []string{"rollback", "--auto-approve"}, "E1219", "went back to 1, and there is none before that", "--to N: 4, 3, 2, 1")
	b.want(0, []string{"rollback", "--to", "3", "--auto-approve"}, "at revision 6")
	if got := b.revisions(); got != "6 done from 3*, 5 done from 1, 4 done from 2, 3 done, 2 done, 1 done" || b.images() != "3" {
		t.Errorf("%s; images %s", got, b.images())
	}
	b.want(0, []string{"plan", "--detailed-exitcode"}, "No changes")
	if n := len(b.contents()); n != 3 {
		t.Errorf("three contents are kept in %d ConfigMaps", n)
	}
	b.want(1, []string{"rollback", "--to", "9", "--auto-approve"}, "E1219", "there is no revision 9")
}

// contents are the ConfigMaps that keep what revisions held.
func (b *books) contents() []string {
	b.Helper()
	var out []string
	for _, o := range b.cluster.List(b, "v1", "ConfigMap", b.namespace) {
		if o.GetLabels()["espc.dev/content-of"] != "" {
			out = append(out, o.GetName())
		}
	}
	return out
}

// What a rollback takes away and brings back are objects as well as fields.
func TestARollbackBringsBackAndTakesAway(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart")
	b.apply("1")
	b.services = []string{"till"}
	b.apply("1")
	b.want(0, []string{"rollback", "--auto-approve"}, "Deployment/shop-microservice-cart created", "Deployment/shop-microservice-till deleted")
	if o := b.cluster.Get(t, "apps/v1", "Deployment", b.namespace, "shop-microservice-cart"); o == nil {
		t.Error("what was removed is not back")
	}
	b.services = []string{"cart"}
	b.version(b.dir, "1")
	b.want(0, []string{"plan", "--detailed-exitcode"}, "No changes")
}

func TestAfterAFailedApplyARollbackGoesToWhatWasWhole(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart", "till")
	b.apply("1")
	p := b.cluster.Proxy(t, proxy.Options{})
	p.On(proxy.All(proxy.Writes, proxy.Of("PATCH", "/deployments/shop-microservice-till")), 0, proxy.Status(422, "Invalid", "no"))
	b.version(b.dir, "2")
	b.kubeconfig = p.Kubeconfig
	b.want(1, []string{"apply", "--auto-approve"})
	b.kubeconfig = b.cluster.Kubeconfig
	if got := b.revisions(); got != "2 failed, 1 done*" {
		t.Error(got)
	}
	b.want(1, []string{"rollback", "--to", "2", "--auto-approve"}, "E1219", "revision 2 failed", "--to N: 1")
	b.want(0, []string{"diff", "1", "2"}, "2 differ")
	b.want(0, []string{"plan", "--against", "revision:2"}, "No changes")
	b.want(0, []string{"rollback", "--auto-approve"})
	if got := b.revisions(); got != "3 done from 1*, 2 failed, 1 done" || b.images() != "1 1" {
		t.Errorf("%s; images %s", got, b.images())
	}
}

func TestTenRevisionsAreKept(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart")
	for i := range 12 {
		b.apply(fmt.Sprint(i))
	}
	if got := b.revisions(); !strings.HasPrefix(got, "12 done*") || !strings.HasSuffix(got, "3 done") || len(b.contents()) != 10 {
		t.Errorf("%s; %v", got, b.contents())
	}
	b.want(0, []string{"rollback", "--to", "3", "--auto-approve"})
	if b.images() != "2" {
		t.Errorf("images %s", b.images())
	}
}

func TestARecordThatSomebodyChangedIsRefusedAndNothingIsTouched(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart", "till")
	b.apply("1")
	b.services = b.services[:1]
	b.version(b.dir, "2") // would update one and prune the other
	for name, c := range map[string]struct {
		patch, restore string
		want           []string
	}{
		"another tool": {`{"metadata":{"annotations":{"applyset.kubernetes.io/tooling":"kubectl/v1.36.0"}}}`, `{"metadata":{"annotations":{"applyset.kubernetes.io/tooling":"espc/v1"}}}`,
			[]string{"E1210", `the tool "kubectl/v1.36.0"`}},
		"another environment": {`{"metadata":{"annotations":{"espc.dev/environment":"staging"}}}`, `{"metadata":{"annotations":{"espc.dev/environment":"dev"}}}`,
			[]string{"E1210", `in environment "staging"`, "a namespace of its own"}},
		"a later version": {`{"metadata":{"annotations":{"applyset.kubernetes.io/tooling":"espc/v7"}}}`, `{"metadata":{"annotations":{"applyset.kubernetes.io/tooling":"espc/v1"}}}`,
			[]string{"E1211", "espc/v7"}},
		"garbage": {`{"binaryData":{"inventory":"Z2FyYmFnZQ=="}}`, "", []string{"E1211", "inventory", "nothing is pruned that time"}},
	} {
		before := b.cluster.Get(t, "v1", "ConfigMap", b.namespace, "espc-shop")
		b.cluster.Patch(t, "v1", "ConfigMap", b.namespace, "espc-shop", "kubectl-edit", c.patch)
		for _, command := range [][]string{{"plan"}, {"apply", "--auto-approve"}, {"destroy", "--auto-approve"}, {"drift"}, {"history"}, {"rollback", "--auto-approve"}} {
			b.want(1, command, c.want...)
		}
		if b.images() != "1 1" {
			t.Errorf("%s: the images are %s", name, b.images())
		}
		if c.restore == "" {
			inventory := before.Object["binaryData"].(map[string]any)["inventory"]
			c.restore = fmt.Sprintf(`{"binaryData":{"inventory":%q}}`, inventory)
		}
		b.cluster.Patch(t, "v1", "ConfigMap", b.namespace, "espc-shop", "kubectl-edit", c.restore)
	}
	b.want(0, []string{"apply", "--auto-approve"})
	if b.images() != "2" {
		t.Errorf("restored and applied, the images are %s", b.images())
	}
	// Deleted: members are found again, and nothing is pruned that time.
	b.services = nil
	b.services = append(b.services, "web")
	b.version(b.dir, "3")
	b.cluster.Delete(t, "v1", "ConfigMap", b.namespace, "espc-shop")
	b.want(0, []string{"apply", "--auto-approve"}, "W1221", "Deployment/shop-microservice-cart")
	if b.images() != "2 3" {
		t.Errorf("after the record was deleted, the images are %s", b.images())
	}
	if got := b.revisions(); got != "1 done*" {
		t.Error(got)
	}
}

func TestKubectlDoesNotTakeOverTheSet(t *testing.T) {
	t.Parallel()
	kubectl, err := exec.LookPath("kubectl")
	if err != nil {
		t.Log("without kubectl: not on PATH")
		return
	}
	b := newBooks(t, "cart")
	b.apply("1")
	file := filepath.Join(t.TempDir(), "other.yaml")
	if err := os.WriteFile(file, []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(arguments ...string) (string, error) {
		command := exec.CommandContext(t.Context(), kubectl, append([]string{"-n", b.namespace}, arguments...)...)
		command.Env = append(os.Environ(), "KUBECONFIG="+b.cluster.Kubeconfig, "KUBECTL_APPLYSET=true")
		out, err := command.CombinedOutput()
		return string(out), err
	}
	if out, err := run("apply", "--prune", "--applyset", "configmap/espc-shop", "-f", file); err == nil || !strings.Contains(out, `is managed by tooling "espc" instead of "kubectl"`) {
		t.Errorf("%v: %s", err, out)
	}
	// A tool that knows ApplySets finds the members by what the parent says.
	parent := b.cluster.Get(t, "v1", "ConfigMap", b.namespace, "espc-shop")
	out, err := run("get", parent.GetAnnotations()["applyset.kubernetes.io/contains-group-kinds"], "-l", "applyset.kubernetes.io/part-of="+parent.GetLabels()["applyset.kubernetes.io/id"], "-o", "name")
	if err != nil || !strings.Contains(out, "deployment.apps/shop-microservice-cart") || !strings.Contains(out, "namespace/"+b.namespace) {
		t.Errorf("%v: %s", err, out)
	}
	b.want(0, []string{"plan", "--detailed-exitcode"}, "No changes")
}

// Fault 43: an operator copied our labels.
func TestWhatCarriesOnlyOurLabelsIsNotPruned(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart")
	b.apply("1")
	o := b.cluster.Get(t, "v1", "Service", b.namespace, "shop-microservice-cart")
	labels := ""
	for k, v := range o.GetLabels() {
		labels += fmt.Sprintf("    %s: %q\n", k, v)
	}
	b.cluster.Create(t, b.namespace, "apiVersion: v1\nkind: Service\nmetadata:\n  name: copied\n  labels:\n"+labels+"spec:\n  ports: [{port: 80}]\n")
	b.version(b.dir, "2")
	r := b.want(0, []string{"apply", "--auto-approve"}, "W1221", "Service/copied")
	if strings.Contains(r.Stdout, "Service/copied deleted") || b.cluster.Get(t, "v1", "Service", b.namespace, "copied") == nil {
		t.Errorf("it was deleted:\n%s", r.Stdout)
	}
	b.want(0, []string{"destroy", "--auto-approve"})
	if b.cluster.Get(t, "v1", "Service", b.namespace, "copied") == nil {
		t.Error("destroy deleted it")
	}
}

// Fault 46: a plan is replayed after an edit, on another cluster, or for another namespace.
func TestASavedPlanIsRefusedWhereItWasNotMadeFor(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart")
	b.apply("1")
	b.version(b.dir, "2")
	plan := filepath.Join(b.TempDir(), "plan.json")
	save := func() { b.want(0, []string{"plan", "--out", plan}) }
	replay := func(kubeconfig string) espc.Result {
		return espc.Run(t, b.dir, []string{"KUBECONFIG=" + kubeconfig}, "apply", "--auto-approve", plan)
	}
	refused := func(why string, r espc.Result, text string) {
		t.Helper()
		if r.Code != 1 || !strings.Contains(r.Stderr, text) || b.images() == "2" {
			t.Errorf("%s: exit %d, want %q; images %s\n%s%s", why, r.Code, text, b.images(), r.Stdout, r.Stderr)
		}
	}
	save()
	// The proxy is another server with another authority: another cluster, as far as anybody can tell.
	elsewhere := b.cluster.Proxy(t, proxy.Options{}).Kubeconfig
	refused("another cluster", replay(elsewhere), "another target")
	b.cluster.Patch(t, "apps/v1", "Deployment", b.namespace, "shop-microservice-cart", "kubectl-edit", `{"spec":{"replicas":3}}`)
	refused("an edit", replay(b.kubeconfig), "Deployment/shop-microservice-cart")
	save()
	other := b.namespace
	b.namespace += "-other"
	b.version(b.dir, "2") // the environment is in another namespace now
	b.namespace = other
	refused("another namespace", replay(b.kubeconfig), "E0907")
	b.version(b.dir, "2")
	if r := replay(b.kubeconfig); r.Code != 0 || b.images() != "2" {
		t.Errorf("replayed where it was made for: exit %d, images %s\n%s%s", r.Code, b.images(), r.Stdout, r.Stderr)
	}
	b.apply("3")
	b.version(b.dir, "2")
	refused("a plan after another", replay(b.kubeconfig), "E0907")

	empty := newBooks(t, "cart")
	plan = filepath.Join(b.TempDir(), "first.json")
	empty.want(0, []string{"plan", "--out", plan})
	b.dir = empty.dir
	if r := replay(elsewhere); r.Code != 1 || !strings.Contains(r.Stderr, "another target") || empty.images() != "" {
		t.Errorf("another cluster that is as empty: exit %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
	if r := replay(empty.kubeconfig); r.Code != 0 || empty.images() != "1" {
		t.Errorf("where it was made for: exit %d\n%s%s", r.Code, r.Stdout, r.Stderr)
	}
}

// A revision holds no value of a Secret that an overlay brings, and goes back with the value that the cluster has.
func TestARevisionHoldsNoValueOfASecret(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart")
	b.overlay = true
	b.secret("hunter2")
	b.apply("1")
	for _, name := range b.contents() {
		o := b.cluster.Get(t, "v1", "ConfigMap", b.namespace, name)
		if text := inflated(t, o.Object["binaryData"].(map[string]any)["content"].(string)); !strings.Contains(text, "example.com/cart:1") || strings.Contains(text, "hunter2") || strings.Contains(text, "aHVudGVyMg") {
			t.Errorf("%s holds %s", name, text)
		}
	}
	b.secret("hunter3")
	b.apply("2")
	r := b.want(0, []string{"rollback", "--auto-approve"}, "example.com/cart:2 → example.com/cart:1")
	if text := r.Stdout + r.Stderr; strings.Contains(text, "hunter") || strings.Contains(text, "aHVudGVy") {
		t.Errorf("a value is shown:\n%s", text)
	}
	token := func() string {
		o := b.cluster.Get(t, "v1", "Secret", b.namespace, "token")
		if o == nil {
			return ""
		}
		return fmt.Sprint(o.Object["data"].(map[string]any)["token"])
	}
	if token() != "aHVudGVyMw==" { // hunter3
		t.Errorf("the rollback made the value %s", token())
	}
	b.want(0, []string{"drift"})
	b.cluster.Delete(t, "v1", "Secret", b.namespace, "token")
	b.want(1, []string{"rollback", "--to", "2", "--auto-approve"}, "E1219", "Secret/token", "no values are recorded", "check out the commit")
	b.want(2, []string{"drift"}, "Secret/token")
}

// secret writes the overlay's Secret.
func (b *books) secret(value string) {
	b.Helper()
	text := fmt.Sprintf("apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\n  namespace: %s\nstringData:\n  token: %s\n", b.namespace, value)
	folder := filepath.Join(b.dir, "overlay")
	for name, content := range map[string]string{"kustomization.yaml": "resources: [token.yaml]\n", "token.yaml": text} {
		if err := errors.Join(os.MkdirAll(folder, 0o755), os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600)); err != nil {
			b.Fatal(err)
		}
	}
}

// inflated is what a gzip in base64 holds.
func inflated(t *testing.T, text string) string {
	t.Helper()
	z, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, strings.NewReader(text)))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
