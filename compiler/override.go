package compiler

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// applyOverrides merges an environment's override blocks into the entities they name. An address that no entity has is
// left to resolve, which knows all addresses.
func applyOverrides(doc *tree.Node, env string) *tree.Node {
	overrides := doc.Get("environment").Get(env).Get("override")
	if overrides.IsNull() || overrides.Kind != tree.Map {
		return doc
	}
	for _, f := range overrides.Fields {
		doc = overrideEntity(doc, f.Key, f.Value)
	}
	return doc
}

func overrideEntity(doc *tree.Node, address string, change *tree.Node) *tree.Node {
	kind, name := splitAddress(address)
	entities := doc.Get(kind)
	entity := entities.Get(name)
	if entity == nil {
		return doc
	}
	return set(doc, kind, set(entities, name, Merge(entity, change)))
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
	overrides := doc.Get("environment").Get(env).Get("override")
	if overrides.IsNull() || overrides.Kind != tree.Map {
		return nil
	}
	for _, f := range overrides.Fields {
		kind, name := splitAddress(f.Key)
		if entity := doc.Get(kind).Get(name); entity != nil {
			walk(entity)
		}
	}
	return out
}

// set returns a map with one entry's value replaced.
func set(n *tree.Node, key string, value *tree.Node) *tree.Node {
	out := *n
	out.Fields = slices.Clone(n.Fields)
	for i := range out.Fields {
		if out.Fields[i].Key == key {
			out.Fields[i].Value = value
		}
	}
	return &out
}

// Merge merges an override into a value: maps key by key, null removes, anything else replaces. What the override brings
// has an origin that says Override and leads back to what it replaced.
func Merge(base, change *tree.Node) *tree.Node {
	if base == nil || base.Kind != tree.Map || change.Kind != tree.Map {
		return overridden(change, base)
	}
	out := *base
	out.Fields = slices.Clone(base.Fields)
	for _, f := range change.Fields {
		i := slices.IndexFunc(out.Fields, func(have tree.Field) bool { return have.Key == f.Key })
		switch {
		case f.Value.Kind == tree.Null && i >= 0:
			out.Fields = slices.Delete(out.Fields, i, i+1)
		case f.Value.Kind == tree.Null:
		case i >= 0:
			out.Fields[i].Value = Merge(out.Fields[i].Value, f.Value)
		default:
			out.Fields = append(out.Fields, tree.Field{Key: f.Key, Value: overridden(f.Value, nil)})
		}
	}
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
