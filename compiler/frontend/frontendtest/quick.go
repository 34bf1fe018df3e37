package frontendtest

import (
	"fmt"
	"runtime/debug"
	"slices"
	"testing"
	"time"

	"espc.dev/schema/diag"
)

// The processor time that an answer to one small file may take, with the code that fuzzing adds; and the time after which it is
// taken for one that never comes.
const (
	most  = time.Second
	never = time.Minute
)

// Quick fails the test where f takes more than a second of the process's processor time, which a busy machine does not add to.
// An evaluation that was ended at its bounds may. What does not end ends the process, with what was going on.
func Quick(t *testing.T, f func() diag.List) {
	t.Helper()
	watch := time.AfterFunc(never, func() {
		debug.SetTraceback("all")
		panic(fmt.Sprintf("no answer after %s", never))
	})
	defer watch.Stop()
	before := processorTime()
	ds := f()
	took := processorTime() - before
	bounded := slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == diag.EvaluationBound.ID })
	if took > most && !bounded {
		t.Errorf("it took %s", took)
	}
}
