package target

import (
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
)

// vacate makes room for a replacement: it deletes the object that the plan was made from, and waits until it and what it runs are
// gone. It reports whether the new one can be created. A signal in between does not keep it from being created: the old one is
// gone, and nobody asked for that alone.
func (r *run) vacate(t *task, typ client.Type) bool {
	was := r.now.live(t.Address)
	if was.uid == "" { // it is taken over, and only its replacement will be ours
		var err error
		if was, err = r.foreign(t, typ); err != nil {
			r.failed(t, err)
			return false
		}
	}
	switch why, err := r.remove(t, typ, was.uid, ""); {
	case err != nil:
		r.failed(t, err)
		return false
	case why != "":
		r.failed(t, r.changed(t.Address, why))
		return false
	}
	t.vacated = true
	r.tell(backends.Running, t.Address, "deleted, to be created anew", "")
	if err := r.awaitRoom(t, typ, was.uid); err != nil {
		r.failed(t, err)
		return false
	}
	return true
}

// awaitRoom waits until an object is gone, for as long as a deletion may take, and after a signal for a little while.
func (r *run) awaitRoom(t *task, typ client.Type, uid string) error {
	begin, signal := time.Now(), time.Time{}
	for p := (pause{}); ; p.wait(r.calls) {
		object, err := r.api.Get(r.calls, typ, keyOf(t.Address))
		switch m := metaOf(object); {
		case is(err, 404) || err == nil && m.UID != uid:
			return nil
		case err != nil:
			return err
		case r.ctx.Err() != nil && signal.IsZero():
			signal = time.Now()
		case time.Since(begin) > patience || !signal.IsZero() && time.Since(signal) > grace:
			return r.blocked(t.Address, m)
		}
	}
}

// halfwayGone says of a replacement that failed in the middle what that means.
func (r *run) halfwayGone(t *task, why diag.Diagnostic) diag.Diagnostic {
	return r.at(diag.ReplaceHalfway, t.Change, "%s was deleted to be created anew, and is not created: %s", t.Address, why.Summary).
		WithFix("%s; then run %s at once, which creates it", orElse(why.Fix, "mend that"), r.command(r.verb))
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
