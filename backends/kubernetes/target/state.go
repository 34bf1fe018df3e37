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
	"espc.dev/schema/tree"
)

// atOnce is how many requests of a reading are under way at a time.
const atOnce = 16

// reading is what one look at the cluster found of the set.
type reading struct {
	types  client.Types
	parent *set.Parent // nil where there is none
	// namespace is the uid of the set's namespace; "" where there is none, or where it may not be looked at.
	namespace string
	// absent is set where the set's namespace does not exist, ownNamespace where espc created it or took it over.
	absent, ownNamespace bool
	// objects are what is ours, projected on what is wanted, sorted by address.
	objects []backends.Object
	// written are the uid and version of each of them.
	written map[backends.ObjectAddress]live
	// extra are the fields that others added, for a look at drift.
	extra map[backends.ObjectAddress][]backends.FieldChange
	// others are wanted objects that exist and are not ours, as far as the reading came upon them.
	others map[backends.ObjectAddress]other
	// diagnostics are warnings, and errors about what is wanted.
	diagnostics diag.List
}

// other is an object that is not ours.
type other struct {
	uid, manager string
	fields       []backends.FieldChange
}

// live returns the uid and version of an object of the set as it was read.
func (r *reading) live(a backends.ObjectAddress) live { return r.written[a] }

// ReadState reads what the set holds, as far as it concerns the comparison with what is wanted: one LIST a kind and namespace. What is
// ours is told by the set's label together with the inventory, or with what espc's field manager applies.
func (t *Target) ReadState(ctx context.Context, wanted []backends.Object) (backends.State, error) {
	r, err := t.read(ctx, "plan", wanted, fields.Comparison{Manager: client.Manager, Keys: t.Backend})
	if err != nil {
		return backends.State{}, err
	}
	s := backends.State{Objects: r.objects, Identity: t.identity(), Diagnostics: r.diagnostics, Digest: r.digest()}
	s.Binding = t.api.Identity()
	if r.namespace != "" {
		s.Binding += " " + r.namespace
	}
	if r.parent != nil && len(r.parent.Revisions) > 0 {
		s.Revision = r.parent.Revisions[len(r.parent.Revisions)-1].Number
	}
	return s, nil
}

// reader is one look at the cluster under way.
type reader struct {
	*Target
	comparison fields.Comparison
	wanted     map[backends.ObjectAddress]*backends.Object
	inventory  map[place]set.Member
	out        *reading
	verb       string

	mu   sync.Mutex
	seen map[place]bool // what a LIST showed
}

// place names an object whatever the version of its type.
type place struct{ kind, namespace, name string }

func placeOf(typ, namespace, name string) place { return place{set.GroupKind(typ), namespace, name} }

// read looks at the cluster. verb is the command that is run again after an error.
func (t *Target) read(ctx context.Context, verb string, wanted []backends.Object, c fields.Comparison) (*reading, error) {
	r := &reader{Target: t, comparison: c, verb: verb, wanted: make(map[backends.ObjectAddress]*backends.Object, len(wanted)), inventory: map[place]set.Member{}, seen: map[place]bool{}}
	r.out = &reading{written: map[backends.ObjectAddress]live{}, extra: map[backends.ObjectAddress][]backends.FieldChange{}, others: map[backends.ObjectAddress]other{}}
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
	r.sort()
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
			objects[i], err = r.api.Get(ctx, namespacesType, client.Key{Name: name})
			var e *client.Error
			if errors.As(err, &e) && (e.Status == 404 || e.Status == 403) {
				r.mu.Lock()
				defer r.mu.Unlock()
				r.out.absent = r.out.absent || e.Status == 404 && i == 0
				return nil // who may not look at it can use it all the same
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

func (r *reader) sort() {
	slices.SortFunc(r.out.objects, func(a, b backends.Object) int { return compareAddresses(a.Address, b.Address) })
	slices.SortStableFunc(r.out.diagnostics, func(a, b diag.Diagnostic) int { return cmp.Compare(a.Summary, b.Summary) })
}

func compareAddresses(a, b backends.ObjectAddress) int {
	return cmp.Or(cmp.Compare(a.Type, b.Type), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
}

func (r *reader) report(d diag.Diagnostic) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.out.diagnostics = append(r.out.diagnostics, d)
}

// project compares an object of the cluster with what is wanted, as ReadState does.
func (t *Target) project(a backends.ObjectAddress, want *tree.Node, object []byte) (*tree.Node, error) {
	var d fields.Decoder
	l, err := d.Decode(object)
	if err != nil {
		return nil, err
	}
	c := fields.Comparison{Manager: client.Manager, Keys: t.Backend}
	if want == nil {
		return c.Owned(a.Type, l), nil
	}
	return c.Project(a.Type, l, want), nil
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
