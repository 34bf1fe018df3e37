package target

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"espc.dev/backends"
	"espc.dev/backends/aws/awstest"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// asJSON is a template as it is deployed.
func asJSON(t *testing.T, text string) string {
	t.Helper()
	docs, ds := parseYAML("template.yaml", []byte(text))
	if ds.HasErrors() {
		t.Fatal(ds)
	}
	return string(tree.AppendJSON(nil, docs[0], ""))
}

const queue = `Resources:
  OrdersQueue:
    Type: AWS::SQS::Queue
    UpdateReplacePolicy: Retain
    Properties: {QueueName: a}
`

var queueNext = strings.Replace(queue, "QueueName: a", "QueueName: b", 1)

func TestEveryStackStatusIsKnownWithItsWayOut(t *testing.T) {
	for _, s := range types.StackStatus("").Values() {
		c, ok := conditions[s]
		if !ok {
			t.Errorf("%s is not in the table", s)
			continue
		}
		if c.means == "" || c.health == "" || c.take == "" {
			t.Errorf("%s: what it means, is and does is not all said: %+v", s, c)
		}
		if c.take == takeStop && c.aws == "" {
			t.Errorf("%s stops apply and has no way out", s)
		}
		if inProgress := strings.HasSuffix(string(s), "_IN_PROGRESS"); inProgress != (c.take == takeWait) && s != types.StackStatusReviewInProgress {
			t.Errorf("%s: apply %s", s, c.take)
		}
	}
	if c := conditionOf("NOVEL_IN_PROGRESS"); c.take != takeWait {
		t.Error("a status that came later and is in progress is not waited for")
	}
	if c := conditionOf("NOVEL_FAILED"); c.take != takeStop {
		t.Error("a status that came later is deployed to")
	}
}

// FAULTS 51 and 52: at plan time, with the exact way out, and nothing is done.
func TestAStackThatTakesNoDeploymentIsSeenAtPlanTime(t *testing.T) {
	for status, want := range map[string][]string{
		"ROLLBACK_COMPLETE":        {"espc destroy shop -e dev", "aws cloudformation delete-stack --region eu-west-1 --stack-name shop-dev"},
		"ROLLBACK_FAILED":          {"espc destroy shop -e dev"},
		"CREATE_FAILED":            {"espc destroy shop -e dev"},
		"DELETE_FAILED":            {"espc destroy shop -e dev"},
		"UPDATE_ROLLBACK_FAILED":   {"espc unlock shop -e dev", "aws cloudformation continue-update-rollback --region eu-west-1 --stack-name shop-dev"},
		"UPDATE_FAILED":            {"espc unlock shop -e dev", "rollback-stack"},
		"IMPORT_ROLLBACK_FAILED":   {"describe-stack-events"},
		"SOMETHING_NEW_AND_FAILED": {"describe-stack-events"},
	} {
		f, target := newFake(t, status, asJSON(t, queue))
		_, err := target.Prepare(t.Context(), planned(t, target, desired(t, queueNext)), backends.Options{})
		wantFault(t, err, diag.StackBlocked, append(want, status)...)
		for _, call := range []string{"CreateChangeSet", "ExecuteChangeSet", "DeleteStack", "ContinueUpdateRollback", "RollbackStack"} {
			if f.Called(call) > 0 {
				t.Errorf("%s: %s was called unasked", status, call)
			}
		}
	}
	_, target := newFake(t, "UPDATE_IN_PROGRESS", asJSON(t, queue))
	_, err := target.Prepare(t.Context(), planned(t, target, desired(t, queueNext)), backends.Options{})
	wantFault(t, err, diag.StackBusy, "espc apply shop -e dev")
}

// FAULT 52: the rollback is continued when it is asked for.
func TestUnlockContinuesAStuckRollback(t *testing.T) {
	for status, call := range map[string]string{"UPDATE_ROLLBACK_FAILED": "ContinueUpdateRollback", "UPDATE_FAILED": "RollbackStack"} {
		f, target := newFake(t, status, asJSON(t, queue))
		f.Script = []awstest.Step{
			awstest.Then("UPDATE_ROLLBACK_IN_PROGRESS", awstest.Own("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated")),
			awstest.Then("UPDATE_ROLLBACK_COMPLETE", awstest.Own("UPDATE_ROLLBACK_COMPLETE", "")),
		}
		if _, err := target.Unlock(t.Context(), backends.Options{}); err != nil {
			t.Errorf("%s: %v", status, err)
		}
		if f.Called(call) != 1 {
			t.Errorf("%s was called %d times", call, f.Called(call))
		}
	}
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	if _, err := target.Unlock(t.Context(), backends.Options{}); err != nil || f.Called("ContinueUpdateRollback") > 0 {
		t.Errorf("a healthy stack was unlocked: %v", err)
	}
}

