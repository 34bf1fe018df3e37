package frontendtest

import (
	"slices"
	"testing"
	"time"

	"espc.dev/schema/diag"
)

// most is the processor time that an answer to one small file may take, with the code that fuzzing adds.
const most = time.Second

// Quick fails the test where f takes more than a second of the process's processor time, which a busy machine does not add to.
// An evaluation that was ended at its bounds may.
func Quick(t *testing.T, f func() diag.List) {
	t.Helper()
	before := processorTime()
	ds := f()
	took := processorTime() - before
	bounded := slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == diag.EvaluationBound.ID })
	if took > most && !bounded {
		t.Errorf("it took %s", took)
	}
}
