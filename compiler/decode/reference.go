package decode

import (
	"slices"
	"strings"

	"espc.dev/compiler/decode/format"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// reference decodes a reference and notes its edge. What is no address is reported, and gives the zero Address.
func (d *decoder) reference(f *schema.FieldInfo, n *tree.Node) schema.Address {
	if n.Kind != tree.String {
		d.meant(f, n, unquoted(n))
		d.wrongType(f, n)
		return schema.Address{}
	}
	return d.refer(n, n.Text, f.Refs, f.Edge, f.Self, f.Name)
}

// refer notes the edge of a reference that a node makes under the path of the field that is being decoded.
func (d *decoder) refer(n *tree.Node, text string, kinds []schema.Kind, class schema.EdgeClass, self bool, field string) schema.Address {
	a, ok := schema.ParseAddress(text)
	if !ok || schema.LookupKind(a.Kind) == nil && format.Name(a.Name) != nil {
		d.badReference(n, text, kinds, class, field)
		return schema.Address{}
	}
	if class == schema.EdgeCalls && a.Kind == schema.KindGateway {
		class = schema.EdgeAddresses // a gateway's address is no call of it
	}
	if d.misplaced[a] && (schema.LookupKind(a.Kind) == nil || !d.declared(string(a.Kind), a.Name)) {
		return a
	}
	d.refs = append(d.refs, Reference{
		Edge:  schema.Edge{From: d.address, To: a, Class: class, Field: d.fieldPath(), Node: n},
		Name:  field,
		Kinds: kinds,
		Self:  self,
	})
	return a
}

func (d *decoder) badReference(n *tree.Node, text string, kinds []schema.Kind, class schema.EdgeClass, field string) {
	if len(kinds) == 1 && kinds[0] == schema.KindSecret { // whatever stands here may be the secret itself
		d.hide(n)
		d.report(diag.LiteralSecret.At(n.Range(), "%s takes a reference to a secret, not a value", field).
			WithFix(`declare secret "NAME" { key = "…" } and write secret.NAME`))
		return
	}
	fix := "write " + list(kinds, ".NAME or ") + ".NAME"
	parts := strings.Split(text, ".")
	switch {
	case len(parts) == 1 && len(kinds) == 1 && format.Name(text) == nil:
		fix = "write " + string(kinds[0]) + "." + text
		d.meant(&schema.FieldInfo{Name: field, Refs: kinds, Edge: class}, n, string(kinds[0])+"."+text)
	case len(parts) == 3 && schema.LookupKind(schema.Kind(parts[0])) != nil:
		fix = "write " + parts[0] + "." + parts[1]
	}
	d.report(diag.BadReference.At(n.Range(), "%s takes a reference, kind.name, and %s is none", field, quote(text)).WithFix("%s", fix))
}

// output notes the references that an output's value makes: addresses with an attribute, anywhere in it.
func (d *decoder) output(n *tree.Node) {
	switch n.Kind {
	case tree.List:
		for i, item := range n.Items {
			d.inside(index(i), func() { d.output(item) })
		}
	case tree.Map:
		for _, e := range n.Fields {
			d.inside(e.Key, func() { d.output(e.Value) })
		}
	case tree.String:
		parts := strings.SplitN(n.Text, ".", 3)
		if len(parts) < 2 || !n.Ref && !d.declared(parts[0], parts[1]) {
			return
		}
		d.refer(n, parts[0]+"."+parts[1], nil, schema.EdgeAddresses, false, "value")
	}
}

// declared reports whether the document declares an entity.
func (d *decoder) declared(kind, name string) bool {
	return !d.doc.Get(kind).Get(name).IsNull()
}

// meant notes the reference that a wrong value probably means, so that nobody is told that the entity is not used.
func (d *decoder) meant(f *schema.FieldInfo, n *tree.Node, address string) {
	a, ok := schema.ParseAddress(address)
	if !ok || !d.declared(string(a.Kind), a.Name) || !slices.Contains(f.Refs, a.Kind) {
		return
	}
	d.refs = append(d.refs, Reference{
		Edge:  schema.Edge{From: d.address, To: a, Class: f.Edge, Field: d.fieldPath(), Node: n},
		Name:  f.Name,
		Kinds: f.Refs,
		Self:  true,
	})
}
