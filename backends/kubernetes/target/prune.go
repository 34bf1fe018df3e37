package target

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/schema/diag"
)

const (
	// patience is how long a deletion may take: pods have the time to end that they ask for.
	patience = 5 * time.Minute
	// grace is how much longer a run that was interrupted waits for what it must not leave halfway.
	grace = 10 * time.Second
)

// prune deletes step by step, what stands on something before what it stands on, and waits after each until all of it is gone.
func (r *run) prune(steps [][]*task) error {
	for _, list := range steps {
		if err := r.each(list, r.delete); err != nil {
			return err
		}
		if err := r.awaitGone(list); err != nil {
			return err
		}
	}
	return nil
}

// delete deletes the object of a task, if it still is what the plan showed.
func (r *run) delete(t *task) {
	if holdsData(t.Address.Type) && !r.mayDelete(t.Address.Type) {
		t.state, t.kept = skipped, "apply deletes no "+t.Address.Kind()
		r.tell(backends.Done, t.Address, "kept", "")
		return
	}
	r.tell(backends.Running, t.Address, "", "")
	typ, err := r.typeOf(t.Address)
	if err != nil {
		r.failed(t, err)
		return
	}
	was := r.now.live(t.Address)
	if was.uid == "" { // gone since the plan was made; what may stand there now is somebody else's
		t.state = done
		r.tell(backends.Done, t.Address, "gone", "")
		return
	}
	switch why, err := r.remove(t, typ, was.uid, was.version); {
	case err != nil:
		r.failed(t, err)
	case why != "":
		t.state, t.kept = skipped, why
		r.warn(diag.NotPruned.At(r.Place, "%s is left in the cluster: %s", t.Address, why).
			WithFix("%s, if it is not needed", r.kubectlDelete(t.Address)))
		r.tell(backends.Done, t.Address, "left alone", why)
	default:
		t.state, t.uid = going, was.uid
	}
}

// remove asks for the deletion of an object that has a uid and, where one is given, a version. Where another object stands there
// now, or another owner's, it says so and deletes nothing. What of the object concerns the plan and was changed since makes the plan
// stale. A version that is older for other reasons, such as a controller's word on how the object is, is looked at again.
func (r *run) remove(t *task, typ client.Type, uid, version string) (why string, err error) {
	d := client.Delete{UID: uid, ResourceVersion: version, Propagation: "Background"}
	if runsPods(t.Address.Type) {
		d.Propagation = "Foreground"
	}
	for turn := 0; ; turn++ {
		err := r.api.Delete(r.calls, typ, keyOf(t.Address), d)
		var e *client.Error
		switch {
		case err == nil || is(err, 404):
			return "", nil
		case !errors.As(err, &e) || !e.Unknown && e.Status != 409 || turn == maxTurns:
			return "", err
		}
		object, lookErr := r.api.Get(r.calls, typ, keyOf(t.Address))
		if is(lookErr, 404) {
			return "", nil
		}
		if lookErr != nil {
			return "", err
		}
		m := metaOf(object)
		switch {
		case m.UID != uid:
			return "it was deleted by somebody else, and created anew", nil
		case m.DeletionTimestamp != "":
			return "", nil
		case !r.ours(m):
			return "it was given to another owner", nil
		case t.Before != nil && r.verb == "apply" && !r.unchanged(t, object):
			return "", r.changed(t.Address, "it was changed") // it stays a member, so that the next plan shows its deletion
		}
		if d.ResourceVersion != "" {
			d.ResourceVersion = m.ResourceVersion
		}
		if r.goesOn() != nil && t.Action != backends.Replace {
			return "", errStopped
		}
	}
}

// mayDelete reports whether a flag allows to delete what holds data of a type.
func (r *run) mayDelete(typ string) bool {
	switch typ {
	case definitionType:
		return r.o.DeleteDefinitions
	case claimType:
		return r.o.DeleteVolumes
	}
	return r.verb == "destroy" && r.o.DeleteNamespace
}

// awaitGone waits until what was deleted is gone.
func (r *run) awaitGone(list []*task) error {
	var open []*task
	for _, t := range list {
		if t.state == going {
			open = append(open, t)
		}
	}
	begin := time.Now()
	for p := (pause{}); len(open) > 0; p.wait(r.ctx) {
		there, err := r.remaining(open)
		if err != nil {
			return r.lost(open, err)
		}
		still := open[:0]
		for _, t := range open {
			m, ok := there[t.uid]
			if !ok {
				t.state = done
				r.tell(backends.Done, t.Address, "deleted", "")
				continue
			}
			still = append(still, t)
			if text := "deleted, " + holds(m); text != t.text && time.Since(begin) > time.Second {
				t.text = text
				r.tell(backends.Running, t.Address, text, "")
			}
		}
		if len(still) < len(open) {
			begin = time.Now()
		}
		open = still
		switch late := time.Since(begin) > patience; {
		case len(open) == 0:
		case late || r.ctx.Err() != nil:
			for _, t := range open {
				if late || errors.Is(r.ctx.Err(), context.DeadlineExceeded) {
					t.state = failed
					r.fail(r.blocked(t.Address, there[t.uid]).Diagnostic)
					r.tell(backends.Failed, t.Address, "does not go", holds(there[t.uid]))
				} else {
					t.state = left
				}
			}
			return r.goesOn()
		}
	}
	return nil
}

