package target

import (
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/aws/awstest"
	"espc.dev/schema/diag"
)

// FAULT 49: CloudFormation says that there is nothing to do by failing, in two ways.
func TestAChangeSetWithoutChangesIsSuccess(t *testing.T) {
	for _, reason := range []string{"The submitted information didn't contain changes. Submit different information to create a change set.", "No updates are to be performed."} {
		f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
		f.ChangeSet = "<Status>FAILED</Status><StatusReason>" + awstest.Escape(reason) + "</StatusReason>"
		d := planned(t, target, desired(t, queueNext))
		p, err := target.Prepare(t.Context(), d, backends.Options{})
		if err != nil || !p.Empty || p.ID != "" {
			t.Errorf("%+v, %v", p, err)
		}
		if f.ChangeSetExists {
			t.Error("the failed change set was left behind")
		}
		if _, err := target.Apply(t.Context(), d, backends.Options{}); err != nil || f.Called("ExecuteChangeSet") > 0 {
			t.Errorf("apply: %v", err)
		}
	}
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	f.ChangeSet = "<Status>FAILED</Status><StatusReason>Properties validation failed for resource OrdersQueue</StatusReason>"
	_, err := target.Prepare(t.Context(), planned(t, target, desired(t, queueNext)), backends.Options{})
	wantFault(t, err, diag.ChangeSetRefused, "Properties validation failed for resource OrdersQueue")
}

// FAULT 56: what CloudFormation says about replacement decides, and what holds data is flagged.
func TestVerdictsOfTheChangeSetDecide(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	change := func(body string) string {
		return "<Status>CREATE_COMPLETE</Status><Changes><member><Type>Resource</Type><ResourceChange><LogicalResourceId>OrdersQueue</LogicalResourceId>" +
			"<ResourceType>AWS::SQS::Queue</ResourceType><Action>Modify</Action>" + body + "</ResourceChange></member></Changes>"
	}
	details := "<Details><member><Target><Attribute>Properties</Attribute><Name>QueueName</Name><RequiresRecreation>Always</RequiresRecreation></Target></member></Details>"
	prepare := func(d backends.Desired) backends.Prepared {
		t.Helper()
		f.ChangeSetExists = false
		p, err := target.Prepare(t.Context(), d, backends.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	d := planned(t, target, desired(t, queueNext))

	f.ChangeSet = change("<Replacement>True</Replacement><PolicyAction>ReplaceAndRetain</PolicyAction>" + details)
	p := prepare(d)
	c := p.Changes[0]
	if c.Action != backends.Replace || strings.Join(c.Replace, " ") != "Properties.QueueName" || !strings.Contains(c.Reason, "stays in the account") {
		t.Errorf("%+v", c)
	}
	if len(p.Diagnostics) != 1 || p.Diagnostics[0].Code != diag.DataReplaced.ID {
		t.Errorf("the data is not warned of: %v", p.Diagnostics)
	}
	f.ChangeSet = change("<Replacement>True</Replacement><PolicyAction>ReplaceAndDelete</PolicyAction>" + details)
	if p = prepare(d); len(p.Diagnostics) != 1 || !strings.Contains(p.Diagnostics[0].Summary, "its data is lost") {
		t.Errorf("the loss of data is not warned of: %v", p.Diagnostics)
	}

	ours := d
	ours.Changes = []backends.Change{d.Changes[0]}
	ours.Changes[0].Action, ours.Changes[0].Replace = backends.Replace, []string{"Properties.QueueName"}
	f.ChangeSet = change("<Replacement>False</Replacement>")
	if p = prepare(ours); p.Changes[0].Action != backends.Update || p.Changes[0].Replace != nil {
		t.Errorf("%+v", p.Changes[0])
	}
	if ours.Changes[0].Action != backends.Replace {
		t.Error("the plan given was changed")
	}
	f.ChangeSet = change("<Replacement>Conditional</Replacement>" + details)
	if p = prepare(d); p.Changes[0].Action != backends.Update || !strings.Contains(p.Changes[0].Reason, "may be replaced") {
		t.Errorf("%+v", p.Changes[0])
	}
}

// What changes only because of what it refers to is part of the plan.
func TestWhatChangesByReferenceIsAddedToThePlan(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue+"  Other: {Type: AWS::SQS::QueuePolicy}\n"))
	f.ChangeSet = "<Status>CREATE_COMPLETE</Status><Changes><member><Type>Resource</Type><ResourceChange><LogicalResourceId>Other</LogicalResourceId>" +
		"<ResourceType>AWS::SQS::QueuePolicy</ResourceType><Action>Modify</Action><Replacement>False</Replacement>" +
		"<Details><member><CausingEntity>OrdersQueue.Arn</CausingEntity></member></Details></ResourceChange></member></Changes>"
	p, err := target.Prepare(t.Context(), planned(t, target, desired(t, queueNext+"  Other: {Type: AWS::SQS::QueuePolicy}\n")), backends.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Changes) != 2 || p.Changes[1].Address.Name != "Other" || !strings.Contains(p.Changes[1].Reason, "OrdersQueue.Arn") {
		t.Errorf("%+v", p.Changes)
	}
}

