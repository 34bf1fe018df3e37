package target

import (
	"context"
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Drift compares what was applied last with what is there. A field that espc's manager still applies is as it was applied: the
// server takes it away from a manager when another writes it. What others added is drift as well, but what Kubernetes' own
// components write is not.
func (t *Target) Drift(ctx context.Context, _ backends.Options) ([]backends.Drift, error) {
	p, err := t.readParent(ctx)
	if err != nil {
		return nil, err
	}
	current := -1
	if p != nil {
		current = set.Current(p.Revisions)
	}
	if current < 0 {
		return nil, t.fault(diag.RevisionGone, "nothing was applied to %s yet that it could have drifted from", t.identity()).
			withFix("run %s", t.command("apply"))
	}
	d, _, err := t.heldBy(ctx, p.Revisions[current]) // a Secret that is gone has no values, and is drift
	if err != nil {
		return nil, err
	}
	comparison := t.comparison()
	comparison.Trust = true
	r, err := t.readWith(ctx, "drift", d.Objects, comparison)
	if err != nil {
		return nil, err
	}
	var out []backends.Drift
	wanted := map[backends.ObjectAddress]bool{}
	for i := range d.Objects {
		wanted[d.Objects[i].Address] = true
	}
	there := slices.DeleteFunc(slices.Clone(r.Objects), func(o backends.Object) bool { return !wanted[o.Address] })
	found := map[backends.ObjectAddress]*backends.Drift{}
	for _, c := range t.Compare(there, d.Objects) {
		x := backends.Drift{Address: c.Address}
		if o, ok := r.others[c.Address]; ok && c.Action == backends.Create {
			x.Fields = recreated(p, c.Address, o)
		} else if c.Action == backends.Create {
			x.Deleted = true
		}
		for _, f := range c.Fields {
			if f.Path == "metadata.labels["+set.LabelPartOf+"]" { // which is in nothing that is wanted
				f.Before, f.After = nil, tree.NewString(t.set)
			}
			x.Fields = append(x.Fields, backends.FieldChange{Path: turned(f.Path), Before: f.After, After: f.Before, Origin: f.Origin, By: f.By})
		}
		if c.Restarts && len(c.Fields) == 0 {
			x.Fields = append(x.Fields, restarted(&c))
		}
		found[c.Address] = &x
	}
	for a, list := range r.extra {
		if found[a] == nil {
			found[a] = &backends.Drift{Address: a}
		}
		found[a].Fields = append(found[a].Fields, list...)
	}
	for _, x := range found {
		if x.By = by(x.Fields); x.Deleted || len(x.Fields) > 0 {
			out = append(out, *x)
		}
	}
	slices.SortFunc(out, func(a, b backends.Drift) int { return compareAddresses(a.Address, b.Address) })
	return out, nil
}

// turned is a path of a comparison the other way round: what one adds to a set, the other takes out.
func turned(path string) string {
	return strings.NewReplacer("[+]", "[-]", "[-]", "[+]").Replace(path)
}

// recreated says that an object is another one than was applied.
func recreated(p *set.Parent, a backends.ObjectAddress, o other) []backends.FieldChange {
	f := backends.FieldChange{Path: "metadata.uid", After: tree.NewString(o.uid), By: o.manager}
	for _, m := range p.Members {
		if placeOf(m.Type, m.Namespace, m.Name) == placeOf(a.Type, a.Namespace, a.Name) && m.UID != "" {
			f.Before = tree.NewString(m.UID)
		}
	}
	return []backends.FieldChange{f}
}

// restarted is the field whose change does nothing but restart pods: the checksum of their configuration.
func restarted(c *backends.Change) backends.FieldChange {
	path := []string{"spec", "template", "metadata", "annotations"}
	before, after := c.After, c.Before
	for _, key := range path {
		before, after = before.Get(key), after.Get(key)
	}
	return backends.FieldChange{Path: strings.Join(path, "."), Before: before, After: after, Origin: c.Origin}
}

// by names who changed an object: the managers of its fields.
func by(list []backends.FieldChange) string {
	var names []string
	for _, f := range list {
		if f.By != "" && !slices.Contains(names, f.By) {
			names = append(names, f.By)
		}
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
