package target

import (
	"context"
	"errors"
	"strings"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/fields"
	"espc.dev/schema/diag"
)

// leavingPatience is how long a look at the cluster waits for a member that is on its way out: pods have half a minute to end, unless
// they ask for more.
const leavingPatience = time.Minute

// leaving is a member that is wanted and was deleted, as by a destroy that was killed, and is not gone yet. It looks like any other, and
// whoever took it for one would find nothing to do, and nothing there a moment later.
type leaving struct {
	backends.ObjectAddress
	uid string
}

// leaves takes in a wanted member that is on its way out.
func (r *reader) leaves(a backends.ObjectAddress, l *fields.Live) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.leaving = append(r.leaving, leaving{a, l.UID()})
}

// awaitLeaving waits until a member that is on its way out is gone, so that it can be created anew.
func (r *reader) awaitLeaving(ctx context.Context, o leaving) error {
	typ, ok := r.out.types.Find(o.Type)
	if !ok {
		return nil
	}
	begin, told := time.Now(), false
	for p := (pause{}); ; p.wait(ctx) {
		object, err := r.api.Get(ctx, typ, client.Key{Namespace: o.Namespace, Name: o.Name})
		var e *client.Error
		switch {
		case errors.As(err, &e) && e.Status == 404:
			return nil
		case err != nil:
			return err
		case uidOf(object) != o.uid:
			var d fields.Decoder
			l, err := d.Decode(object)
			if err == nil {
				r.found(typ.Name, l, false)
			}
			return err
		case time.Since(begin) > leavingPatience:
			return r.fault(diag.DeleteBlocked, "%s is deleted and does not go away: %s", o.ObjectAddress, strings.TrimPrefix(holds(metaOf(object)), "and ")).
				withFix("look at it with %s, then run %s", r.kubectl("get "+resource(o.ObjectAddress)+" -o yaml"), r.command(r.verb))
		case !told && time.Since(begin) > time.Second && r.Progress != nil:
			told = true
			r.Progress("waiting until " + o.String() + " is gone, which is deleted, " + holds(metaOf(object)))
		}
	}
}
