package view

import (
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/compiler/plan"
	"espc.dev/schema/tree"
)

// At night it has to be seen at once what one changed oneself and what somebody else did.
func TestAPlanSaysWhoSetWhatDrifted(t *testing.T) {
	deployment := tree.NewMap(tree.F("kind", str("Deployment")))
	d := &plan.Document{
		Environment: "prod", Targets: []plan.TargetDocument{{Backend: "kubernetes", Target: "cluster prod, namespace shop"}},
		Changes: []plan.ChangeDocument{
			{Address: "Deployment/shop-price", Source: line(20), Change: plan.Values{Actions: []string{"update"}, Before: deployment, After: deployment}, Fields: []plan.FieldDocument{
				{Path: "spec.replicas", Before: num(5), After: num(3), Source: line(31), By: "kubectl-edit"},
				{Path: "spec.image", Before: str("a:1"), After: str("a:2"), Source: line(22)},
				{Path: "spec.limits.memory", Before: str("1Gi"), After: str("2Gi"), Source: line(23), By: "kubectl-edit"},
				{Path: "spec.requests.memory", Before: str("1Gi"), After: str("2Gi"), Source: line(23)},
				{Path: "spec.args", Before: tree.NewList(str("-v")), After: tree.NewList(str("-q")), Source: line(24), By: "kubectl-\x1b[31mpatch"},
			}},
			{Address: "Service/shop-price", Source: line(20), Change: plan.Values{Actions: []string{"adopt"}, Before: deployment, After: deployment}, Fields: []plan.FieldDocument{
				{Path: "spec.port", Before: num(1), After: num(2), Source: line(21), By: "helm"},
			}},
		},
		Suppressed: []plan.SuppressedDocument{{Address: "Deployment/shop-cart", Reason: "the cluster reads both as the same", Fields: []plan.FieldDocument{{Path: "spec.cpu", Before: str("500m"), After: str("0.5")}}}},
		Summary:    plan.Summary{Update: 1, Adopt: 1},
	}
	want := `Plan for prod: kubernetes, against cluster prod, namespace shop

~   update  Deployment/shop-price                                               shop.hcl:20
      ~ spec.replicas: 5 → 3  (drift: set by kubectl-edit)                      shop.hcl:31
      ~ spec.image: a:1 → a:2                                                   shop.hcl:22
      ~ spec.limits.memory: 1Gi → 2Gi  (drift: set by kubectl-edit)             shop.hcl:23
      ~ spec.requests.memory: 1Gi → 2Gi                                         shop.hcl:23
      - spec.args:  (drift: set by kubectl-<U+001B>[31mpatch)
      -   - "-v"
      + spec.args:                                                              shop.hcl:24
      +   - "-q"
~   adopt   Service/shop-price                                                  shop.hcl:20
      ~ spec.port: 1 → 2  (set by helm)                                         shop.hcl:21

Drift: 3 fields of 1 object, set by kubectl-<U+001B>[31mpatch, kubectl-edit. Applying sets them as the topology says.

Plan: 0 to create, 1 to update, 0 to replace, 0 to delete, 1 to adopt.
`
	if got := text(t, d, PlanOptions{}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	verbose := `
Differences that are no changes:
            Deployment/shop-cart
      because the cluster reads both as the same
      ~ spec.cpu: 500m → "0.5"
`
	if got := text(t, d, PlanOptions{Verbose: true}); !strings.Contains(got, verbose) {
		t.Errorf("got\n%s", got)
	}
}

// secrets is a dialect in which all that lies under data is secret.
type secrets struct{ backends.Dialect }

func (secrets) Sensitive(_ string, path []string) bool { return path[0] == "data" }

func TestDriftTellsWhatWasAddedFromWhatWasChangedAndWhoDidIt(t *testing.T) {
	at := backends.ObjectAddress{Type: "apps/v1/Deployment", Namespace: "shop", Name: "price"}
	d := Drift{Environment: "prod"}
	d.Add("kubernetes", "cluster prod, namespace shop", secrets{}, []backends.Drift{
		{Address: backends.ObjectAddress{Type: "v1/Service", Namespace: "shop", Name: "price"}, Deleted: true},
		{Address: at, By: "kubectl-edit", Fields: []backends.FieldChange{
			{Path: "spec.replicas", Before: num(3), After: num(5), By: "kubectl-edit"},
			{Path: "spec.image", Before: str("a:1"), After: str("a:2"), By: "kubectl-set"},
			{Path: "spec.paused", Before: tree.NewBool(false)},
			{Path: "metadata.labels[team]", After: str("x"), By: "kubectl-label"},
			{Path: "data.token", Before: str("aHVudGVyNw=="), After: str("aHVudGVyOA==")},
			{Path: "spec.containers[sidecar]", After: tree.NewMap(tree.F("name", str("sidecar"))), By: "kubectl-edit"},
		}},
	})
	want := `Drift of prod: cluster prod, namespace shop
-   gone    Service/price
~   changed Deployment/price, by kubectl-edit
      ~ spec.replicas: 3 → 5
      ~ spec.image: a:1 → a:2  (set by kubectl-set)
      - spec.paused: false
      + metadata.labels[team]: x  (added by kubectl-label; apply leaves it)
      ~ data.token: (sensitive) differs
      + spec.containers[sidecar]:  (added by kubectl-edit; apply leaves it)
      +   name: sidecar

2 objects are not what was applied.
What others added stays until somebody takes it away (kubectl edit): apply leaves it.
`
	if got := shownText(t, &d); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestStatusCallsAnEntityByItsAddress(t *testing.T) {
	s := Status{Environment: "dev"}
	s.Add("kubernetes", "cluster dev, namespace shop-dev", backends.Status{Health: backends.Unhealthy, Text: "1 of 2 entities is not ready", Children: []backends.Status{
		{Address: backends.ObjectAddress{Name: "function.quote"}, Health: backends.Healthy, Children: []backends.Status{
			{Address: backends.ObjectAddress{Type: "v1/Service", Name: "shop-function-quote"}, Health: backends.Healthy},
		}},
		{Address: backends.ObjectAddress{Name: "microservice.price"}, Health: backends.Unhealthy, Children: []backends.Status{
			{Address: backends.ObjectAddress{Type: "apps/v1/Deployment", Name: "shop-microservice-price"}, Health: backends.Unhealthy, Text: "0 of 3 ready",
				Reason: `Back-off pulling image "price:1"`, Fix: "kubectl describe"},
		}},
	}})
	want := `Status of dev: cluster dev, namespace shop-dev
unhealthy   1 of 2 entities is not ready
  unhealthy   microservice.price
    unhealthy   Deployment/shop-microservice-price 0 of 3 ready
                because Back-off pulling image "price:1"
                fix: kubectl describe
  healthy     function.quote     1 object
`
	if got := shownText(t, &s); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	s.Verbose = true
	if got := shownText(t, &s); !strings.Contains(got, "  healthy     function.quote\n    healthy     Service/shop-function-quote\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestWhatDestroyKeepsInAClusterHasItsReason(t *testing.T) {
	r := Removal{Environment: "dev", Targets: []AppliedTarget{NewAppliedTarget("kubernetes", "cluster dev, namespace shop", Done, backends.Report{
		Done: []backends.ObjectAddress{{Type: "v1/Service", Name: "a"}},
		Kept: []backends.Kept{{ObjectAddress: backends.ObjectAddress{Type: "v1/PersistentVolumeClaim", Name: "data-0"}, Why: "it holds data"}},
	})}}
	want := `
Destroyed: 1 object is gone, 1 kept.

Kept:
  PersistentVolumeClaim/data-0  it holds data
`
	if got := shownText(t, &r); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