// FAULT 50: a stack that is only a name for a change set is created, and reads that are older than the execution neither
// end the wait nor fail it.
func TestReviewInProgressIsCreatedAndStaleReadsAreWaitedOut(t *testing.T) {
	f, target := newFake(t, "REVIEW_IN_PROGRESS", "")
	f.StaleReads = 3
	f.Script = []awstest.Step{
		awstest.Then("CREATE_IN_PROGRESS"),
		awstest.Then("CREATE_IN_PROGRESS", awstest.Own("CREATE_IN_PROGRESS", "User Initiated"), awstest.Of(awstest.StackID, "OrdersQueue", "AWS::SQS::Queue", "CREATE_IN_PROGRESS", "")),
		awstest.Then("CREATE_COMPLETE", awstest.Of(awstest.StackID, "OrdersQueue", "AWS::SQS::Queue", "CREATE_COMPLETE", ""), awstest.Own("CREATE_COMPLETE", "")),
	}
	var told []string
	d := planned(t, target, desired(t, queue))
	r, err := target.Apply(t.Context(), d, backends.Options{Progress: func(e backends.Event) { told = append(told, e.Address.Name+" "+e.Text) }})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Done) != 1 || r.Done[0].Name != "OrdersQueue" {
		t.Errorf("done %v", r.Done)
	}
	want := " CREATE_IN_PROGRESS, OrdersQueue CREATE_IN_PROGRESS, OrdersQueue CREATE_COMPLETE,  CREATE_COMPLETE"
	if strings.Join(told, ", ") != want {
		t.Errorf("told %q", strings.Join(told, ", "))
	}
	if len(r.Diagnostics) != 1 || r.Diagnostics[0].Code != diag.NoRevisionsKept.ID {
		t.Errorf("that no revision is kept is not said: %v", r.Diagnostics)
	}

	// An update: the read after Execute still says UPDATE_COMPLETE, of the update before.
	f, target = newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	f.Events[awstest.StackID] = []awstest.Event{awstest.Own("UPDATE_IN_PROGRESS", "User Initiated"), awstest.Own("UPDATE_COMPLETE", "")}
	f.StaleReads = 3
	f.Script = []awstest.Step{
		awstest.Then("UPDATE_IN_PROGRESS", awstest.Own("UPDATE_IN_PROGRESS", "User Initiated")),
		awstest.Then("UPDATE_ROLLBACK_IN_PROGRESS", awstest.Of(awstest.StackID, "OrdersQueue", "AWS::SQS::Queue", "UPDATE_FAILED", "the name is taken"), awstest.Own("UPDATE_ROLLBACK_IN_PROGRESS", "")),
		awstest.Then("UPDATE_ROLLBACK_COMPLETE", awstest.Own("UPDATE_ROLLBACK_COMPLETE", "")),
	}
	_, err = target.Apply(t.Context(), planned(t, target, desired(t, queueNext)), backends.Options{})
	wantFault(t, err, diag.DeploymentFailed, "OrdersQueue (AWS::SQS::Queue) failed: the name is taken", "UPDATE_ROLLBACK_COMPLETE")
}

const outer = `Resources:
  Inner:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: stacks/inner.yaml}
  OrdersQueue:
    Type: AWS::SQS::Queue
`

const inner = `Resources:
  ResizeFunctionRole:
    Type: AWS::IAM::Role
  ResizeFunction:
    Type: AWS::Lambda::Function
`

