package target

import (
	"fmt"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/diag"
)

// loss is what becomes of the data of something that is replaced or deleted.
type loss string

const (
	stays    loss = "stays in the account, out of the stack"
	snapshot loss = "is kept as a snapshot"
	lost     loss = "is lost"
)

// fixes say what can be done about it.
var fixes = map[loss]string{
	stays:    "move the data, then delete the old one by hand",
	snapshot: "restore the snapshot into the new one",
	lost:     "save the data first, or leave it be",
}

// lossUnder is what a policy makes of data.
func lossUnder(policy string) loss {
	switch {
	case strings.Contains(policy, "Retain"):
		return stays
	case strings.Contains(policy, "Snapshot"):
		return snapshot
	}
	return lost
}

// losing is one object whose data goes.
type losing struct {
	loss   loss
	change backends.Change
}

// maxLosses is how many objects a warning names.
const maxLosses = 20

// lossWarnings are at most one for each thing that becomes of data, so that they don't bury what they are about. One is at the
// place of the entity that its objects come from, where that is one.
func (t *Target) lossWarnings(all []losing) diag.List {
	var ds diag.List
	for _, kind := range []loss{lost, snapshot, stays} {
		var names []string
		at, entity, same := diag.Range{}, "", true
		for _, l := range all {
			if l.loss != kind {
				continue
			}
			verb := "is deleted"
			if l.change.Action == backends.Replace {
				verb = "is replaced by an empty one"
			}
			if len(names) == 0 {
				at, entity = l.change.Origin, l.change.Entity.String()
			}
			same = same && at == l.change.Origin
			names = append(names, l.change.Address.String()+" "+verb)
		}
		if len(names) == 0 {
			continue
		}
		if !same || at.IsZero() {
			at, entity = t.Place, ""
		}
		ds = append(ds, lossWarning(at, kind, names).WithAddress(entity))
	}
	return ds
}

// lossWarning says it of one in the summary; more are listed in the detail.
func lossWarning(at diag.Range, kind loss, names []string) diag.Diagnostic {
	if len(names) == 1 {
		return diag.DataReplaced.At(at, "%s, and its data %s", names[0], kind).WithFix("%s", fixes[kind])
	}
	slices.Sort(names)
	d := diag.DataReplaced.At(at, "%d objects that hold data go, and their data %s", len(names), kind).WithFix("%s", fixes[kind])
	more := ""
	if n := len(names) - maxLosses; n > 0 {
		names, more = names[:maxLosses], fmt.Sprintf("; and %d more", n)
	}
	d.Detail = strings.Join(names, "; ") + more + "."
	return d
}
