package kills

import (
	"strings"
	"testing"
	"time"

	"espc.dev/e2e/cluster/proxy"
)

// hold keeps an object from going away once it is deleted, and deletes it.
func (r *rig) hold(kind, name string) {
	r.t.Helper()
	r.cluster.Patch(r.t, "v1", kind, r.namespace, name, "somebody", `{"metadata":{"finalizers":["example.com/held"]}}`)
	r.cluster.Delete(r.t, "v1", kind, r.namespace, name)
}

// letGo ends that.
func (r *rig) letGo(kind, name string) {
	r.t.Helper()
	r.cluster.Patch(r.t, "v1", kind, r.namespace, name, "somebody", `{"metadata":{"finalizers":null}}`)
}

// FAULT 5: what a destroy that was killed has deleted is still there for a while, and looks like any other member. An apply waits
// until it is gone, and creates it anew.
func TestAnApplyWaitsForWhatIsOnItsWayOut(t *testing.T) {
	r := newRig(t, false)
	r.apply(0)
	r.hold("ServiceAccount", "shop-microservice-cache")
	time.AfterFunc(2*time.Second, func() { r.letGo("ServiceAccount", "shop-microservice-cache") })
	r.apply(0)
	if v := r.whole(0); len(v.problems) > 0 {
		t.Fatal(strings.Join(v.problems, "\n"))
	}
}

// FAULT 5: what a prune that was killed has deleted goes away while the next run is at work, which makes no plan wrong.
func TestWhatIsOnItsWayOutMayGoBetweenPlanAndApply(t *testing.T) {
	r := newRig(t, false)
	r.apply(0)
	r.hold("ServiceAccount", "shop-gateway-backoffice") // which the next version has no more
	r.proxy.On(func(q proxy.Request) bool { return kindOf(q) == "GET leases (record)" }, 1, proxy.Fault{Before: func(proxy.Request) {
		r.letGo("ServiceAccount", "shop-gateway-backoffice")
	}})
	if got := r.run(r.proxy.Kubeconfig, r.dirs[1], "apply", "--auto-approve"); got.Code != 0 {
		t.Fatalf("exit %d\n%s%s", got.Code, got.Stdout, got.Stderr)
	}
	if r.cluster.Get(t, "v1", "ServiceAccount", r.namespace, "shop-gateway-backoffice") != nil {
		t.Error("it was not let go")
	}
	if v := r.whole(1); len(v.problems) > 0 {
		t.Fatal(strings.Join(v.problems, "\n"))
	}
}

// FAULT 5: a destroy that is run again while its namespace goes away waits until it is gone.
func TestADestroyOfANamespaceThatIsOnItsWayOutWaitsForIt(t *testing.T) {
	r := newRig(t, true)
	r.apply(0)
	arguments := []string{"destroy", "--auto-approve", "--delete-volumes", "--delete-namespace"}
	if !r.killed(kill{"DELETE namespaces", 1, true}, r.dirs[0], arguments...) {
		t.Fatal("the namespace was never deleted")
	}
	r.must(r.dirs[0], arguments...)
	if r.cluster.Get(t, "v1", "Namespace", "", r.namespace) != nil {
		t.Error("the namespace is there")
	}
	if v := r.nothing(); len(v.problems) > 0 {
		t.Error(strings.Join(v.problems, "\n"))
	}
}

// FAULT 2: an apply is killed when it has the lock and has kept what it is about to apply, and nothing else. A destroy leaves nothing.
func TestADestroyRemovesWhatARunLeftThatWasKilledBeforeItsFirstWrite(t *testing.T) {
	r := newRig(t, false)
	dir, arguments := applyFirst(r, 0)
	if !r.killed(kill{"POST configmaps (record)", 1, false}, dir, arguments...) {
		t.Fatalf("no record was to be written: %v", r.proxy.Records(proxy.Writes))
	}
	if s := r.read(); s.lease == nil || len(s.contents) != 1 || s.parent != nil {
		t.Fatalf("it was killed too early or too late: %v", s.contents)
	}
	r.must(r.dirs[0], "destroy", "--auto-approve")
	if v := r.nothing(); len(v.problems) > 0 {
		t.Error(strings.Join(v.problems, "\n"))
	}
}
