package target

import (
	"context"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"espc.dev/backends"
	"espc.dev/backends/aws/awstest"
	"espc.dev/schema/diag"
)

// calls are what may be asked of a target, by the command that asks it.
func calls(t *testing.T, target *Target, adopt bool) map[string]error {
	t.Helper()
	d := desired(t, queueNext)
	back := d
	back.From = 1
	out := map[string]error{}
	_, out["plan"] = target.Prepare(t.Context(), d, backends.Options{Adopt: adopt, Throwaway: true})
	_, out["apply"] = target.Apply(t.Context(), d, backends.Options{Adopt: adopt})
	_, out["rollback"] = target.Apply(t.Context(), back, backends.Options{Adopt: adopt})
	_, out["destroy"] = target.Destroy(t.Context(), backends.Options{})
	_, out["unlock"] = target.Unlock(t.Context(), backends.Options{})
	_, out["drift"] = target.Drift(t.Context(), backends.Options{})
	return out
}

// changing are the calls that change a stack, or make it hold a change set.
var changing = []string{"CreateChangeSet", "ExecuteChangeSet", "DeleteStack", "ContinueUpdateRollback", "RollbackStack", "DetectStackDrift"}

func unchanged(t *testing.T, f *awstest.Fake) {
	t.Helper()
	for _, call := range changing {
		if f.Called(call) > 0 {
			t.Errorf("%s was called on a stack that is not ours", call)
		}
	}
}

func TestAStackOfAnotherTopologyOrEnvironmentIsLeftAlone(t *testing.T) {
	for tags, whose := range map[string]string{
		awstest.Tags("other", "dev"): `topology "other" in environment "dev"`,
		awstest.Tags("shop", "prod"): `topology "shop" in environment "prod"`,
		"<Tags><member><Key>espc.dev/topology</Key><Value>shop</Value></member></Tags>": `topology "shop" in environment ""`,
	} {
		for _, status := range []string{"UPDATE_COMPLETE", "UPDATE_ROLLBACK_FAILED", "ROLLBACK_COMPLETE", "UPDATE_IN_PROGRESS", "REVIEW_IN_PROGRESS"} {
			f, target := newFake(t, status, asJSON(t, queue))
			f.Tags = tags
			for verb, err := range calls(t, target, true) {
				if verb == "drift" && status == "REVIEW_IN_PROGRESS" {
					verb = "drift of a name"
				}
				code, text := faultOf(err)
				if code != diag.StackForeign.ID || !strings.Contains(text, whose) {
					t.Errorf("%s of a stack that is %s: %s %s", verb, status, code, text)
				}
			}
			_, err := target.ReadState(t.Context(), nil)
			wantFault(t, err, diag.StackForeign, whose)
			_, err = target.Settle(t.Context(), backends.Options{})
			wantFault(t, err, diag.StackForeign, whose)
			unchanged(t, f)
			s, err := target.Status(t.Context())
			if err != nil || !strings.Contains(s.Reason, "it belongs to "+whose) || strings.Contains(s.Fix, "destroy") {
				t.Errorf("status: %q, fix %q, %v", s.Reason, s.Fix, err)
			}
		}
	}
}

func TestAStackThatEspcDidNotMakeIsTakenOverWhenAskedAlone(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	f.Tags = ""
	for verb, err := range calls(t, target, false) {
		code, text := faultOf(err)
		if code != diag.StackForeign.ID {
			t.Errorf("%s: %s %s", verb, code, text)
		}
		if adopts := strings.Contains(text, "espc "+verb+" shop -e dev --adopt"); adopts != (verb == "plan" || verb == "apply") {
			t.Errorf("%s: the fix is %s", verb, text)
		}
	}
	unchanged(t, f)
	if _, err := target.Prepare(t.Context(), planned(t, target, desired(t, queueNext)), backends.Options{Adopt: true}); err != nil {
		t.Error(err)
	}
	back := desired(t, queueNext)
	back.From = 1
	_, err := target.Apply(t.Context(), back, backends.Options{Adopt: true})
	wantFault(t, err, diag.StackForeign, "nobody that espc knows")
	if f.Called("ExecuteChangeSet") > 0 {
		t.Error("a rollback took a stack over")
	}
}

