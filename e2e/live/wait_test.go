package live

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"espc.dev/e2e/cluster/proxy"
)

func TestApplyWaitsUntilAllIsReadyAndTellsOfEach(t *testing.T) {
	s := newScene(t, service("price", "example.com/slow-ready:1")+service("cart", "example.com/cart:1"))
	r := s.apply("--wait")
	says(t, r, "Deployment/shop-microservice-price ready", "Deployment/shop-microservice-cart ready")
	if n, _ := s.deployment("shop-microservice-price").Object["status"].(map[string]any)["readyReplicas"].(int64); n != 1 {
		t.Errorf("apply ended with %d ready pods", n)
	}
}

// TestWhatIsDeletedAfterTheWaitIsCountedByItself: "[2/1] deleted" would say more than all.
func TestWhatIsDeletedAfterTheWaitIsCountedByItself(t *testing.T) {
	s := newScene(t, service("price", "example.com/price:1")+service("cart", "example.com/cart:1"))
	s.apply("--wait")
	s.write(service("price", "example.com/price:2"))
	r := s.apply("--wait")
	says(t, r, "Deployment/shop-microservice-cart deleted")
	counts := regexp.MustCompile(`\[(\d+)/(\d+)\]`).FindAllStringSubmatch(r.Stdout+r.Stderr, -1)
	for _, c := range counts {
		done, _ := strconv.Atoi(c[1])
		if total, _ := strconv.Atoi(c[2]); done > total {
			t.Errorf("%s are done", c[0])
		}
	}
	if len(counts) == 0 {
		t.Errorf("nothing is counted:\n%s%s", r.Stdout, r.Stderr)
	}
}

func TestApplyDoesNotWaitUnasked(t *testing.T) {
	s := newScene(t, service("price", "example.com/never-ready:1"))
	begin := time.Now()
	s.apply()
	if d := time.Since(begin); d > 20*time.Second {
		t.Errorf("it took %s", d)
	}
}

func TestWhatDoesNotBecomeReadyInTimeIsToldWithThePodsReason(t *testing.T) {
	s := newScene(t, service("image", "example.com/no-image:1")+service("crash", "example.com/crashes:1")+service("fine", "example.com/fine:1"))
	r := s.fails(applies("--wait", "--timeout", "8s"),
		"E1217", "ImagePullBackOff", "kubectl --context dev -n "+s.namespace+" describe pod shop-microservice-image-",
		"CrashLoopBackOff", "logs shop-microservice-crash-", "--previous", "topology.hcl:", "not done after 8s", "Run espc apply -e dev")
	if strings.Contains(r.Stderr, "shop-microservice-fine is not ready") {
		t.Error("what is ready is said not to be")
	}
	if n := strings.Count(r.Stderr, "error[E1217]"); n != 2 {
		t.Errorf("%d errors, not one for each that is not ready:\n%s", n, r.Stderr)
	}
	if n := strings.Count(r.Stderr, "CrashLoopBackOff: "); n > 2 {
		t.Errorf("what keeps a pod is told %d times, not once while it is waited for and once as an error:\n%s", n, r.Stderr)
	}
	says(t, s.succeeds("history", "-e", "dev"), "applied, but not all became ready")
	says(t, s.succeeds("plan", "-e", "dev"), "W1229", "revision 1 did not end well: all of it was applied, and not all became ready", "espc status -e dev", "No changes")
	status := s.succeeds("status", "-e", "dev")
	says(t, status, "unhealthy", "ImagePullBackOff", "was not applied whole", "healthy     microservice.fine")
	s.write(service("image", "example.com/image:2") + service("crash", "example.com/crash:2") + service("fine", "example.com/fine:1"))
	s.apply("--wait")
	says(t, s.succeeds("status", "-e", "dev", "--concise"), "healthy")
}

func TestStatusShowsWhatIsGoneInItsEntityAndARecordThatIsGone(t *testing.T) {
	s := newScene(t, service("price", "example.com/a:1")+service("fine", "example.com/fine:1"))
	s.apply("--wait")
	objects := len(s.uids()) + 1 // the namespace
	s.cluster.Delete(t, "v1", "Service", s.namespace, "shop-microservice-price")
	r := s.succeeds("status", "-e", "dev")
	says(t, r, fmt.Sprintf("unhealthy   revision 1, %d objects\n", objects), fmt.Sprintf("because 1 of %d objects gone", objects),
		"\n  unhealthy   microservice.price\n", "\n    absent      Service/shop-microservice-price", "healthy     microservice.fine")
	s.apply("--wait")
	s.cluster.Delete(t, "v1", "ConfigMap", s.namespace, "espc-shop")
	says(t, s.succeeds("status", "-e", "dev"), "the record of the set, ConfigMap espc-shop, is gone", "objects were found by their labels", "healthy     microservice.fine", "which writes it anew")
	s.fails(destroys(), "E1211", "run espc apply -e dev, which writes the record anew")
	says(t, s.apply(), "W1228", "objects were found by their labels, and apply writes it anew")
	if r := s.succeeds("status", "-e", "dev"); strings.Contains(r.Stdout, "gone") || !strings.Contains(r.Stdout, "revision 1") {
		t.Errorf("the record is there again:\n%s", r.Stdout)
	}
}

