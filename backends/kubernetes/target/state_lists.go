package target

import (
	"context"
	"errors"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/fields"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
)

// listing is one LIST: of a type, in a namespace or "" for what has none.
type listing struct {
	typ       client.Type
	namespace string
	// wanted is set where something of the type is wanted, else only the set's record names it.
	wanted bool
}

// lists returns the lists that show all members: of each kind that is wanted or that the set's record names, in each namespace.
func (r *reader) lists(wanted []backends.Object) ([]listing, error) {
	var out []listing
	namespaces := map[string]bool{r.Namespace: true}
	for i := range wanted {
		if ns := wanted[i].Address.Namespace; ns != "" {
			namespaces[ns] = true
		}
	}
	if r.out.parent != nil {
		for _, ns := range r.out.parent.Namespaces {
			namespaces[ns] = true
		}
	}
	if r.out.absent {
		delete(namespaces, r.Namespace)
	}
	add := func(typ client.Type, wanted bool) {
		if !typ.Namespaced {
			out = append(out, listing{typ, "", wanted})
			return
		}
		for ns := range namespaces {
			out = append(out, listing{typ, ns, wanted})
		}
	}
	done := map[string]bool{namespaceType: true}
	kinds := map[string]bool{set.GroupKind(namespaceType): true}
	for i := range wanted {
		name := wanted[i].Address.Type
		if done[name] {
			continue
		}
		done[name] = true
		kinds[set.GroupKind(name)] = true
		typ, ok := r.out.types.Find(name)
		if ok {
			add(typ, true)
		} else if r.out.types.Silent(group(name)) {
			return nil, r.silent(name, &wanted[i])
		} // else it is not there yet, which Prepare judges
	}
	if r.out.parent == nil {
		return out, nil
	}
	for _, kind := range r.out.parent.Kinds {
		if kinds[kind] {
			continue
		}
		kinds[kind] = true
		_, g, _ := strings.Cut(kind, ".")
		if typ, ok := r.out.types.FindKind(kind); ok {
			add(typ, false)
		} else if r.out.types.Silent(g) {
			r.report(diag.NotPruned.At(r.Place, "objects of the kind %s are left alone: the API %s does not answer, so that nothing is known of them", kind, g).
				WithFix("look at %s, and run %s again when it answers", "kubectl --context "+r.Context+" get apiservices", r.command(r.verb)))
		}
	}
	return out, nil
}

// group is the API group of a type's name, "" for the core group.
func group(typ string) string {
	if parts := strings.Split(typ, "/"); len(parts) == 3 {
		return parts[0]
	}
	return ""
}

func (r *reader) silent(typ string, o *backends.Object) error {
	d := diag.TypeUnknown.At(placeOr(o, r.Place), "the API %s, which serves %s, does not answer, so that nothing is known of what it holds", group(typ), o.Address).
		WithFix("look at %s, and run %s again when it answers", "kubectl --context "+r.Context+" get apiservices", r.command(r.verb))
	return &backends.Fault{Diagnostic: d}
}

// placeOr is where an object comes from, or else where the environment names the context.
func placeOr(o *backends.Object, otherwise diag.Range) diag.Range {
	if at := o.Tree.Range(); !at.IsZero() {
		return at
	}
	return otherwise
}

// list reads the members of one kind, each projected and dropped before the next is read.
func (r *reader) list(ctx context.Context, l listing) error {
	var d fields.Decoder
	err := r.api.List(ctx, l.typ, l.namespace, set.LabelPartOf+"="+r.set, false, func(item []byte) error {
		live, err := d.Decode(item)
		if err != nil {
			return err
		}
		r.found(l.typ.Name, live, l.wanted)
		return nil
	})
	if err == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.out.looked[place{kind: set.GroupKind(l.typ.Name), namespace: l.namespace}] = true
		return nil
	}
	var e *client.Error
	switch {
	case errors.As(err, &e) && e.Status == 404: // the type went away since
		return nil
	case errors.As(err, &e) && e.Status == 403 && !l.wanted:
		r.report(diag.NotPruned.At(r.Place, "objects of the kind %s are left alone: %s", l.typ.Kind, e.Error()).
			WithFix("bind the Role that docs/kubernetes.md shows, and run %s again", r.command(r.verb)))
		r.mu.Lock()
		defer r.mu.Unlock()
		for at := range r.inventory {
			if at.kind == set.GroupKind(l.typ.Name) && at.namespace == l.namespace {
				r.seen[at] = true // and nothing more is known of it
			}
		}
		return nil
	}
	return err
}

// missed returns the members that the set's record names and no LIST showed: they are gone, or not what they were.
func (r *reader) missed(lists []listing) []set.Member {
	var out []set.Member
	for at, m := range r.inventory {
		if m.UID == "" || r.seen[at] || m.Namespace == r.Namespace && r.out.absent {
			continue
		}
		if slices.ContainsFunc(lists, func(l listing) bool { return set.GroupKind(l.typ.Name) == at.kind && l.namespace == at.namespace }) {
			out = append(out, m)
		}
	}
	return out
}

// look reads a member that no LIST showed.
func (r *reader) look(ctx context.Context, m set.Member) error {
	typ, ok := r.out.types.Find(m.Type)
	if !ok {
		if typ, ok = r.out.types.FindKind(set.GroupKind(m.Type)); !ok {
			return nil
		}
	}
	object, err := r.api.Get(ctx, typ, client.Key{Namespace: m.Namespace, Name: m.Name})
	var e *client.Error
	switch {
	case errors.As(err, &e) && e.Status == 404:
		return nil
	case errors.As(err, &e) && e.Status == 403: // who may list it need not be allowed to read one
		r.report(diag.NotPruned.At(r.Place, "%s/%s is left alone: it has not the set's label any more, and %s", typ.Kind, m.Name, e.Error()).
			WithFix("bind the Role that docs/kubernetes.md shows, and run %s again", r.command(r.verb)))
		return nil
	case err != nil:
		return err
	}
	var d fields.Decoder
	live, err := d.Decode(object)
	if err != nil {
		return err
	}
	r.found(typ.Name, live, false)
	return nil
}