// What it holds already is no reason to leave a stack without tags: it would be refused again at the next run.
func TestAStackWithTheSameContentIsTakenOverToo(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	f.Tags = ""
	p, err := target.Prepare(t.Context(), planned(t, target, desired(t, queue)), backends.Options{Adopt: true})
	if err != nil || p.Empty || f.Called("CreateChangeSet") != 1 {
		t.Errorf("%+v, %v, %d change sets", p, err, f.Called("CreateChangeSet"))
	}
}

func TestATakenOverStackIsOursFromThenOn(t *testing.T) {
	f, target := newFake(t, "UPDATE_COMPLETE", asJSON(t, queue))
	f.Tags = ""
	f.Script = []awstest.Step{awstest.Then("UPDATE_COMPLETE", awstest.Own("UPDATE_IN_PROGRESS", "User Initiated"), awstest.Own("UPDATE_COMPLETE", ""))}
	if _, err := target.Apply(t.Context(), planned(t, target, desired(t, queueNext)), backends.Options{Adopt: true}); err != nil {
		t.Fatal(err)
	}
	s, err := target.describe(t.Context(), "plan", target.Stack)
	if err != nil || target.own(t.Context(), "destroy", s, false) != nil {
		t.Errorf("the stack has the tags %s, %v", f.Tags, err)
	}
}

func TestAStackSomebodyElseMadeIsNeitherDeletedNorReplaced(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	body := asJSON(t, queue)
	if _, err := target.cf.CreateStack(t.Context(), &cloudformation.CreateStackInput{StackName: aws.String(target.Stack), TemplateBody: aws.String(body)}); err != nil {
		t.Fatal(err)
	}
	_, err := target.Destroy(t.Context(), backends.Options{})
	wantFault(t, err, diag.StackForeign, "it has no tags espc.dev/topology and espc.dev/environment")
	_, err = target.Apply(t.Context(), planned(t, target, desired(t, queueNext)), backends.Options{})
	wantFault(t, err, diag.StackForeign, "espc apply shop -e dev --adopt")
	if s, err := target.read(t.Context(), "plan"); err != nil || s.templates["template.yaml"] != body {
		t.Errorf("it holds %s, %v", s.templates["template.yaml"], err)
	}
}

// A name of a stack is what a plan leaves that is saved; it is theirs who made the plan, also where the name has no tags yet.
func TestANameForAChangeSetIsTheirsWhoMadeTheChangeSet(t *testing.T) {
	listed := "<member><StackId>" + awstest.StackID + "</StackId><ChangeSetId>" + awstest.ChangeSetID + "</ChangeSetId><ChangeSetName>espc-x</ChangeSetName></member>"
	set := func(tags string) string { return "<Status>CREATE_COMPLETE</Status><Changes></Changes>" + tags }
	for tags, ours := range map[string]bool{awstest.Tags("shop", "dev"): true, awstest.Tags("other", "dev"): false, "": false} {
		f, target := newFake(t, "REVIEW_IN_PROGRESS", "")
		f.Tags, f.ChangeSets, f.ChangeSet, f.ChangeSetExists = "", listed, set(tags), true
		s, err := target.describe(context.Background(), "plan", target.Stack)
		if err != nil {
			t.Fatal(err)
		}
		if err := target.own(t.Context(), "plan", s, false); (err == nil) != ours {
			t.Errorf("made by %q: %v", tags, err)
		}
	}
	f, target := newFake(t, "REVIEW_IN_PROGRESS", "")
	f.Tags = ""
	if s, err := target.describe(t.Context(), "plan", target.Stack); err != nil || target.own(t.Context(), "plan", s, false) != nil {
		t.Error("a name without any change set is refused")
	}
}

// Revisions are kept by the stack's name, which another topology may have had before.
func TestARevisionOfAnotherTopologyIsNotGoneBackTo(t *testing.T) {
	if !moto(t) {
		return
	}
	target := motoTarget(t, motoURL)
	apply(t, target, desired(t, queue))
	if _, err := target.Destroy(t.Context(), backends.Options{}); err != nil {
		t.Fatal(err)
	}
	other := *target
	other.Topology = "other"
	apply(t, &other, desired(t, queueNext))
	history, err := other.History(t.Context())
	if err != nil || len(history) != 1 || history[0].Number != 2 {
		t.Errorf("%+v, %v", history, err)
	}
	_, err = other.Revision(t.Context(), 0)
	wantFault(t, err, diag.NoRevision)
	_, err = other.Revision(t.Context(), 1)
	wantFault(t, err, diag.NoRevision, `topology "shop"`)
}
