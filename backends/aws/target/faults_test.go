package target

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"espc.dev/backends"
	"espc.dev/backends/aws/awstest"
	"espc.dev/schema/diag"
)

// small is a template that is quick to deploy.
const small = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  ArtifactBucket: {Type: String}
Resources:
  OrdersQueue:
    Type: AWS::SQS::Queue
    Properties: {VisibilityTimeout: 60}
`

const smallNext = small + `  MoreQueue:
    Type: AWS::SQS::Queue
`

// on returns a target like another that reaches its endpoint through a proxy.
func on(t *testing.T, target *Target, p *awstest.Proxy) *Target {
	t.Helper()
	t.Setenv("AWS_ENDPOINT_URL", p.Endpoint())
	other, err := New(t.Context(), target.Config)
	if err != nil {
		t.Fatal(err)
	}
	return other
}

// run does what the command does: waits for what is under way, plans, prepares and applies.
func run(ctx context.Context, t *testing.T, target *Target, template string) (backends.Report, error) {
	t.Helper()
	if r, err := target.Settle(ctx, backends.Options{}); err != nil {
		return r, err
	}
	state, err := target.ReadState(ctx, nil)
	if err != nil {
		return backends.Report{}, err
	}
	d := desired(t, template, code())
	d.State = state.Digest
	for _, o := range d.Objects {
		d.Changes = append(d.Changes, backends.Change{Action: backends.Update, Address: o.Address, After: o.Tree, File: o.File})
	}
	return target.Apply(ctx, d, backends.Options{})
}

// once checks that the emulator holds exactly one stack of the target's name, with the resources given, and no open change
// sets of it.
func once(t *testing.T, target *Target, resources ...string) {
	t.Helper()
	out, err := target.cf.ListStacks(t.Context(), &cloudformation.ListStacksInput{})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, s := range out.StackSummaries {
		if aws.ToString(s.StackName) == target.Stack && s.StackStatus != "DELETE_COMPLETE" {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d stacks of the name, want 1", n)
	}
	held, err := target.cf.DescribeStackResources(t.Context(), &cloudformation.DescribeStackResourcesInput{StackName: aws.String(target.Stack)})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range held.StackResources {
		names = append(names, aws.ToString(r.LogicalResourceId))
	}
	if strings.Join(names, " ") != strings.Join(resources, " ") {
		t.Errorf("the stack holds %v, want %v", names, resources)
	}
	sets, err := target.cf.ListChangeSets(t.Context(), &cloudformation.ListChangeSetsInput{StackName: aws.String(target.Stack)})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range sets.Summaries {
		if aws.ToString(c.StackName) == target.Stack && c.ExecutionStatus == "AVAILABLE" {
			t.Errorf("the change set %s was left behind", aws.ToString(c.ChangeSetName))
		}
	}
}

// forget removes a stack and its bucket's content, for the next case of a test.
func forget(t *testing.T, target *Target) {
	t.Helper()
	if _, err := target.Destroy(t.Context(), backends.Options{}); err != nil {
		t.Fatal(err)
	}
	out, err := target.s3.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: aws.String(target.Bucket)})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range out.Contents {
		if _, err := target.s3.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: aws.String(target.Bucket), Key: o.Key}); err != nil {
			t.Fatal(err)
		}
	}
}

// FAULTS 53, 54 and lost answers: each request of an apply is throttled once, or loses its answer, or is answered by 500;
// the apply goes through and nothing is made twice.
func TestEachRequestMayFailOnce(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	requests(t, direct, small)
	calls := requests(t, direct, smallNext)
	n := 0
	for _, fault := range []struct {
		name string
		do   awstest.Action
	}{{"throttled", awstest.Throttle}, {"dropped before", awstest.DropBefore}, {"dropped after", awstest.DropAfter}, {"500", awstest.StatusCode(500)}, {"cut", awstest.CutBody}} {
		// Three requests of a run, far apart, so that a run tests three; a repeated request moves those after it by one.
		stride := calls/3 + 1
		for k := 1; k <= stride; k++ {
			n++
			template, holds := version(n)
			p := awstest.NewProxy(t, motoURL, &awstest.Rule{K: k, Do: fault.do}, &awstest.Rule{K: k + stride, Do: fault.do}, &awstest.Rule{K: k + 2*stride, Do: fault.do})
			if _, err := run(t.Context(), t, on(t, direct, p), template); err != nil {
				code, text := faultOf(err)
				t.Fatalf("%s at requests %d and so on of %v: %s %s", fault.name, k, p.Names(), code, text)
			}
			once(t, direct, holds...)
			if n := p.Count("ExecuteChangeSet"); n > 2 {
				t.Errorf("executed %d times", n)
			}
			if t.Failed() {
				t.Fatalf("%s at requests %d and so on of %v", fault.name, k, p.Names())
			}
		}
	}
}

// FAULT 53: a call that is throttled for ever ends after a bounded number of attempts, and says what goes on.
func TestThrottledForEverEnds(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	for _, call := range []string{"GetCallerIdentity", "DescribeStacks", "CreateChangeSet", "DescribeChangeSet", "ExecuteChangeSet", "DescribeStackEvents"} {
		p := awstest.NewProxy(t, motoURL, &awstest.Rule{Call: call, Do: awstest.Throttle})
		_, err := run(t.Context(), t, on(t, direct, p), small)
		wantFault(t, err, diag.StackRequest, "too many requests", "espc ")
		if n := p.Count(call); n > fast.Attempts {
			t.Errorf("%s was tried %d times, want at most %d", call, n, fast.Attempts)
		}
	}
}

// FAULT 58: the credentials expire while the deployment is waited for. The command to resume is told, and it ends well.
func TestCredentialsExpireWhileWaiting(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	p := awstest.NewProxy(t, motoURL, &awstest.Rule{Call: "ExecuteChangeSet", K: 1, Do: func(p *awstest.Proxy, w http.ResponseWriter, forward func() *awstest.Answer) {
		forward().Write(w)
		p.SetRules(&awstest.Rule{Do: awstest.APIFault(403, "ExpiredToken", "The security token included in the request is expired")})
	}})
	report, err := run(t.Context(), t, on(t, direct, p), small)
	wantFault(t, err, diag.StackCredentials, "espc apply shop -e dev")
	if len(report.Diagnostics) == 0 || report.Diagnostics[0].Code != diag.StillRunning.ID {
		t.Errorf("the report does not say that the deployment goes on: %+v", report.Diagnostics)
	}
	if _, err := run(t.Context(), t, direct, small); err != nil {
		t.Fatal(err)
	}
	once(t, direct, "OrdersQueue")
}

// FAULT 8: an interrupt lets the call that has begun finish, so that its outcome is known, and reports.
func TestAnInterruptFinishesTheCallThatHasBegun(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p := awstest.NewProxy(t, motoURL, &awstest.Rule{Call: "ExecuteChangeSet", K: 1, Do: func(_ *awstest.Proxy, w http.ResponseWriter, forward func() *awstest.Answer) {
		cancel()
		forward().Write(w)
	}})
	report, err := run(ctx, t, on(t, direct, p), small)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if len(report.Diagnostics) == 0 || report.Diagnostics[0].Code != diag.StillRunning.ID {
		t.Errorf("the report does not say that the deployment goes on: %+v", report)
	}
	if p.Count("ExecuteChangeSet") != 1 {
		t.Errorf("executed %d times", p.Count("ExecuteChangeSet"))
	}
	once(t, direct, "OrdersQueue")
}

// A slow answer is waited for, and the run's own deadline ends it.
func TestASlowAnswerEndsWithTheDeadline(t *testing.T) {
	if !moto(t) {
		return
	}
	direct := motoTarget(t, motoURL)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	p := awstest.NewProxy(t, motoURL, &awstest.Rule{Call: "DescribeStacks", Do: awstest.Delay(300 * time.Millisecond)})
	if _, err := run(ctx, t, on(t, direct, p), small); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

// FAULT 55: another change set was executed after the plan was saved.
func TestASavedPlanIsStaleAfterAnotherDeployment(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	apply(t, target, desired(t, small))
	saved := planned(t, target, desired(t, smallNext))
	p, err := target.Prepare(t.Context(), saved, backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	saved.Prepared = p.ID
	apply(t, target, desired(t, strings.Replace(small, "60", "90", 1)))
	_, err = target.Apply(t.Context(), saved, backends.Options{})
	wantFault(t, err, diag.ChangeSetStale, "espc plan shop -e dev")
	saved.Prepared = "" // nor is a plan that was on the screen meanwhile
	_, err = target.Apply(t.Context(), saved, backends.Options{})
	wantFault(t, err, diag.ChangeSetStale, "holds something else")
	now := planned(t, target, desired(t, small))
	if actions(now.Changes) != "update AWS::SQS::Queue/OrdersQueue" {
		t.Errorf("the stale plan changed something: %s", actions(now.Changes))
	}
}

// A saved plan is applied by its change set; applied again after a kill that hid its end, it is done.
func TestASavedPlanIsAppliedOnce(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	saved := planned(t, target, desired(t, small))
	p, err := target.Prepare(t.Context(), saved, backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	saved.Prepared = p.ID
	proxied := awstest.NewProxy(t, motoURL, &awstest.Rule{Call: "ExecuteChangeSet", K: 1, Do: awstest.KillAfter})
	if _, err := on(t, target, proxied).Apply(t.Context(), saved, backends.Options{}); err == nil {
		t.Fatal("the killed apply succeeded")
	}
	r, err := target.Apply(t.Context(), saved, backends.Options{})
	if err != nil || r.Revision != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	once(t, target, "OrdersQueue")
	// Gone altogether: stale.
	saved.Prepared = strings.Replace(p.ID, "espc-", "espc-0", 1)
	_, err = target.Apply(t.Context(), saved, backends.Options{})
	wantFault(t, err, diag.ChangeSetStale)
}

// FAULT 16 on this target: two applies of the same plan at once make one deployment between them.
func TestTwoAppliesAtOnceDeployOnce(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	apply(t, target, desired(t, small))
	p := awstest.NewProxy(t, motoURL)
	a, b := on(t, target, p), on(t, target, p)
	d := planned(t, target, desired(t, smallNext))
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i, x := range []*Target{a, b} {
		wg.Go(func() { _, errs[i] = x.Apply(context.Background(), d, backends.Options{}) })
	}
	wg.Wait()
	for _, err := range errs {
		if code, text := faultOf(err); err != nil && code != diag.ChangeSetStale.ID && code != diag.StackBusy.ID {
			t.Errorf("%s %s", code, text)
		}
	}
	if errs[0] != nil && errs[1] != nil {
		t.Error("neither was applied")
	}
	once(t, target, "OrdersQueue", "MoreQueue")
}

// A call that gets no answer is given up and made again; one that never gets any ends the run.
func TestACallWithoutAnAnswerIsGivenUp(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	target.Pace.Answer = 30 * time.Millisecond
	p := awstest.NewProxy(t, f.URL, &awstest.Rule{Call: "GetTemplate", K: 1, Do: awstest.Delay(200 * time.Millisecond)})
	if _, err := on(t, target, p).ReadState(t.Context(), nil); err != nil {
		t.Error(err)
	}
	p = awstest.NewProxy(t, f.URL, &awstest.Rule{Call: "GetTemplate", Do: awstest.Delay(200 * time.Millisecond)})
	_, err := on(t, target, p).ReadState(t.Context(), nil)
	wantFault(t, err, diag.StackUnreachable, "espc plan shop -e dev")
	if n := p.Count("GetTemplate"); n != fast.Attempts {
		t.Errorf("%d attempts", n)
	}
}