// FAULT 55: CloudFormation marks the change sets that others overtook.
func TestAnObsoleteChangeSetIsStale(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	f.ChangeSetExists, f.ExecutionStatus = true, "OBSOLETE"
	d := planned(t, target, desired(t, queueNext))
	d.Prepared = awstest.ChangeSetID
	_, err := target.Apply(t.Context(), d, backends.Options{})
	wantFault(t, err, diag.ChangeSetStale, "OBSOLETE")
	if f.Called("ExecuteChangeSet") > 0 {
		t.Error("it was executed")
	}
}

// A deployment that failed and was rolled back is tried again: its change set has the name that the new one would have.
func TestAFailedDeploymentCanBeTriedAgain(t *testing.T) {
	f, target := newFake(t, "UPDATE_ROLLBACK_COMPLETE", asJSON(t, queue))
	d := planned(t, target, desired(t, queueNext))
	r, err := target.encode(t.Context(), d.Artifacts)
	if err != nil {
		t.Fatal(err)
	}
	s, err := target.read(t.Context(), "apply")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := target.who(t.Context(), "apply"); err != nil {
		t.Fatal(err)
	}
	in, err := target.request(s, r, false)
	if err != nil {
		t.Fatal(err)
	}
	again, err := target.request(s, r, false)
	if err != nil || *again.ChangeSetName != *in.ChangeSetName || *again.ClientToken == *in.ClientToken {
		t.Errorf("%s and %s: the name says what is asked for, the token which request it is", *in.ChangeSetName, *again.ChangeSetName)
	}
	f.Keeps = *in.ChangeSetName // AWS keeps what was executed
	if _, err := target.Prepare(t.Context(), d, backends.Options{}); err != nil {
		t.Fatal(err)
	}
	if len(f.Created) != 1 || f.Created[0] != *in.ChangeSetName+"-2 UPDATE" {
		t.Errorf("made %v", f.Created)
	}
}

// What was executed is listed no more on some days; the stack tells which change set it came from.
func TestASavedPlanThatWasExecutedAndIsListedNoMoreIsDone(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queueNext))
	f.Extra = "<ChangeSetId>" + awstest.ChangeSetID + "</ChangeSetId>"
	d := desired(t, queueNext)
	d.Prepared, d.State = awstest.ChangeSetID, "of before"
	if _, err := target.Apply(t.Context(), d, backends.Options{}); err != nil {
		t.Error(err)
	}
	f.Extra = "<ChangeSetId>" + awstest.ChangeSetID + "-other</ChangeSetId>"
	_, err := target.Apply(t.Context(), d, backends.Options{})
	wantFault(t, err, diag.ChangeSetStale)
}
