// Package plan compares what a target holds with what a topology wants, and says object by object and field by field
// what apply would do. It contacts nothing: both sides come as trees.
package plan

import (
	"cmp"
	"slices"

	"espc.dev/backends"
)

// Plan is what apply would do to one backend of one environment. Changes come in the order in which they are made:
// deletes and replacements first, then creations and updates by rank.
type Plan struct {
	Environment string
	Backend     string
	// Target names what is compared with: "files in deploy/dev/kubernetes".
	Target string
	// Changes has an entry for each object that differs; Unchanged counts the others.
	Changes   []backends.Change
	Unchanged int
	// Suppressed are differences that the target says are none.
	Suppressed []backends.Suppressed
	// Widened lists permissions that are new, Narrowed those that are gone.
	Widened, Narrowed []backends.Permission
}

// Empty reports whether there is nothing to do.
func (p *Plan) Empty() bool { return len(p.Changes) == 0 }

// Count returns the number of changes with an action.
func (p *Plan) Count(a backends.Action) int {
	n := 0
	for i := range p.Changes {
		if p.Changes[i].Action == a {
			n++
		}
	}
	return n
}

// Make compares two sets of objects in the backend's dialect.
func Make(before, after []backends.Object, b backends.Backend) *Plan {
	old := make(map[backends.ObjectAddress]*backends.Object, len(before))
	for i := range before {
		old[before[i].Address] = &before[i]
	}
	p := &Plan{Backend: b.Info().Name}
	wanted := make(map[backends.ObjectAddress]bool, len(after))
	for i := range after {
		o := &after[i]
		wanted[o.Address] = true
		if c := compare(old[o.Address], o, b); c.Action != backends.None {
			if n, ok := b.(backends.Narrator); ok && c.Action == backends.Update {
				c.Effect = n.Effect(old[o.Address], o)
			}
			p.Changes = append(p.Changes, c)
		} else {
			p.Unchanged++
		}
	}
	for i := range before {
		o := &before[i]
		if !wanted[o.Address] {
			p.Changes = append(p.Changes, backends.Change{Action: backends.Delete, Address: o.Address, Before: o.Tree, File: o.File, Reason: b.Keeps(*o)})
		}
	}
	slices.SortStableFunc(p.Changes, func(x, y backends.Change) int { return order(x, y, b) })
	p.Widened, p.Narrowed = comparePermissions(b.Permissions(before), b.Permissions(after))
	return p
}

func compare(before, after *backends.Object, d backends.Dialect) backends.Change {
	c := backends.Change{Action: backends.None, Address: after.Address, After: after.Tree, File: after.File, Origin: after.Tree.Origin.Place()}
	if len(after.Source) > 0 {
		c.Entity = after.Source[0]
	}
	if before == nil {
		c.Action = backends.Create
		return c
	}
	c.Before = before.Tree
	if before.Tree == after.Tree {
		return c
	}
	f := differ{typ: after.Address.Type, dialect: d}
	f.node(before.Tree, after.Tree, nil, "", after.Tree.Origin)
	f.disown()
	if len(f.fields) == 0 && !f.restarts {
		return c
	}
	c.Action, c.Fields, c.Restarts = backends.Update, f.fields, f.restarts
	if len(f.replace) > 0 {
		c.Action, c.Replace, c.Reason = backends.Replace, f.replace, f.reason
	}
	return c
}

// order sorts deletes and replacements before the rest. Within each, creation goes up the ranks and deletion down, so
// that nothing is taken away under what still stands on it.
func order(x, y backends.Change, d backends.Dialect) int {
	rx, ry := d.Rank(x.Address.Type), d.Rank(y.Address.Type)
	if x.Action == backends.Delete && y.Action == backends.Delete {
		rx, ry = ry, rx
	}
	return cmp.Or(
		cmp.Compare(turn(x.Action), turn(y.Action)),
		cmp.Compare(rx, ry),
		cmp.Compare(x.Address.Type, y.Address.Type),
		cmp.Compare(x.Address.Namespace, y.Address.Namespace),
		cmp.Compare(x.Address.Name, y.Address.Name),
	)
}

func turn(a backends.Action) int {
	switch a {
	case backends.Delete:
		return 0
	case backends.Replace:
		return 1
	default:
		return 2
	}
}

// comparePermissions returns what only after allows and what only before did. Both come sorted by key.
func comparePermissions(before, after []backends.Permission) (widened, narrowed []backends.Permission) {
	return missing(after, before), missing(before, after)
}

// missing returns the permissions of a that b does not have.
func missing(a, b []backends.Permission) []backends.Permission {
	have := make(map[string]bool, len(b))
	for _, p := range b {
		have[p.Key] = true
	}
	return slices.DeleteFunc(slices.Clone(a), func(p backends.Permission) bool { return have[p.Key] })
}
