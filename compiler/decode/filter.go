package decode

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// filters decodes a subscription's filter, sorted by attribute.
func (d *decoder) filters(f *schema.FieldInfo, n *tree.Node) []*schema.Filter {
	if !d.is(f, n, tree.Map) {
		return nil
	}
	var out []*schema.Filter
	for _, e := range sorted(n.Fields) {
		if e.Value.IsNull() {
			continue
		}
		d.attribute(e)
		filter := &schema.Filter{Attribute: e.Key, Node: e.Value}
		switch e.Value.Kind {
		case tree.Map:
			d.conditions(filter, e)
		default:
			filter.Any = d.scalars(e.Key, e.Value)
		}
		out = append(out, filter)
	}
	return out
}

// attribute checks what a condition is about: type, source, subject, the name of an extension (CloudEvents 1.0: lower-case
// letters and digits), or data.PATH.
func (d *decoder) attribute(e tree.Field) {
	fail := func(summary, fix string) {
		d.report(diag.BadFilter.At(e.Value.Origin.KeyPlace(), "%s", summary).WithFix("%s", fix))
	}
	path, isData := strings.CutPrefix(e.Key, "data.")
	switch {
	case e.Key == "data":
		fail("a filter looks at fields of data, not at data itself", `write "data.PATH" = …, such as "data.total" = { gt = 100 }`)
	case isData:
		for part := range strings.SplitSeq(path, ".") {
			if part == "" || strings.ContainsFunc(part, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
				fail(quote(e.Key)+" is no path into data", "write names joined by dots, such as data.order.total")
				return
			}
		}
	case e.Key == "id" || e.Key == "time" || e.Key == "specversion" || e.Key == "datacontenttype" || e.Key == "dataschema":
		fail("a filter does not look at "+e.Key, "use type, source, subject, an extension or data.PATH")
	case e.Key == "" || len(e.Key) > 20 || strings.ContainsFunc(e.Key, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }):
		fail(quote(e.Key)+" is no attribute of an event", "use type, source, subject, an extension's name (lower-case letters and digits) or data.PATH")
	}
}

// conditions decodes { prefix | suffix | exists | not | gt | lt }.
func (d *decoder) conditions(filter *schema.Filter, e tree.Field) {
	if len(e.Value.Fields) == 0 {
		d.report(diag.BadFilter.At(e.Value.Range(), "the filter of %s says nothing", e.Key).
			WithFix("write a value, a list of values, or one of prefix, suffix, exists, not, gt and lt"))
	}
	for _, c := range e.Value.Fields {
		n := c.Value
		switch c.Key {
		case "prefix":
			filter.Prefix = d.condition(e.Key, c, tree.String)
		case "suffix":
			filter.Suffix = d.condition(e.Key, c, tree.String)
		case "exists":
			if v := d.condition(e.Key, c, tree.Bool); v.IsSet() {
				filter.Exists = schema.Value[bool]{V: n.Text == "true", Node: n}
			}
		case "not":
			filter.Not = d.scalars(e.Key, n)
		case "gt":
			if v := d.condition(e.Key, c, tree.Number); v.IsSet() {
				filter.Gt = schema.Value[*tree.Node]{V: n, Node: n}
			}
		case "lt":
			if v := d.condition(e.Key, c, tree.Number); v.IsSet() {
				filter.Lt = schema.Value[*tree.Node]{V: n, Node: n}
			}
		default:
			fix := "use prefix, suffix, exists, not, gt or lt"
			if strings.HasPrefix(e.Key, "data") {
				fix += `, and write a path as one key: "` + e.Key + "." + c.Key + `"`
			}
			d.report(diag.BadFilter.At(n.Origin.KeyPlace(), "a filter has no condition %s", quote(c.Key)).WithFix("%s", fix))
		}
	}
}

func (d *decoder) condition(attribute string, c tree.Field, kind tree.Kind) schema.Value[string] {
	if c.Value.Kind == kind && !c.Value.Ref {
		return schema.Value[string]{V: c.Value.Text, Node: c.Value}
	}
	d.report(diag.BadFilter.At(c.Value.Range(), "%s of %s takes %s, not %s", c.Key, attribute, kind, kindOf(c.Value)).
		WithFix("write %s", kind))
	return schema.Value[string]{}
}

// scalars decodes a scalar or a list of scalars.
func (d *decoder) scalars(attribute string, n *tree.Node) []*tree.Node {
	items := []*tree.Node{n}
	if n.Kind == tree.List {
		items = n.Items
	}
	if len(items) == 0 {
		d.report(diag.BadFilter.At(n.Range(), "the filter of %s lists nothing, so nothing would match", attribute).WithFix("list the values that match"))
	}
	for _, item := range items {
		if item.Kind == tree.Map || item.Kind == tree.List || item.Kind == tree.Null {
			d.report(diag.BadFilter.At(item.Range(), "the filter of %s compares with strings, numbers and booleans, not with %s", attribute, item.Kind).
				WithFix("write a value or a list of values"))
		}
	}
	return items
}
