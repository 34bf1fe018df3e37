package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"espc.dev/backends/aws/awstest"
	"espc.dev/compiler/frontend/data"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// shopDev is a topology on the stack that the fake holds. It needs no bucket.
const shopDev = `topology "shop" {}

queue "orders" {
  visibility = "30s"
}

queue "returns" {
  visibility = "30s"
}

output "orders" {
  value = queue.orders.url
}

environment "dev" {
  backend "aws" {
    stack = "shop-dev"
  }
}
`

// onFake returns a folder with a topology, and the fake that holds it deployed, in a status. next is the topology as it is
// now.
func onFake(t *testing.T, status, next string) (*awstest.Fake, string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "shop.hcl", shopDev)
	template := deployed(t, dir)
	write(t, dir, "shop.hcl", next)
	return awstest.NewFake(t, status, template), dir
}

// deployed is the template of a topology as it is deployed.
func deployed(t *testing.T, dir string) string {
	t.Helper()
	docs, ds := data.Documents(diag.NewFile("template.yaml", espc(t, 0, dir, "", "compile", "--stdout").out.Bytes()))
	if ds.HasErrors() {
		t.Fatal(ds)
	}
	return string(tree.AppendJSON(nil, docs[0], ""))
}

// longer is shopDev with another visibility of one queue.
var longer = strings.Replace(shopDev, `"30s"`, `"60s"`, 1)

const queueType = "AWS::SQS::Queue"

// updateFails is what a stack does whose queue can't be updated.
var updateFails = []awstest.Step{
	awstest.Then("UPDATE_IN_PROGRESS", awstest.Own("UPDATE_IN_PROGRESS", "User Initiated"), awstest.Of(awstest.StackID, "ReturnsQueue", queueType, "UPDATE_COMPLETE", "")),
	awstest.Then("UPDATE_ROLLBACK_COMPLETE", awstest.Of(awstest.StackID, "OrdersQueue", queueType, "UPDATE_FAILED", "visibility is too \u202elong"),
		awstest.Own("UPDATE_ROLLBACK_COMPLETE", "")),
}

func TestAFailedResourceIsNamedAtItsPlaceWithTheCommandThatGoesOn(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "UPDATE_COMPLETE", longer)
	f.Change(func() {
		f.Script = updateFails
	})
	p := espc(t, 1, dir, f.URL, "apply", "--auto-approve")
	p.says(t, []string{
		"stack shop-dev in 123456789012/eu-west-1: failed\n", "  failed AWS::SQS::Queue/OrdersQueue\n", "  undone AWS::SQS::Queue/ReturnsQueue\n", "\nRun espc apply -e dev to go on.\n",
	}, []string{
		"error[E1109]: OrdersQueue (AWS::SQS::Queue) failed: visibility is too <U+202E>long", " --> shop.hcl:3:1 in queue.orders", "fix: mend what failed, then run espc apply -e dev",
		"stack shop-dev in 123456789012/eu-west-1: AWS::SQS::Queue/OrdersQueue UPDATE_FAILED: visibility",
	})
	if p.last() != "Error: OrdersQueue (AWS::SQS::Queue) failed: visibility is too <U+202E>long" {
		t.Errorf("the last line is %q", p.last())
	}
	if strings.Contains(p.out.String(), "Applied:") {
		t.Errorf("it says that it was applied:\n%s", p.out.String())
	}
}

