package view

import (
	"bytes"
	"strings"
	"testing"

	"espc.dev/compiler/plan"
)

func TestObjectsOfTwoTypesWithOneNameAreToldApart(t *testing.T) {
	change := func(action, typ, name string) plan.ChangeDocument {
		return plan.ChangeDocument{Address: "Service/" + name, Type: typ, Name: name, Change: plan.Values{Actions: []string{action}}}
	}
	d := &plan.Document{Changes: []plan.ChangeDocument{
		change("delete", "v1/Service", "price"), change("create", "serving.knative.dev/v1/Service", "price"), change("create", "serving.knative.dev/v1/Service", "cart"),
	}}
	var out bytes.Buffer
	if err := Plan(&out, d, PlanOptions{}); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"-   delete  Service/price\n", "+   create  Service.serving.knative.dev/price\n", "+   create  Service/cart\n"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("no %q in\n%s", line, out.String())
		}
	}
}
