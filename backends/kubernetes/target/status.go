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
	if parent == nil {
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
	return t.statusTree(ctx, parent, list), nil
}

// statusTree puts objects below their entities.
func (t *Target) statusTree(ctx context.Context, parent *set.Parent, list []*waited) backends.Status {
	out := backends.Status{Health: backends.Healthy}
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
		e.Health = worse(e.Health, s.Health)
	}
	slices.Sort(names)
	for _, name := range names {
		e := entities[name]
		slices.SortStableFunc(e.Children, func(a, b backends.Status) int {
			return cmp.Or(cmp.Compare(t.Backend.Rank(a.Address.Type), t.Backend.Rank(b.Address.Type)), cmp.Compare(a.Address.Type, b.Address.Type), cmp.Compare(a.Address.Name, b.Address.Name))
		})
		out.Health = worse(out.Health, e.Health)
		if name == "" { // what an overlay added
			out.Children = append(out.Children, e.Children...)
			continue
		}
		out.Children = append(out.Children, *e)
	}
	t.statusOfSet(ctx, parent, len(list), &out)
	return out
}

// statusOfSet says which revision the set is at, and whether the last apply came through.
func (t *Target) statusOfSet(ctx context.Context, parent *set.Parent, objects int, out *backends.Status) {
	out.Text = count(objects, "object")
	last := len(parent.Revisions) - 1
	if last < 0 {
		return
	}
	if now := set.Current(parent.Revisions); now >= 0 {
		out.Text = fmt.Sprintf("revision %d, %s", parent.Revisions[now].Number, out.Text)
	}
	newest := parent.Revisions[last]
	switch newest.Phase {
	case backends.Running:
		if busy, err := t.inUse(ctx); err == nil && busy {
			out.Health, out.Reason = worse(out.Health, backends.Progressing), fmt.Sprintf("revision %d is being applied", newest.Number)
			return
		}
		out.Reason = fmt.Sprintf("the run that applied revision %d was cut short", newest.Number)
	case backends.Failed:
		out.Reason = fmt.Sprintf("revision %d was not applied whole", newest.Number)
	default:
		return
	}
	out.Health, out.Fix = worse(out.Health, backends.Unhealthy), "run "+t.command("apply")+", which goes on, or "+t.command("rollback")
}

// statusOf is how one object is.
func (t *Target) statusOf(w *waited) backends.Status {
	s := backends.Status{Address: w.Address, Health: backends.Healthy, Text: w.verdict.Text}
	switch {
	case !w.there:
		s.Health, s.Text, s.Fix = backends.Absent, "gone", "run "+t.command("apply")
	case w.ready:
		s.Text = "" // what is as it should be needs no word
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
