package target

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/fields"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
)

// atOnce is how many requests of a reading are under way at a time.
const atOnce = 16

// reading is what one look at the cluster found of the set. Its objects are what is ours, projected on what is wanted, sorted by
// address.
type reading struct {
	backends.State
	types  client.Types
	parent *set.Parent // nil where there is none
	// namespace is the uid of the set's namespace; "" where there is none, or where it may not be looked at.
	namespace string
	// absent is set where the set's namespace does not exist, ownNamespace where espc created it or took it over.
	absent, ownNamespace bool
	// objects tells of each object that was found which one it is.
	objects map[backends.ObjectAddress]live
	// mine are the places of those that are ours, looked the kinds and namespaces that all members of are known of.
	mine   map[place]bool
	looked map[place]bool
	// extra are the fields that others added, for a look at drift.
	extra map[backends.ObjectAddress][]backends.FieldChange
	// others are wanted objects that exist and are not ours, as far as the reading came upon them.
	others map[backends.ObjectAddress]other
}

// other is an object that is not ours.
type other struct{ uid, manager string }

// live returns which object was found at an address, the zero value for none.
func (r *reading) live(a backends.ObjectAddress) live { return r.objects[a] }

// vanished reports whether it is certain that a member is not there any more, or is not the set's any more.
func (r *reading) vanished(m set.Member) bool {
	at := placeOf(m.Type, m.Namespace, m.Name)
	return r.looked[place{kind: at.kind, namespace: at.namespace}] && !r.mine[at]
}

// ReadState reads what the set holds, as far as it concerns the comparison with what is wanted: one LIST a kind and namespace. What is
// ours is told by the set's label together with the inventory, or with what espc's field manager applies.
func (t *Target) ReadState(ctx context.Context, wanted []backends.Object) (backends.State, error) {
	r, err := t.read(ctx, wanted)
	if err != nil {
		return backends.State{}, err
	}
	if t.seen = r.parent; !t.settled {
		r.Diagnostics = append(r.Diagnostics, t.unfinished(r.parent)...)
	}
	return r.State, nil
}

// unfinished warns who only looks of a newest revision that did not end well, or not yet.
func (t *Target) unfinished(p *set.Parent) diag.List {
	if p == nil || len(p.Revisions) == 0 {
		return nil
	}
	warn := func(format string, args ...any) diag.List {
		return diag.List{diag.RevisionUnfinished.At(diag.Range{}, format, args...).WithFix("%s tells how it is", t.command("status"))}
	}
	switch newest := p.Revisions[len(p.Revisions)-1]; {
	case newest.Phase == backends.Running:
		return warn("revision %d is being applied, or the run that applied it was killed", newest.Number)
	case newest.Unready:
		return warn("revision %d did not end well: all of it was applied, and not all became ready", newest.Number)
	case newest.Phase == backends.Failed:
		return warn("revision %d did not end well", newest.Number)
	}
	return nil
}

// read is ReadState, with all that the engine wants to know.
func (t *Target) read(ctx context.Context, wanted []backends.Object) (*reading, error) {
	return t.readWith(ctx, "plan", wanted, t.comparison())
}

// comparison is how live objects are compared with wanted ones.
func (t *Target) comparison() fields.Comparison {
	return fields.Comparison{Manager: client.Manager, Keys: t.Backend}
}

// reader is one look at the cluster under way.
type reader struct {
	*Target
	comparison fields.Comparison
	wanted     map[backends.ObjectAddress]*backends.Object
	inventory  map[place]set.Member
	out        *reading
	verb       string

	mu      sync.Mutex
	seen    map[place]bool // what a LIST showed
	leaving []leaving
}

// place names an object whatever the version of its type.
type place struct{ kind, namespace, name string }

func placeOf(typ, namespace, name string) place { return place{set.GroupKind(typ), namespace, name} }

