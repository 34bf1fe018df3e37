package target

import (
	"context"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/client"
	"espc.dev/backends/kubernetes/target/internal/fields"
	"espc.dev/schema/diag"
)

// verdict is what the cluster thinks of one change.
type verdict struct {
	change backends.Change
	// none is set where the change is none to the cluster, for the reason.
	none   bool
	reason string
	ds     diag.List
}

// preparation asks the cluster about the changes of a plan.
type preparation struct {
	*run
	desired map[backends.ObjectAddress]*backends.Object
	// creates are the types and namespaces that the plan brings.
	creates map[backends.ObjectAddress]bool
	// standing are the objects of the types with creations that exist, whoever's they are.
	standing map[backends.ObjectAddress]bool
	// unasked are the resources whose changes may not be made, so that there is no dry-run of them.
	unasked map[string]bool
}

// Prepare asks the server what the changes of a plan would do (dry-run): an object that only looks different is none, an immutable
// field makes a replacement, and what an admission webhook makes of a field is shown. All that the server refuses is told, not the
// first alone. Nothing is kept in the cluster.
func (t *Target) Prepare(ctx context.Context, d backends.Desired, o backends.Options) (backends.Prepared, error) {
	p := &preparation{run: t.begin(ctx, "plan", o), desired: map[backends.ObjectAddress]*backends.Object{}, creates: map[backends.ObjectAddress]bool{}}
	if o.Throwaway {
		p.verb = "plan"
	}
	for i := range d.Objects {
		p.desired[d.Objects[i].Address] = &d.Objects[i]
	}
	for i := range d.Changes {
		if c := &d.Changes[i]; c.Action == backends.Create {
			p.creates[c.Address] = true
		}
	}
	if len(d.Changes) == 0 && !o.Adopt {
		return backends.Prepared{Empty: true}, nil
	}
	var err error
	if p.types, err = t.api.Discover(ctx, false); err != nil {
		return backends.Prepared{}, t.explain(ctx, p.verb, "asking the cluster about the plan", err)
	}
	if err := p.exist(ctx); err != nil {
		return backends.Prepared{}, err
	}
	changes := d.Changes
	if o.Adopt {
		if changes, err = p.withNamespaces(ctx, changes); err != nil {
			return backends.Prepared{}, err
		}
	}
	verdicts := make([]verdict, len(changes))
	indices := make([]int, len(changes))
	for i := range indices {
		indices[i] = i
	}
	err = each(ctx, indices, func(ctx context.Context, i int) error {
		verdicts[i] = verdict{change: changes[i]}
		return p.judge(ctx, &verdicts[i])
	})
	if err != nil {
		return backends.Prepared{}, t.explain(ctx, p.verb, "asking the cluster about the plan", err)
	}
	return p.sum(verdicts), nil
}

// Discard has nothing to give back: a dry-run leaves nothing.
func (t *Target) Discard(context.Context, backends.Prepared) error { return nil }

// sum puts the verdicts together.
func (p *preparation) sum(verdicts []verdict) backends.Prepared {
	var out backends.Prepared
	for i := range verdicts {
		v := &verdicts[i]
		out.Diagnostics = append(out.Diagnostics, v.ds...)
		if v.none {
			out.Suppressed = append(out.Suppressed, backends.Suppressed{Address: v.change.Address, Fields: v.change.Fields, Reason: v.reason})
			continue
		}
		out.Changes = append(out.Changes, v.change)
	}
	out.Diagnostics = append(out.Diagnostics, p.warnings...)
	out.Diagnostics = append(out.Diagnostics, p.unaskedWarning()...)
	out.Empty = len(out.Changes) == 0
	return out
}

// judge asks the cluster about one change.
func (p *preparation) judge(ctx context.Context, v *verdict) error {
	c := &v.change
	switch c.Action {
	case backends.Create:
		return p.judgeCreate(ctx, v)
	case backends.Update, backends.Replace, backends.Adopt:
		return p.judgeUpdate(ctx, v)
	}
	return nil
}

// typeFor returns the type of a change; a verdict that it is unknown stands where the plan does not bring it.
func (p *preparation) typeFor(v *verdict) (client.Type, bool) {
	typ, ok := p.types.Find(v.change.Address.Type)
	if ok || p.brings(v.change.Address.Type) {
		return typ, ok
	}
	v.ds = append(v.ds, p.at(diag.TypeUnknown, &v.change, "the cluster does not know %s, which %s is of", v.change.Address.Type, v.change.Address).
		WithFix("install what defines it, then run %s", p.command(p.verb)))
	return typ, false
}

// brings reports whether the plan has the definition of a type.
func (p *preparation) brings(typ string) bool {
	for a, o := range p.desired {
		if a.Type != definitionType {
			continue
		}
		spec := o.Tree.Get("spec")
		if strings.HasPrefix(typ, spec.Get("group").Str()+"/") && strings.HasSuffix(typ, "/"+spec.Get("names").Get("kind").Str()) {
			return true
		}
	}
	return false
}

// withNamespaces adds the adoption of namespaces that exist and are not ours: without --adopt they are used as they are.
func (p *preparation) withNamespaces(ctx context.Context, changes []backends.Change) ([]backends.Change, error) {
	planned := map[backends.ObjectAddress]bool{}
	for i := range changes {
		planned[changes[i].Address] = true
	}
	var wanted []backends.Object
	for a, o := range p.desired {
		if a.Type == namespaceType && !planned[a] {
			wanted = append(wanted, *o)
		}
	}
	if len(wanted) == 0 {
		return changes, nil
	}
	slices.SortFunc(wanted, func(a, b backends.Object) int { return compareAddresses(a.Address, b.Address) })
	r := &reader{Target: p.Target, comparison: p.comparison(), verb: p.verb}
	changes = slices.Clone(changes)
	for i := range wanted {
		o := &wanted[i]
		object, err := p.api.Get(ctx, namespaceServed, client.Key{Name: o.Address.Name})
		if is(err, 404) {
			continue
		}
		if err != nil {
			return nil, p.explain(ctx, p.verb, "looking at the namespace "+o.Address.Name, err)
		}
		var d fields.Decoder
		l, err := d.Decode(object)
		if err != nil {
			return nil, err
		}
		if !r.member(placeOf(namespaceType, "", o.Address.Name), o, l) {
			c := p.adoption(o)
			c.Reason = takenOver
			changes = append(changes, c)
		}
	}
	return changes, nil
}

// takenOver says what it means that a namespace is adopted.
const takenOver = "it becomes espc's, and destroy --delete-namespace deletes it with all that is in it"

// adoption is the change that takes over what exists.
func (p *preparation) adoption(o *backends.Object) backends.Change {
	c := backends.Change{Action: backends.Adopt, Address: o.Address, After: o.Tree, File: o.File, Origin: o.Tree.Range()}
	if len(o.Source) > 0 {
		c.Entity = o.Source[0]
	}
	return c
}
