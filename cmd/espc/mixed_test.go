package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/backends/aws/awstest"
)

// created is what a stack does that is created with the queue of both.
func created(f *awstest.Fake) {
	f.Change(func() {
		f.Script = []awstest.Step{awstest.Then("CREATE_COMPLETE", awstest.Own("CREATE_IN_PROGRESS", "User Initiated"),
			awstest.Of(awstest.StackID, "OrdersQueue", queueType, "CREATE_COMPLETE", ""), awstest.Own("CREATE_COMPLETE", ""))}
	})
}

func TestAStackAndFilesArePlannedAndAppliedTogether(t *testing.T) {
	t.Parallel()
	f, dir := awstest.NewFake(t, "", ""), t.TempDir()
	write(t, dir, "shop.hcl", both)
	created(f)
	p := espc(t, 0, dir, f.URL, "apply", "--auto-approve")
	p.says(t, []string{
		"Plan for dev: aws, against stack shop-dev in 123456789012/eu-west-1\nPlan for dev: kubernetes, against files in deploy/dev/kubernetes\n",
		"+   create  AWS::SQS::Queue/OrdersQueue", "+   create  Deployment/shop-microservice-web", "\nApplied: ",
	}, nil)
	if _, err := os.Stat(filepath.Join(dir, "deploy/dev/kubernetes/kustomization.yaml")); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "deploy/dev/aws")); err == nil {
		t.Error("the stack was written to files as well")
	}
}

func TestOfSeveralTargetsThoseAfterOneThatFailsAreNotTried(t *testing.T) {
	t.Parallel()
	f, dir := awstest.NewFake(t, "", ""), t.TempDir()
	write(t, dir, "shop.hcl", both)
	f.Change(func() {
		f.Script = []awstest.Step{awstest.Then("ROLLBACK_COMPLETE", awstest.Own("CREATE_IN_PROGRESS", "User Initiated"),
			awstest.Of(awstest.StackID, "OrdersQueue", queueType, "CREATE_FAILED", "no"), awstest.Own("ROLLBACK_COMPLETE", ""))}
	})
	p := espc(t, 1, dir, f.URL, "apply", "--auto-approve")
	p.says(t, []string{
		"stack shop-dev in 123456789012/eu-west-1: failed\n  failed AWS::SQS::Queue/OrdersQueue\n",
		"files in deploy/dev/kubernetes: not tried\n  left   ", "  left   Deployment/shop-microservice-web\n", "\nRun espc apply -e dev to go on.\n",
	}, []string{"E1109"})
	leftovers(t, dir, "shop.hcl")
}

func TestASavedPlanGoesOnWhereItStoppedBetweenTwoTargets(t *testing.T) {
	t.Parallel()
	f, dir := awstest.NewFake(t, "", ""), t.TempDir()
	write(t, dir, "shop.hcl", both)
	created(f)
	template := deployed(t, dir)
	espc(t, 0, dir, f.URL, "plan", "--out", "plan.json")
	write(t, dir, "deploy/dev/kubernetes/kustomization.yaml", "# somebody's\n")
	espc(t, 1, dir, f.URL, "apply", "plan.json").says(t, nil, []string{"E0907", "deploy/dev/kubernetes has changed since the plan was made"})
	if f.Called("ExecuteChangeSet") > 0 {
		t.Fatal("a part of a stale plan was applied")
	}
	if err := os.RemoveAll(filepath.Join(dir, "deploy")); err != nil {
		t.Fatal(err)
	}
	// The second target fails after the first was applied: meanwhile a file came in the way.
	f.Change(func() { f.Template = template })
	proxy := awstest.NewProxy(t, f.URL, &awstest.Rule{Call: "ExecuteChangeSet", K: 1, Do: func(_ *awstest.Proxy, w http.ResponseWriter, forward func() *awstest.Answer) {
		write(t, dir, "deploy", "")
		forward().Write(w)
	}})
	p := espc(t, 1, dir, proxy.Endpoint(), "apply", "plan.json")
	p.says(t, []string{"stack shop-dev in 123456789012/eu-west-1: done\n", "files in deploy/dev/kubernetes: failed\n", "\nRun espc apply plan.json to go on.\n"}, nil)
	if want := "Error: deploy/dev/kubernetes can't be read: not a directory"; p.last() != want {
		t.Errorf("the last line is %q, want %q", p.last(), want)
	}
	if err := os.Remove(filepath.Join(dir, "deploy")); err != nil {
		t.Fatal(err)
	}
	espc(t, 0, dir, f.URL, "apply", "plan.json").says(t, []string{"\nApplied: "}, nil)
	if _, err := os.Stat(filepath.Join(dir, "deploy/dev/kubernetes/kustomization.yaml")); err != nil {
		t.Error(err)
	}
	if n := f.Called("ExecuteChangeSet"); n != 1 {
		t.Errorf("executed %d times", n)
	}
}

// FAULT 47 as far as an environment with several backends goes: one that nothing is placed on is left alone.
func TestABackendThatNothingIsPlacedOnIsLeftAlone(t *testing.T) {
	t.Parallel()
	f, dir := awstest.NewFake(t, "", ""), t.TempDir()
	write(t, dir, "shop.hcl", strings.Replace(both, "queue \"orders\" {}\n", "", 1))
	espc(t, 0, dir, f.URL, "apply", "--auto-approve").says(t, []string{"Deployment/shop-microservice-web"}, nil)
	for _, call := range []string{"CreateChangeSet", "DeleteStack"} {
		if f.Called(call) > 0 {
			t.Errorf("%s was called", call)
		}
	}
}
