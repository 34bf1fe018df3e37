package decode

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// maxFields is above the number of fields of any kind.
const maxFields = 64

// stepsField is the name under which a list of steps stands where labelled blocks are not in order.
const stepsField = "steps"

// block decodes the fields of an entity or block into owner. what is how messages call it.
func (d *decoder) block(owner any, info *schema.BlockInfo, n *tree.Node, what string) {
	var buffer [maxFields]*tree.Node
	values := buffer[:len(info.Fields)]
	var meant []string // fields whose names are misspelled
	for i := range n.Fields {
		f := &n.Fields[i]
		j := fieldIndex(info, f)
		switch {
		case j < 0 && !info.Open:
			meant = append(meant, d.unknownField(info, f, what))
		case j < 0:
		case !values[j].IsNull() && !f.Value.IsNull():
			d.report(diag.Conflict.At(f.Value.Origin.KeyPlace(), "%s has both step blocks and a list of steps", what).
				WithRelated(values[j].Origin.KeyPlace(), "the other one").WithFix("keep one of the two"))
		case values[j].IsNull():
			values[j] = f.Value
		}
	}
	for i := range info.Fields {
		f := &info.Fields[i]
		if f.Required && values[i] == nil && slices.Contains(meant, f.Name) {
			continue
		}
		d.path = append(d.path, f.Name)
		d.optional(owner, info, f, values[i], n, what)
		d.path = d.path[:len(d.path)-1]
	}
}

// fieldIndex returns the index of the field that an entry sets, or -1.
func fieldIndex(info *schema.BlockInfo, e *tree.Field) int {
	for i := range info.Fields {
		if f := &info.Fields[i]; f.Name == e.Key || e.Key == stepsField && f.Type == schema.TypeSteps {
			return i
		}
	}
	return -1
}

// optional decodes a field that may be absent or null, which both mean its default.
func (d *decoder) optional(owner any, info *schema.BlockInfo, f *schema.FieldInfo, value, block *tree.Node, what string) {
	switch {
	case !value.IsNull():
		d.field(owner, info, f, value)
	case f.Required:
		d.missing(f, value, block, what)
	case f.Default != nil:
		d.field(owner, info, f, f.Default)
	case f.Always:
		n := tree.NewMap().With(&tree.Origin{How: tree.Default, Rule: string(d.address.Kind) + "." + d.fieldPath()})
		d.block(f.Add(owner, schema.Block{Node: n}), f.Block(), n, f.Name)
	}
}

func (d *decoder) missing(f *schema.FieldInfo, value, block *tree.Node, what string) {
	if value != nil { // null
		d.report(diag.MissingField.At(value.Range(), "%s needs %s, and null means unset", what, f.Name).
			WithFix("give %s %s", f.Name, example(f)))
		return
	}
	fix := "add " + f.Name + " = " + example(f)
	if len(f.Enum) > 0 { // which one is not for a compiler to pick: auth of type none opens a route to everybody
		fix = "add " + f.Name + ": " + example(f)
	}
	d.report(diag.MissingField.At(block.Origin.KeyPlace(), "%s needs %s", what, f.Name).WithFix("%s", fix))
}

