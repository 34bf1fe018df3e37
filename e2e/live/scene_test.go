package live

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/proxy"
	"espc.dev/e2e/espc"
)

// scene is a topology in a folder of its own, whose environment dev is a namespace of its own on the shared cluster.
type scene struct {
	*testing.T
	cluster    *cluster.Cluster
	dir        string
	namespace  string
	kubeconfig string
}

var scenes atomic.Int64

// newScene returns a scene with a topology's entities, in HCL.
func newScene(t *testing.T, entities string) *scene {
	t.Helper()
	c := cluster.Shared(t)
	s := &scene{T: t, cluster: c, dir: t.TempDir(), namespace: fmt.Sprintf("live-%d", scenes.Add(1)), kubeconfig: c.Kubeconfig}
	c.Cleanup(t, s.namespace)
	s.write(entities)
	return s
}

// write replaces the topology's entities.
func (s *scene) write(entities string) { s.writeWith(entities, "") }

// writeWith replaces the entities, and what the environment says beside where it is.
func (s *scene) writeWith(entities, environment string) {
	s.Helper()
	s.file("topology.hcl", fmt.Sprintf("topology \"shop\" {}\nenvironment \"dev\" {\n  backend \"kubernetes\" {\n    context   = \"dev\"\n    namespace = %q\n  }\n%s}\n%s", s.namespace, environment, entities))
}

// file writes a file of the topology's folder.
func (s *scene) file(name, content string) {
	s.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		s.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		s.Fatal(err)
	}
}

// proxy puts a proxy before the cluster for the runs that follow.
func (s *scene) proxy() *cluster.Proxy {
	s.Helper()
	p := s.cluster.Proxy(s, proxy.Options{})
	s.kubeconfig = p.Kubeconfig
	return p
}

// direct goes to the cluster without a proxy again.
func (s *scene) direct() { s.kubeconfig = s.cluster.Kubeconfig }

// espc runs the compiler.
func (s *scene) espc(arguments ...string) espc.Result {
	s.Helper()
	return espc.Run(s, s.dir, []string{"KUBECONFIG=" + s.kubeconfig}, arguments...)
}

// apply runs an apply, or another command, that is to succeed.
func (s *scene) apply(more ...string) espc.Result {
	s.Helper()
	return s.succeeds(append([]string{"apply", "-e", "dev", "--auto-approve"}, more...)...)
}

func (s *scene) succeeds(arguments ...string) espc.Result {
	s.Helper()
	r := s.espc(arguments...)
	if r.Code != 0 {
		s.Fatalf("espc %s: exit %d\n%s%s", strings.Join(arguments, " "), r.Code, r.Stdout, r.Stderr)
	}
	return r
}

// fails runs a command that is to fail with a message that has these texts.
func (s *scene) fails(arguments []string, texts ...string) espc.Result {
	s.Helper()
	r := s.espc(arguments...)
	if r.Code == 0 {
		s.Fatalf("espc %s: it succeeded\n%s%s", strings.Join(arguments, " "), r.Stdout, r.Stderr)
	}
	says(s.T, r, texts...)
	return r
}

func says(t *testing.T, r espc.Result, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(r.Stdout+r.Stderr, text) {
			t.Errorf("the output lacks %q:\n%s%s", text, r.Stdout, r.Stderr)
		}
	}
}

// applies are the arguments of an apply.
func applies(more ...string) []string {
	return append([]string{"apply", "-e", "dev", "--auto-approve"}, more...)
}

// killed runs the compiler and kills it, as kill -9 does, when the nth request that match chooses passes the proxy: before the server
// gets it, or after the server has done it.
func (s *scene) killed(p *cluster.Proxy, match proxy.Match, nth int, after bool, arguments ...string) {
	s.Helper()
	command := exec.Command(espc.Program(s), arguments...)
	command.Dir, command.Env = s.dir, append(os.Environ(), "KUBECONFIG="+p.Kubeconfig)
	var out bytes.Buffer
	command.Stdout, command.Stderr = &out, &out
	started, hit := make(chan struct{}), atomic.Bool{}
	kill := func(proxy.Request) {
		<-started
		hit.Store(true)
		_ = command.Process.Kill()
	}
	f := proxy.Fault{Before: kill, DropBefore: true}
	if after {
		f = proxy.Fault{After: kill, DropAfter: true}
	}
	p.On(match, nth, f)
	if err := command.Start(); err != nil {
		s.Fatal(err)
	}
	close(started)
	err := command.Wait()
	p.Reset()
	if err == nil || !hit.Load() {
		s.Fatalf("espc %s was not killed: %v\n%s", strings.Join(arguments, " "), err, out.String())
	}
}

// get returns an object of the scene's namespace, nil for none.
func (s *scene) get(apiVersion, kind, name string) *unstructured.Unstructured {
	s.Helper()
	return s.cluster.Get(s, apiVersion, kind, s.namespace, name)
}

func (s *scene) deployment(name string) *unstructured.Unstructured {
	return s.get("apps/v1", "Deployment", name)
}

// image is that of a Deployment's first container.
func image(o *unstructured.Unstructured) string {
	list, _, _ := unstructured.NestedSlice(o.Object, "spec", "template", "spec", "containers")
	if len(list) == 0 {
		return ""
	}
	name, _, _ := unstructured.NestedString(list[0].(map[string]any), "image")
	return name
}

// uids returns the uids of what the set has in the namespace and is not being deleted, by kind and name.
func (s *scene) uids() map[string]string {
	s.Helper()
	out := map[string]string{}
	for _, k := range [][2]string{{"apps/v1", "Deployment"}, {"apps/v1", "StatefulSet"}, {"v1", "Service"}, {"v1", "ServiceAccount"}, {"v1", "ConfigMap"}, {"networking.k8s.io/v1", "NetworkPolicy"}, {"batch/v1", "Job"}} {
		for _, o := range s.cluster.List(s, k[0], k[1], s.namespace) {
			if o.GetLabels()["applyset.kubernetes.io/part-of"] != "" && o.GetDeletionTimestamp() == nil {
				out[k[1]+"/"+o.GetName()] = string(o.GetUID())
			}
		}
	}
	return out
}

// unchanged fails unless a plan finds nothing to do.
func (s *scene) unchanged() {
	s.Helper()
	says(s.T, s.succeeds("plan", "-e", "dev", "--detailed-exitcode"), "No changes")
}

// members chooses requests that write members, and not what espc keeps about the set.
func members(r proxy.Request) bool {
	return proxy.Writes(r) && !strings.Contains(r.Path, "/leases") && !strings.Contains(r.Path, "/configmaps/espc-") && (r.Method != "POST" || !strings.HasSuffix(r.Path, "/configmaps"))
}

// service is a microservice.
func service(name, image string) string {
	return fmt.Sprintf("microservice %q {\n  image    = %q\n  port     = 8080\n  replicas = 1\n}\n", name, image)
}

// paths lists requests, for messages.
func paths(list []proxy.Record) string {
	var b strings.Builder
	for _, r := range list {
		fmt.Fprintf(&b, "%s %s %d\n", r.Method, r.Path, r.Status)
	}
	return b.String()
}

var (
	definitionResource = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}
	deleteOptions      = metav1.DeleteOptions{}
	updateOptions      = metav1.UpdateOptions{}
)
