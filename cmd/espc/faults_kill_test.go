//go:build unix

package main

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"espc.dev/backends/aws/awstest"
)

// killed is a topology whose stack and names are a test's own, because tests share one emulator.
func killed(t *testing.T, name string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	write(t, dir, "app.hcl", `topology "`+name+`" {}
queue "one" {}
queue "two" {}
environment "prod" {
  backend "aws" {
    stack           = "`+name+`"
    artifact_bucket = "`+name+`-artifacts"
  }
}
`)
	return dir
}

// moto starts an emulator, or says plainly that the test runs without.
func moto(t *testing.T) (url string) {
	t.Helper()
	url, stop := awstest.StartMoto()
	t.Cleanup(stop)
	if url == "" {
		t.Log("moto_server is not on PATH: this test ran without it and checked nothing")
	}
	return url
}

// killAt lets a process get to a request and kills it there, with SIGKILL, before the request is sent on or after it took
// effect.
func killAt(t *testing.T, dir, url, call string, after bool, args ...string) {
	t.Helper()
	var p *process
	started := make(chan struct{})
	proxy := awstest.NewProxy(t, url, &awstest.Rule{Call: call, K: 1, Do: func(_ *awstest.Proxy, w http.ResponseWriter, forward func() *awstest.Answer) {
		if after {
			forward()
		}
		<-started
		_ = p.Process.Kill()
		awstest.HangUp(w)
	}})
	p = start(t, dir, proxy.Endpoint(), args...)
	close(started)
	if code := p.end(t); code != -1 {
		t.Fatalf("not killed at %s: exit %d\n%s%s", call, code, p.out.String(), p.err.String())
	}
}

// FAULTS 1 to 4, 6 and 7: a process is killed before and after each kind of request that changes something. The same command
// again gets there: one stack with one of each resource, and one revision of it that is current.
func TestAnApplyThatIsKilledIsFinishedByTheSameCommand(t *testing.T) {
	t.Parallel()
	url := moto(t)
	if url == "" {
		return
	}
	for i, at := range []struct {
		call  string
		after bool
	}{
		{"PutObject", false},          // 1: before the first write
		{"CreateChangeSet", true},     // 6: the change set is there
		{"PutObject", true},           // 2: the first file is there, and no stack
		{"ExecuteChangeSet", false},   // 6: the revision is recorded as begun
		{"ExecuteChangeSet", true},    // 4 and 7: deployed, and nobody was told
		{"DescribeStackEvents", true}, // 3: while it is followed
	} {
		name := "killed" + string(rune('a'+i))
		dir := killed(t, name)
		if err := makeBucket(url, name+"-artifacts", "eu-west-1"); err != nil {
			t.Fatal(err)
		}
		killAt(t, dir, url, at.call, at.after, "apply", "--auto-approve")
		espc(t, 0, dir, url, "apply", "--auto-approve")
		espc(t, 0, dir, url, "plan", "--detailed-exitcode").says(t, []string{"No changes: "}, nil)
		history := espc(t, 0, dir, url, "history")
		if n := strings.Count(history.out.String(), "* "); n != 1 {
			t.Errorf("killed at %v: %d revisions are current:\n%s", at, n, history.out.String())
		}
		status := espc(t, 0, dir, url, "status")
		if n := strings.Count(status.out.String(), "AWS::SQS::Queue/"); n != 2 {
			t.Errorf("killed at %v: %d queues, want 2:\n%s", at, n, status.out.String())
		}
	}
}

// FAULT 1: a saved plan works again after a kill before its change set was executed, and FAULT 7: after it was.
func TestASavedPlanWhoseApplyIsKilledWorksAgain(t *testing.T) {
	t.Parallel()
	url := moto(t)
	if url == "" {
		return
	}
	for i, after := range []bool{false, true} {
		name := "saved" + string(rune('a'+i))
		dir := killed(t, name)
		if err := makeBucket(url, name+"-artifacts", "eu-west-1"); err != nil {
			t.Fatal(err)
		}
		espc(t, 0, dir, url, "plan", "--out", "plan.json")
		killAt(t, dir, url, "ExecuteChangeSet", after, "apply", "plan.json")
		espc(t, 0, dir, url, "apply", "plan.json")
		espc(t, 0, dir, url, "history").says(t, []string{"\n* "}, nil)
		espc(t, 0, dir, url, "plan", "--detailed-exitcode")
	}
}

// FAULT 5: killed while resources are removed, by an update and by destroy; what was not deleted is still known, and goes at
// the next run.
func TestARemovalThatIsKilledIsFinishedByTheSameCommand(t *testing.T) {
	t.Parallel()
	url := moto(t)
	if url == "" {
		return
	}
	dir := killed(t, "removed")
	if err := makeBucket(url, "removed-artifacts", "eu-west-1"); err != nil {
		t.Fatal(err)
	}
	espc(t, 0, dir, url, "apply", "--auto-approve")
	smaller := strings.Replace(read(t, filepath.Join(dir, "app.hcl")), "queue \"two\" {}\n", "", 1)
	write(t, dir, "app.hcl", smaller)
	killAt(t, dir, url, "ExecuteChangeSet", false, "apply", "--auto-approve")
	espc(t, 0, dir, url, "status").says(t, []string{"AWS::SQS::Queue/TwoQueue"}, nil)
	espc(t, 0, dir, url, "apply", "--auto-approve").says(t, []string{"1 deleted."}, nil)
	for _, after := range []bool{false, true} {
		espc(t, 0, dir, url, "apply", "--auto-approve")
		killAt(t, dir, url, "DeleteStack", after, "destroy", "--auto-approve")
		espc(t, 0, dir, url, "destroy", "--auto-approve")
		espc(t, 0, dir, url, "status").says(t, []string{"absent"}, nil)
	}
}

// FAULT 7: a run that is killed while it waits leaves a stack that is under way; the next one attaches, waits and goes on.
func TestARunAttachesToWhatAKilledOneLeftUnderWay(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "UPDATE_COMPLETE", longer)
	f.Change(func() {
		f.Script = []awstest.Step{awstest.Then("UPDATE_IN_PROGRESS", awstest.Own("UPDATE_IN_PROGRESS", "User Initiated"))}
	})
	p := start(t, dir, f.URL, "apply", "--auto-approve")
	until(t, "the stack is being changed", func() bool { return f.Called("ExecuteChangeSet") > 0 && f.Called("DescribeStackEvents") > 1 })
	_ = p.Process.Kill()
	p.end(t)
	f.Change(func() {
		f.Script = []awstest.Step{awstest.Then("UPDATE_COMPLETE", awstest.Of(awstest.StackID, "OrdersQueue", queueType, "UPDATE_COMPLETE", ""), awstest.Own("UPDATE_COMPLETE", ""))}
	})
	p = espc(t, 1, dir, f.URL, "apply") // the fake's template stays, so there is something to ask about
	p.says(t, nil, []string{
		"stack shop-dev: UPDATE_IN_PROGRESS: an earlier operation is under way", "stack shop-dev: AWS::SQS::Queue/OrdersQueue UPDATE_COMPLETE",
		"Error: there is no terminal to ask on",
	})
	if n := f.Called("ExecuteChangeSet"); n != 1 {
		t.Errorf("executed %d times", n)
	}
}
