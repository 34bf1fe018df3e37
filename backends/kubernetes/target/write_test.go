package target

import (
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

func TestFieldsAreTakenFromWhomThePlanShowedAlone(t *testing.T) {
	planned := &task{Change: &backends.Change{Fields: []backends.FieldChange{{Path: "spec.replicas", By: "kubectl-edit"}, {Path: "spec.paused"}}}}
	for name, x := range map[string]struct {
		conflicts []client.Conflict
		adopt     bool
		want      bool
	}{
		"an edit that the plan showed":        {[]client.Conflict{{Field: ".spec.replicas", Manager: "kubectl-edit"}}, false, true},
		"an edit that came after it":          {[]client.Conflict{{Field: ".spec.replicas", Manager: "kubectl-edit"}, {Field: ".spec.paused", Manager: "somebody"}}, false, false},
		"another tool that applies the field": {[]client.Conflict{{Field: ".spec.replicas", Manager: "kubectl-edit", Applies: true}}, false, false},
		"with consent":                        {[]client.Conflict{{Field: ".spec.replicas", Manager: "flux", Applies: true}}, true, true},
	} {
		r := &run{Target: &Target{}, o: backends.Options{Adopt: x.adopt}}
		if got := r.mayForce(planned, x.conflicts); got != x.want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

func TestARefusalPointsAtTheLineOfTheField(t *testing.T) {
	at := func(start int32) *tree.Origin {
		return tree.At(diag.Range{File: diag.NewFile("shop.hcl", make([]byte, 100)), Start: start, End: start + 1})
	}
	image := tree.NewString("no such image").With(at(30))
	o := tree.NewMap(tree.F("spec", tree.NewMap(tree.F("containers", tree.NewList(tree.NewMap(), tree.NewMap(tree.F("image", image))))).With(at(20)))).With(at(10))
	for path, want := range map[string]int32{
		"spec.containers[1].image": 30, "spec.containers[0].image": 20, "spec.containers[7]": 20, "spec": 20, ".spec.containers[1].image.x": 30, "metadata.name": 10, "": 10,
	} {
		if got := fieldPlace(o, path); got.Start != want {
			t.Errorf("%q: %d, not %d", path, got.Start, want)
		}
	}
}

func TestWhatHoldsADeletedObjectIsNamed(t *testing.T) {
	for want, finalizers := range map[string][]string{
		"and held by the finalizer a.example.com/x, b.example.com/y": {"b.example.com/y", "foregroundDeletion", "a.example.com/x"},
		"and waits for what it runs to end":                          {"foregroundDeletion"},
		"and still there":                                            nil,
	} {
		if got := holds(meta{Finalizers: finalizers}); got != want {
			t.Errorf("%v: %q", finalizers, got)
		}
	}
}

func TestWhatTheServerSaysBesideItsAnswerIsAWarning(t *testing.T) {
	change := &backends.Change{Address: backends.ObjectAddress{Type: "Deployment", Name: "shop-cart"}, Origin: diag.Range{File: diag.NewFile("shop.hcl", make([]byte, 9)), Start: 3, End: 5}}
	text := `would violate PodSecurity "restricted:latest"`
	told := (&run{Target: &Target{}}).told(&task{Change: change}, text)
	p := &preparation{run: &run{Target: &Target{}, o: backends.Options{Throwaway: true}}}
	v := &verdict{change: *change}
	p.warned(v, client.Answer{Warnings: []string{text}})
	if len(v.ds) != 1 {
		t.Fatal(v.ds)
	}
	for _, d := range []diag.Diagnostic{told, v.ds[0]} {
		if d.Code != diag.ObjectWarned.ID || d.Severity != diag.Warning || d.Subject != change.Origin || d.Summary != "Deployment/shop-cart: "+text || d.Fix == "" {
			t.Errorf("%+v", d)
		}
	}
}
