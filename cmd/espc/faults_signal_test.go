//go:build unix

package main

import (
	"net/http"
	"syscall"
	"testing"
	"time"

	"espc.dev/backends/aws/awstest"
)

// waiting starts an apply of a stack that never gets to an end, and returns once it waits for it.
func waiting(t *testing.T, args ...string) (*awstest.Fake, *process) {
	t.Helper()
	f, dir := onFake(t, "UPDATE_COMPLETE", longer)
	f.Change(func() {
		f.Script = []awstest.Step{awstest.Then("UPDATE_IN_PROGRESS", awstest.Own("UPDATE_IN_PROGRESS", "User Initiated"), awstest.Of(awstest.StackID, "OrdersQueue", queueType, "UPDATE_IN_PROGRESS", ""))}
	})
	p := start(t, dir, f.URL, append([]string{"apply", "--auto-approve"}, args...)...)
	until(t, "the stack is being changed", func() bool { return f.Called("ExecuteChangeSet") > 0 && f.Called("DescribeStackEvents") > 1 })
	return f, p
}

// goesOn checks that a run that ended before its stack said so, with the command that goes on.
func goesOn(t *testing.T, p *process, last string) {
	t.Helper()
	p.says(t, []string{"stack shop-dev in 123456789012/eu-west-1: running\n", "\nRun espc apply -e dev to go on.\n"},
		[]string{"warning[W1118]: the stack shop-dev is still being changed by AWS", "run espc apply -e dev, which waits for it"})
	if p.last() != last {
		t.Errorf("the last line is %q, want %q", p.last(), last)
	}
}

// FAULT 8.
func TestSIGINTWhileWaitingReportsAndExits130(t *testing.T) {
	t.Parallel()
	_, p := waiting(t)
	_ = p.Process.Signal(syscall.SIGINT)
	if code := p.end(t); code != 130 {
		t.Errorf("exit %d", code)
	}
	goesOn(t, p, "Error: interrupted")
}

// FAULT 10.
func TestSIGTERMWhileWaitingReportsAndExits143(t *testing.T) {
	t.Parallel()
	_, p := waiting(t)
	_ = p.Process.Signal(syscall.SIGTERM)
	if code := p.end(t); code != 143 {
		t.Errorf("exit %d", code)
	}
	goesOn(t, p, "Error: terminated")
}

func TestATimeoutWhileWaitingReportsAndExits1(t *testing.T) {
	t.Parallel()
	_, p := waiting(t, "--timeout", "2s")
	if code := p.end(t); code != 1 {
		t.Errorf("exit %d", code)
	}
	goesOn(t, p, "Error: not done after 2s")
}

// FAULT 8: the call that has begun is finished, so that what it did is known.
func TestSIGINTFinishesTheCallThatHasBegun(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "UPDATE_COMPLETE", longer)
	var p *process
	started := make(chan struct{})
	proxy := awstest.NewProxy(t, f.URL, &awstest.Rule{Call: "ExecuteChangeSet", K: 1, Do: func(_ *awstest.Proxy, w http.ResponseWriter, forward func() *awstest.Answer) {
		<-started
		_ = p.Process.Signal(syscall.SIGINT)
		time.Sleep(300 * time.Millisecond)
		forward().Write(w)
	}})
	p = start(t, dir, proxy.Endpoint(), "apply", "--auto-approve")
	close(started)
	if code := p.end(t); code != 130 {
		t.Errorf("exit %d", code)
	}
	goesOn(t, p, "Error: interrupted")
	if n := f.Called("ExecuteChangeSet"); n != 1 {
		t.Errorf("executed %d times", n)
	}
}

// FAULT 9: at the second the process ends at once, in the middle of a call that gets no answer, and says what is not known.
func TestASecondSIGINTEndsAtOnceAndSaysWhatIsNotKnown(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "UPDATE_COMPLETE", longer)
	reached, release := make(chan struct{}), make(chan struct{})
	proxy := awstest.NewProxy(t, f.URL, &awstest.Rule{Call: "ExecuteChangeSet", K: 1, Do: func(_ *awstest.Proxy, w http.ResponseWriter, _ func() *awstest.Answer) {
		close(reached)
		<-release
		awstest.HangUp(w)
	}})
	defer close(release)
	p := start(t, dir, proxy.Endpoint(), "apply", "--auto-approve")
	<-reached
	_ = p.Process.Signal(syscall.SIGINT)
	time.Sleep(200 * time.Millisecond) // two at once would be one
	began := time.Now()
	_ = p.Process.Signal(syscall.SIGINT)
	if code := p.end(t); code != 130 {
		t.Errorf("exit %d\n%s", code, p.err.String())
	}
	if waited := time.Since(began); waited > 5*time.Second {
		t.Errorf("it ended after %s", waited)
	}
	p.says(t, nil, []string{"Not known is what becomes of the change of stack shop-dev in 123456789012/eu-west-1", "\nRun espc apply -e dev, which waits for what is under way and goes on.\n"})
	if want := "Error: interrupted twice, with the outcome at stack shop-dev in 123456789012/eu-west-1 unknown"; p.last() != want {
		t.Errorf("the last line is %q, want %q", p.last(), want)
	}
}
