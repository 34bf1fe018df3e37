package live

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"espc.dev/e2e/cluster"
	"espc.dev/e2e/cluster/proxy"
)

// revisions are those that history lists, the newest first, as "2 done".
func revisions(t *testing.T, dir, kubeconfig string) []string {
	t.Helper()
	var history struct {
		Targets []struct {
			Revisions []struct {
				Number int
				Phase  string
			}
		}
	}
	if err := json.Unmarshal([]byte(run(t, 0, dir, kubeconfig, "history", "-e", "dev", "-o", "json").out.String()), &history); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range history.Targets[0].Revisions {
		out = append(out, fmt.Sprint(r.Number, " ", r.Phase))
	}
	return out
}

// FAULTS 1 to 5, of a saved plan: wherever its apply is killed, before a write or when that took effect, the same plan goes on and
// is applied once.
func TestASavedPlanWhoseApplyIsKilledAtAnyWriteGoesOn(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	through := c.Proxy(t, proxy.Options{}) // all goes through it: another address is another cluster
	for k := 1; ; k++ {
		after := k%2 == 0
		dir, _ := folder(t, c, shop)
		converges(t, dir, through.Kubeconfig)
		// An update, a creation and a deletion.
		edit(t, dir, "price:1", "price:2")
		edit(t, dir, `microservice "web" {`, "microservice \"front\" {")
		run(t, 0, dir, through.Kubeconfig, "plan", "-e", "dev", "--out", "plan.json").says(t, []string{"Plan: 5 to create, 2 to update, 0 to replace, 5 to delete."}, nil)
		if !killedAt(t, through, dir, k, after) {
			if k < 12 {
				t.Fatalf("the plan was applied with %d writes", k-1)
			}
			break
		}
		p := run(t, 0, dir, through.Kubeconfig, "apply", "plan.json", "--no-progress")
		if !strings.Contains(p.out.String(), "Applied: ") && !strings.Contains(p.out.String(), "all of it was done before") {
			t.Errorf("killed at write %d (after: %v), the next run says\n%s", k, after, p.out.String())
		}
		isApplied(t, dir, through.Kubeconfig)
		if got := revisions(t, dir, through.Kubeconfig); fmt.Sprint(got) != "[2 done 1 done]" {
			t.Errorf("killed at write %d (after: %v), the revisions are %v", k, after, got)
		}
		if t.Failed() {
			return
		}
	}
}

// killedAt applies the saved plan of a folder and kills the process at its kth write; it returns false where there are fewer.
func killedAt(t *testing.T, through *cluster.Proxy, dir string, k int, after bool) bool {
	t.Helper()
	through.Reset()
	var p *process
	started := make(chan struct{})
	kill := func(proxy.Request) {
		<-started
		_ = p.Process.Kill()
	}
	fault := proxy.Fault{Before: kill, DropBefore: true}
	if after {
		fault = proxy.Fault{After: kill, DropAfter: true}
	}
	through.On(proxy.Writes, k, fault)
	p = start(t, dir, through.Kubeconfig, "apply", "plan.json", "--no-progress", "--parallelism", "1")
	close(started)
	switch status := p.end(t); status {
	case -1:
		return true
	case 0:
		return false
	default:
		t.Fatalf("exit %d\n%s%s", status, p.out.String(), p.err.String())
		return false
	}
}

