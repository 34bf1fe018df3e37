package target

import (
	"testing"

	"espc.dev/backends"
)

func TestWhatHasTheNameOfAKnativeServiceIsDeletedBeforeItIsWaitedFor(t *testing.T) {
	doomed := func(typ, namespace, name string) *task {
		return &task{Change: &backends.Change{Action: backends.Delete, Address: backends.ObjectAddress{Type: typ, Namespace: namespace, Name: name}}}
	}
	deletes := [][]*task{
		{doomed("apps/v1/Deployment", "dev", "price")},
		{doomed("v1/Service", "dev", "price"), doomed("v1/Service", "dev", "cart"), doomed("v1/Service", "other", "price")},
	}
	serving := backends.Object{Address: backends.ObjectAddress{Type: "serving.knative.dev/v1/Service", Namespace: "dev", Name: "price"}}
	names, rest := inTheWay([]backends.Object{serving}, deletes)
	if len(names) != 1 || names[0] != deletes[1][0] || len(rest) != 2 || len(rest[0]) != 1 || len(rest[1]) != 2 {
		t.Errorf("%v, %v", names, rest)
	}
	if names, rest := inTheWay(nil, deletes); names != nil || len(rest) != 2 {
		t.Errorf("without one: %v, %v", names, rest)
	}
}
