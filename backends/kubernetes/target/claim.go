package target

import (
	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
)

// claim takes over what squats in an object, so that the apply that follows replaces it: see fields.Claim. It changes no field of the
// object, and nothing at all where the object is not the version that the plan was made from. The version that it has then is
// returned.
func (r *run) claim(t *task, typ client.Type, was live) (string, error) {
	object, err := r.api.Get(r.calls, typ, keyOf(t.Address))
	if err != nil {
		return "", err
	}
	if m := metaOf(object); m.UID != was.uid || !r.unchanged(t, object) {
		return "", r.changed(t.Address, "it was changed")
	}
	compared := r.comparison()
	patch, ok := compared.Claim(t.Address.Type, object, t.After)
	if !ok {
		return "", r.contestedElement(t.Change)
	}
	answer, err := r.api.Merge(r.calls, typ, keyOf(t.Address), patch)
	if err != nil {
		return "", err
	}
	return metaOf(answer.Object).ResourceVersion, nil
}

// contestedElement says that another tool applies an element that stands where a wanted one belongs.
func (r *run) contestedElement(c *backends.Change) *backends.Fault {
	d := r.at(diag.FieldConflict, c, "%s: another tool applies an element that stands where one of the topology belongs", c.Address).
		WithFix("see which with %s, and take it out there", r.kubectl("get "+resource(c.Address)+" -o yaml --show-managed-fields"))
	return &backends.Fault{Diagnostic: d}
}
