package client

import (
	"reflect"
	"strings"
	"testing"
)

func refused(t *testing.T, status int, body string) *Error {
	t.Helper()
	s := serve(t, says(status, body))
	_, err := s.connect(t, entries{}).Apply(t.Context(), deployments, price, []byte(deployment), Write{})
	return asError(t, err)
}

// The messages are those of kube-apiserver 1.36.3.
func TestConflictsTellTheFieldAndWhoHoldsIt(t *testing.T) {
	e := refused(t, 409, `{"kind":"Status","reason":"Conflict","message":"Apply failed with 3 conflicts: …","details":{"causes":[
		{"reason":"FieldManagerConflict","message":"conflict with \"kubectl-create\" using apps/v1","field":".spec.replicas"},
		{"reason":"FieldManagerConflict","message":"conflict with \"kubectl\" with subresource \"scale\" using apps/v1 at 2001-02-03T04:05:06Z","field":".spec.replicas"},
		{"reason":"FieldManagerConflict","message":"conflict with \"flux \\\"using\\\"\"","field":".spec.template.spec.containers[name=\"app\"].image"}]}}`)
	want := []Conflict{{".spec.replicas", "kubectl-create", false}, {".spec.replicas", "kubectl", false}, {`.spec.template.spec.containers[name="app"].image`, `flux "using"`, true}}
	if !reflect.DeepEqual(e.Conflicts, want) || e.Causes != nil || e.Reason != "Conflict" || e.Unknown {
		t.Errorf("got %+v", e)
	}
}

func TestCausesAreKept(t *testing.T) {
	e := refused(t, 422, `{"kind":"Status","reason":"Invalid","message":"m","details":{"causes":[{"reason":"FieldValueInvalid","message":"field is immutable","field":"spec.selector"}]}}`)
	if !reflect.DeepEqual(e.Causes, []Cause{{"FieldValueInvalid", "spec.selector", "field is immutable"}}) || e.Reason != "Invalid" ||
		e.Verb != "patch" || e.Target != "deployments.apps price in shop" {
		t.Errorf("got %+v", e)
	}
}

func TestWhatIsNotOfItsTypesSchemaIsInvalid(t *testing.T) {
	e := refused(t, 500, failure(500, "", "failed to create typed patch object (f3/s1; apps/v1, Kind=Deployment): errors:\n  .spec.replicas: expected numeric (int or float), got string\n"+
		"  .spec.template.spec.containers[name=\"a\"].imge: field not declared in schema"))
	want := []Cause{{"FieldValueInvalid", "spec.replicas", "expected numeric (int or float), got string"},
		{"FieldValueNotDeclared", `spec.template.spec.containers[name="a"].imge`, "field not declared in schema"}}
	if !reflect.DeepEqual(e.Causes, want) || e.Reason != "Invalid" || e.Unknown {
		t.Errorf("got %+v", e)
	}
	e = refused(t, 500, failure(500, "", "failed to create typed patch object (f1/s1; /v1, Kind=ConfigMap): .dta: field not declared in schema"))
	if !reflect.DeepEqual(e.Causes, []Cause{{"FieldValueNotDeclared", "dta", "field not declared in schema"}}) {
		t.Errorf("got %+v", e)
	}
}

func TestAFailedWebhookLeavesNothingOpen(t *testing.T) {
	if e := refused(t, 500, failure(500, "InternalError", `Internal error occurred: failed calling webhook "a.example": no endpoints`)); e.Unknown || e.Reason != "InternalError" {
		t.Errorf("got %+v", e)
	}
	if e := refused(t, 500, failure(500, "InternalError", "etcdserver: request timed out")); !e.Unknown {
		t.Errorf("got %+v", e)
	}
}

// A webhook's words reach a terminal and a log.
func TestMessagesAreOneSafeLineOfBoundedLength(t *testing.T) {
	e := refused(t, 403, failure(403, "Forbidden", "denied:\r\n\t\x1b[31mred\x1b[0m \u202etxt.exe\x00\u009b2J"+strings.Repeat("x", 1<<20)))
	if len(e.Message) > maxMessage+20 || !strings.HasPrefix(e.Message, `denied: \u001b[31mred\u001b[0m \u202etxt.exe\u0000\u009b2Jxxx`) {
		t.Errorf("got %d: %.100q", len(e.Message), e.Message)
	}
	if got := line("a\xffb"); got != `a\xffb` {
		t.Errorf("got %q", got)
	}
	if got := line("  a \n b  "); got != "a b" {
		t.Errorf("got %q", got)
	}
}

func TestA404WithoutAStatusIsNotAboutAnObject(t *testing.T) {
	if e := refused(t, 404, "404 page not found"); e.Reason != NotServed {
		t.Errorf("got %+v", e)
	}
	if e := refused(t, 404, failure(404, "NotFound", `deployments.apps "price" not found`)); e.Reason != "NotFound" {
		t.Errorf("got %+v", e)
	}
}
