package live

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/proxy"
)

// onDeployment is the write of a Deployment.
func onDeployment(name string) proxy.Match {
	return proxy.All(proxy.Writes, proxy.Of("PATCH", "/deployments/"+name+"$"))
}

// FAULT 8: what has begun is finished, the rest is left, the lock is given back.
func TestSIGINTFinishesTheCallsThatHaveBegunAndGivesTheLockBack(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	dir, namespace := folder(t, c, shop)
	through := c.Proxy(t, proxy.Options{})
	var p *process
	started := make(chan struct{})
	through.On(onDeployment("shop-microservice-price"), 1, proxy.Fault{Before: func(proxy.Request) {
		<-started
		_ = p.Process.Signal(os.Interrupt)
		time.Sleep(500 * time.Millisecond) // it has taken notice, and still waits for the answer
	}})
	p = start(t, dir, through.Kubeconfig, "apply", "-e", "dev", "--auto-approve", "--parallelism", "1")
	close(started)
	if status := p.end(t); status != 130 {
		t.Fatalf("exit %d\n%s%s", status, p.out.String(), p.err.String())
	}
	p.says(t, []string{": interrupted\n", "  done   Deployment/shop-microservice-price\n", "  left   Deployment/shop-microservice-web\n", "\nRun espc apply -e dev to go on.\n"}, nil)
	if p.last() != "Error: interrupted" {
		t.Errorf("the last line is %q", p.last())
	}
	if c.Get(t, "apps/v1", "Deployment", namespace, "shop-microservice-price") == nil {
		t.Error("the call that had begun was not finished")
	}
	if c.Get(t, "apps/v1", "Deployment", namespace, "shop-microservice-web") != nil {
		t.Error("a call was begun after the signal")
	}
	unlocked(t, c, namespace)
	converges(t, dir, through.Kubeconfig)
}

// FAULT 9: the process ends at once, and says what it does not know.
func TestASecondSIGINTEndsAtOnceAndSaysWhatIsNotKnownOfTheCluster(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	dir, _ := folder(t, c, shop)
	through := c.Proxy(t, proxy.Options{})
	var p *process
	started, ended := make(chan struct{}), make(chan struct{})
	through.On(onDeployment("shop-microservice-price"), 1, proxy.Fault{DropBefore: true, Before: func(proxy.Request) {
		<-started
		_ = p.Process.Signal(os.Interrupt)
		time.Sleep(300 * time.Millisecond)
		_ = p.Process.Signal(os.Interrupt)
		<-ended
	}})
	p = start(t, dir, through.Kubeconfig, "apply", "-e", "dev", "--auto-approve", "--parallelism", "1")
	close(started)
	status := p.end(t)
	close(ended)
	if status != 130 {
		t.Fatalf("exit %d\n%s%s", status, p.out.String(), p.err.String())
	}
	p.says(t, nil, []string{"Not known is what becomes of the change of cluster dev, namespace ", "\n  Deployment/shop-microservice-price", "\nRun espc apply -e dev, which "})
	if !strings.HasPrefix(p.last(), "Error: interrupted twice, with the outcome at cluster dev, namespace ") {
		t.Errorf("the last line is %q", p.last())
	}
	converges(t, dir, c.Kubeconfig)
}

// neverReady is a topology with something that does not become ready.
var neverReady = strings.Replace(shop, "example.com/web:1", "example.com/never-ready:1", 1)

// FAULT 10: as after SIGINT, with the exit status of SIGTERM. All was applied, and is recorded as such.
func TestSIGTERMWhileWaitingForPodsReportsAndExits143(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	dir, namespace := folder(t, c, neverReady)
	p := start(t, dir, c.Kubeconfig, "apply", "-e", "dev", "--auto-approve", "--wait")
	cluster.Eventually(t, time.Minute, func() error { return p.said("Deployment/shop-microservice-web Replicas: 0/2") })
	_ = p.Process.Signal(syscall.SIGTERM)
	if status := p.end(t); status != 143 {
		t.Fatalf("exit %d\n%s%s", status, p.out.String(), p.err.String())
	}
	p.says(t, []string{": interrupted\n", "  done   Deployment/shop-microservice-web\n", "\nRun espc apply -e dev --wait to go on.\n"}, nil)
	if p.last() != "Error: terminated" {
		t.Errorf("the last line is %q", p.last())
	}
	unlocked(t, c, namespace)
	isApplied(t, dir, c.Kubeconfig)
	edit(t, dir, "never-ready:1", "web:2")
	run(t, 0, dir, c.Kubeconfig, "apply", "-e", "dev", "--auto-approve", "--wait")
}