// lost notes that it is not known what became of deletions.
func (r *run) lost(open []*task, err error) error {
	for _, t := range open {
		t.state = left
	}
	r.failWith("looking whether what was deleted is gone", err)
	return r.goesOn()
}

// remaining returns the metadata of what is still there, by uid, with one LIST for each type and namespace.
func (r *run) remaining(open []*task) (map[string]meta, error) {
	out := map[string]meta{}
	asked := map[[2]string]bool{}
	for _, t := range open {
		at := [2]string{t.Address.Type, t.Address.Namespace}
		if asked[at] {
			continue
		}
		asked[at] = true
		typ, err := r.typeOf(t.Address)
		if err != nil {
			return nil, err
		}
		if t.Address.Type == namespaceType {
			object, err := r.api.Get(r.calls, typ, keyOf(t.Address))
			if err != nil && !is(err, 404) {
				return nil, err
			}
			out[uidOf(object)] = metaOf(object)
			continue
		}
		err = r.api.List(r.calls, typ, t.Address.Namespace, partOf+"="+r.set, true, func(item []byte) error {
			m := metaOf(item)
			out[m.UID] = m
			return nil
		})
		if err != nil && !is(err, 404) {
			return nil, err
		}
	}
	return out, nil
}

// holds says in words what keeps a deleted object.
func holds(m meta) string {
	var others []string
	dependents := false
	for _, f := range m.Finalizers {
		if f == "foregroundDeletion" {
			dependents = true
		} else {
			others = append(others, f)
		}
	}
	slices.Sort(others)
	switch {
	case len(others) > 0:
		return "and held by the finalizer " + strings.Join(others, ", ")
	case dependents:
		return "and waits for what it runs to end"
	}
	return "and still there"
}

// blocked says that an object does not go away, and what holds it.
func (r *run) blocked(a backends.ObjectAddress, m meta) *backends.Fault {
	why := strings.TrimPrefix(holds(m), "and ")
	if a.Type == namespaceType {
		why = orElse(r.namespaceHeld(a.Name), why)
	}
	d := diag.DeleteBlocked.At(r.Place, "%s is deleted and does not go away: %s", a, why)
	fix := fmt.Sprintf("look at it with %s", r.kubectl("get "+resource(a)+" -o yaml"))
	if len(m.Finalizers) > 0 {
		fix += ", start what sets the finalizer again, or remove the finalizer once what it guards is cleaned up"
	}
	d.Fix = fix + "; then run " + r.command(r.verb)
	return &backends.Fault{Diagnostic: d}
}

// namespaceHeld is what a namespace says it waits for, "" for nothing.
func (r *run) namespaceHeld(name string) string {
	object, err := r.api.Get(r.calls, namespaceServed, client.Key{Name: name})
	if err != nil {
		return ""
	}
	var o struct {
		Status struct {
			Conditions []struct{ Type, Status, Message string }
		}
	}
	_ = json.Unmarshal(object, &o) // then it says nothing
	var out []string
	for _, c := range o.Status.Conditions {
		if c.Status == "True" && c.Message != "" {
			out = append(out, c.Message)
		}
	}
	return strings.Join(out, "; ")
}

func (r *run) kubectlDelete(a backends.ObjectAddress) string {
	return r.kubectl("delete " + resource(a))
}

// resource names an object as kubectl takes it: deployment.v1.apps/shop-price.
func resource(a backends.ObjectAddress) string {
	parts := strings.Split(a.Type, "/")
	kind := strings.ToLower(parts[len(parts)-1])
	if len(parts) == 3 {
		kind += "." + parts[1] + "." + parts[0]
	}
	return kind + "/" + a.Name
}

// pause waits between two looks at the cluster: briefly at first, then longer.
type pause struct{ d time.Duration }

// wait waits, or until the context ends.
func (p *pause) wait(ctx context.Context) {
	p.d = min(max(p.d*3/2, 100*time.Millisecond), 2*time.Second)
	select {
	case <-ctx.Done():
	case <-time.After(p.d):
	}
}