// FAULT 57: of a failure that passes through a nested stack, the resource in it is named, at its place in the source.
func TestTheInnermostFailureIsNamed(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	child := awstest.Of(awstest.StackID, "Inner", stackType, "CREATE_IN_PROGRESS", "Resource creation Initiated")
	child.Physical = awstest.InnerID
	failedChild := child
	failedChild.Status, failedChild.Reason = "CREATE_FAILED", "Embedded stack was not successfully created"
	f.Script = []awstest.Step{
		awstest.Then("UPDATE_IN_PROGRESS", awstest.Own("UPDATE_IN_PROGRESS", "User Initiated"), child, awstest.Of(awstest.InnerID, "ResizeFunctionRole", "AWS::IAM::Role", "CREATE_FAILED", "Resource creation cancelled"), failedChild),
		awstest.Then("UPDATE_ROLLBACK_IN_PROGRESS", awstest.Of(awstest.InnerID, "ResizeFunction", "AWS::Lambda::Function", "CREATE_FAILED", "Unzipped size must be smaller"),
			awstest.Of(awstest.StackID, "OrdersQueue", "AWS::SQS::Queue", "UPDATE_FAILED", "Resource update cancelled"), awstest.Own("UPDATE_ROLLBACK_IN_PROGRESS", "")),
		awstest.Then("UPDATE_ROLLBACK_COMPLETE", awstest.Own("UPDATE_ROLLBACK_COMPLETE", "")),
	}
	d := planned(t, target, desired(t, outer, backends.Artifact{Path: "stacks/inner.yaml", Data: []byte(inner)}))
	target.Bucket = "artifacts"
	var told []string
	r, err := applyWithoutBucket(t, target, d, backends.Options{Progress: func(e backends.Event) {
		told = append(told, strings.Join(append(e.Within, e.Address.Name), "/")+" "+string(e.Phase))
	}})
	if tree := strings.Join(told, ", "); !strings.Contains(tree, "Inner running") || !strings.Contains(tree, "Inner/ResizeFunction failed") {
		t.Errorf("told %s", tree)
	}
	wantFault(t, err, diag.DeploymentFailed, "ResizeFunction (AWS::Lambda::Function) in Inner failed: Unzipped size must be smaller", "espc apply shop -e dev")
	if fault, ok := err.(*backends.Fault); !ok || fault.Subject.File == nil || fault.Subject.File.Name != "stacks/inner.yaml" {
		t.Errorf("the place of what failed is not told: %+v", err)
	}
	if len(r.Failed) == 0 {
		t.Errorf("nothing is reported as failed: %+v", r)
	}
}

