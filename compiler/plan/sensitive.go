package plan

import (
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// What stands for a value that is shown to nobody, and for one that is not what it was.
const (
	Sensitive       = "(sensitive)"
	SensitiveDiffer = "(sensitive) differs"
)

// Shown returns the document as people and their logs may see it: without the values that a backend's dialect says are secret. The
// document itself has them, because a saved plan is applied by it.
func (d *Document) Shown(dialect func(backend string) backends.Dialect) *Document {
	out := *d
	out.Changes = slices.Clone(d.Changes)
	for i := range out.Changes {
		c := &out.Changes[i]
		in := dialect(c.Backend)
		c.Change.Before, c.Change.After = masked(in, c.Type, nil, c.Change.Before), masked(in, c.Type, nil, c.Change.After)
		c.Fields = Masked(in, c.Type, c.Fields)
	}
	out.Suppressed = slices.Clone(d.Suppressed)
	for i := range out.Suppressed {
		s := &out.Suppressed[i]
		s.Fields = Masked(dialect(s.Backend), s.Type, s.Fields)
	}
	return &out
}

// Masked returns fields of an object without the values that are secret.
func Masked(d backends.Dialect, typ string, fields []FieldDocument) []FieldDocument {
	out := slices.Clone(fields)
	for i := range out {
		f := &out[i]
		path := keys(f.Path)
		before, after := f.Before, f.After
		f.Before, f.After = masked(d, typ, path, before), masked(d, typ, path, after)
		if before != nil && after != nil && f.After != after && tree.Equal(f.Before, f.After) {
			f.After = &tree.Node{Kind: tree.String, Text: SensitiveDiffer, Origin: after.Origin}
		}
	}
	return out
}

// masked returns a value at a path without what is secret in it, and the value itself where nothing is.
func masked(d backends.Dialect, typ string, path []string, n *tree.Node) *tree.Node {
	if n == nil {
		return nil
	}
	if n.Kind != tree.Map && n.Kind != tree.List {
		if !d.Sensitive(typ, path) {
			return n
		}
		return &tree.Node{Kind: tree.String, Text: Sensitive, Origin: n.Origin}
	}
	out := *n
	changed := false
	out.Fields = slices.Clone(n.Fields)
	for i, f := range n.Fields {
		out.Fields[i].Value = masked(d, typ, append(slices.Clip(path), f.Key), f.Value)
		changed = changed || out.Fields[i].Value != f.Value
	}
	out.Items = slices.Clone(n.Items)
	for i, item := range n.Items {
		out.Items[i] = masked(d, typ, append(slices.Clip(path), "[]"), item)
		changed = changed || out.Items[i] != item
	}
	if !changed {
		return n
	}
	return &out
}

// keys are those of a shown path: data[tls.crt] is data, tls.crt.
func keys(shown string) []string {
	var out []string
	for shown != "" {
		shown = strings.TrimPrefix(shown, ".")
		if inner, ok := strings.CutPrefix(shown, "["); ok {
			key, rest, _ := strings.Cut(inner, "]")
			out, shown = append(out, key), rest
			continue
		}
		end := strings.IndexAny(shown, ".[")
		if end < 0 {
			end = len(shown)
		}
		out, shown = append(out, shown[:end]), shown[end:]
	}
	return out
}
