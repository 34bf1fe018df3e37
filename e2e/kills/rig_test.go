package kills

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/proxy"
	"espc.dev/e2e/espc"
	"espc.dev/e2e/golden"
)

// patience bounds a run of espc, on a machine that does much else.
const patience = 3 * time.Minute

// A rig is a namespace for the shop, with what belongs to others in it and around it.
type rig struct {
	t         *testing.T
	cluster   *cluster.Cluster
	proxy     *cluster.Proxy
	namespace string
	// own is set where the namespace is the topology's, so that it comes and goes with it.
	own bool
	// dirs are the versions of the topology, wants what each compiles to.
	dirs  []string
	wants []map[object]bool
	// kinds are the kinds in wants, and those of what is kept about the set.
	kinds map[object]bool // without a name
	// digests are those of the versions' revisions, as far as they are known.
	digests []string
	// foreign is what belongs to others, as it was.
	foreign map[object]string
}

// object names an object of the rig's namespace.
type object struct{ version, kind, name string }

func (o object) String() string { return o.kind + "/" + o.name }

// newRig makes a rig. Its namespace is there and others are in it, or else it is the topology's own and is not there yet.
func newRig(t *testing.T, own bool) *rig {
	t.Helper()
	c := cluster.Shared(t)
	r := &rig{t: t, cluster: c, proxy: c.Proxy(t, proxy.Options{}), own: own, kinds: map[object]bool{}, digests: make([]string, len(versions))}
	if own {
		r.rename()
	} else {
		r.namespace = c.Namespace(t, nil)
	}
	for version := range versions {
		r.dirs = append(r.dirs, shopVersion(t, version))
		r.wants = append(r.wants, r.compile(r.dirs[version]))
		for o := range r.wants[version] {
			r.kinds[object{o.version, o.kind, ""}] = true
		}
	}
	delete(r.kinds, object{"v1", "Namespace", ""})
	for _, kind := range []object{{"v1", "ConfigMap", ""}, {"coordination.k8s.io/v1", "Lease", ""}, {"v1", "PersistentVolumeClaim", ""}, {"v1", "ResourceQuota", ""}} {
		r.kinds[kind] = true
	}
	r.plant()
	return r
}

// rename lets the topology go to a namespace that was never there.
func (r *rig) rename() {
	r.namespace = fmt.Sprintf("kills-%d", time.Now().UnixNano())
	r.cluster.Cleanup(r.t, r.namespace)
	r.digests = make([]string, len(versions)) // the namespace is in all that is recorded
}

// compile returns what a topology compiles to.
func (r *rig) compile(dir string) map[object]bool {
	r.t.Helper()
	out := r.t.TempDir()
	if got := r.espc(dir, "compile", "--out", out); got.Code != 0 {
		r.t.Fatalf("compile: exit %d\n%s", got.Code, got.Stderr)
	}
	folder, err := golden.Load(out, filepath.Join(out, "kubernetes"))
	if err != nil {
		r.t.Fatal(err)
	}
	wants := map[object]bool{}
	for _, d := range folder.Documents {
		wants[object{d.Object.GetAPIVersion(), d.Object.GetKind(), d.Object.GetName()}] = true
	}
	return wants
}

// command is one of espc, for the rig's namespace, in the version's folder.
func (r *rig) command(ctx context.Context, kubeconfig, dir string, arguments ...string) *exec.Cmd {
	arguments = append(arguments, "-e", "dev", "--var", "namespace="+r.namespace, "--no-progress", "--color", "never")
	command := exec.CommandContext(ctx, espc.Program(r.t), arguments...)
	command.Dir = dir
	command.Env = append(os.Environ(), "KUBECONFIG="+kubeconfig)
	return command
}

// espc runs espc to its end, with nothing between it and the cluster.
func (r *rig) espc(dir string, arguments ...string) espc.Result {
	r.t.Helper()
	return r.run(r.cluster.Kubeconfig, dir, arguments...)
}

// run runs espc to its end.
func (r *rig) run(kubeconfig, dir string, arguments ...string) espc.Result {
	r.t.Helper()
	ctx, cancel := context.WithTimeout(r.t.Context(), patience)
	defer cancel()
	command := r.command(ctx, kubeconfig, dir, arguments...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil && command.ProcessState == nil {
		r.t.Fatal(err)
	}
	if ctx.Err() != nil {
		r.t.Fatalf("espc %v takes longer than %s\n%s", arguments, patience, stderr.String())
	}
	return espc.Result{Stdout: stdout.String(), Stderr: stderr.String(), Code: command.ProcessState.ExitCode()}
}

// must runs espc, which is to succeed.
func (r *rig) must(dir string, arguments ...string) espc.Result {
	r.t.Helper()
	got := r.espc(dir, arguments...)
	if got.Code != 0 {
		r.t.Fatalf("espc %v: exit %d\n%s%s", arguments, got.Code, got.Stdout, got.Stderr)
	}
	return got
}

// apply makes the namespace hold a version.
func (r *rig) apply(version int) {
	r.t.Helper()
	r.must(r.dirs[version], "apply", "--auto-approve")
	r.digests[version] = r.read().done().Digest
}
