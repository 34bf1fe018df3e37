package view

import (
	"testing"

	"espc.dev/backends"
	"espc.dev/compiler/plan"
)

func TestWhatWasAppliedAndIsNotReadyIsSaidToBeJustThat(t *testing.T) {
	web, db := backends.ObjectAddress{Type: "apps/v1/Deployment", Namespace: "x", Name: "web"}, backends.ObjectAddress{Type: "v1/Service", Namespace: "x", Name: "web"}
	a := &Applied{Resume: "espc apply -e dev --wait --timeout 10m", Targets: []AppliedTarget{
		NewAppliedTarget("kubernetes", "cluster dev, namespace x", NotReady, backends.Report{Done: []backends.ObjectAddress{web, db}, Unready: []backends.ObjectAddress{web}}),
	}}
	want := `
cluster dev, namespace x: all of it was applied, and not all is ready
  done   Service/web
  not ready Deployment/web

Run espc apply -e dev --wait --timeout 10m to go on.
`
	if got := shownText(t, &PlanDocument{Document: &plan.Document{}, Applied: a}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestARollbackSaysWhatItWentBackToAndThatTheNextApplyGoesForward(t *testing.T) {
	target := NewAppliedTarget("kubernetes", "cluster dev, namespace x", Done, backends.Report{Revision: 3})
	target.From = 1
	d := &PlanDocument{Document: &plan.Document{Summary: plan.Summary{Update: 1}}, Applied: &Applied{Complete: true, Targets: []AppliedTarget{target}}}
	want := `
Applied: 0 created, 1 updated, 0 replaced, 0 deleted.
cluster dev, namespace x is at revision 3, back to 1.
The topology's files are as they were, so that the next apply goes forward again.
`
	if got := shownText(t, d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
