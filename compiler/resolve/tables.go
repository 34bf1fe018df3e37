package resolve

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// tables reports keys that contradict each other: one field as key and sort key of the same table or index, or a field of
// two types.
func (c *checker) tables() {
	for _, t := range c.t.Tables {
		types := map[string]schema.Value[string]{}
		c.keyPair(t.Address, types, t.Key, t.SortKey)
		for _, i := range t.Index {
			c.keyPair(t.Address, types, i.Key, i.SortKey)
		}
	}
}

func (c *checker) keyPair(of schema.Address, types map[string]schema.Value[string], hash, sort schema.Value[string]) {
	name := func(v schema.Value[string]) string {
		name, _, _ := strings.Cut(v.V, ":")
		return name
	}
	if hash.V != "" && name(hash) == name(sort) {
		c.report(of, diag.Conflict.At(sort.Node.Range(), "the sort key of %s is its key", of).
			WithRelated(hash.Node.Range(), "the key").WithFix("sort by another field, or leave sort_key out"))
		return
	}
	for _, v := range []schema.Value[string]{hash, sort} {
		if v.V == "" {
			continue
		}
		other, found := types[name(v)]
		if found && other.V != v.V {
			c.report(of, diag.Conflict.At(v.Node.Range(), "the field %s of %s has two types, %s and %s", name(v), of, other.V, v.V).
				WithRelated(other.Node.Range(), "the other one").WithFix("give it one type"))
			continue
		}
		types[name(v)] = v
	}
}
