package live

import (
	"bytes"
	"errors"
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

func TestMain(m *testing.M) { os.Exit(cluster.Main(m)) }

// shop is a topology of a few objects in a namespace of its own, whose environment is dev. The API takes its images as they are; what
// they play the cluster says.
const shop = `topology "shop" {}

microservice "price" {
  image = "example.com/price:1"
  port  = 8080
}

microservice "web" {
  image    = "example.com/web:1"
  port     = 8080
  replicas = 2
  calls    = [microservice.price]
}

environment "dev" {
  backend "kubernetes" {
    context   = "dev"
    namespace = "NAMESPACE"
  }
}
`

// folder writes a topology to a folder, in a namespace that nobody else has, which is deleted at the test's end.
func folder(t *testing.T, c *cluster.Cluster, topology string) (dir, namespace string) {
	t.Helper()
	namespace = fmt.Sprintf("live-%08x", rand.Uint32())
	c.Cleanup(t, namespace)
	dir = t.TempDir()
	write(t, dir, "shop.hcl", strings.ReplaceAll(topology, "NAMESPACE", namespace))
	return dir, namespace
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

// edit replaces text in the topology.
func edit(t *testing.T, dir, before, after string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "shop.hcl"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), before) {
		t.Fatalf("the topology does not hold %q", before)
	}
	write(t, dir, "shop.hcl", strings.Replace(string(content), before, after, 1))
}

// process is a run of the compiler that may be sent signals.
type process struct {
	*exec.Cmd
	out, err output
}

// output is what a process has written so far.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

// prepare is start before it starts.
func prepare(t *testing.T, dir, kubeconfig string, args ...string) *process {
	t.Helper()
	p := &process{Cmd: exec.CommandContext(t.Context(), espc.Program(t), args...)}
	p.Dir, p.Stdout, p.Stderr = dir, &p.out, &p.err
	p.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
	p.WaitDelay = time.Minute
	return p
}

func start(t *testing.T, dir, kubeconfig string, args ...string) *process {
	t.Helper()
	p := prepare(t, dir, kubeconfig, args...)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	return p
}

// end waits for the end of a process and returns its exit status, -1 for one that was killed.
func (p *process) end(t *testing.T) int {
	t.Helper()
	var status *exec.ExitError
	if err := p.Wait(); err != nil && !errors.As(err, &status) {
		t.Fatal(err)
	}
	return p.ProcessState.ExitCode()
}

// run runs the compiler to its end and fails the test where the exit status is another than wanted.
func run(t *testing.T, want int, dir, kubeconfig string, args ...string) *process {
	t.Helper()
	p := start(t, dir, kubeconfig, args...)
	if got := p.end(t); got != want {
		t.Fatalf("espc %s: exit %d, want %d\n%s%s", strings.Join(args, " "), got, want, p.out.String(), p.err.String())
	}
	return p
}

// says fails the test where a text is not in what a process said: on standard output, and on standard error.
func (p *process) says(t *testing.T, out, err []string) {
	t.Helper()
	for _, want := range out {
		if !strings.Contains(p.out.String(), want) {
			t.Errorf("espc %s: %q is not in standard output:\n%s", strings.Join(p.Args[1:], " "), want, p.out.String())
		}
	}
	for _, want := range err {
		if !strings.Contains(p.err.String(), want) {
			t.Errorf("espc %s: %q is not in standard error:\n%s", strings.Join(p.Args[1:], " "), want, p.err.String())
		}
	}
}

// said is an error while a process has not said something on standard error.
func (p *process) said(what string) error {
	if strings.Contains(p.err.String(), what) {
		return nil
	}
	return fmt.Errorf("it does not say %q:\n%s%s", what, p.out.String(), p.err.String())
}

// last is the last line that a process said on standard error.
func (p *process) last() string {
	lines := strings.Split(strings.TrimRight(p.err.String(), "\n"), "\n")
	return lines[len(lines)-1]
}

// converges runs apply to its end, and fails the test where a plan finds anything left to do after that.
func converges(t *testing.T, dir, kubeconfig string) {
	t.Helper()
	run(t, 0, dir, kubeconfig, "apply", "-e", "dev", "--auto-approve", "--no-progress")
	isApplied(t, dir, kubeconfig)
}

// isApplied fails the test where the cluster does not hold what the topology says.
func isApplied(t *testing.T, dir, kubeconfig string) {
	t.Helper()
	run(t, 0, dir, kubeconfig, "plan", "-e", "dev", "--detailed-exitcode").says(t, []string{"No changes: "}, nil)
}

// unlocked fails the test where a run that has ended still holds the lock.
func unlocked(t *testing.T, c *cluster.Cluster, namespace string) {
	t.Helper()
	lease := c.Get(t, "coordination.k8s.io/v1", "Lease", namespace, "espc-shop")
	if lease == nil {
		return
	}
	spec, _ := lease.Object["spec"].(map[string]any)
	if holder, _ := spec["holderIdentity"].(string); holder != "" {
		t.Errorf("the lock is still held by %s", holder)
	}
}
