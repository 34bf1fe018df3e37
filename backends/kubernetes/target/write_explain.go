package target

import (
	"errors"
	"fmt"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// at is a diagnostic about an object, at the line that it comes from.
func (t *Target) at(code *diag.Code, c *backends.Change, format string, args ...any) diag.Diagnostic {
	place := c.Origin
	if place.IsZero() {
		place = t.Place
	}
	d := code.At(place, format, args...)
	if c.Entity != (schema.Address{}) {
		d = d.WithAddress(c.Entity.String())
	}
	return d
}

// explainWrite says what is wrong with the write of an object, one diagnostic for each thing that the server names.
func (r *run) explainWrite(t *task, err error) diag.List {
	ds := r.refusals(t.Change, err)
	if t.vacated {
		for i := range ds {
			ds[i] = r.halfwayGone(t, ds[i])
		}
	}
	return ds
}

func (r *run) refusals(c *backends.Change, err error) diag.List {
	var known *backends.Fault
	var taken *conflict
	var e *client.Error
	switch {
	case errors.As(err, &known):
		return diag.List{known.Diagnostic}
	case errors.As(err, &taken):
		return r.conflicts(c, taken.why.Conflicts)
	case (r.ctx.Err() != nil || r.calls.Err() != nil) && !errors.As(err, &e):
		return nil // the run ends, and says why
	case errors.As(err, &e) && (e.Reason == "Invalid" || e.Status == 422 || e.Status == 400 || e.Status == 403 && !denied(e) && !terminating(e)):
		return r.refused(c, e)
	}
	var fault *backends.Fault
	if explained := r.explain(r.calls, r.verb, c.Address.String(), err); errors.As(explained, &fault) {
		d := fault.Diagnostic
		if !c.Origin.IsZero() {
			d.Subject = c.Origin
		}
		return diag.List{d}
	}
	return diag.List{r.at(diag.ClusterRequest, c, "%s: %s", c.Address, err).WithFix("run %s again", r.command(r.verb))}
}

// conflicts names the fields that others hold and that the plan did not show as taken from them.
func (r *run) conflicts(c *backends.Change, list []client.Conflict) diag.List {
	var ds diag.List
	for _, x := range list {
		if x.Applies {
			ds = append(ds, r.at(diag.FieldConflict, c, "%s: %s is applied by %s as well, with another value", c.Address, x.Field, x.Manager).
				WithFix("take the field out of one of the two, or run %s --adopt to take it over", r.command(r.verb)))
			continue
		}
		ds = append(ds, r.at(diag.ClusterStale, c, "%s: %s was set by %s since the plan was made", c.Address, x.Field, x.Manager).
			WithFix("run %s, look at it, and apply again", r.command("plan")))
	}
	return ds
}

// changed says that an object is not what the plan was made from.
func (t *Target) changed(a backends.ObjectAddress, how string) *backends.Fault {
	return t.fault(diag.ClusterStale, "%s is not what the plan was made from: %s", a, how).
		withFix("run %s, look at it, and apply again", t.command("plan"))
}

// exists says that something stands where an object was to be created.
func (r *run) exists(t *task) *backends.Fault {
	return r.changed(t.Address, "there was none, and by now somebody created one")
}

// told is a warning of the server's about an object.
func (r *run) told(t *task, text string) diag.Diagnostic {
	d := r.at(diag.ObjectWarned, t.Change, "%s: %s", t.Address, text)
	return d.WithFix("see what the server means; it took the object all the same")
}

// counted is a number of objects in words: "1 object", "3 objects".
func counted(n int) string {
	if n == 1 {
		return "1 object"
	}
	return fmt.Sprintf("%d objects", n)
}

// listed joins names, the first few of many.
func listed(names []string) string {
	const most = 5
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
