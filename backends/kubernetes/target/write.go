package target

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/fields"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// live is an object as it was read: what a write of it has as its preconditions.
type live struct {
	uid, version string
	ours         bool
	// squatted is set where an element has to be claimed before the object can be applied.
	squatted bool
}

// maxTurns bounds how often a write is tried again because a controller wrote in between.
const maxTurns = 8

// write does a creation, an update or an adoption.
func (r *run) write(t *task) {
	r.tell(backends.Running, t.Address, "", "")
	typ, err := r.typeOf(t.Address)
	if err != nil {
		r.failed(t, err)
		return
	}
	if t.Action == backends.Replace {
		if !r.vacate(t, typ) {
			return
		}
	}
	answer, err := r.put(t, typ)
	if err != nil {
		r.failed(t, err)
		return
	}
	t.state, t.uid = done, uidOf(answer.Object)
	for _, w := range answer.Warnings {
		r.warn(r.told(t, w))
	}
	r.tell(backends.Done, t.Address, past(t.Action, answer.Created), "")
}

// failed notes that a task failed: for the report, for who follows, and with a diagnostic for each thing that is wrong.
func (r *run) failed(t *task, err error) {
	if errors.Is(err, errStopped) {
		return // it was not tried to the end, and was not done
	}
	if t.state = failed; inDoubt(err) {
		t.state = left
	}
	ds := r.explainWrite(t, err)
	reason := err.Error()
	if len(ds) > 0 {
		reason = ds[0].Summary
	}
	r.fail(ds...)
	r.tell(backends.Failed, t.Address, "failed", reason)
}

func past(a backends.Action, created bool) string {
	switch {
	case a == backends.Replace:
		return "replaced"
	case a == backends.Adopt:
		return "adopted"
	case created:
		return "created"
	}
	return "updated"
}

// put applies the object of a task so that it can only hit what the plan was made from: nothing, where it creates; the object of
// that uid, where it updates. Fields of others are taken only where the plan showed that, and only from an object that is as it
// was when the plan was made.
func (r *run) put(t *task, typ client.Type) (client.Answer, error) {
	was := r.now.live(t.Address)
	want := precondition{uid: was.uid}
	switch t.Action {
	case backends.Create, backends.Replace:
		want = precondition{absent: true}
	case backends.Adopt: // what is not ours is not read with the set
		object, err := r.api.Get(r.calls, typ, keyOf(t.Address))
		switch m := metaOf(object); {
		case is(err, 404):
			return client.Answer{}, r.changed(t.Address, "it was deleted")
		case err != nil:
			return client.Answer{}, err
		case !r.unchanged(t, object):
			return client.Answer{}, r.changed(t.Address, "it was changed")
		default:
			want = precondition{uid: m.UID, version: m.ResourceVersion}
		}
	}
	force := t.Action == backends.Adopt
	if was.squatted && t.Action == backends.Update {
		version, err := r.claim(t, typ, was)
		if err != nil {
			return client.Answer{}, err
		}
		was.version = version
	}
	lost := false // an answer
	for turn := 0; ; turn++ {
		answer, err := r.api.Apply(r.calls, typ, keyOf(t.Address), r.body(t.After, want), client.Write{Force: force})
		var e *client.Error
		switch {
		case err == nil || !errors.As(err, &e):
			return answer, err
		case e.Unknown:
			if lost {
				return r.lostTwice(t, typ, want, err)
			}
			lost = true
		case e.Status == 422 && want.uid != "" && slices.ContainsFunc(e.Causes, func(c client.Cause) bool { return c.Field == "metadata.uid" }):
			return answer, r.changed(t.Address, "it was deleted and created anew")
		case len(e.Conflicts) > 0 && !want.absent: // where none was to be, one that conflicts is one all the same
			if !r.mayForce(t, e.Conflicts) {
				return answer, &conflict{e}
			}
			force, want.version = true, was.version
		case e.Status == 409:
			now, err := r.again(t, typ, want, lost)
			if err != nil {
				return answer, err
			}
			if now.answer != nil {
				return *now.answer, nil
			}
			was.version, want.version = now.version, now.version
		default:
			return answer, err
		}
		if turn == maxTurns {
			return answer, err
		}
		if r.goesOn() != nil && !t.vacated {
			if lost {
				return answer, err
			}
			return answer, errStopped
		}
	}
}

// inDoubt reports whether an error leaves open whether a write was done.
func inDoubt(err error) bool {
	var e *client.Error
	return errors.As(err, &e) && e.Unknown || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}

// seen is what a second look at an object found: that an earlier attempt did the work, or its version, as it is what the plan was
// made from.
type seen struct {
	version string
	answer  *client.Answer
}

