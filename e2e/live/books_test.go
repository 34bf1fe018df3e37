package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/espc"
)

// books is a small shop in a folder and a namespace of its own, for tests of what is kept about a set: its parent, its revisions
// and its lock.
type books struct {
	*testing.T
	cluster    *cluster.Cluster
	namespace  string
	kubeconfig string
	dir        string
	services   []string
	// overlay tells the environment to use the folder of that name.
	overlay bool
}

func newBooks(t *testing.T, services ...string) *books {
	t.Helper()
	c := cluster.Shared(t)
	b := &books{T: t, cluster: c, namespace: fmt.Sprintf("books-%08x", rand.Uint32()), kubeconfig: c.Kubeconfig, services: services}
	c.Cleanup(t, b.namespace)
	b.dir = b.folder("1")
	return b
}

// folder is a folder with the shop, whose images are all of one version. What a version is called the cluster plays.
func (b *books) folder(version string) string {
	b.Helper()
	dir := b.TempDir()
	b.version(dir, version)
	return dir
}

// version writes the shop with another version of its images.
func (b *books) version(dir, version string) {
	b.Helper()
	overlays := ""
	if b.overlay {
		overlays = "  overlays = [\"./overlay\"]\n"
	}
	text := fmt.Sprintf("topology \"shop\" {}\n\nenvironment \"dev\" {\n%s  backend \"kubernetes\" {\n    context   = \"dev\"\n    namespace = %q\n  }\n}\n", overlays, b.namespace)
	for _, s := range b.services {
		text += fmt.Sprintf("\nmicroservice %q {\n  image    = \"example.com/%s:%s\"\n  replicas = 1\n}\n", s, s, version)
	}
	if err := os.WriteFile(filepath.Join(dir, "shop.hcl"), []byte(text), 0o600); err != nil {
		b.Fatal(err)
	}
}

// espc runs the compiler in the shop's folder.
func (b *books) espc(arguments ...string) espc.Result {
	b.Helper()
	return espc.Run(b, b.dir, []string{"KUBECONFIG=" + b.kubeconfig}, append(arguments, "-e", "dev")...)
}

// want runs the compiler, and checks how it ends and what it says.
func (b *books) want(code int, arguments []string, texts ...string) espc.Result {
	b.Helper()
	r := b.espc(arguments...)
	if r.Code != code {
		b.Errorf("espc %s: exit %d, want %d\n%s%s", strings.Join(arguments, " "), r.Code, code, r.Stdout, r.Stderr)
	}
	for _, text := range texts {
		if !strings.Contains(r.Stdout+r.Stderr, text) {
			b.Errorf("espc %s does not say %q:\n%s%s", strings.Join(arguments, " "), text, r.Stdout, r.Stderr)
		}
	}
	return r
}

// apply applies a version that is to succeed.
func (b *books) apply(version string) {
	b.Helper()
	b.version(b.dir, version)
	b.want(0, []string{"apply", "--auto-approve"})
}

// images are the versions of the shop's Deployments, in their order by name.
func (b *books) images() string {
	b.Helper()
	var out []string
	for _, o := range b.cluster.List(b, "apps/v1", "Deployment", b.namespace) {
		text, _ := json.Marshal(o.Object["spec"])
		_, rest, _ := strings.Cut(string(text), `"image":"example.com/`)
		_, version, _ := strings.Cut(rest, ":")
		version, _, _ = strings.Cut(version, `"`)
		out = append(out, version)
	}
	return strings.Join(out, " ")
}

// revisions is the history, the newest first: "2 done*, 1 failed".
func (b *books) revisions() string {
	b.Helper()
	r := b.want(0, []string{"history", "-o", "json"})
	var h struct {
		Targets []struct {
			Revisions []struct {
				Number  int
				Phase   string
				State   string
				Current bool
				From    int
			}
		}
	}
	if err := json.Unmarshal([]byte(r.Stdout), &h); err != nil || len(h.Targets) != 1 {
		b.Fatalf("%v: %s", err, r.Stdout)
	}
	var out []string
	for _, x := range h.Targets[0].Revisions {
		s := fmt.Sprint(x.Number, " ", x.Phase, x.State)
		if x.From > 0 {
			s += fmt.Sprint(" from ", x.From)
		}
		if x.Current {
			s += "*"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// lease is the lock as the cluster has it: its holder and the holder's process, "" for nobody.
func (b *books) lease() (holder, process string) {
	b.Helper()
	o := b.cluster.Get(b, "coordination.k8s.io/v1", "Lease", b.namespace, "espc-shop")
	if o == nil {
		return "", ""
	}
	spec, _ := o.Object["spec"].(map[string]any)
	holder, _ = spec["holderIdentity"].(string)
	return holder, o.GetAnnotations()["espc.dev/holder-process"]
}

// background is a run that goes on while the test does.
type background struct {
	*exec.Cmd
	mu   sync.Mutex
	text bytes.Buffer
	done chan struct{}
}

func (g *background) Write(p []byte) (int, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.text.Write(p)
}

func (g *background) String() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.text.String()
}

// start starts the compiler in a folder of the shop's.
func (b *books) start(dir string, arguments ...string) *background {
	b.Helper()
	g := &background{Cmd: exec.Command(espc.Program(b), append(arguments, "-e", "dev")...), done: make(chan struct{})}
	g.Dir, g.Env, g.Stdout, g.Stderr = dir, append(os.Environ(), "KUBECONFIG="+b.kubeconfig), g, g
	if err := g.Start(); err != nil {
		b.Fatal(err)
	}
	go func() {
		_ = g.Wait()
		close(g.done)
	}()
	b.Cleanup(g.kill)
	return g
}

// kill ends the run as kill -9 does.
func (g *background) kill() {
	_ = g.Process.Kill()
	<-g.done
}

// wait waits until the run ends, and returns its exit code.
func (g *background) wait(t *testing.T) int {
	t.Helper()
	select {
	case <-g.done:
	case <-time.After(2 * time.Minute):
		g.kill()
		t.Fatalf("it does not end:\n%s", g)
	}
	return g.ProcessState.ExitCode()
}

// holding starts an apply that holds the lock until it is ended: it waits for pods that never become ready.
func (b *books) holding() *background {
	b.Helper()
	b.version(b.dir, "never-ready")
	g := b.start(b.dir, "apply", "--auto-approve", "--wait")
	cluster.Eventually(b, time.Minute, func() error {
		if holder, _ := b.lease(); holder == "" || !strings.Contains(b.images(), "never-ready") {
			return fmt.Errorf("it does not hold the lock:\n%s", g)
		}
		return nil
	})
	return g
}

// elsewhere makes the lock's holder a process of another machine.
func (b *books) elsewhere() {
	b.Helper()
	b.cluster.Patch(b, "coordination.k8s.io/v1", "Lease", b.namespace, "espc-shop", "kubectl-edit",
		`{"metadata":{"annotations":{"espc.dev/holder-process":"9f0e1d2c-0000-4000-8000-000000000000 pid:[4026531836] 4242 12345"}}}`)
}