func TestStatusOfAFirstApplyThatWasCutShortNamesNoRollback(t *testing.T) {
	s := newScene(t, twoServices)
	p := s.proxy()
	s.killed(p, proxy.Of("PATCH", "/deployments/"), 1, true, applies()...)
	s.direct()
	r := s.succeeds("status", "-e", "dev")
	says(t, r, "the run that applied revision 1 was cut short", "run espc apply -e dev, which goes on")
	if strings.Contains(r.Stdout, "rollback") {
		t.Errorf("there is nothing to go back to:\n%s", r.Stdout)
	}
}

func TestWaitingEndsAtOnceWhereItIsHopeless(t *testing.T) {
	s := newScene(t, `job "load" {
  image   = "example.com/crashes:1"
  retries = 0
}
`)
	begin := time.Now()
	s.fails(applies("--wait", "--timeout", "2m"), "E1217", "Job/shop-job-load-", "failed", "logs")
	if d := time.Since(begin); d > time.Minute {
		t.Errorf("it took %s", d)
	}
}

func TestADeploymentPastItsDeadlineIsHopeless(t *testing.T) {
	s := newScene(t, "")
	s.writeWith(service("price", "example.com/never-ready:1"), "  overlays = [\"./overlay\"]\n")
	s.file("overlay/kustomization.yaml", `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
patches:
  - target: {kind: Deployment}
    patch: |
      - {op: add, path: /spec/progressDeadlineSeconds, value: 3}
`)
	s.fails(applies("--wait", "--timeout", "2m"), "E1217", "Progress deadline exceeded")
}

func TestAWorkloadIsAppliedWhenItsJobIsDone(t *testing.T) {
	s := newScene(t, migrated("example.com/migrate:1"))
	s.apply()
	job := s.jobs()
	if len(job) != 1 || job[0].succeeded != 1 {
		t.Fatalf("the job is not done: %+v", job)
	}
	if made := s.deployment("shop-microservice-price").GetCreationTimestamp(); made.Time.Before(job[0].completed) {
		t.Errorf("the Deployment was made at %s, and the job was complete at %s", made, job[0].completed)
	}
	s.unchanged()
}

func TestAWorkloadIsLeftWhereItsJobFails(t *testing.T) {
	s := newScene(t, migrated("example.com/crashes:1")+service("cart", "example.com/cart:1"))
	s.fails(applies(), "E1220", "Job/shop-job-migrate-", "Deployment/shop-microservice-price waits for", "logs job/shop-job-migrate-", "left   Deployment/shop-microservice-price")
	if s.deployment("shop-microservice-price") != nil {
		t.Error("it was applied")
	}
	if s.deployment("shop-microservice-cart") == nil {
		t.Error("what waits for nothing was left as well")
	}
	s.write(migrated("example.com/migrate:2") + service("cart", "example.com/cart:1"))
	s.apply()
	if n := len(s.jobs()); n != 1 {
		t.Errorf("%d jobs are left", n)
	}
	s.unchanged()
}

// migrated is a microservice with a job that is done before it starts.
func migrated(image string) string {
	return `job "migrate" {
  image   = "` + image + `"
  retries = 0
  before  = [microservice.price]
}
` + service("price", "example.com/price:1")
}

type jobState struct {
	succeeded int64
	completed time.Time
}

func (s *scene) jobs() []jobState {
	s.Helper()
	var out []jobState
	for _, o := range s.cluster.List(s, "batch/v1", "Job", s.namespace) {
		status, _ := o.Object["status"].(map[string]any)
		n, _ := status["succeeded"].(int64)
		text, _ := status["completionTime"].(string)
		at, _ := time.Parse(time.RFC3339, text)
		out = append(out, jobState{n, at})
	}
	return out
}

func TestAChangedImageWritesOneMember(t *testing.T) {
	s := newScene(t, twoServices)
	s.apply()
	s.write(strings.Replace(twoServices, "price:1", "price:2", 1))
	p := s.proxy()
	s.apply()
	if list := p.Records(members); len(list) != 1 || !strings.HasSuffix(list[0].Path, "/deployments/shop-microservice-price") {
		t.Errorf("it wrote\n%s", paths(list))
	}
}

func TestWhereNothingChangesNothingIsWritten(t *testing.T) {
	s := newScene(t, twoServices)
	s.apply()
	p := s.proxy()
	s.apply()
	if list := p.Records(proxy.Writes); len(list) != 0 {
		t.Errorf("it wrote\n%s", paths(list))
	}
}

func TestWhatHasNoPodsTellsWhy(t *testing.T) {
	s := newScene(t, stored("1Gi"))
	s.apply("--wait")
	s.cluster.Create(t, s.namespace, "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: few}\nspec: {hard: {pods: \"1\"}}\n")
	time.Sleep(time.Second) // the server learns of quotas by a watch
	s.write(stored("1Gi") + strings.ReplaceAll(stored("1Gi"), `"store"`, `"more"`))
	s.fails(applies("--wait", "--timeout", "10s"), "E1217", "StatefulSet/shop-microservice-more is not ready", "exceeded quota")
}