// field decodes a value that is not null into its place in owner.
func (d *decoder) field(owner any, info *schema.BlockInfo, f *schema.FieldInfo, n *tree.Node) {
	switch f.Type {
	case schema.TypeBlock:
		if d.is(f, n, tree.Map) {
			d.block(f.Add(owner, schema.Block{Node: n}), f.Block(), n, f.Name)
		}
	case schema.TypeBlocks:
		d.blocks(owner, f, n)
	case schema.TypeObjects:
		d.objects(owner, f, n)
	case schema.TypeSteps:
		d.steps(owner, f, n)
	case schema.TypeRoute:
		d.route(owner, f, n)
	case schema.TypeFilters:
		*f.Ptr(owner).(*[]*schema.Filter) = d.filters(f, n)
	case schema.TypeTextMap:
		*f.Ptr(owner).(*schema.Map[schema.Text]) = d.texts(f, n)
	case schema.TypeRef:
		*f.Ptr(owner).(*schema.Value[schema.Address]) = schema.Value[schema.Address]{V: d.reference(f, n), Node: n}
	case schema.TypeRefs:
		*f.Ptr(owner).(*schema.List[schema.Address]) = d.references(f, n)
	case schema.TypeAny:
		*f.Ptr(owner).(*schema.Value[*tree.Node]) = schema.Value[*tree.Node]{V: n, Node: n}
		if d.address.Kind == schema.KindOutput {
			d.free(n, d.address.Name)
			d.output(n)
			return
		}
		d.free(n, f.Name)
	case schema.TypeStringMap:
		*f.Ptr(owner).(*schema.Map[string]) = d.stringMap(f, n)
	case schema.TypeAnyMap:
		*f.Ptr(owner).(*schema.Map[*tree.Node]) = d.anyMap(f, n)
	case schema.TypeStrings:
		*f.Ptr(owner).(*schema.List[string]) = d.strings(f, n)
	default:
		d.scalar(owner, info, f, n)
	}
}

// blocks decodes labelled blocks, sorted by label but for branches, of which the first that matches is taken.
func (d *decoder) blocks(owner any, f *schema.FieldInfo, n *tree.Node) {
	if !d.is(f, n, tree.Map) {
		return
	}
	fields := n.Fields
	if f.BlockName != "Branch" {
		fields = sorted(fields)
	}
	for _, e := range fields {
		if e.Value.IsNull() {
			continue
		}
		d.inside(e.Key, func() {
			d.label(f, e)
			if d.is(f, e.Value, tree.Map) {
				d.block(f.Add(owner, schema.Block{Label: e.Key, Node: e.Value}), f.Block(), e.Value, f.Name+" "+quote(e.Key))
			}
		})
	}
}

// objects decodes a list of objects.
func (d *decoder) objects(owner any, f *schema.FieldInfo, n *tree.Node) {
	if !d.is(f, n, tree.List) {
		return
	}
	for i, item := range n.Items {
		d.inside(index(i), func() {
			if item.Kind != tree.Map {
				d.wrongObject(f, i, item)
				return
			}
			d.block(f.Add(owner, schema.Block{Node: item}), f.Block(), item, f.Name)
		})
	}
}

// steps decodes the steps of an integration: labelled blocks in order, or a list. Jsonnet sorts an object's keys, so there
// only the list says an order.
func (d *decoder) steps(owner any, f *schema.FieldInfo, n *tree.Node) {
	if n.Kind == tree.List {
		d.objects(owner, f, n)
		return
	}
	if !d.is(f, n, tree.Map) {
		return
	}
	if file := n.Range().File; file != nil && len(n.Fields) > 1 && (strings.HasSuffix(file.Name, ".jsonnet") || strings.HasSuffix(file.Name, ".libsonnet")) {
		d.report(diag.WrongType.At(n.Origin.KeyPlace(), "step takes no object in Jsonnet, which sorts its keys: the steps would lose their order").
			WithFix("write a list: steps: [{filter: {…}}, …]"))
		return
	}
	for _, e := range n.Fields {
		if e.Value.IsNull() {
			continue
		}
		d.inside(e.Key, func() {
			d.label(f, e)
			if d.is(f, e.Value, tree.Map) {
				d.block(f.Add(owner, schema.Block{Label: e.Key, Node: e.Value}), f.Block(), e.Value, "step "+quote(e.Key))
			}
		})
	}
}

// route decodes what an endpoint leads to: a reference, or blocks that split it.
func (d *decoder) route(owner any, f *schema.FieldInfo, n *tree.Node) {
	switch n.Kind {
	case tree.String:
		*f.Ptr(owner).(*schema.Value[schema.Address]) = schema.Value[schema.Address]{V: d.reference(f, n), Node: n}
	case tree.Map:
		d.blocks(owner, f, n)
	default:
		d.wrongType(f, n)
	}
}
