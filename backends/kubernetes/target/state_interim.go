package target

import (
	"context"
	"sync"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/fields"
	"espc.dev/backends/kubernetes/target/internal/set"
)

type reading struct {
	backends.State
	types   client.Types
	parent  *set.Parent
	objects map[backends.ObjectAddress]live
}

func (x *reading) live(a backends.ObjectAddress) live { return x.objects[a] }
func (x *reading) vanished(m set.Member) bool {
	_, ok := x.objects[addressOf(m)]
	return !ok
}

func (t *Target) read(ctx context.Context, wanted []backends.Object) (*reading, error) {
	x := &reading{objects: map[backends.ObjectAddress]live{}}
	var err error
	if x.types, err = t.api.Discover(ctx, false); err != nil {
		return nil, t.explain(ctx, "plan", "reading", err)
	}
	if x.parent, err = t.readParent(ctx); err != nil {
		return nil, err
	}
	x.Identity = t.identity()
	want := map[backends.ObjectAddress]backends.Object{}
	kinds := map[string]bool{}
	for _, o := range wanted {
		want[o.Address] = o
		kinds[o.Address.Type] = true
	}
	if x.parent != nil {
		for _, m := range x.parent.Members {
			kinds[m.Type] = true
		}
	}
	c := fields.Comparison{Manager: client.Manager, Keys: t.Backend}
	var mu sync.Mutex
	for k := range kinds {
		typ, ok := x.types.Find(k)
		if !ok {
			continue
		}
		ns := ""
		if typ.Namespaced {
			ns = t.Namespace
		}
		err := t.api.List(ctx, typ, ns, partOf+"="+t.set, false, func(item []byte) error {
			var d fields.Decoder
			l, err := d.Decode(item)
			if err != nil {
				return err
			}
			a := backends.ObjectAddress{Type: k, Namespace: l.Namespace(), Name: l.Name()}
			o := backends.Object{Address: a}
			if w, ok := want[a]; ok {
				o.Tree = c.Project(k, l, w.Tree)
			} else {
				o.Tree = c.Owned(k, l)
			}
			mu.Lock()
			defer mu.Unlock()
			x.objects[a] = live{uid: l.UID(), version: l.ResourceVersion(), ours: true}
			x.Objects = append(x.Objects, o)
			return nil
		})
		if err != nil {
			return nil, t.explain(ctx, "plan", "reading", err)
		}
	}
	return x, nil
}

func (t *Target) ReadState(ctx context.Context, wanted []backends.Object) (backends.State, error) {
	x, err := t.read(ctx, wanted)
	if err != nil {
		return backends.State{}, err
	}
	return x.State, nil
}

func (t *Target) Prepare(_ context.Context, d backends.Desired, _ backends.Options) (backends.Prepared, error) {
	return backends.Prepared{Changes: d.Changes}, nil
}

func (t *Target) Drift(context.Context, backends.Options) ([]backends.Drift, error) { return nil, nil }