// FAULT 10: --timeout is a bound on the whole command, with exit 1. Nothing is rolled back by itself.
func TestATimeoutWhileWaitingForPodsNamesWhatIsNotReadyAndExits1(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	dir, namespace := folder(t, c, neverReady)
	p := run(t, 1, dir, c.Kubeconfig, "apply", "-e", "dev", "--auto-approve", "--wait", "--timeout", "8s", "--no-progress")
	p.says(t, []string{": all of it was applied, and not all is ready\n", "  not ready Deployment/shop-microservice-web\n", "\nRun espc apply -e dev --wait --timeout 8s to go on.\n"}, []string{"shop-microservice-web"})
	if p.last() != "Error: not done after 8s" {
		t.Errorf("the last line is %q", p.last())
	}
	unlocked(t, c, namespace)
	isApplied(t, dir, c.Kubeconfig)
}

// FAULT 11: a reader that goes away takes nothing from the plan file.
func TestAPlanOfAClusterWhoseReaderGoesAwayIsSavedWhole(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	dir, _ := folder(t, c, shop)
	read, written, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := read.Close(); err != nil {
		t.Fatal(err)
	}
	p := prepare(t, dir, c.Kubeconfig, "plan", "-e", "dev", "--out", "plan.json")
	p.Stdout = written
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	_ = written.Close()
	_ = p.Wait() // the signal ends it, or it says that it could not write
	run(t, 0, dir, c.Kubeconfig, "apply", "plan.json", "--no-progress")
	isApplied(t, dir, c.Kubeconfig)
}

// FAULT 14: that a plan can't be saved is found out before anybody is asked for one.
func TestAPlanThatCannotBeSavedAsksTheClusterForNothing(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	dir, _ := folder(t, c, shop)
	through := c.Proxy(t, proxy.Options{})
	write(t, dir, "notes.txt", "somebody's")
	for _, name := range []string{"nowhere/plan.json", "notes.txt"} {
		run(t, 1, dir, through.Kubeconfig, "plan", "-e", "dev", "--out", name)
	}
	if err := os.Symlink("notes.txt", filepath.Join(dir, "link.json")); err != nil { // FAULT 15
		t.Fatal(err)
	}
	run(t, 1, dir, through.Kubeconfig, "plan", "-e", "dev", "--out", "link.json")
	if asked := through.Records(proxy.Any); len(asked) > 0 {
		t.Errorf("the cluster was asked %d times: %s %s", len(asked), asked[0].Method, asked[0].Path)
	}
}

// FAULTS 17 and 18: a plan file that is not as it was written asks nobody for anything.
func TestADamagedPlanOfAClusterIsRefusedBeforeAnyRequest(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	dir, namespace := folder(t, c, shop)
	through := c.Proxy(t, proxy.Options{})
	run(t, 0, dir, c.Kubeconfig, "plan", "-e", "dev", "--out", "plan.json")
	content, err := os.ReadFile(filepath.Join(dir, "plan.json"))
	if err != nil {
		t.Fatal(err)
	}
	plan := string(content)
	for code, damaged := range map[string][]string{
		"E0905": {
			plan[:len(plan)/2], strings.Replace(plan, namespace, "kube-system", 1), strings.Replace(plan, `"context": "dev"`, `"context": "prod"`, 1),
			strings.Replace(plan, `"binding": "`, `"binding": "0`, 1), strings.Replace(plan, `"create"`, `"delete"`, 1), "{}", "",
		},
		"E0906": {strings.Replace(plan, `"format_version": "1"`, `"format_version": "99"`, 1)},
	} {
		for i, text := range damaged {
			if text == plan {
				t.Fatalf("%s %d is not damaged", code, i)
			}
			write(t, dir, "damaged.json", text)
			run(t, 1, dir, through.Kubeconfig, "apply", "damaged.json").says(t, nil, []string{code})
		}
	}
	if asked := through.Records(proxy.Any); len(asked) > 0 {
		t.Errorf("the cluster was asked %d times: %s %s", len(asked), asked[0].Method, asked[0].Path)
	}
	run(t, 0, dir, c.Kubeconfig, "apply", "plan.json", "--no-progress")
}
