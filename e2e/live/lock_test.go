package live

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/proxy"
)

// Fault 38: two applies at once. A live holder is never robbed, whatever machine it seems to be on, and is named.
func TestALiveHolderIsNamedAndNeverRobbed(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart")
	b.apply("1")
	first := b.holding()
	holder, process := b.lease()
	if !regexp.MustCompile(`^\S+@\S+, pid \d+, [0-9a-f]{16}$`).MatchString(holder) || !strings.Contains(process, fmt.Sprint(" ", first.Process.Pid, " ")) {
		t.Errorf("the lock is held by %q, of process %q", holder, process)
	}
	named := holder[:strings.LastIndex(holder, ",")]
	b.version(b.dir, "2")
	for _, where := range []string{"on this machine", "on another"} {
		for _, command := range [][]string{{"apply", "--auto-approve"}, {"destroy", "--auto-approve"}, {"unlock"}} {
			began := time.Now()
			b.want(1, command, "E1212", named+" is running espc apply on this set since", "wait for it, then run espc plan")
			if took := time.Since(began); took > lockPatience {
				t.Errorf("espc %s took %s to refuse a holder %s", command[0], took, where)
			}
		}
		b.elsewhere()
	}
	if now, _ := b.lease(); now != holder || b.images() != "never-ready" {
		t.Errorf("the lock is held by %q now, and the images are %s", now, b.images())
	}
	if got := b.revisions(); got != "2 running, 1 done*" {
		t.Errorf("while it runs: %s", got)
	}
	// The holder gives it back, and the other may.
	if err := first.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if code := first.wait(t); code != 130 {
		t.Errorf("the holder ended with %d:\n%s", code, first)
	}
	if holder, _ := b.lease(); holder != "" {
		t.Errorf("the lock was not given back: %s", holder)
	}
	b.want(0, []string{"unlock"}, "nothing to unlock")
	b.want(0, []string{"apply", "--auto-approve"})
	if got := b.revisions(); got != "3 done*, 2 failed, 1 done" || b.images() != "2" {
		t.Errorf("%s; images %s", got, b.images())
	}
}

// lockPatience bounds how long a run takes that does not wait until a lock of 15 seconds has ended, on a machine that is busy.
const lockPatience = 14 * time.Second

// Fault 38: the lock of a run that crashed is taken over, at once on its own machine.
func TestTheLockOfARunThatWasKilledIsTakenOverAtOnce(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart")
	b.holding().kill()
	if holder, _ := b.lease(); holder == "" {
		t.Fatal("nobody holds the lock")
	}
	if got := b.revisions(); got != "1 failed" {
		t.Errorf("of a run that was killed: %s", got)
	}
	b.version(b.dir, "2")
	began := time.Now()
	b.want(0, []string{"apply", "--auto-approve"}, "taking over the lock of ", "that process has ended")
	if took := time.Since(began); took > lockPatience {
		t.Errorf("it took %s", took)
	}
	if got := b.revisions(); got != "2 done*, 1 failed" || b.images() != "2" {
		t.Errorf("%s; images %s", got, b.images())
	}
	b.holding().kill()
	b.want(0, []string{"unlock"}, "Lease/espc-shop")
	b.want(0, []string{"unlock"}, "nothing to unlock")
}

// Fault 38: of a run that crashed on another machine, the lock is taken over once it was not renewed for as long as it lasts.
func TestTheLockOfARunThatWasKilledElsewhereIsTakenOverWhenItIsNotRenewed(t *testing.T) {
	for _, command := range [][]string{{"apply", "--auto-approve"}, {"unlock"}} {
		t.Run(command[0], func(t *testing.T) {
			t.Parallel()
			b := newBooks(t, "cart")
			b.holding().kill()
			b.elsewhere()
			b.version(b.dir, "2")
			began := time.Now()
			b.want(0, command, "the lock is held by ", "waiting up to 15 seconds", "taking over the lock of ", "it was not renewed for 15 seconds")
			if took := time.Since(began); took < 15*time.Second || took > 45*time.Second {
				t.Errorf("it took %s", took)
			}
			if holder, _ := b.lease(); holder != "" {
				t.Errorf("the lock is held by %s", holder)
			}
		})
	}
}

