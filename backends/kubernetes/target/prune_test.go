package target

import (
	"context"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/clienttest"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// newer is a cluster that has a newer version of an object than a deletion expects.
type newer struct {
	client.API
	object  string
	deleted int
}

func (n *newer) Get(context.Context, client.Type, client.Key) ([]byte, error) {
	return []byte(n.object), nil
}

func (n *newer) Delete(_ context.Context, _ client.Type, _ client.Key, d client.Delete) error {
	if d.ResourceVersion != "8" {
		return clienttest.Answered(409, "Conflict", "the resource version in the precondition does not match")
	}
	n.deleted++
	return nil
}

func TestADeletionGoesOnWhereAControllerWroteAndStopsWhereThePlanIsStale(t *testing.T) {
	before := func(value string) *tree.Node {
		return tree.NewMap(tree.F("apiVersion", tree.NewString("v1")), tree.F("kind", tree.NewString("ConfigMap")),
			tree.F("metadata", tree.NewMap(tree.F("name", tree.NewString("c")), tree.F("namespace", tree.NewString("shop-dev")))),
			tree.F("data", tree.NewMap(tree.F("a", tree.NewString(value)))))
	}
	target := onServer(nil)
	api := &newer{API: clienttest.New("shop-dev"), object: `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"shop-dev","uid":"u","resourceVersion":"8",
		"labels":{"` + partOf + `":"` + target.set + `"},"managedFields":[{"manager":"espc","operation":"Apply","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:a":{}}}}]},"data":{"a":"edited"}}`}
	target.api = api
	r := target.begin(t.Context(), "apply", backends.Options{})
	at := backends.ObjectAddress{Type: "v1/ConfigMap", Namespace: "shop-dev", Name: "c"}
	remove := func(value string) (string, error) {
		return r.remove(newTask(&backends.Change{Action: backends.Delete, Address: at, Before: before(value)}), configMapType, "u", "7")
	}
	why, err := remove("as planned")
	wantFault(t, err, diag.ClusterStale, "ConfigMap/c is not what the plan was made from: it was changed")
	if why != "" || api.deleted != 0 {
		t.Errorf("it was left for %q, or deleted %d times", why, api.deleted)
	}
	if why, err = remove("edited"); why != "" || err != nil || api.deleted != 1 {
		t.Errorf("left for %q, %v, deleted %d times", why, err, api.deleted)
	}
}