// FAULT 46: a saved plan is applied to what it was made from, or to what a run of it has left, and to nothing else.
func TestASavedPlanIsAppliedToNothingElse(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	dir, namespace := folder(t, c, shop)
	refused := func(why, kubeconfig string) {
		t.Helper()
		run(t, 1, dir, kubeconfig, "apply", "plan.json").says(t, nil, []string{"E0907", why})
	}
	run(t, 0, dir, c.Kubeconfig, "plan", "-e", "dev", "--out", "plan.json")
	refused("it was made for another target", c.Proxy(t, proxy.Options{}).Kubeconfig) // another address, another authority: another cluster
	run(t, 0, dir, c.Kubeconfig, "apply", "plan.json", "--no-progress")
	run(t, 0, dir, c.Kubeconfig, "apply", "plan.json", "--no-progress").says(t, []string{"all of it was done before"}, nil)

	// Somebody edits what the plan is about to change, and what it is not.
	edit(t, dir, "price:1", "price:2")
	run(t, 0, dir, c.Kubeconfig, "plan", "-e", "dev", "--out", "plan.json")
	c.Patch(t, "apps/v1", "Deployment", namespace, "shop-microservice-price", "kubectl-edit", `{"metadata":{"labels":{"app.kubernetes.io/component":"mine"}}}`)
	refused("Deployment/shop-microservice-price is not as it was", c.Kubeconfig)
	run(t, 0, dir, c.Kubeconfig, "plan", "-e", "dev", "--out", "plan.json").says(t, []string{"mine → microservice  (drift: set by kubectl-edit)"}, nil)
	c.Patch(t, "v1", "Service", namespace, "shop-microservice-web", "kubectl-edit", `{"metadata":{"labels":{"app.kubernetes.io/component":"mine"}}}`)
	refused("Service/shop-microservice-web is not as it was", c.Kubeconfig)

	// Another apply came between, and another took it back: the same objects, and yet not the same.
	run(t, 0, dir, c.Kubeconfig, "apply", "-e", "dev", "--auto-approve", "--no-progress")
	edit(t, dir, "price:2", "price:3")
	run(t, 0, dir, c.Kubeconfig, "plan", "-e", "dev", "--out", "plan.json")
	saved, err := os.ReadFile(dir + "/plan.json")
	if err != nil {
		t.Fatal(err)
	}
	edit(t, dir, "price:3", "price:4")
	run(t, 0, dir, c.Kubeconfig, "apply", "-e", "dev", "--auto-approve", "--no-progress")
	run(t, 0, dir, c.Kubeconfig, "rollback", "-e", "dev", "--auto-approve", "--no-progress")
	edit(t, dir, "price:4", "price:3")
	write(t, dir, "plan.json", string(saved))
	refused("was applied to cluster dev, namespace "+namespace+" since the plan was made", c.Kubeconfig)

	// The namespace is another one of the same name. FAULT 32 is the same without a new one.
	run(t, 0, dir, c.Kubeconfig, "plan", "-e", "dev", "--out", "plan.json")
	run(t, 0, dir, c.Kubeconfig, "destroy", "-e", "dev", "--auto-approve", "--delete-namespace", "--no-progress")
	refused("it was made for another target", c.Kubeconfig)
	converges(t, dir, c.Kubeconfig)
	refused("it was made for another target", c.Kubeconfig)
}

// FAULT 47: what renders to nothing deletes nothing unasked.
func TestATopologyThatIsEmptyTakesNothingFromTheCluster(t *testing.T) {
	t.Parallel()
	c := cluster.Shared(t)
	dir, namespace := folder(t, c, shop)
	converges(t, dir, c.Kubeconfig)
	content, err := os.ReadFile(dir + "/shop.hcl")
	if err != nil {
		t.Fatal(err)
	}
	head, tail, _ := strings.Cut(string(content), "microservice")
	write(t, dir, "shop.hcl", head+tail[strings.Index(tail, "environment"):])
	run(t, 1, dir, c.Kubeconfig, "apply", "-e", "dev", "--auto-approve").says(t, nil, []string{"E0909", "--allow-empty"})
	if c.Get(t, "apps/v1", "Deployment", namespace, "shop-microservice-price") == nil {
		t.Fatal("a Deployment was deleted")
	}
	run(t, 1, dir, c.Kubeconfig, "apply", "-e", "dev", "--auto-approve", "--allow-empty", "--max-deletes", "3").says(t, nil, []string{"--max-deletes allows 3"})
	run(t, 0, dir, c.Kubeconfig, "apply", "-e", "dev", "--auto-approve", "--allow-empty", "--no-progress")
	if c.Get(t, "apps/v1", "Deployment", namespace, "shop-microservice-price") != nil {
		t.Error("what was allowed to go is there")
	}
	if c.Get(t, "v1", "Namespace", "", namespace) == nil {
		t.Error("the namespace was deleted without its flag")
	}
}
