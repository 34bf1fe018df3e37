package target

import (
	"context"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/clienttest"
	"espc.dev/schema/diag"
)

// served are the types that a cluster serves.
type served []client.Type

func (s served) Find(name string) (client.Type, bool) {
	for _, t := range s {
		if t.Name == name {
			return t, true
		}
	}
	return client.Type{}, false
}
func (s served) FindKind(string) (client.Type, bool) { return client.Type{}, false }
func (s served) Silent(string) bool                  { return false }

// ofEspc is a cluster in which espc applied everything.
type ofEspc struct{ client.API }

func (a *ofEspc) List(ctx context.Context, t client.Type, namespace, selector string, metadata bool, each func([]byte) error) error {
	return a.API.List(ctx, t, namespace, selector, metadata, func(item []byte) error {
		return each([]byte(strings.Replace(string(item), `"kubectl-edit","operation":"Update"`, `"espc","operation":"Apply"`, 1)))
	})
}

func TestADestroyWhoseRecordIsGoneDoesNotLookDone(t *testing.T) {
	api := clienttest.New("shop-dev")
	r := onServer(api).begin(t.Context(), "destroy", backends.Options{})
	r.types = served{configMapType}
	if err := r.unlisted(); err != nil {
		t.Error(err)
	}
	item := `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"NAME","namespace":"shop-dev","labels":{"` + partOf + `":"` + r.set + `"}}}`
	api.Put(strings.ReplaceAll(item, "NAME", "copied"))
	if err := r.unlisted(); err != nil {
		t.Errorf("a copied label: %v", err)
	}
	r.api = &ofEspc{API: api}
	wantFault(t, r.unlisted(), diag.SetUnreadable, "is gone, and objects that it named are there: ConfigMap/copied")
}
