package main

import (
	"testing"

	"espc.dev/backends/aws/awstest"
)

// FAULT 60 as a person meets it.
func TestAStackThatIsSomebodyElsesIsNeverChangedUnasked(t *testing.T) {
	t.Parallel()
	for tags, whose := range map[string]string{"": "nobody that espc knows", awstest.Tags("billing", "prod"): `topology "billing" in environment "prod"`} {
		f, dir := onFake(t, "UPDATE_COMPLETE", longer)
		f.Change(func() { f.Tags = tags })
		for _, verb := range [][]string{{"plan"}, {"apply", "--auto-approve"}, {"destroy", "--auto-approve"}, {"destroy", "--dry-run"}, {"unlock"}, {"drift"}} {
			espc(t, 1, dir, f.URL, verb...).says(t, nil, []string{"error[E1121]: the stack shop-dev belongs to " + whose})
		}
		espc(t, 0, dir, f.URL, "status").says(t, []string{"because it belongs to " + whose, `fix: name another stack in backend "aws"`}, nil)
		for _, call := range []string{"CreateChangeSet", "ExecuteChangeSet", "DeleteStack"} {
			if f.Called(call) > 0 {
				t.Errorf("%s was called on the stack of %s", call, whose)
			}
		}
	}
}
