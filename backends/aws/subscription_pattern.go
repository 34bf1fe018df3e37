package aws

import (
	"slices"
	"strconv"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// pattern returns the event pattern of a subscription's rule: the event's detail-type and source, narrowed to the buckets
// that bring it, and the filter.
//
// An event's data is `detail`; subject and extensions are in `detail.ce`. Conditions on type and source are decided when the
// topology is compiled, because both are the event's own: see eventfilter.Holds.
func (r *render) pattern(d *delivery) *tree.Node {
	pattern := r.eventPattern(d.event)
	detail := pattern.Get("detail")
	if detail == nil {
		detail = &tree.Node{Kind: tree.Map}
	}
	for _, f := range d.on.Filter {
		path := detailPath(f.Attribute)
		if matchers := matchers(f); path != nil && matchers != nil {
			detail = insert(detail, path, matchers)
		}
	}
	if len(detail.Fields) > 0 {
		pattern = joined(pattern.Without("detail"), tree.NewMap(tree.F("detail", detail)))
	}
	return ruled(rulePattern, d.on.Event.Node, pattern)
}

// detailPath returns where in detail an attribute is, nil for type and source.
func detailPath(attribute string) []string {
	if data, ok := strings.CutPrefix(attribute, "data."); ok {
		return strings.Split(data, ".")
	}
	if attribute == "type" || attribute == "source" {
		return nil
	}
	return []string{"ce", attribute}
}

// insert returns a map with a value at a path.
func insert(n *tree.Node, path []string, value *tree.Node) *tree.Node {
	if len(path) == 0 {
		return value
	}
	c := &tree.Node{Kind: tree.Map, Fields: slices.Clone(n.Fields), Origin: n.Origin}
	for i, f := range c.Fields {
		if f.Key == path[0] {
			c.Fields[i].Value = insert(f.Value, path[1:], value)
			return c
		}
	}
	c.Fields = append(c.Fields, tree.Field{Key: path[0], Value: insert(&tree.Node{Kind: tree.Map}, path[1:], value)})
	return c
}

// matchers returns the list of which one must match a field, or nil where a filter is not expressible; see conflict.
func matchers(f *schema.Filter) *tree.Node {
	var items []*tree.Node
	one := func(key string, value *tree.Node) { items = append(items, tree.NewMap(tree.F(key, value))) }
	switch {
	case len(f.Any) > 0:
		items = slices.Clone(f.Any)
	case f.Gt.IsSet() || f.Lt.IsSet():
		var numeric []*tree.Node
		if f.Gt.IsSet() {
			numeric = append(numeric, str(">"), f.Gt.Node)
		}
		if f.Lt.IsSet() {
			numeric = append(numeric, str("<"), f.Lt.Node)
		}
		one("numeric", tree.NewList(numeric...))
	case f.Prefix.IsSet() && f.Suffix.IsSet():
		items = bothEnds(f.Prefix.V, f.Suffix.V)
	case f.Prefix.IsSet():
		one("prefix", f.Prefix.Node)
	case f.Suffix.IsSet():
		one("suffix", f.Suffix.Node)
	case len(f.Not) > 0:
		one("anything-but", tree.NewList(slices.Clone(f.Not)...))
	case f.Exists.IsSet():
		one("exists", f.Exists.Node)
	}
	if items == nil {
		return nil
	}
	n := tree.NewList(items...)
	return ruled(rulePattern, f.Node, n)
}

// bothEnds returns the matchers of a prefix together with a suffix: a wildcard between them, and the texts in which the two
// overlap.
func bothEnds(prefix, suffix string) []*tree.Node {
	escape := strings.NewReplacer(`\`, `\\`, `*`, `\*`)
	items := []*tree.Node{tree.NewMap(tree.F("wildcard", str(escape.Replace(prefix)+"*"+escape.Replace(suffix))))}
	for n := 1; n <= min(len(prefix), len(suffix)); n++ {
		if strings.HasSuffix(prefix, suffix[:n]) {
			items = append(items, str(prefix+suffix[n:]))
		}
	}
	return items
}

// conflict says in words why a filter's conditions can't hold together in a pattern, "" where they can: one field has one
// list of matchers, of which one must match.
func conflict(f *schema.Filter) string {
	groups := 0
	for _, set := range []bool{len(f.Any) > 0, f.Gt.IsSet() || f.Lt.IsSet(), f.Prefix.IsSet() || f.Suffix.IsSet(), len(f.Not) > 0} {
		if set {
			groups++
		}
	}
	switch {
	case groups > 1:
		return "a pattern takes one kind of condition for a field"
	case groups == 1 && f.Exists.IsSet() && !f.Exists.V:
		return "what is absent has no value to compare"
	}
	return ""
}

// queueFilter returns the filter of what Lambda reads of a queue: on the message's body where that is JSON.
func queueFilter(on *schema.Subscription) *tree.Node {
	body := &tree.Node{Kind: tree.Map}
	for _, f := range on.Filter {
		data, ok := strings.CutPrefix(f.Attribute, "data.")
		if m := matchers(f); ok && m != nil {
			body = insert(body, strings.Split(data, "."), m)
		}
	}
	if len(body.Fields) == 0 {
		return nil
	}
	pattern := tree.AppendJSON(nil, tree.NewMap(tree.F("body", body)), "")
	return ruled(rulePattern, on.Filter[0].Node, tree.NewMap(tree.F("Filters", tree.NewList(tree.NewMap(tree.F("Pattern", str(string(pattern))))))))
}

// maxNumeric is the largest number that a pattern compares with, and the lowest but for its sign.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
const maxNumeric = 5e9

// inNumericRange reports whether a pattern can compare with a number: EventBridge takes -5e9 to 5e9 with six digits after the point.
func inNumericRange(n *tree.Node) bool {
	v, err := strconv.ParseFloat(n.Text, 64)
	return err == nil && v >= -maxNumeric && v <= maxNumeric
}