// A holder that was stopped for longer than its lock lasts writes nothing more when it goes on, and leaves the lock to whom has it.
func TestAHolderThatWasStoppedLosesTheLockAndWritesNothingMore(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart", "till")
	b.apply("1")
	p := b.cluster.Proxy(t, proxy.Options{})
	stopped := make(chan struct{})
	b.version(b.dir, "2")
	b.kubeconfig = p.Kubeconfig
	var first *background
	started := make(chan struct{})
	writing := proxy.All(proxy.Writes, proxy.Of("PATCH", "/deployments/"))
	p.On(writing, 1, proxy.Fault{After: func(proxy.Request) {
		<-started
		_ = first.Process.Signal(syscall.SIGSTOP)
		close(stopped)
	}})
	first = b.start(b.dir, "apply", "--auto-approve", "--parallelism", "1")
	close(started)
	<-stopped
	b.kubeconfig = b.cluster.Kubeconfig
	b.elsewhere() // on its own machine a stopped process counts as one that lives
	other := b.folder("3")
	second := b.start(other, "apply", "--auto-approve")
	if code := second.wait(t); code != 0 {
		t.Errorf("the second run: exit %d\n%s", code, second)
	}
	writes := len(p.Records(writing))
	_ = first.Process.Signal(syscall.SIGCONT)
	if code := first.wait(t); code != 1 || !strings.Contains(first.String(), "E1212") {
		t.Errorf("the first run: exit %d\n%s", code, first)
	}
	if n := len(p.Records(writing)) - writes; n > 0 {
		t.Errorf("%d objects were written without the lock", n)
	}
	if b.images() != "3 3" {
		t.Errorf("the images are %s", b.images())
	}
	if got := b.revisions(); got != "3 done*, 2 failed, 1 done" {
		t.Error(got)
	}
}

// races is how many times two applies of different versions start at once.
const races = 100

func TestOfTwoAppliesThatRaceOneWritesAtATime(t *testing.T) {
	b := newBooks(t, "cart", "price", "till", "web")
	b.apply("first")
	uids := b.uids()
	folders := []string{b.folder("a"), b.folder("b")}
	p := b.cluster.Proxy(t, proxy.Options{})
	b.kubeconfig = p.Kubeconfig
	outcomes := map[string]int{}
	for round := range races {
		if testing.Short() && round == 10 {
			break
		}
		p.Reset()
		var runs []*background
		versions := map[string]string{} // of the images, by the run's pid
		order := []int{0, 1}
		if round%2 == 1 {
			slices.Reverse(order)
		}
		for _, i := range order {
			version := fmt.Sprintf("r%d-%c", round, 'a'+i)
			b.version(folders[i], version)
			g := b.start(folders[i], "apply", "--auto-approve")
			runs = append(runs, g)
			versions[fmt.Sprint(g.Process.Pid)] = version
			time.Sleep(rand.N(40 * time.Millisecond))
		}
		succeeded := 0
		for _, g := range runs {
			switch code := g.wait(t); {
			case code == 0:
				succeeded++
			case code != 1 || !strings.Contains(g.String(), "E1212") && !strings.Contains(g.String(), "E1213"):
				t.Errorf("round %d: exit %d\n%s", round, code, g)
			case strings.Contains(g.String(), "E1212"):
				outcomes["locked"]++
			default:
				outcomes["stale"]++
			}
		}
		if succeeded == 0 {
			t.Errorf("round %d: nobody applied\n%s\n%s", round, runs[0], runs[1])
		}
		outcomes["applied"] += succeeded
		last := oneWriterAtATime(t, round, p.Records(proxy.Writes), versions)
		if want := strings.TrimSpace(strings.Repeat(last+" ", 4)); b.images() != want {
			t.Fatalf("round %d: the images are %s, and the last that wrote had %s", round, b.images(), last)
		}
		if t.Failed() {
			return
		}
	}
	t.Logf("of %d runs: %v", 2*races, outcomes)
	if outcomes["locked"] == 0 {
		t.Error("no two runs wanted the lock at once")
	}
	if now := b.uids(); !slices.Equal(now, uids) {
		t.Errorf("objects were lost or recreated: %v became %v", uids, now)
	}
	b.kubeconfig = b.cluster.Kubeconfig
	for _, dir := range folders {
		b.dir = dir
		b.want(0, []string{"apply", "--auto-approve"})
		b.want(0, []string{"plan", "--detailed-exitcode"}, "No changes")
	}
}