func TestTheReportOfAFailureIsOneJSONDocument(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "UPDATE_COMPLETE", longer)
	f.Change(func() {
		f.Script = updateFails
	})
	p := espc(t, 1, dir, f.URL, "apply", "--auto-approve", "-o", "json", "--no-progress")
	var got struct {
		Version string `json:"format_version"`
		Changes []any  `json:"resource_changes"`
		Applied struct {
			Complete bool
			Resume   string
			Targets  []struct {
				State                string
				Failed, Undone, Done []string
			}
		}
		Diagnostics []struct{ Code string }
	}
	if err := json.Unmarshal(p.out.Bytes(), &got); err != nil {
		t.Fatalf("%v in %s", err, p.out.String())
	}
	a := got.Applied
	if got.Version != "1" || len(got.Changes) != 1 || a.Complete || a.Resume != "espc apply -e dev" || len(a.Targets) != 1 || a.Targets[0].State != "failed" ||
		fmt.Sprint(a.Targets[0].Failed) != "[AWS::SQS::Queue/OrdersQueue]" || len(a.Targets[0].Done) != 0 {
		t.Errorf("%+v", got)
	}
	var codes []string
	for _, d := range got.Diagnostics {
		codes = append(codes, d.Code)
	}
	if !strings.Contains(fmt.Sprint(codes), "E1109") {
		t.Errorf("diagnostics %v", codes)
	}
	if p.last() != strings.TrimSpace(p.err.String()) && !strings.HasPrefix(p.last(), "Error: OrdersQueue") {
		t.Errorf("standard error: %s", p.err.String())
	}
}

func TestAFaultIsAnAnnotation(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "ROLLBACK_COMPLETE", longer)
	espc(t, 1, dir, f.URL, "plan", "-o", "github").says(t, []string{"::error file=shop.hcl,line=17,"}, []string{"Error: the stack shop-dev is ROLLBACK_COMPLETE"})
}

// FAULT 51 as a person meets it.
func TestAStackThatCanOnlyBeDeletedIsSeenAtPlanTimeAndDestroyedWhenAsked(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "ROLLBACK_COMPLETE", longer)
	for _, command := range []string{"plan", "apply"} {
		espc(t, 1, dir, f.URL, command).says(t, nil, []string{
			"error[E1105]: the stack shop-dev is ROLLBACK_COMPLETE: its creation failed and was undone", "shop.hcl:17:13",
			"fix: run espc destroy -e dev, or aws cloudformation delete-stack --region eu-west-1 --stack-name shop-dev",
		})
	}
	for _, call := range []string{"CreateChangeSet", "DeleteStack"} {
		if f.Called(call) > 0 {
			t.Errorf("%s was called unasked", call)
		}
	}
	f.Change(func() {
		f.Script = []awstest.Step{awstest.Then("DELETE_COMPLETE", awstest.Own("DELETE_IN_PROGRESS", "User Initiated"), awstest.Own("DELETE_COMPLETE", ""))}
	})
	espc(t, 0, dir, f.URL, "destroy", "--auto-approve").says(t, []string{"Destroyed: "}, nil)
}

// FAULT 50 as a person meets it, and outputs that only the deployed stack tells.
func TestAStackThatIsOnlyANameIsCreatedAndTellsItsOutputs(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "REVIEW_IN_PROGRESS", shopDev)
	f.Change(func() {
		f.Extra = "<Outputs><member><OutputKey>OrdersQueueUrl</OutputKey><OutputValue>https://sqs/orders</OutputValue></member></Outputs>"
		f.StaleReads = 1
		f.Script = []awstest.Step{awstest.Then("CREATE_COMPLETE", awstest.Own("CREATE_IN_PROGRESS", "User Initiated"),
			awstest.Of(awstest.StackID, "OrdersQueue", queueType, "CREATE_COMPLETE", ""), awstest.Own("CREATE_COMPLETE", ""))}
	})
	espc(t, 0, dir, f.URL, "apply", "--auto-approve").says(t, []string{"against stack shop-dev in 123456789012/eu-west-1", "\nApplied: ", "  orders = https://sqs/orders\n"},
		[]string{"warning[W1116]: there is no artifact bucket, so no revision is kept to go back to"})
	f.Change(func() {
		if len(f.Created) != 1 || !strings.HasSuffix(f.Created[0], " CREATE") {
			t.Errorf("made %v", f.Created)
		}
	})
}

