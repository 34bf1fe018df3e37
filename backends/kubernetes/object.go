package kubernetes

import (
	"cmp"
	"slices"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// meta is what an object's metadata has besides what its owner gives.
type meta struct {
	name *tree.Node
	// clusterWide objects have no namespace.
	clusterWide bool
	// labels are added to the owner's, which win.
	labels      []tree.Field
	annotations *tree.Node
}

// object returns an object of an owner.
func (r *render) object(o *owner, typ *resource, m meta, fields ...tree.Field) backends.Object {
	namespace := r.namespace
	if m.clusterWide {
		namespace = nil
	}
	labels := o.labels
	for _, f := range m.labels {
		if labels.Get(f.Key) == nil {
			labels = &tree.Node{Kind: tree.Map, Fields: append(slices.Clip(labels.Fields), f), Origin: labels.Origin}
		}
	}
	all := make([]tree.Field, 0, 3+len(fields))
	all = append(all,
		tree.Field{Key: "apiVersion", Value: typ.apiVersion},
		tree.Field{Key: "kind", Value: typ.kind},
		tree.Field{Key: "metadata", Value: tree.NewMap(
			tree.Field{Key: "name", Value: m.name},
			tree.Field{Key: "namespace", Value: namespace},
			tree.Field{Key: "labels", Value: labels},
			tree.Field{Key: "annotations", Value: m.annotations},
		)},
	)
	for _, f := range fields {
		if f.Value != nil {
			all = append(all, f)
		}
	}
	return backends.Object{
		Address: backends.ObjectAddress{Type: typ.typ, Namespace: namespace.Str(), Name: m.name.Text},
		Tree:    &tree.Node{Kind: tree.Map, Fields: all, Origin: o.node.Origin},
		Source:  o.source,
		File:    o.file,
	}
}

// spec returns the spec field of an object.
func spec(fields ...tree.Field) tree.Field { return tree.F("spec", tree.NewMap(fields...)) }

// sortObjects puts the objects of one file in their order.
func sortObjects(objects []backends.Object) { slices.SortStableFunc(objects, compareInFile) }

// compareInFile compares two objects by their order in a file: by rank, then name.
func compareInFile(a, b backends.Object) int {
	return cmp.Or(
		cmp.Compare(Backend{}.Rank(a.Address.Type), Backend{}.Rank(b.Address.Type)),
		cmp.Compare(a.Address.Name, b.Address.Name),
		cmp.Compare(a.Address.Type, b.Address.Type),
	)
}
