package view

import (
	"encoding/json"
	"strings"
	"testing"

	"espc.dev/compiler/plan"
	"espc.dev/schema/tree"
)

func num(i int64) *tree.Node  { return tree.NewInt(i) }
func str(s string) *tree.Node { return tree.NewString(s) }

func line(n int) *plan.Place { return &plan.Place{File: "shop.hcl", Line: n, Column: 3} }

func example() *plan.Document {
	deployment := tree.NewMap(tree.F("kind", str("Deployment")))
	return &plan.Document{
		FormatVersion: "1", Environment: "dev",
		Targets: []plan.TargetDocument{{Backend: "kubernetes", Target: "files in deploy/dev/kubernetes"}},
		Changes: []plan.ChangeDocument{
			{Address: "StatefulSet/old", Reason: "its volume claims stay", Change: plan.Values{Actions: []string{"delete"}, Before: deployment}},
			{Address: "Job/load", Source: line(9), Reason: "a Job's template can't change", Change: plan.Values{Actions: []string{"delete", "create"}, Before: deployment, After: deployment},
				Fields: []plan.FieldDocument{{Path: "spec.template.image", Before: str("a:1"), After: str("a:2"), Source: line(10)}}},
			{Address: "Deployment/resize", Entity: "function.resize", Restarts: true, Source: line(20), Change: plan.Values{Actions: []string{"update"}, Before: deployment, After: deployment},
				Fields: []plan.FieldDocument{
					{Path: "spec.replicas", Before: num(1), After: num(2), Source: line(21)},
					{Path: "spec.resources.limits.memory", Before: str("128Mi"), After: str("256Mi"), Source: line(22)},
					{Path: "spec.resources.requests.memory", Before: str("128Mi"), After: str("256Mi"), Source: line(22)},
					{Path: "spec.env[A]", After: tree.NewMap(tree.F("name", str("A")), tree.F("value", str("1"))), Source: line(23)},
					{Path: "spec.paused", Before: tree.NewBool(true)},
					{Path: "data[a.js]", Before: str("one\ntwo\nthree\nfour\nfive\nsix\n"), After: str("one\ntwo\nthree\nfour\n5\nsix\n"), Source: line(24)},
				}},
			{Address: "Service/new", Source: line(30), Change: plan.Values{Actions: []string{"create"}, After: deployment}},
		},
		Permissions: plan.Permissions{Widened: []plan.PermissionDocument{{Text: "function.resize may call model.photo on port 80", Source: line(25)}}},
		Summary:     plan.Summary{Create: 1, Update: 1, Replace: 1, Delete: 1, Unchanged: 4},
	}
}

const exampleText = `Plan for dev: kubernetes, against files in deploy/dev/kubernetes

-   delete  StatefulSet/old
      but its volume claims stay
-/+ replace Job/load                                                            shop.hcl:9
      because a Job's template can't change
      ~ spec.template.image: a:1 → a:2                                          shop.hcl:10
~   update  Deployment/resize                                                   shop.hcl:20
      ~ spec.replicas: 1 → 2                                                    shop.hcl:21
      ~ spec.resources.{limits,requests}.memory: 128Mi → 256Mi                  shop.hcl:22
      + spec.env[A]:                                                            shop.hcl:23
      +   name: A
      +   value: "1"
      - spec.paused: true
      ~ data[a.js]                                                              shop.hcl:24
          … 2 lines
          three
          four
        - five
        + 5
          six
      restarts function.resize
+   create  Service/new                                                         shop.hcl:30

Permissions that widen:
  + function.resize may call model.photo on port 80                             shop.hcl:25

Plan: 1 to create, 1 to update, 1 to replace, 1 to delete.
`

func text(t *testing.T, d *plan.Document, o PlanOptions) string {
	t.Helper()
	var b strings.Builder
	if err := Plan(&b, d, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPlanText(t *testing.T) {
	if got := text(t, example(), PlanOptions{}); got != exampleText {
		t.Errorf("got\n%s\nwant\n%s", got, exampleText)
	}
}

func TestPlanTextIsTheSameFromItsJSON(t *testing.T) {
	content, err := json.Marshal(example())
	if err != nil {
		t.Fatal(err)
	}
	var back plan.Document
	if err := json.Unmarshal(content, &back); err != nil {
		t.Fatal(err)
	}
	if got, want := text(t, &back, PlanOptions{}), text(t, example(), PlanOptions{}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestConcisePlanHasALineAnObject(t *testing.T) {
	got := text(t, example(), PlanOptions{Concise: true})
	if strings.Contains(got, "spec.replicas") || !strings.Contains(got, "~   update  Deployment/resize") {
		t.Errorf("got\n%s", got)
	}
}

func TestVerbosePlanShowsNewObjectsWhole(t *testing.T) {
	if got := text(t, example(), PlanOptions{Verbose: true}); !strings.Contains(got, "      +   kind: Deployment\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestAPlanWithoutChangesSaysSo(t *testing.T) {
	d := &plan.Document{Environment: "dev", Summary: plan.Summary{Unchanged: 7}}
	if got := text(t, d, PlanOptions{}); !strings.HasSuffix(got, "No changes: 7 objects are as the topology says.\n") {
		t.Errorf("got %q", got)
	}
}

func TestPlanTextShowsControlsEscaped(t *testing.T) {
	d := example()
	d.Changes = []plan.ChangeDocument{{Address: "ConfigMap/x\x1b[31m", Change: plan.Values{Actions: []string{"update"}},
		Fields: []plan.FieldDocument{{Path: "a", Before: str("\x1b]0;title\x07"), After: str("b\u202e")}}}}
	got := text(t, d, PlanOptions{})
	if strings.ContainsAny(got, "\x1b\x07\u202e") {
		t.Errorf("a control reached the output: %q", got)
	}
}
