package target

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/health"
	"espc.dev/backends/kubernetes/target/internal/set"
)

// entityLabel names the entity that brings an object.
const entityLabel = "espc.dev/entity"

// Status returns how the set is: its entities, and their objects by the set's record, with why what is not healthy is not.
func (t *Target) Status(ctx context.Context) (backends.Status, error) {
	var types client.Types
	var parent *set.Parent
	var typesErr, parentErr error
	var wg sync.WaitGroup
	wg.Go(func() { types, typesErr = t.api.Discover(ctx, false) })
	wg.Go(func() { parent, parentErr = t.readParent(ctx) })
	wg.Wait()
	if err := errors.Join(parentErr, typesErr); err != nil {
		return backends.Status{}, t.explain(ctx, "status", "reading the set", cmp.Or(parentErr, typesErr))
	}
	lost := parent == nil // that is, deleted, if there are members
	if lost {
		found, err := t.strays(ctx, types)
		if err != nil {
			return backends.Status{}, t.explain(ctx, "status", "looking for objects of the set", err)
		}
		parent = t.newParent()
		parent.Members = found
	}
	if lost && len(parent.Members) == 0 {
		return backends.Status{Health: backends.Absent, Reason: "nothing is deployed", Fix: "run " + t.command("apply")}, nil
	}
	ask := make([]backends.ObjectAddress, len(parent.Members))
	for i, m := range parent.Members {
		ask[i] = addressOf(m)
	}
	seen, err := t.observe(ctx, types, ask, 0)
	if err != nil {
		return backends.Status{}, t.explain(ctx, "status", "reading the objects of the set", err)
	}
	list := make([]*waited, 0, len(parent.Members))
	for _, m := range parent.Members {
		w := &waited{Object: backends.Object{Address: addressOf(m)}}
		o, there := seen[w.Address]
		if !there && m.UID == "" {
			continue // announced, and never created
		}
		w.there, w.verdict, w.entity = there, o.Verdict, o.meta.Labels[entityLabel]
		w.ready = there && o.State == health.Ready
		list = append(list, w)
	}
	t.findPods(ctx, slices.DeleteFunc(slices.Clone(list), func(w *waited) bool { return w.ready || !w.there }))
	t.findEntities(ctx, parent, list)
	out := t.statusTree(ctx, parent, list)
	if lost {
		out.Text = counted(len(list))
		out.Health, out.Reason = backends.Unhealthy, fmt.Sprintf("the record of the set, ConfigMap %s, is gone; %s found by their labels", t.name, were(len(list)))
		out.Fix = "run " + t.command("apply") + ", which writes it anew"
	}
	return out, nil
}

// findEntities finds the entities of objects that are gone, whose labels nobody can read any more, in what the revisions held. Where
// that can't be read they are nobody's.
func (t *Target) findEntities(ctx context.Context, parent *set.Parent, list []*waited) {
	open := map[backends.ObjectAddress]*waited{}
	for _, w := range list {
		if !w.there {
			open[w.Address] = w
		}
	}
	for _, r := range slices.Backward(parent.Revisions) {
		if len(open) == 0 {
			return
		}
		if r.Content == "" {
			continue
		}
		for _, o := range t.objectsOf(ctx, r) {
			if w := open[o.Address]; w != nil {
				w.entity = o.Tree.Get("metadata").Get("labels").Get(entityLabel).Str()
				delete(open, o.Address)
			}
		}
	}
}

// objectsOf are the objects of a revision, without the values of Secrets; none where it can't be read.
func (t *Target) objectsOf(ctx context.Context, r set.Record) []backends.Object {
	kept, err := t.stored(ctx, r.Content)
	if err != nil {
		return nil
	}
	kept.Packed.Digest = r.Digest
	c, err := set.Unpack(kept.Packed)
	if err != nil {
		return nil
	}
	var out []backends.Object
	for _, f := range c.Files {
		if !isManifest(f.Path) {
			continue
		}
		if docs, ds := t.Parse(f.Path, f.Data); !ds.HasErrors() {
			out = append(out, t.Backend.Objects(f.Path, docs)...)
		}
	}
	return out
}

// statusTree puts objects below their entities.
func (t *Target) statusTree(ctx context.Context, parent *set.Parent, list []*waited) backends.Status {
	out := backends.Status{Health: backends.Healthy}
	gone := 0
	entities := map[string]*backends.Status{}
	var names []string
	for _, w := range list {
		s := t.statusOf(w)
		if entities[w.entity] == nil {
			entities[w.entity] = &backends.Status{Address: backends.ObjectAddress{Name: w.entity}, Health: backends.Healthy}
			names = append(names, w.entity)
		}
		e := entities[w.entity]
		e.Children = append(e.Children, s)
		if w.ready && s.Text != "" {
			e.Text = s.Text // objects of a healthy entity are not shown unasked
		}
		if e.Health = worse(e.Health, s.Health); !w.there {
			gone++
		} else {
			out.Health = worse(out.Health, s.Health)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		e := entities[name]
		slices.SortStableFunc(e.Children, func(a, b backends.Status) int {
			return cmp.Or(cmp.Compare(t.Backend.Rank(a.Address.Type), t.Backend.Rank(b.Address.Type)), cmp.Compare(a.Address.Type, b.Address.Type), cmp.Compare(a.Address.Name, b.Address.Name))
		})
		part := func(here bool) bool {
			return slices.ContainsFunc(e.Children, func(s backends.Status) bool { return (s.Health != backends.Absent) == here })
		}
		if part(true) && part(false) {
			e.Health = backends.Unhealthy
		}
		if name == "" { // what an overlay added
			out.Children = append(out.Children, e.Children...)
			continue
		}
		out.Children = append(out.Children, *e)
	}
	t.statusOfSet(ctx, parent, len(list), gone, &out)
	return out
}

// statusOf is how one object is.
func (t *Target) statusOf(w *waited) backends.Status {
	s := backends.Status{Address: w.Address, Health: backends.Healthy, Text: w.verdict.Text}
	switch {
	case !w.there:
		s.Health, s.Text, s.Fix = backends.Absent, "gone", "run "+t.command("apply")
	case w.ready:
		s.Text = w.verdict.Note // what is as it should be needs no other word
	case w.hopeless() || len(w.pods) > 0:
		s.Health = backends.Unhealthy
	default:
		s.Health = backends.Progressing
	}
	if w.there && !w.ready {
		s.Reason = w.reason()
		if s.Health == backends.Unhealthy {
			s.Fix = t.inspect(w)
		}
	}
	return s
}

// worse returns the worse of two healths.
func worse(a, b backends.Health) backends.Health {
	order := []backends.Health{backends.Healthy, backends.Absent, backends.Progressing, backends.Unhealthy}
	if slices.Index(order, b) > slices.Index(order, a) {
		return b
	}
	return a
}
