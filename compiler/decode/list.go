package decode

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// strings decodes a list of strings.
func (d *decoder) strings(f *schema.FieldInfo, n *tree.Node) schema.List[string] {
	out := schema.List[string]{Node: n}
	if !d.is(f, n, tree.List) {
		return out
	}
	d.notEmpty(f, n)
	out.Items = make([]schema.Value[string], 0, len(n.Items))
	var before *tree.Node
	for i, item := range n.Items {
		if item.Kind != tree.String || item.Ref {
			d.wrongItem(f, i, item)
			continue
		}
		if d.allowed(f, item) {
			d.argument(f, before, item)
			before = item
			out.Items = append(out.Items, schema.Value[string]{V: item.Text, Node: item.Through(n.Origin)})
		}
	}
	if (f.Format != "" || len(f.Enum) > 0) && f.Format != "url" { // one URL twice is a weight
		d.distinct(f, n)
	}
	return out
}

// references decodes a list of references.
func (d *decoder) references(f *schema.FieldInfo, n *tree.Node) schema.List[schema.Address] {
	out := schema.List[schema.Address]{Node: n}
	if n.Kind == tree.String {
		d.meant(f, n, n.Text)
	}
	if !d.is(f, n, tree.List) {
		return out
	}
	out.Items = make([]schema.Value[schema.Address], 0, len(n.Items))
	for i, item := range n.Items {
		if item.Kind != tree.String {
			d.wrongItem(f, i, item)
			continue
		}
		d.path = append(d.path, index(i))
		if a := d.reference(f, item); a != (schema.Address{}) {
			out.Items = append(out.Items, schema.Value[schema.Address]{V: a, Node: item})
		}
		d.path = d.path[:len(d.path)-1]
	}
	d.distinct(f, n)
	return out
}

// notEmpty reports an empty list where it can't be meant: of a required field, and of what narrows requests down.
func (d *decoder) notEmpty(f *schema.FieldInfo, n *tree.Node) {
	if len(n.Items) == 0 && (f.Required || f.Name == "hosts" || f.Name == "methods") {
		fix := "add an element, such as " + example(f)
		if !f.Required {
			fix = "add an element, or leave the field out"
		}
		d.report(diag.EmptyList.At(n.Range(), "%s is an empty list", f.Name).WithFix("%s", fix))
	}
}

// distinct reports the elements of a list that stand in it twice.
func (d *decoder) distinct(f *schema.FieldInfo, n *tree.Node) {
	if len(n.Items) < 2 {
		return
	}
	first := make(map[string]*tree.Node, len(n.Items))
	for _, item := range n.Items {
		if item.Kind != tree.String {
			continue
		}
		if other := first[item.Text]; other != nil {
			d.report(diag.DuplicateItem.At(item.Range(), "%s has %s twice", f.Name, quote(item.Text)).
				WithRelated(other.Range(), "first here").WithFix("remove one of the two"))
			continue
		}
		first[item.Text] = item
	}
}

// stringMap decodes a map of strings, sorted by key.
func (d *decoder) stringMap(f *schema.FieldInfo, n *tree.Node) schema.Map[string] {
	out := schema.Map[string]{Node: n}
	if !d.is(f, n, tree.Map) {
		return out
	}
	for _, e := range sorted(n.Fields) {
		if e.Value.IsNull() {
			continue
		}
		d.label(f, e)
		if e.Value.Kind != tree.String || e.Value.Ref {
			d.wrongEntry(f, e)
			continue
		}
		if d.allowed(f, e.Value) {
			d.free(e.Value, e.Key)
			d.labelValue(f, e.Value)
			out.Entries = append(out.Entries, schema.Entry[string]{Key: e.Key, Value: schema.Value[string]{V: e.Value.Text, Node: e.Value.Through(n.Origin)}})
		}
	}
	return out
}

// anyMap decodes a map of anything, sorted by key. What it holds is for others to read.
func (d *decoder) anyMap(f *schema.FieldInfo, n *tree.Node) schema.Map[*tree.Node] {
	out := schema.Map[*tree.Node]{Node: n}
	if !d.is(f, n, tree.Map) {
		return out
	}
	for _, e := range sorted(n.Fields) {
		d.label(f, e)
		if f.Label != "address" { // overrides are seen where they are merged
			d.free(e.Value, e.Key)
		}
		out.Entries = append(out.Entries, schema.Entry[*tree.Node]{Key: e.Key, Value: schema.Value[*tree.Node]{V: e.Value, Node: e.Value}})
	}
	return out
}