// applyWithoutBucket executes a plan with nested stacks on the fake, which holds no bucket.
func applyWithoutBucket(t *testing.T, target *Target, d backends.Desired, o backends.Options) (backends.Report, error) {
	t.Helper()
	r, err := target.encode(t.Context(), d.Artifacts)
	if err != nil {
		t.Fatal(err)
	}
	w, err := target.follow(t.Context(), "apply", awstest.StackID, o)
	if err != nil {
		t.Fatal(err)
	}
	w.objects, w.trees = d.Objects, r.trees
	c := &changeSet{}
	id, name := awstest.ChangeSetID, "espc-x"
	c.ChangeSetId, c.ChangeSetName = &id, &name
	if err := target.execute(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return target.finish(t.Context(), w, d.Changes)
}

// FAULT 7: a rerun attaches to what is under way, and tells how it ended.
func TestSettleWaitsForWhatIsUnderWay(t *testing.T) {
	f, target := newFake(t, "UPDATE_IN_PROGRESS", asJSON(t, queue))
	f.Running, f.Old = true, "UPDATE_IN_PROGRESS"
	f.Events[awstest.StackID] = []awstest.Event{awstest.Own("UPDATE_IN_PROGRESS", "User Initiated"), awstest.Of(awstest.StackID, "Older", "AWS::SQS::Queue", "UPDATE_FAILED", "of an earlier update"),
		awstest.Own("UPDATE_COMPLETE", ""), awstest.Own("UPDATE_IN_PROGRESS", "User Initiated")}
	f.Script = []awstest.Step{
		awstest.Then("UPDATE_IN_PROGRESS"),
		awstest.Then("UPDATE_ROLLBACK_IN_PROGRESS", awstest.Of(awstest.StackID, "OrdersQueue", "AWS::SQS::Queue", "UPDATE_FAILED", "no"), awstest.Own("UPDATE_ROLLBACK_IN_PROGRESS", "")),
		awstest.Then("UPDATE_ROLLBACK_COMPLETE", awstest.Own("UPDATE_ROLLBACK_COMPLETE", "")),
	}
	r, err := target.Settle(t.Context(), backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Diagnostics) != 1 || r.Diagnostics[0].Severity != diag.Warning || !strings.Contains(r.Diagnostics[0].Summary, "OrdersQueue") {
		t.Errorf("%+v", r.Diagnostics)
	}
}

func TestStatusExplainsNothingOfWhatIsAsItShouldBe(t *testing.T) {
	for status, want := range map[string]string{
		"CREATE_COMPLETE":          "",
		"UPDATE_COMPLETE":          "",
		"IMPORT_COMPLETE":          "",
		"UPDATE_ROLLBACK_COMPLETE": "the last update failed and was undone; what was there before runs",
		"UPDATE_IN_PROGRESS":       "it is being updated",
	} {
		f, target := newFake(t, status, asJSON(t, queue))
		f.Resources = "<member><LogicalResourceId>OrdersQueue</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType><ResourceStatus>UPDATE_COMPLETE</ResourceStatus>" +
			"<ResourceStatusReason>Resource creation Initiated</ResourceStatusReason><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>"
		s, err := target.Status(t.Context())
		if err != nil || s.Reason != want || len(s.Children) != 1 || s.Children[0].Reason != "" {
			t.Errorf("%s: %+v, %v; want the reason %q", status, s, err, want)
		}
	}
}

func TestStatusOfAFailedStackTellsWhyAndTheWayOut(t *testing.T) {
	f, target := newFake(t, "ROLLBACK_COMPLETE", asJSON(t, queue))
	f.Events[awstest.StackID] = []awstest.Event{awstest.Own("CREATE_IN_PROGRESS", "User Initiated"), awstest.Of(awstest.StackID, "OrdersQueue", "AWS::SQS::Queue", "CREATE_FAILED", "the name is taken"),
		awstest.Own("ROLLBACK_IN_PROGRESS", ""), awstest.Own("ROLLBACK_COMPLETE", "")}
	f.Resources = "<member><LogicalResourceId>OrdersQueue</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType><ResourceStatus>DELETE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>"
	s, err := target.Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if s.Health != backends.Unhealthy || !strings.Contains(s.Reason, "the name is taken") || !strings.Contains(s.Fix, "espc destroy shop -e dev") {
		t.Errorf("%+v", s)
	}
	if len(s.Children) != 1 || s.Children[0].Health != backends.Absent {
		t.Errorf("%+v", s.Children)
	}
}

func TestDriftIsFoundFieldByField(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue+"  Gone: {Type: AWS::SQS::Queue}\n"))
	f.Detection = []string{"DETECTION_IN_PROGRESS", "DETECTION_COMPLETE"}
	f.Drifts = "<member><LogicalResourceId>OrdersQueue</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType><StackId>x</StackId><StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus>" +
		"<PropertyDifferences><member><PropertyPath>/Tags/0/Value</PropertyPath><ExpectedValue>a</ExpectedValue><ActualValue>b</ActualValue><DifferenceType>NOT_EQUAL</DifferenceType></member>" +
		"<member><PropertyPath>/VisibilityTimeout</PropertyPath><ExpectedValue>60</ExpectedValue><ActualValue>null</ActualValue><DifferenceType>REMOVE</DifferenceType></member></PropertyDifferences></member>" +
		"<member><LogicalResourceId>Gone</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType><StackId>x</StackId><StackResourceDriftStatus>DELETED</StackResourceDriftStatus></member>"
	drift, err := target.Drift(t.Context(), backends.Options{})
	if err != nil || len(drift) != 2 {
		t.Fatalf("%+v, %v", drift, err)
	}
	if !drift[0].Deleted || drift[0].Address.Name != "Gone" {
		t.Errorf("%+v", drift[0])
	}
	fields, _ := json.Marshal(drift[1].Fields)
	if len(drift[1].Fields) != 2 || drift[1].Fields[0].Path != "Properties.Tags[0].Value" || drift[1].Fields[0].After.Text != "b" || drift[1].Fields[1].After != nil {
		t.Errorf("%s", fields)
	}
	_, target = newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	_, err = target.Drift(t.Context(), backends.Options{})
	wantFault(t, err, diag.NoDriftDetection)
}

func TestDestroyTellsWhatStoppedIt(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	f.Script = []awstest.Step{
		awstest.Then("DELETE_IN_PROGRESS", awstest.Own("DELETE_IN_PROGRESS", "User Initiated")),
		awstest.Then("DELETE_FAILED", awstest.Of(awstest.StackID, "Bucket", "AWS::S3::Bucket", "DELETE_FAILED", "The bucket you tried to delete is not empty"), awstest.Own("DELETE_FAILED", "")),
	}
	_, err := target.Destroy(t.Context(), backends.Options{})
	wantFault(t, err, diag.DeploymentFailed, "Bucket (AWS::S3::Bucket) failed: The bucket you tried to delete is not empty", "espc destroy shop -e dev")
}

func TestADeploymentThatBeganInBetweenIsWaitedFor(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	p := awstest.NewProxy(t, f.URL, &awstest.Rule{Call: "ExecuteChangeSet", Do: awstest.APIFault(400, "ValidationError", "Stack:shop-dev is in UPDATE_IN_PROGRESS state and can not be updated")})
	target = on(t, target, p)
	_, err := target.Apply(t.Context(), planned(t, target, desired(t, queueNext)), backends.Options{})
	wantFault(t, err, diag.StackBusy, "espc apply shop -e dev")
}