// oneWriterAtATime checks that each write of a member was sent while its run held the lock by the order of requests, and returns the
// version that was written last.
func oneWriterAtATime(t *testing.T, round int, records []proxy.Record, versions map[string]string) (last string) {
	t.Helper()
	holds := ""
	image := regexp.MustCompile(`example\.com/\w+:(r\d+-[ab])`)
	for _, r := range records {
		switch {
		case strings.Contains(r.Path, "/leases"):
			var lease struct {
				Spec struct{ HolderIdentity string }
			}
			if json.Unmarshal(r.Body, &lease) != nil || r.Status >= 300 {
				continue
			}
			holds = ""
			if f := strings.Split(lease.Spec.HolderIdentity, "pid "); len(f) == 2 {
				pid, _, _ := strings.Cut(f[1], ",")
				holds = versions[pid]
			}
		case strings.Contains(r.Path, "/deployments/"):
			m := image.FindSubmatch(r.Body)
			if m == nil {
				t.Errorf("round %d: a write of no version: %s", round, r.Body)
				continue
			}
			if last = string(m[1]); last != holds {
				t.Errorf("round %d: %s of %s while %q held the lock", round, r.Path, last, holds)
			}
		}
	}
	return last
}

// uids are the uids of the shop's Deployments and Services.
func (b *books) uids() []string {
	b.Helper()
	var out []string
	for _, kind := range []string{"Deployment", "Service"} {
		version := map[string]string{"Deployment": "apps/v1", "Service": "v1"}[kind]
		for _, o := range b.cluster.List(b, version, kind, b.namespace) {
			out = append(out, kind+" "+o.GetName()+" "+string(o.GetUID()))
		}
	}
	return out
}

// Fault 2: killed after the record of the set was written, before any member.
func TestARunThatWasKilledAfterTheRecordGoesOnWithIt(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart")
	p := b.cluster.Proxy(t, proxy.Options{})
	b.kubeconfig = p.Kubeconfig
	var g *background
	started := make(chan struct{})
	p.On(proxy.Of("POST", "/configmaps$"), 2, proxy.Fault{After: func(proxy.Request) { // the content of the revision, then the record
		<-started
		_ = g.Process.Kill()
	}, DropAfter: true})
	g = b.start(b.dir, "apply", "--auto-approve")
	close(started)
	<-g.done
	p.Reset()
	parent := b.cluster.Get(b, "v1", "ConfigMap", b.namespace, "espc-shop")
	if parent == nil || b.images() != "" {
		t.Fatalf("the record is %v, the images %q\n%s", parent, b.images(), g)
	}
	if got := b.revisions(); got != "1 failed" {
		t.Error(got)
	}
	b.want(0, []string{"apply", "--auto-approve"}, "taking over the lock")
	if got := b.revisions(); got != "1 done*" || b.images() != "1" {
		t.Errorf("%s; images %s", got, b.images())
	}
	if now := b.cluster.Get(b, "v1", "ConfigMap", b.namespace, "espc-shop"); now.GetUID() != parent.GetUID() {
		t.Error("the record is another one")
	}
	if n := len(b.cluster.List(b, "v1", "ConfigMap", b.namespace)); n != 3 { // kube-root-ca.crt, the record, the content
		t.Errorf("there are %d ConfigMaps", n)
	}
	b.want(0, []string{"plan", "--detailed-exitcode"}, "No changes")
}

func TestALockDeletedByHandEndsTheRunThatHeldIt(t *testing.T) {
	t.Parallel()
	b := newBooks(t, "cart")
	g := b.holding()
	b.cluster.Delete(b, "coordination.k8s.io/v1", "Lease", b.namespace, "espc-shop")
	if code := g.wait(t); code != 1 || !strings.Contains(g.String(), "somebody deleted the lock") {
		t.Errorf("exit %d\n%s", code, g)
	}
	b.version(b.dir, "2")
	b.want(0, []string{"apply", "--auto-approve"})
	if got := b.revisions(); got != "2 done*, 1 failed" {
		t.Error(got)
	}
	cluster.Eventually(t, lockPatience, func() error {
		if holder, _ := b.lease(); holder != "" {
			return fmt.Errorf("the lock is held by %s", holder)
		}
		return nil
	})
}
