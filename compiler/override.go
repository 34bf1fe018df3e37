package compiler

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// changes are what an environment's override blocks say, by the kind and name of the entity that they name.
type changes map[string]map[string]*tree.Node

func overrides(doc *tree.Node, env string) changes {
	out := changes{}
	for _, f := range entries(doc.Get("environment").Get(env).Get("override")) {
		kind, name := splitAddress(f.Key)
		if out[kind] == nil {
			out[kind] = map[string]*tree.Node{}
		}
		out[kind][name] = f.Value
	}
	return out
}

// applyOverrides merges an environment's override blocks into the entities they name. An address that no entity has is
// left to resolve, which knows all addresses.
func applyOverrides(doc *tree.Node, env string) *tree.Node {
	byKind := overrides(doc, env)
	if len(byKind) == 0 {
		return doc
	}
	out := *doc
	out.Fields = slices.Clone(doc.Fields)
	for i, kind := range out.Fields {
		out.Fields[i].Value = overrideKind(kind.Value, byKind[kind.Key])
	}
	return &out
}

// overrideKind merges changes into the entities of one kind, by name.
func overrideKind(entities *tree.Node, byName map[string]*tree.Node) *tree.Node {
	if len(byName) == 0 || entities.Kind != tree.Map {
		return entities
	}
	out := *entities
	out.Fields = slices.Clone(entities.Fields)
	for i, f := range out.Fields {
		if change := byName[f.Key]; change != nil {
			out.Fields[i].Value = Merge(f.Value, change)
		}
	}
	return &out
}

// overriddenReferences returns what the entities that an environment overrides refer to as they are declared: an entity that an
// override alone leaves without use is there for other environments.
func overriddenReferences(doc *tree.Node, env string) []schema.Address {
	var out []schema.Address
	var walk func(n *tree.Node)
	walk = func(n *tree.Node) {
		if n.Kind == tree.String {
			if a, ok := schema.ParseAddress(n.Text); ok {
				out = append(out, a)
			}
		}
		for _, item := range n.Items {
			walk(item)
		}
		for _, f := range n.Fields {
			walk(f.Value)
		}
	}
	byKind := overrides(doc, env)
	for _, kind := range doc.Fields {
		byName := byKind[kind.Key]
		if len(byName) == 0 {
			continue
		}
		for _, f := range entries(kind.Value) {
			if byName[f.Key] != nil {
				walk(f.Value)
			}
		}
	}
	return out
}

// Merge merges an override into a value: maps key by key, null removes, anything else replaces. What the override brings
// has an origin that says Override and leads back to what it replaced.
func Merge(base, change *tree.Node) *tree.Node {
	if base == nil || base.Kind != tree.Map || change.Kind != tree.Map {
		return overridden(change, base)
	}
	have := make(map[string]int, len(base.Fields))
	for i, f := range base.Fields {
		have[f.Key] = i
	}
	out := *base
	out.Fields = slices.Clone(base.Fields)
	for _, f := range change.Fields {
		i, replaces := have[f.Key]
		switch {
		case f.Value.Kind == tree.Null && replaces:
			out.Fields[i].Value = nil
		case f.Value.Kind == tree.Null:
		case replaces:
			out.Fields[i].Value = Merge(out.Fields[i].Value, f.Value)
		default:
			out.Fields = append(out.Fields, tree.Field{Key: f.Key, Value: overridden(f.Value, nil)})
		}
	}
	out.Fields = slices.DeleteFunc(out.Fields, func(f tree.Field) bool { return f.Value == nil })
	return &out
}

// overridden returns a value with Override origins throughout. Nulls inside a map that replaces nothing mean unset.
func overridden(n, base *tree.Node) *tree.Node {
	out := *n
	o := &tree.Origin{How: tree.Override}
	if n.Origin != nil {
		o.Range, o.Name = n.Origin.Range, n.Origin.Name
	}
	if base != nil {
		o.From = base.Origin
	}
	if n.Origin != nil && n.Origin.How != tree.Written { // a variable, say
		o.Also = []*tree.Origin{n.Origin}
	}
	out.Origin = o
	out.Items, out.Fields = nil, nil
	for _, item := range n.Items {
		out.Items = append(out.Items, overridden(item, nil))
	}
	for _, f := range n.Fields {
		if f.Value.Kind != tree.Null {
			out.Fields = append(out.Fields, tree.Field{Key: f.Key, Value: overridden(f.Value, nil)})
		}
	}
	return &out
}
