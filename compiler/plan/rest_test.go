package plan

import (
	"encoding/json"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

func replicas(n int64) *tree.Node {
	return tree.NewMap(tree.F("spec", tree.NewMap(tree.F("replicas", tree.NewInt(n)))))
}

func change(a backends.Action, name string, before, after *tree.Node, by string) backends.Change {
	c := backends.Change{Action: a, Address: backends.ObjectAddress{Type: "apps/v1/Deployment", Namespace: "shop", Name: name}, Before: before, After: after}
	if a == backends.Update {
		c.Fields = []backends.FieldChange{{Path: "spec.replicas", Before: before.Get("spec").Get("replicas"), After: after.Get("spec").Get("replicas"), By: by}}
	}
	return c
}

func TestWhatIsLeftOfAPlanIsPartOfIt(t *testing.T) {
	planned := []backends.Change{
		change(backends.Delete, "old", replicas(1), nil, ""), change(backends.Replace, "turned", replicas(1), replicas(2), ""),
		change(backends.Create, "new", nil, replicas(2), ""), change(backends.Update, "web", replicas(5), replicas(3), "kubectl-edit"),
	}
	for name, c := range map[string]struct {
		now   []backends.Change
		other string
	}{
		"nothing was made":                    {now: planned},
		"all was made":                        {},
		"some was made":                       {now: planned[1:3]},
		"half of a replacement was made":      {now: []backends.Change{change(backends.Create, "turned", nil, replicas(2), "")}},
		"somebody edited it further":          {[]backends.Change{change(backends.Update, "web", replicas(7), replicas(3), "kubectl-edit")}, "web"},
		"another tool took it":                {[]backends.Change{change(backends.Update, "web", replicas(5), replicas(3), "flux")}, "web"},
		"what was to be updated is gone":      {[]backends.Change{change(backends.Create, "web", nil, replicas(3), "")}, "web"},
		"what was to be created is there":     {[]backends.Change{change(backends.Update, "new", replicas(1), replicas(2), "")}, "new"},
		"what was to be deleted changed":      {[]backends.Change{change(backends.Delete, "old", replicas(2), nil, "")}, "old"},
		"something that was not planned":      {[]backends.Change{change(backends.Delete, "bystander", replicas(1), nil, "")}, "bystander"},
		"another desire for the same objects": {[]backends.Change{change(backends.Create, "new", nil, replicas(9), "")}, "new"},
	} {
		other, ok := Rest(planned, c.now)
		if ok != (c.other == "") || other.Name != c.other {
			t.Errorf("%s: %v %q", name, ok, other.Name)
		}
	}
}

func TestADocumentGoesOnWithWhatIsLeft(t *testing.T) {
	p := &Plan{Backend: "kubernetes", Unchanged: 4, Changes: []backends.Change{
		change(backends.Delete, "old", replicas(1), nil, ""), change(backends.Replace, "turned", replicas(1), replicas(2), ""), change(backends.Create, "new", nil, replicas(2), ""),
	}}
	d := NewDocument("dev", p, &Plan{Backend: "aws", Unchanged: 1, Changes: []backends.Change{{Action: backends.Delete, Address: backends.ObjectAddress{Type: "AWS::SQS::Queue", Name: "q"}}}})
	d.Continue("kubernetes", []backends.Change{change(backends.Create, "turned", nil, replicas(2), "")})
	if want := (Summary{Create: 1, Delete: 1, Unchanged: 6}); d.Summary != want || d.Made != 2 || len(d.Changes) != 2 {
		t.Errorf("%+v, made %d, %d changes", d.Summary, d.Made, len(d.Changes))
	}
}

// Who set a field decides what may be overwritten, so it has to be there when the plan is applied.
func TestASavedPlanKeepsWhoSetWhatDrifted(t *testing.T) {
	file := diag.NewFile("shop.hcl", []byte("a\nreplicas = 3\n"))
	c := change(backends.Update, "web", replicas(5), replicas(3), "kubectl-edit")
	c.Fields[0].Origin = diag.Range{File: file, Start: 2, End: 14}
	content, err := json.Marshal(NewDocument("dev", &Plan{Backend: "kubernetes", Changes: []backends.Change{c}}))
	if err != nil {
		t.Fatal(err)
	}
	var d Document
	if err := json.Unmarshal(content, &d); err != nil {
		t.Fatal(err)
	}
	got := d.Changes[0].change(map[string]*diag.File{"shop.hcl": file})
	if _, ok := Rest([]backends.Change{c}, []backends.Change{got}); !ok {
		t.Errorf("it comes back as %+v", got)
	}
	if f := got.Fields[0]; f.By != "kubectl-edit" || f.Origin.Pos().Line != 2 {
		t.Errorf("the field comes back as %+v at line %d", f, f.Origin.Pos().Line)
	}
}

func TestDriftIsCountedByFieldAndObject(t *testing.T) {
	adopted := change(backends.Update, "foreign", replicas(1), replicas(2), "kubectl-create")
	adopted.Action = backends.Adopt
	d := NewDocument("dev", &Plan{Changes: []backends.Change{
		change(backends.Update, "a", replicas(5), replicas(3), "kubectl-edit"), change(backends.Update, "b", replicas(5), replicas(3), "kubectl-edit"),
		change(backends.Update, "c", replicas(5), replicas(3), ""), adopted,
	}})
	if fields, objects, by := d.Drifted(); fields != 2 || objects != 2 || len(by) != 1 || by[0] != "kubectl-edit" {
		t.Errorf("%d fields of %d objects, by %v", fields, objects, by)
	}
}
