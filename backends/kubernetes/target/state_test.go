package target

import (
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/clienttest"
)

func TestAPlanSaysThatTheNewestRevisionDidNotEndWell(t *testing.T) {
	for phase, want := range map[backends.Phase]string{
		backends.Done:   "",
		backends.Failed: "revision 1 did not end well",
		"":              "revision 1 is being applied, or the run that applied it was killed",
	} {
		target := onServer(clienttest.New("shop-dev"))
		if ds := target.unfinished(nil); len(ds) > 0 {
			t.Errorf("of nothing: %v", ds)
		}
		applied(t, target, desired("a"), phase)
		p, err := target.readParent(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		ds := target.unfinished(p)
		if want == "" && len(ds) == 0 {
			continue
		}
		if len(ds) != 1 || ds[0].Summary != want || !strings.Contains(ds[0].Fix, "espc status shop -e dev") {
			t.Errorf("of %q: %v", phase, ds)
		}
	}
}