// readWith looks at the cluster. verb is the command that is run again after an error.
func (t *Target) readWith(ctx context.Context, verb string, wanted []backends.Object, c fields.Comparison) (*reading, error) {
	r := &reader{Target: t, comparison: c, verb: verb, wanted: make(map[backends.ObjectAddress]*backends.Object, len(wanted)), inventory: map[place]set.Member{}, seen: map[place]bool{}}
	r.out = &reading{
		objects: map[backends.ObjectAddress]live{}, mine: map[place]bool{}, looked: map[place]bool{},
		extra: map[backends.ObjectAddress][]backends.FieldChange{}, others: map[backends.ObjectAddress]other{},
	}
	for i := range wanted {
		r.wanted[wanted[i].Address] = &wanted[i]
	}
	if err := r.ground(ctx); err != nil {
		return nil, err
	}
	if p := r.out.parent; p != nil {
		for _, m := range p.Members {
			r.inventory[placeOf(m.Type, m.Namespace, m.Name)] = m
		}
	}
	lists, err := r.lists(wanted)
	if err != nil {
		return nil, err
	}
	if err := each(ctx, lists, r.list); err != nil {
		return nil, r.explain(ctx, verb, "reading what the set holds", err)
	}
	if err := each(ctx, r.missed(lists), r.look); err != nil {
		return nil, r.explain(ctx, verb, "reading what the set holds", err)
	}
	if err := each(ctx, r.leaving, r.awaitLeaving); err != nil {
		return nil, r.explain(ctx, verb, "waiting for what was deleted", err)
	}
	r.finish()
	return r.out, nil
}

// ground reads what the rest stands on, at once: the types, the set's parent, the namespaces.
func (r *reader) ground(ctx context.Context) error {
	namespaces := []string{r.Namespace}
	for a := range r.wanted {
		if a.Type == namespaceType && a.Name != r.Namespace {
			namespaces = append(namespaces, a.Name)
		}
	}
	objects := make([][]byte, len(namespaces))
	steps := []func(context.Context) error{
		func(ctx context.Context) (err error) { r.out.types, err = r.api.Discover(ctx, false); return err },
		func(ctx context.Context) (err error) { r.out.parent, err = r.readParent(ctx); return err },
	}
	for i, name := range namespaces {
		steps = append(steps, func(ctx context.Context) (err error) {
			objects[i], err = r.api.Get(ctx, namespaceServed, client.Key{Name: name})
			var e *client.Error
			if errors.As(err, &e) && (e.Status == 404 || e.Status == 403) {
				r.mu.Lock()
				defer r.mu.Unlock()
				r.out.absent = r.out.absent || e.Status == 404 && i == 0
				if want := r.wanted[backends.ObjectAddress{Type: namespaceType, Name: name}]; want != nil && e.Status == 403 {
					r.out.Objects = append(r.out.Objects, *want) // who may not look at it can use it all the same
				}
				return nil
			}
			return err
		})
	}
	if err := each(ctx, steps, func(ctx context.Context, f func(context.Context) error) error { return f(ctx) }); err != nil {
		return r.explain(ctx, r.verb, "reading the set", err)
	}
	for i, object := range objects {
		if object == nil {
			continue
		}
		if err := r.namespace(object, i == 0); err != nil {
			return err
		}
	}
	return nil
}

// finish puts what was found in order.
func (r *reader) finish() {
	out := r.out
	slices.SortFunc(out.Objects, func(a, b backends.Object) int { return compareAddresses(a.Address, b.Address) })
	slices.SortStableFunc(out.Diagnostics, func(a, b diag.Diagnostic) int { return cmp.Compare(a.Summary, b.Summary) })
	if r.verb != "destroy" {
		out.Diagnostics = append(out.Diagnostics, r.recordGone(out)...)
	}
	out.Identity, out.Digest = r.identity(), out.digest()
	if out.Binding = r.api.Identity(); out.namespace != "" {
		out.Binding += " " + out.namespace
	}
	if p := out.parent; p != nil && len(p.Revisions) > 0 {
		out.Revision = p.Revisions[len(p.Revisions)-1].Number
	}
}

func compareAddresses(a, b backends.ObjectAddress) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}

func (r *reader) report(d diag.Diagnostic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out.Diagnostics = append(r.out.Diagnostics, d)
}

// each calls f with each of a list, several at once, until one fails.
func each[T any](ctx context.Context, list []T, f func(context.Context, T) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var wg sync.WaitGroup
	next := make(chan T)
	for range min(atOnce, len(list)) {
		wg.Go(func() {
			for one := range next {
				if ctx.Err() == nil {
					if err := f(ctx, one); err != nil {
						cancel(err)
					}
				}
			}
		})
	}
	for _, one := range list {
		next <- one
	}
	close(next)
	wg.Wait()
	return context.Cause(ctx)
}
