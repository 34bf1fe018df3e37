package target

import (
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/aws/awstest"
	"espc.dev/schema/diag"
)

// bus has a resource that a destroy leaves under its fixed name, and one whose name CloudFormation makes up.
const bus = `Resources:
  MainEventBus:
    Type: AWS::Events::EventBus
    DeletionPolicy: RetainExceptOnCreate
    Properties: {Name: shop-main}
  OrdersQueue:
    Type: AWS::SQS::Queue
    DeletionPolicy: RetainExceptOnCreate
`

const busType = "AWS::Events::EventBus"

// imports is a change set that takes over the bus.
const imports = "<Status>CREATE_COMPLETE</Status><Changes><member><Type>Resource</Type><ResourceChange><LogicalResourceId>MainEventBus</LogicalResourceId>" +
	"<PhysicalResourceId>shop-main</PhysicalResourceId><ResourceType>" + busType + "</ResourceType><Action>Import</Action></ResourceChange></member></Changes>"

func TestAdoptingTakesOverWhatIsThereAndShowsIt(t *testing.T) {
	f, target := newFake(t, "", "")
	d := planned(t, target, desired(t, bus))
	if _, err := target.Prepare(t.Context(), d, backends.Options{}); err != nil {
		t.Fatal(err)
	}
	f.ChangeSet, f.ChangeSetExists = imports, false
	p, err := target.Prepare(t.Context(), d, backends.Options{Adopt: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := actions(p.Changes); !strings.Contains(got, "adopt "+busType+"/MainEventBus") || !strings.Contains(got, "create AWS::SQS::Queue/OrdersQueue") {
		t.Errorf("the plan does %s", got)
	}
	for _, c := range p.Changes {
		if c.Action == backends.Adopt && c.Reason != "it is in the account already, as shop-main, and belongs to no stack" {
			t.Errorf("because %q", c.Reason)
		}
	}
	if len(f.Created) != 2 || strings.HasSuffix(f.Created[0], " adopting") || !strings.HasSuffix(f.Created[1], " adopting") {
		t.Fatalf("made %v", f.Created)
	}
	plain, _, _ := strings.Cut(f.Created[0], " ")
	if adopting, _, _ := strings.Cut(f.Created[1], " "); adopting == plain {
		t.Errorf("both change sets are called %s, so the one would be taken for the other", plain)
	}
}

// A change set that adopts is executed by an apply that adopts alone: the other would show something else.
func TestAPlanThatAdoptsIsAppliedWithItsOwnChangeSet(t *testing.T) {
	f, target := newFake(t, "", "")
	f.ChangeSet = imports
	f.Script = []awstest.Step{awstest.Then("CREATE_COMPLETE", awstest.Own("CREATE_IN_PROGRESS", "User Initiated"),
		awstest.Of(awstest.StackID, "MainEventBus", busType, "IMPORT_COMPLETE", ""), awstest.Own("CREATE_COMPLETE", ""))}
	d := planned(t, target, desired(t, bus))
	p, err := target.Prepare(t.Context(), d, backends.Options{Adopt: true})
	if err != nil {
		t.Fatal(err)
	}
	d.Prepared = p.ID
	_, err = target.Apply(t.Context(), d, backends.Options{})
	wantFault(t, err, diag.ChangeSetStale)
	r, err := target.Apply(t.Context(), d, backends.Options{Adopt: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Created) != 1 || f.Called("ExecuteChangeSet") != 1 {
		t.Errorf("made %v, executed %d", f.Created, f.Called("ExecuteChangeSet"))
	}
	if len(r.Done) == 0 || r.Done[0].Name != "MainEventBus" {
		t.Errorf("done %v", r.Done)
	}
}

func TestANameThatIsTakenNamesAdoptWhereItHelps(t *testing.T) {
	const reason = "Event bus shop-main already exists."
	apply := func(name, typ string, adopt bool) error {
		t.Helper()
		f, target := newFake(t, "", "")
		f.Script = []awstest.Step{awstest.Then("ROLLBACK_COMPLETE", awstest.Own("CREATE_IN_PROGRESS", "User Initiated"),
			awstest.Of(awstest.StackID, name, typ, "CREATE_FAILED", reason), awstest.Own("ROLLBACK_COMPLETE", ""))}
		_, err := target.Apply(t.Context(), planned(t, target, desired(t, bus)), backends.Options{Adopt: adopt})
		return err
	}
	wantFault(t, apply("MainEventBus", busType, false), diag.DeploymentFailed, "Event bus shop-main already exists",
		"get the stack out of its state with espc destroy shop -e dev", "then run espc apply shop -e dev --adopt, which takes it over")
	for why, err := range map[string]error{
		"the run adopts already":                 apply("MainEventBus", busType, true),
		"the resource has no name to find it by": apply("OrdersQueue", "AWS::SQS::Queue", false),
	} {
		if _, text := faultOf(err); strings.Contains(text, "takes it over") {
			t.Errorf("%s, and the fix is: %s", why, text)
		}
	}
}

func TestAChangeSetThatIsRefusedForANameNamesAdopt(t *testing.T) {
	f, target := newFake(t, "", "")
	f.ChangeSet = "<Status>FAILED</Status><StatusReason>Resource of type AWS::Events::EventBus with identifier shop-main already exists.</StatusReason>"
	d := planned(t, target, desired(t, bus))
	_, err := target.Prepare(t.Context(), d, backends.Options{})
	wantFault(t, err, diag.ChangeSetRefused, "run espc plan shop -e dev --adopt, which takes over")
	f.ChangeSet = "<Status>FAILED</Status><StatusReason>resources already exist in your account. The resources must have the DeletionPolicy attribute</StatusReason>"
	_, err = target.Prepare(t.Context(), d, backends.Options{Adopt: true})
	wantFault(t, err, diag.ChangeSetRefused, "give what it names DeletionPolicy: Retain in an overlay")
}