// again looks at an object whose write was refused because it is not what was expected, and says whether to go on.
func (r *run) again(t *task, typ client.Type, want precondition, lost bool) (seen, error) {
	object, err := r.api.Get(r.calls, typ, keyOf(t.Address))
	if is(err, 404) {
		return seen{}, r.changed(t.Address, "it was deleted")
	}
	if err != nil {
		return seen{}, err
	}
	m := metaOf(object)
	switch {
	case want.absent && lost && r.ours(m):
		return seen{answer: &client.Answer{Object: object, Created: true}}, nil
	case want.absent:
		return seen{}, r.exists(t)
	case m.UID != want.uid:
		return seen{}, r.changed(t.Address, "it was deleted and created anew")
	case t.Before != nil && !r.unchanged(t, object):
		return seen{}, r.changed(t.Address, "it was changed")
	}
	return seen{version: m.ResourceVersion}, nil
}

// lostTwice looks what became of a write whose answer was lost twice.
func (r *run) lostTwice(t *task, typ client.Type, want precondition, lost error) (client.Answer, error) {
	object, err := r.api.Get(r.calls, typ, keyOf(t.Address))
	if err != nil {
		return client.Answer{}, lost
	}
	if m := metaOf(object); !r.ours(m) || !want.absent && m.UID != want.uid || !r.holds(t.After, t.Address, object) {
		return client.Answer{}, lost
	}
	return client.Answer{Object: object, Created: want.absent}, nil
}

// mayForce reports whether fields that others hold may be taken: whoever reads the plan saw that they would be.
func (r *run) mayForce(t *task, list []client.Conflict) bool {
	if r.o.Adopt {
		return true
	}
	shown := map[string]bool{}
	for _, f := range t.Fields {
		if f.By != "" {
			shown[f.By] = true
		}
	}
	for _, c := range list {
		if c.Applies || !shown[c.Manager] {
			return false
		}
	}
	return true
}

// conflict is a write that was refused because others hold fields of it.
type conflict struct{ why *client.Error }

func (c *conflict) Error() string { return c.why.Error() }
func (c *conflict) Unwrap() error { return c.why }

// typeOf returns the type of an address as the server calls it.
func (r *run) typeOf(a backends.ObjectAddress) (client.Type, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if typ, ok := r.types.Find(a.Type); ok {
		return typ, nil
	}
	return client.Type{}, r.fault(diag.TypeUnknown, "the cluster does not know %s, which %s is of", a.Type, a).
		withFix("install what serves it, then run %s", r.command(r.verb))
}

func keyOf(a backends.ObjectAddress) client.Key {
	return client.Key{Namespace: a.Namespace, Name: a.Name}
}

// meta is what of an object's metadata tells whose it is.
type meta struct {
	UID               string            `json:"uid"`
	ResourceVersion   string            `json:"resourceVersion"`
	Namespace         string            `json:"namespace"`
	Name              string            `json:"name"`
	Labels            map[string]string `json:"labels"`
	Finalizers        []string          `json:"finalizers"`
	DeletionTimestamp string            `json:"deletionTimestamp"`
	OwnerReferences   []struct {
		Kind string `json:"kind"`
		Name string `json:"name"`
		UID  string `json:"uid"`
	} `json:"ownerReferences"`
	ManagedFields []struct {
		Manager   string `json:"manager"`
		Operation string `json:"operation"`
	} `json:"managedFields"`
}

// metaOf reads an object's metadata; of what is no object, nothing.
func metaOf(object []byte) meta {
	var o struct {
		Metadata meta `json:"metadata"`
	}
	_ = json.Unmarshal(object, &o) // the zero value is nobody's
	return o.Metadata
}

// uidOf reads an object's uid, "" where it has none.
func uidOf(object []byte) string {
	var o struct {
		Metadata struct {
			UID string `json:"uid"`
		} `json:"metadata"`
	}
	_ = json.Unmarshal(object, &o) // a member without a uid is pending, which is what it is then
	return o.Metadata.UID
}

// ours reports whether an object has the set's label and was applied by espc.
func (t *Target) ours(m meta) bool {
	if m.Labels[partOf] != t.set {
		return false
	}
	for _, f := range m.ManagedFields {
		if f.Manager == client.Manager && f.Operation == "Apply" {
			return true
		}
	}
	return false
}

// unchanged reports whether an object is as it was when the plan was made, as far as that concerns us.
func (r *run) unchanged(t *task, object []byte) bool {
	var d fields.Decoder
	now, err := d.Decode(object)
	if err != nil {
		return false
	}
	c := r.comparison()
	if t.After == nil {
		return tree.Equal(c.Owned(t.Address.Type, now), t.Before)
	}
	want := t.After
	if now.Label(partOf) != r.set && t.Action != backends.Adopt {
		want = labelled(want, r.set) // as it was compared when the plan was made
	}
	return tree.Equal(c.Project(t.Address.Type, now, want), t.Before)
}

// holds reports whether an object holds all that is wanted of it.
func (r *run) holds(want *tree.Node, a backends.ObjectAddress, object []byte) bool {
	var d fields.Decoder
	now, err := d.Decode(object)
	if err != nil {
		return false
	}
	c := r.comparison()
	return tree.Equal(c.Project(a.Type, now, want), want)
}
