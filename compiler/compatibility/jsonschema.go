package compatibility

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// jsonSchemas compares JSON Schemas: whatever the writer's allows the reader's has to allow. What an open schema does not declare
// counts as not written, as people mean it, so that a property may be added.
func jsonSchemas(before, after *diag.File, forward bool) ([]Break, error) {
	w, r, err := parseBoth(before, after, forward)
	if err != nil {
		return nil, err
	}
	c := newJSONComparison(&findings{forward: forward})
	c.sub(w, r)
	return c.breaks, nil
}

// jsonComparison compares schemas of a writer and a reader.
type jsonComparison struct {
	*findings
	// request and response say that the schemas are of an API's requests or responses: of these, what is only read or only written
	// need not be there.
	request, response bool
	seen              map[[2]*tree.Node]bool
	depth             int
	// left is how many more pairs of schemas are looked at.
	left *int
}

// maxSchemaDepth and maxSchemaPairs bound how deep schemas are compared, and how many pairs of them.
const (
	maxSchemaDepth = 100
	maxSchemaPairs = 200_000
)

func newJSONComparison(f *findings) *jsonComparison {
	left := maxSchemaPairs
	return &jsonComparison{findings: f, seen: map[[2]*tree.Node]bool{}, left: &left}
}

// allows reports whether a reader's schema allows all that a writer's does, without saying why not.
func (c *jsonComparison) allows(w, r place) bool {
	try := *c
	try.findings, try.seen = &findings{forward: c.forward}, maps.Clone(c.seen)
	try.sub(w, r)
	return len(try.breaks) == 0
}

// sub reports where the reader's schema does not allow what the writer's does.
func (c *jsonComparison) sub(w, r place) {
	w, r = spread(w).resolved(), spread(r).resolved()
	if w.n == nil {
		w.n = anything
	}
	if r.n == nil {
		r.n = anything
	}
	pair := [2]*tree.Node{w.n, r.n}
	if c.seen[pair] || w.n == r.n || anythingGoes(r.n) || never(w.n) {
		return
	}
	c.seen[pair] = true
	*c.left--
	if c.depth++; c.depth > maxSchemaDepth || *c.left < 0 {
		c.depth--
		c.add(w, r, "is nested too deep to be compared")
		return
	}
	defer func() { c.depth-- }()
	if never(r.n) {
		c.said(w, r, "was allowed and is not any more", "was not allowed and is now")
		return
	}
	if w.n.Kind == tree.Bool {
		w.n = anything
	}
	w, r = flat(w), flat(r)
	if c.unions(w, r) {
		return
	}
	kinds := typesOf(w)
	if len(kinds) == 0 {
		return // nothing is written
	}
	for _, key := range []string{"allOf", "not", "if", "then", "else", "contains", "propertyNames", "dependentSchemas", "unevaluatedProperties",
		"unevaluatedItems", "$dynamicRef", "$ref", "minContains", "maxContains", "dependencies"} {
		if old, now := w.get(key), r.get(key); now.n != nil && (old.n == nil || !same(old, now)) {
			c.add(old, now, "has changed, and whether what was allowed still is can't be told")
		}
	}
	c.types(w, r)
	c.values(w, r)
	has := func(kind string) bool { return slices.Contains(kinds, kind) }
	if has("number") || has("integer") {
		c.numbers(w, r)
	}
	if has("string") {
		c.strings(w, r)
	}
	if has("array") {
		c.arrays(w, r)
	}
	if has("object") {
		c.objects(w, r)
	}
}

var anything = &tree.Node{Kind: tree.Map}

func anythingGoes(n *tree.Node) bool {
	return n.Kind == tree.Bool && n.Text == "true" || n.Kind == tree.Map && len(n.Fields) == 0
}

func never(n *tree.Node) bool { return n.Kind == tree.Bool && n.Text == "false" }

var allTypes = []string{"array", "boolean", "integer", "null", "number", "object", "string"}

// typesOf returns the types that a schema allows. nullable is how OpenAPI 3.0 says null.
func typesOf(p place) []string {
	var out []string
	switch n := p.n.Get("type"); {
	case n != nil && n.Kind == tree.String:
		out = []string{n.Text}
	case n != nil && n.Kind == tree.List:
		out = p.get("type").words()
	default:
		if values := valuesOf(p); values != nil {
			for _, v := range values {
				out = append(out, typeOf(v))
			}
			return out
		}
		return allTypes
	}
	if p.n.Get("nullable").Str() == "true" {
		out = append(out, "null")
	}
	return out
}

func typeOf(n *tree.Node) string {
	switch n.Kind {
	case tree.Null:
		return "null"
	case tree.Bool:
		return "boolean"
	case tree.Number:
		if strings.ContainsAny(n.Text, ".eE") {
			return "number"
		}
		return "integer"
	case tree.String:
		return "string"
	case tree.List:
		return "array"
	}
	return "object"
}

func (c *jsonComparison) types(w, r place) {
	ws, rs := typesOf(w), typesOf(r)
	for _, t := range ws {
		if slices.Contains(rs, t) || t == "integer" && slices.Contains(rs, "number") {
			continue
		}
		c.changed(w.get("type"), r.get("type"), "", typeText(w, ws), typeText(r, rs))
		return
	}
}

func typeText(p place, types []string) string {
	if len(types) == len(allTypes) && p.n.Get("type") == nil {
		return "of any type"
	}
	if len(types) == 0 {
		return "of no type"
	}
	return "of type " + strings.Join(types, " or ")
}

// valuesOf returns the values of enum or const; nil where any goes.
func valuesOf(p place) []*tree.Node {
	if v := p.n.Get("const"); v != nil {
		return []*tree.Node{v}
	}
	if v := p.n.Get("enum"); v != nil && v.Kind == tree.List {
		return v.Items
	}
	return nil
}

func (c *jsonComparison) values(w, r place) {
	ws, rs := valuesOf(w), valuesOf(r)
	if rs == nil {
		return
	}
	at := func(p place) place {
		if p.n.Get("const") != nil {
			return p.get("const")
		}
		return p.get("enum")
	}
	if ws == nil {
		if slices.Equal(typesOf(w), []string{"boolean"}) && len(rs) == 2 {
			return
		}
		c.said(at(w), at(r), "now allows certain values alone", "allowed certain values alone, and now allows others")
		return
	}
	for _, v := range ws {
		if !slices.ContainsFunc(rs, func(x *tree.Node) bool { return sameValue(x, v) }) {
			c.said(at(w), at(r), fmt.Sprintf("no longer allows %s", short(v)), fmt.Sprintf("now allows %s", short(v)))
		}
	}
}

func sameValue(a, b *tree.Node) bool {
	if a.Kind == tree.Number && b.Kind == tree.Number {
		x, _ := strconv.ParseFloat(a.Text, 64)
		y, _ := strconv.ParseFloat(b.Text, 64)
		return x == y
	}
	return tree.Equal(a, b)
}
