package plan

import (
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// differ collects how two trees of one object differ.
type differ struct {
	typ      string
	dialect  backends.Dialect
	fields   []backends.FieldChange
	restarts bool
	replace  []string
	reason   string
	by       string // who set, in a live target, what is compared or holds it as a whole
	added    []addition
}

// addition is an element that comes into a list which somebody set as a whole: the index of its field, and its key.
type addition struct {
	field int
	key   string
}

// disown says of elements that come into a list which somebody set as a whole, and whose keys this change brings elsewhere as well, that
// nobody took them away: a revision that is new was never in the traffic that somebody set.
func (d *differ) disown() {
	for _, a := range d.added {
		if slices.ContainsFunc(d.fields, func(f backends.FieldChange) bool {
			return f.By == "" && f.Before != nil && f.After.Str() == a.key
		}) {
			d.fields[a.field].By = ""
		}
	}
}

// node compares two values at a place: path for the dialect, shown for people. origin is that of the nearest ancestor
// in the new tree that has one.
func (d *differ) node(before, after *tree.Node, path []string, shown string, origin *tree.Origin) {
	if before == after {
		return
	}
	if by := holder(before); by != "" {
		defer func(was string) { d.by = was }(d.by)
		d.by = by
	}
	if after != nil && after.Origin != nil && !after.Origin.Place().IsZero() {
		origin = after.Origin
	}
	switch {
	case before != nil && after != nil && before.Kind == tree.Map && after.Kind == tree.Map:
		d.maps(before, after, path, shown, origin)
	case before != nil && after != nil && before.Kind == tree.List && after.Kind == tree.List:
		d.lists(before, after, path, shown, origin)
	case !tree.Equal(before, after):
		d.add(before, after, path, shown, origin)
	}
}

func (d *differ) add(before, after *tree.Node, path []string, shown string, origin *tree.Origin) {
	if d.dialect.Restarts(d.typ, path) {
		d.restarts = true
		return
	}
	if reason, ok := d.dialect.Replaces(d.typ, path); ok {
		d.replace = append(d.replace, shown)
		d.reason = reason
	}
	d.fields = append(d.fields, backends.FieldChange{Path: shown, Before: before, After: after, Origin: origin.Place(), By: d.by})
}

// holder names who set a value in a live target, "" where that is not told.
func holder(n *tree.Node) string {
	if n == nil || n.Origin == nil || n.Origin.How != tree.Held {
		return ""
	}
	return n.Origin.Rule
}

func (d *differ) maps(before, after *tree.Node, path []string, shown string, origin *tree.Origin) {
	for _, f := range after.Fields {
		d.node(before.Get(f.Key), f.Value, append(slices.Clip(path), f.Key), join(shown, f.Key), origin)
	}
	for _, f := range before.Fields {
		if after.Get(f.Key) == nil {
			d.node(f.Value, nil, append(slices.Clip(path), f.Key), join(shown, f.Key), origin)
		}
	}
}

// join appends a key to a shown path. A key that holds a dot or the like is set in brackets, so the path stays readable.
func join(shown, key string) string {
	if strings.ContainsAny(key, "./[] ") {
		return shown + "[" + key + "]"
	}
	if shown == "" {
		return key
	}
	return shown + "." + key
}