func TestAnOutputThatTheStackDoesNotTellIsSaidToBeNone(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "UPDATE_COMPLETE", longer)
	f.Change(func() {
		f.Script = []awstest.Step{awstest.Then("UPDATE_COMPLETE", awstest.Own("UPDATE_IN_PROGRESS", "User Initiated"), awstest.Own("UPDATE_COMPLETE", ""))}
	})
	espc(t, 0, dir, f.URL, "apply", "--auto-approve").says(t, []string{"\nOutputs:\n  orders = (the stack told none)\n"}, nil)
	espc(t, 0, dir, "", "apply", "--offline", "--auto-approve").says(t, []string{"\nOutputs:\n  orders = (known after deployment)\n"}, nil)
}

// FAULT 56 as a person meets it: the target's verdict is what is shown, counted and asked about.
func TestAReplacementThatLosesDataIsShownAndCounted(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "UPDATE_COMPLETE", longer)
	f.Change(func() {
		f.ChangeSet = "<Status>CREATE_COMPLETE</Status><Changes><member><Type>Resource</Type><ResourceChange><LogicalResourceId>OrdersQueue</LogicalResourceId>" +
			"<ResourceType>AWS::SQS::Queue</ResourceType><Action>Modify</Action><Replacement>True</Replacement><PolicyAction>ReplaceAndDelete</PolicyAction>" +
			"<Details><member><Target><Attribute>Properties</Attribute><Name>VisibilityTimeout</Name><RequiresRecreation>Always</RequiresRecreation></Target></member></Details>" +
			"</ResourceChange></member></Changes>"
	})
	espc(t, 2, dir, f.URL, "plan", "--detailed-exitcode").says(t,
		[]string{"-/+ replace AWS::SQS::Queue/OrdersQueue", "because CloudFormation can change Properties.VisibilityTimeout only by replacing it; its data is lost", "1 to replace, 0 to delete."},
		[]string{"warning[W1117]", "its data is lost"})
	espc(t, 1, dir, f.URL, "apply", "--auto-approve", "--max-deletes", "0").says(t, nil, []string{"--max-deletes allows 0; nothing was changed"})
	if f.Called("ExecuteChangeSet") > 0 {
		t.Error("it was executed")
	}
	if n := f.Called("DeleteChangeSet"); n < 2 {
		t.Errorf("%d change sets of plans that were not applied were deleted, want 2", n)
	}
}

func TestDriftIsShownFieldByFieldAndExits2(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "UPDATE_COMPLETE", shopDev)
	f.Change(func() {
		f.Detection = []string{"DETECTION_COMPLETE"}
	})
	espc(t, 0, dir, f.URL, "drift").says(t, []string{"No drift: everything that can be compared is as it was applied."}, nil)
	f.Change(func() {
		f.Drifts = "<member><LogicalResourceId>OrdersQueue</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType><StackId>x</StackId><StackResourceDriftStatus>MODIFIED</StackResourceDriftStatus>" +
			"<PropertyDifferences><member><PropertyPath>/VisibilityTimeout</PropertyPath><ExpectedValue>30</ExpectedValue><ActualValue>45</ActualValue><DifferenceType>NOT_EQUAL</DifferenceType></member></PropertyDifferences></member>" +
			"<member><LogicalResourceId>ReturnsQueue</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType><StackId>x</StackId><StackResourceDriftStatus>DELETED</StackResourceDriftStatus></member>"
	})
	p := espc(t, 2, dir, f.URL, "drift")
	p.says(t, []string{"Drift of dev: stack shop-dev\n", "~   changed AWS::SQS::Queue/OrdersQueue\n      ~ Properties.VisibilityTimeout: 30 → 45\n", "-   gone    AWS::SQS::Queue/ReturnsQueue\n", "\n2 objects are not what was applied.\n"}, nil)
	if strings.Contains(p.err.String(), "Error") {
		t.Errorf("drift is an answer, not an error: %s", p.err.String())
	}
	p = espc(t, 2, dir, f.URL, "drift", "-o", "json")
	if !json.Valid(p.out.Bytes()) {
		t.Errorf("no JSON: %s", p.out.String())
	}
	p.says(t, []string{`"format_version": "1"`, `"path": "Properties.VisibilityTimeout"`, `"deleted": true`}, nil)
}

