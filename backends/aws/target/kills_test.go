package target

import (
	"fmt"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/aws/awstest"
)

// killedAt runs a deployment that is killed after its k-th request, or before the first for 0, and then the same again,
// and checks that this gets there.
func killedAt(t *testing.T, direct *Target, k, calls int, template string, want ...string) {
	t.Helper()
	fault := &awstest.Rule{K: k, Do: awstest.KillAfter} // after request k is before request k+1
	if k == 0 {
		fault = &awstest.Rule{K: 1, Do: awstest.KillBefore}
	}
	p := awstest.NewProxy(t, motoURL, fault)
	_, err := run(t.Context(), t, on(t, direct, p), template)
	if err == nil && k < calls-1 { // the end of the last record may get lost unnoticed
		t.Errorf("killed at request %d, and nothing noticed", k)
	}
	at := p.Names()[max(k, 1)-1]
	r, again := run(t.Context(), t, direct, template)
	if again != nil {
		t.Fatalf("killed at %s (%v): run again: %v", at, err, again)
	}
	once(t, direct, want...)
	if history, err := direct.History(t.Context()); err != nil || len(history) == 0 || !history[0].Current || r.Revision != history[0].Number {
		t.Errorf("revision %d, history %+v, %v", r.Revision, history, err)
	}
	if t.Failed() {
		t.Fatalf("killed at request %d of %d, %s", k, calls, at)
	}
}

// requests counts the requests of a deployment.
func requests(t *testing.T, direct *Target, template string) int {
	t.Helper()
	p := awstest.NewProxy(t, motoURL)
	if _, err := run(t.Context(), t, on(t, direct, p), template); err != nil {
		t.Fatal(err)
	}
	return len(p.Names())
}

// FAULTS 1, 3, 4, 6, 7: the process is killed before and after each of its requests; the same command run again gets
// there, with one stack, one of each resource and the revision recorded.
func TestACreationKilledAtAnyRequestIsFinishedByTheNextRun(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	calls := requests(t, direct, small)
	for k := range calls + 1 {
		forget(t, direct)
		killedAt(t, direct, k, calls, small, "OrdersQueue")
	}
}

// version is the n-th template of a series: each deletes a queue of the one before and creates another.
func version(n int) (template string, holds []string) {
	more := fmt.Sprintf("More%dQueue", n)
	return small + "  " + more + ":\n    Type: AWS::SQS::Queue\n", []string{"OrdersQueue", more}
}

// FAULTS 3 to 7: as above, for updates and for the deletion of a resource.
func TestAnUpdateKilledAtAnyRequestIsFinishedByTheNextRun(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	requests(t, direct, small)
	calls := requests(t, direct, smallNext)
	for k := range calls + 1 {
		template, holds := version(k)
		killedAt(t, direct, k, calls, template, holds...)
	}
}

// FAULT 5 on this target: a deletion killed at any request is finished by the next run.
func TestADestroyKilledAtAnyRequestIsFinishedByTheNextRun(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	requests(t, direct, small)
	p := awstest.NewProxy(t, motoURL)
	if _, err := on(t, direct, p).Destroy(t.Context(), backends.Options{}); err != nil {
		t.Fatal(err)
	}
	for k := range len(p.Names()) {
		requests(t, direct, small)
		killed := awstest.NewProxy(t, motoURL, &awstest.Rule{K: k + 1, Do: awstest.KillAfter})
		_, _ = on(t, direct, killed).Destroy(t.Context(), backends.Options{})
		if _, err := direct.Destroy(t.Context(), backends.Options{}); err != nil {
			t.Fatalf("killed at %s: %v", killed.Names()[k], err)
		}
		if s, err := direct.describe(t.Context(), "destroy", direct.Stack); err != nil || s.StackStatus != "" {
			t.Fatalf("killed at %s: the stack is %s, %v", killed.Names()[k], s.StackStatus, err)
		}
	}
}
