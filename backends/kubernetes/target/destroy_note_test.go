package target

import (
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/set"
)

func TestTheRecordRemembersADestroyUntilTheNextApply(t *testing.T) {
	api, target, _ := withParent(t)
	r := target.begin(t.Context(), "destroy", backends.Options{DeleteNamespace: true, DeleteDefinitions: true})
	var err error
	if r.parent, err = target.readParent(t.Context()); err != nil {
		t.Fatal(err)
	}
	if r.lock, err = target.lock(t.Context(), "destroy", r.o); err != nil {
		t.Fatal(err)
	}
	defer r.lock.release(t.Context())
	if err := r.begins(); err != nil {
		t.Fatal(err)
	}
	p, err := target.readParent(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := target.destroyCommand(p.Destroy), "espc destroy shop -e dev --delete-namespace --dangerous-delete-crds"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	p.Destroy = ""
	if err := target.writeParent(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	if p, err = target.readParent(t.Context()); err != nil || p.Destroy != "" {
		t.Errorf("%q is left, %v", p.Destroy, err)
	}
	api.Edit(configMaps, "shop-dev", "espc-shop", annotate(set.AnnotationDestroy, "members,volumes; rm -rf /"))
	if p, err = target.readParent(t.Context()); err != nil || target.destroyCommand(p.Destroy) != "espc destroy shop -e dev" {
		t.Errorf("what somebody wrote is in the command: %q, %v", target.destroyCommand(p.Destroy), err)
	}
}