func TestStatusIsATreeWithWhyAndTheWayOut(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "UPDATE_ROLLBACK_FAILED", shopDev)
	resource := func(name, status string) string {
		return "<member><LogicalResourceId>" + name + "</LogicalResourceId><ResourceType>AWS::SQS::Queue</ResourceType><ResourceStatus>" + status +
			"</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>"
	}
	f.Change(func() {
		f.Resources = resource("OrdersQueue", "UPDATE_FAILED") + resource("ReturnsQueue", "UPDATE_COMPLETE")
	})
	espc(t, 0, dir, f.URL, "status").says(t, []string{
		"Status of dev: stack shop-dev\n", "unhealthy   UPDATE_ROLLBACK_FAILED\n", "because an update failed and could not be undone",
		"fix: run espc unlock -e dev, or aws cloudformation continue-update-rollback", "  unhealthy   AWS::SQS::Queue/OrdersQueue  UPDATE_FAILED\n", "  healthy     AWS::SQS::Queue/ReturnsQueue UPDATE_COMPLETE\n",
	}, nil)
	p := espc(t, 0, dir, f.URL, "status", "-o", "json")
	var got struct {
		Targets []struct {
			Health   string
			Children []struct{ Address, Health string }
		}
	}
	if err := json.Unmarshal(p.out.Bytes(), &got); err != nil || len(got.Targets) != 1 || len(got.Targets[0].Children) != 2 || got.Targets[0].Children[0].Health != "unhealthy" {
		t.Errorf("%+v, %v", got, err)
	}
}

// FAULT 52 as a person meets it.
func TestUnlockContinuesARollbackThatGotStuck(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "UPDATE_ROLLBACK_FAILED", shopDev)
	espc(t, 1, dir, f.URL, "apply", "--auto-approve").says(t, nil, []string{"E1105", "run espc unlock -e dev"})
	if f.Called("ContinueUpdateRollback") > 0 {
		t.Fatal("the rollback was continued unasked")
	}
	f.Change(func() {
		f.Script = []awstest.Step{awstest.Then("UPDATE_ROLLBACK_COMPLETE", awstest.Own("UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated"),
			awstest.Of(awstest.StackID, "OrdersQueue", queueType, "UPDATE_COMPLETE", ""), awstest.Own("UPDATE_ROLLBACK_COMPLETE", ""))}
	})
	espc(t, 0, dir, f.URL, "unlock").says(t, []string{"stack shop-dev: done\n", "  done   AWS::SQS::Queue/OrdersQueue\n"}, nil)
	espc(t, 0, dir, f.URL, "unlock", "-o", "json").says(t, []string{`"state": "done"`}, nil)
	if f.Called("ContinueUpdateRollback") != 1 {
		t.Errorf("continued %d times", f.Called("ContinueUpdateRollback"))
	}
}

// FAULT 57 as a person meets it: nested stacks are branches of the progress.
func TestProgressNamesTheNestedStack(t *testing.T) {
	t.Parallel()
	f, dir := onFake(t, "UPDATE_COMPLETE", longer)
	inner := awstest.Of(awstest.StackID, "Inner", "AWS::CloudFormation::Stack", "UPDATE_IN_PROGRESS", "")
	inner.Physical = awstest.InnerID
	f.Change(func() {
		f.Script = []awstest.Step{
			awstest.Then("UPDATE_IN_PROGRESS", awstest.Own("UPDATE_IN_PROGRESS", "User Initiated"), inner, awstest.Of(awstest.InnerID, "Deep", queueType, "UPDATE_FAILED", "no")),
			awstest.Then("UPDATE_ROLLBACK_COMPLETE", awstest.Own("UPDATE_ROLLBACK_COMPLETE", "")),
		}
	})
	espc(t, 1, dir, f.URL, "apply", "--auto-approve").says(t, nil, []string{"Inner > AWS::SQS::Queue/Deep UPDATE_FAILED: no", "Error: Deep (AWS::SQS::Queue) in Inner failed: no"})
}
