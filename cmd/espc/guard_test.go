package main

import (
	"strings"
	"testing"

	"espc.dev/backends/aws/awstest"
)

// A change that the target would refuse halfway is refused when it is planned; of files it is a warning.
func TestAChangeThatTakesTwoStepsIsSeenAtPlanTime(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const one = "table \"orders\" {\n  key = \"id:string\"\n}\n"
	write(t, dir, "shop.hcl", shopBus+one)
	f := awstest.NewFake(t, "UPDATE_COMPLETE", deployed(t, dir))
	espc(t, 0, dir, "", "apply", "--offline", "--auto-approve")
	two := strings.Replace(one, "\n}", "\n  index \"by_x\" {\n    key = \"x:string\"\n  }\n  index \"by_y\" {\n    key = \"y:string\"\n  }\n}", 1)
	write(t, dir, "shop.hcl", shopBus+two)
	for _, verb := range [][]string{{"plan"}, {"apply", "--auto-approve"}} {
		espc(t, 1, dir, f.URL, verb...).says(t, nil, []string{"error[E1124]", " in table.orders", "fix: apply them one after the other: 1. with the index by_x, 2. with the index by_y"})
	}
	if f.Called("CreateChangeSet") > 0 {
		t.Error("a change set was made")
	}
	espc(t, 0, dir, "", "plan", "--offline").says(t, []string{"GlobalSecondaryIndexes"}, []string{"warning[E1124]"})
}
