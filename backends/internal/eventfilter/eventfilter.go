// Package eventfilter is what backends share of the conditions in a subscription's filter: those that are decided when the
// topology is compiled.
package eventfilter

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Holds reports whether an event's own type or source meets a filter on it.
func Holds(f *schema.Filter, value string) bool {
	is := func(n *tree.Node) bool { return n.Text == value }
	switch {
	case len(f.Any) > 0 && !slices.ContainsFunc(f.Any, is),
		f.Prefix.IsSet() && !strings.HasPrefix(value, f.Prefix.V),
		f.Suffix.IsSet() && !strings.HasSuffix(value, f.Suffix.V),
		slices.ContainsFunc(f.Not, is),
		f.Exists.IsSet() && !f.Exists.V,
		f.Gt.IsSet(), f.Lt.IsSet():
		return false
	}
	return true
}

// Contradicts reports whether a filter asks for an absent value and compares it with something.
func Contradicts(f *schema.Filter) bool {
	compares := len(f.Any) > 0 || len(f.Not) > 0 || f.Prefix.IsSet() || f.Suffix.IsSet() || f.Gt.IsSet() || f.Lt.IsSet()
	return compares && f.Exists.IsSet() && !f.Exists.V
}

// SomeText reports whether one of several scalars is not the empty text, which no attribute of a CloudEvent is.
func SomeText(scalars []*tree.Node) bool {
	return slices.ContainsFunc(scalars, func(n *tree.Node) bool { return n.Text != "" })
}
