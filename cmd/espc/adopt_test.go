package main

import (
	"strings"
	"testing"

	"espc.dev/backends/aws/awstest"
)

// shopBus is a topology whose bus has an archive, so that it outlives its stack and keeps its name.
const shopBus = `topology "shop" {}

event_bus "main" {
  retention = "30d"
}

environment "dev" {
  backend "aws" {
    stack = "shop-dev"
  }
}
`

const busType = "AWS::Events::EventBus"

// onBus returns a folder with shopBus, and a fake that holds no stack but the bus that one left.
func onBus(t *testing.T) (*awstest.Fake, string) {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, "shop.hcl", shopBus)
	f := awstest.NewFake(t, "", "")
	f.ChangeSet = "<Status>CREATE_COMPLETE</Status><Changes><member><Type>Resource</Type><ResourceChange><LogicalResourceId>MainEventBus</LogicalResourceId>" +
		"<PhysicalResourceId>shop-dev-main</PhysicalResourceId><ResourceType>" + busType + "</ResourceType><Action>Import</Action></ResourceChange></member></Changes>"
	f.Script = []awstest.Step{awstest.Then("CREATE_COMPLETE", awstest.Own("CREATE_IN_PROGRESS", "User Initiated"),
		awstest.Of(awstest.StackID, "MainEventBus", busType, "IMPORT_COMPLETE", ""), awstest.Own("CREATE_COMPLETE", ""))}
	return f, dir
}

func TestApplyTakesBackWhatADestroyKept(t *testing.T) {
	t.Parallel()
	f, dir := onBus(t)
	espc(t, 0, dir, f.URL, "plan", "--adopt").says(t, []string{
		"~   adopt   " + busType + "/MainEventBus", "      because it is in the account already, as shop-dev-main, and belongs to no stack\n",
		"+   create  AWS::Events::Archive/MainEventBusArchive", "\nPlan: 2 to create, 0 to update, 0 to replace, 0 to delete, 1 to adopt.\n",
	}, nil)
	espc(t, 0, dir, f.URL, "apply", "--adopt", "--auto-approve").says(t, []string{"~   adopt   " + busType + "/MainEventBus",
		"\nApplied: 2 created, 0 updated, 0 replaced, 0 deleted, 1 adopted.\n"}, nil)
	f.Change(func() {
		for _, made := range f.Created {
			if !strings.HasSuffix(made, " CREATE adopting") {
				t.Errorf("made %v", f.Created)
			}
		}
	})
}

func TestASavedPlanSaysItselfWhetherItAdopts(t *testing.T) {
	t.Parallel()
	f, dir := onBus(t)
	espc(t, 0, dir, f.URL, "plan", "--adopt", "--out", "plan.json")
	espc(t, 0, dir, f.URL, "apply", "plan.json").says(t, []string{"1 adopted.\n"}, nil)
	if f.Called("CreateChangeSet") != 1 || f.Called("ExecuteChangeSet") != 1 {
		t.Errorf("%d change sets made, %d executed", f.Called("CreateChangeSet"), f.Called("ExecuteChangeSet"))
	}
	f, dir = onBus(t)
	f.ChangeSet = ""
	espc(t, 0, dir, f.URL, "plan", "--out", "plan.json")
	if p := espc(t, 1, dir, f.URL, "apply", "plan.json", "--adopt"); p.last() != "Error: plan.json takes nothing over; --adopt goes with espc plan --out" {
		t.Errorf("the last line is %q", p.last())
	}
}

func TestANameThatIsTakenSaysHowToTakeItOver(t *testing.T) {
	t.Parallel()
	f, dir := onBus(t)
	f.ChangeSet = ""
	f.Script = []awstest.Step{awstest.Then("ROLLBACK_COMPLETE", awstest.Own("CREATE_IN_PROGRESS", "User Initiated"),
		awstest.Of(awstest.StackID, "MainEventBus", busType, "CREATE_FAILED", "Event bus shop-dev-main already exists."), awstest.Own("ROLLBACK_COMPLETE", ""))}
	espc(t, 1, dir, f.URL, "apply", "--auto-approve").says(t, nil, []string{"run espc apply -e dev --adopt, which takes it over where no other stack has it"})
}

func TestADestroySaysWhatItKeepsWhyAndHowToTakeItBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "shop.hcl", shopBus+"queue \"orders\" {}\n")
	f := awstest.NewFake(t, "CREATE_COMPLETE", deployed(t, dir))
	resource := func(name, physical, typ string) string {
		return "<member><LogicalResourceId>" + name + "</LogicalResourceId><PhysicalResourceId>" + physical + "</PhysicalResourceId><ResourceType>" + typ +
			"</ResourceType><ResourceStatus>CREATE_COMPLETE</ResourceStatus><LastUpdatedTimestamp>2026-01-01T00:00:00Z</LastUpdatedTimestamp></member>"
	}
	f.Change(func() {
		f.Resources = resource("MainEventBus", "", busType) + resource("MainEventBusArchive", "Archive-1a2b", "AWS::Events::Archive") +
			resource("OrdersQueue", "https://sqs/orders-3c4d", queueType)
		f.Script = []awstest.Step{awstest.Then("DELETE_COMPLETE", awstest.Own("DELETE_IN_PROGRESS", "User Initiated"), awstest.Own("DELETE_COMPLETE", ""))}
	})
	espc(t, 0, dir, f.URL, "destroy", "--dry-run", "-o", "json").says(t, []string{`"reason": "it stays in the account, for its archive, and belongs to no stack any more"`, `"name": "shop-dev-main"`, `"adoptable": true`}, nil)
	espc(t, 0, dir, f.URL, "destroy", "--auto-approve").says(t, []string{
		"    keep    " + busType + "/MainEventBus: it stays in the account, for its archive, and belongs to no stack any more\n",
		"    keep    AWS::Events::Archive/MainEventBusArchive: it stays in the account, with its data, and",
		"\nKept, and taken back by espc apply -e dev --adopt:\n  " + busType + "/MainEventBus  shop-dev-main\n",
		"\nKept, and in no stack any more; the next apply makes new ones beside them:\n" +
			"  AWS::SQS::Queue/OrdersQueue               https://sqs/orders-3c4d\n  AWS::Events::Archive/MainEventBusArchive  Archive-1a2b\n",
	}, nil)
}
