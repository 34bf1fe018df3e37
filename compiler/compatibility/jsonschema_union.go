package compatibility

import (
	"slices"
	"strings"

	"espc.dev/schema/tree"
)

// unions compares what is one of several: each of the writer's has to be one of the reader's. It reports false where neither is any.
func (c *jsonComparison) unions(w, r place) bool {
	ws, rs := alternatives(w), alternatives(r)
	if ws == nil && rs == nil {
		return false
	}
	if ws == nil {
		ws = []place{w}
	}
	if rs == nil {
		rs = []place{r}
	}
	for i, old := range ws {
		if slices.ContainsFunc(rs, func(now place) bool { return c.allows(old, now) }) {
			continue
		}
		switch {
		case len(rs) == 1:
			c.sub(old, rs[0])
		case i < len(rs) && len(ws) > 1: // most likely its successor
			c.sub(old, rs[i])
		default:
			c.said(old, r, "allows no alternative that takes "+short(old.n), "takes "+short(old.n)+" as well, which no alternative did")
		}
	}
	return true
}

// short is a schema in a few words.
func short(n *tree.Node) string {
	text := string(tree.AppendJSON(nil, n, ""))
	if len(text) > 60 {
		text = text[:57] + "…"
	}
	return text
}

// alternatives are the schemas of anyOf or oneOf, each with what stands beside them.
func alternatives(p place) []place {
	for _, key := range []string{"anyOf", "oneOf"} {
		list := p.get(key).items()
		if list == nil {
			continue
		}
		rest := place{p.n.Without(key), p.pointer, p.root}
		var out []place
		for _, alternative := range list {
			if alternative = alternative.resolved(); len(rest.n.Fields) > 0 && alternative.n.Kind == tree.Map {
				if merged := merge(rest.n, alternative.n); merged != nil {
					alternative.n = merged
				} else {
					alternative.n = tree.NewMap(tree.F("allOf", tree.NewList(rest.n, alternative.n)))
				}
			}
			out = append(out, alternative)
		}
		return out
	}
	return nil
}

// maxParts bounds how many schemas of allOf are merged into one, those of one that refers to itself included.
const maxParts = 1000

// flat returns a schema with its allOf merged into it, as far as that can be done.
func flat(p place) place {
	left := maxParts
	if out, ok := merged(p, &left); ok {
		return out
	}
	return p
}

// merged is flat, and reports false where that can't be done; left is how many more schemas it may look at.
func merged(p place, left *int) (place, bool) {
	n := p.n.Without("allOf")
	for _, part := range p.get("allOf").items() {
		if *left--; *left < 0 {
			return p, false
		}
		part, ok := merged(part.resolved(), left)
		if !ok || part.n.Kind != tree.Map {
			return p, false
		}
		if n = merge(n, part.n); n == nil {
			return p, false
		}
	}
	return place{n, p.pointer, p.root}, true
}

// merge returns a schema that allows what both allow; nil where that can't be said in one.
func merge(a, b *tree.Node) *tree.Node {
	out := &tree.Node{Kind: tree.Map, Fields: slices.Clone(a.Fields), Origin: a.Origin}
	for _, f := range b.Fields {
		i := slices.IndexFunc(out.Fields, func(x tree.Field) bool { return x.Key == f.Key })
		switch {
		case i < 0:
			out.Fields = append(out.Fields, f)
		case tree.Equal(out.Fields[i].Value, f.Value) || annotation(f.Key):
		case f.Key == "required":
			out.Fields[i].Value = tree.NewList(append(slices.Clone(out.Fields[i].Value.Items), f.Value.Items...)...)
		case f.Key == "type":
			out.Fields[i].Value = bothTypes(out.Fields[i].Value, f.Value)
		case f.Key == "properties" || f.Key == "patternProperties":
			merged := mergeProperties(out.Fields[i].Value, f.Value)
			if merged == nil {
				return nil
			}
			out.Fields[i].Value = merged
		default:
			return nil
		}
	}
	return out
}

// bothTypes returns the types that are of the one and of the other; a list of none where no value is both.
func bothTypes(a, b *tree.Node) *tree.Node {
	types := func(n *tree.Node) []string { return typesOf(place{n: tree.NewMap(tree.F("type", n))}) }
	as, bs := types(a), types(b)
	out := &tree.Node{Kind: tree.List, Origin: a.Origin}
	for _, t := range as {
		switch {
		case slices.Contains(bs, t) || t == "integer" && slices.Contains(bs, "number"):
			out.Items = append(out.Items, tree.NewString(t))
		case t == "number" && slices.Contains(bs, "integer"):
			out.Items = append(out.Items, tree.NewString("integer"))
		}
	}
	return out
}

func mergeProperties(a, b *tree.Node) *tree.Node {
	out := &tree.Node{Kind: tree.Map, Fields: slices.Clone(a.Fields), Origin: a.Origin}
	for _, f := range b.Fields {
		i := slices.IndexFunc(out.Fields, func(x tree.Field) bool { return x.Key == f.Key })
		switch {
		case i < 0:
			out.Fields = append(out.Fields, f)
		case tree.Equal(out.Fields[i].Value, f.Value):
		default:
			return nil
		}
	}
	return out
}

// annotation reports whether a keyword allows and forbids nothing.
func annotation(key string) bool {
	switch key {
	case "title", "description", "default", "examples", "example", "deprecated", "$comment", "$id", "$schema", "$anchor", "$defs", "definitions",
		"readOnly", "writeOnly", "contentEncoding", "contentMediaType", "contentSchema", "xml", "externalDocs", "discriminator":
		return true
	}
	return strings.HasPrefix(key, "x-")
}

// spread returns a schema that says more than a $ref as the two at once; drafts up to 7 look at the $ref alone, and then it is stricter
// than they are.
func spread(p place) place {
	if p.n.Get("$ref") == nil || p.n.Get("$ref").Kind != tree.String {
		return p
	}
	rest := &tree.Node{Kind: tree.Map}
	for _, f := range p.n.Fields {
		if f.Key != "$ref" && !annotation(f.Key) {
			rest.Fields = append(rest.Fields, f)
		}
	}
	if len(rest.Fields) == 0 {
		return p
	}
	return place{tree.NewMap(tree.F("allOf", tree.NewList(tree.NewMap(tree.F("$ref", p.n.Get("$ref"))), rest))), p.pointer, p.root}
}
