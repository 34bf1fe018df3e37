package hcl

import (
	"slices"

	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// fieldSet collects the fields of a map. Few are searched in line, many by an index.
type fieldSet struct {
	fields []tree.Field
	index  map[string]int
	// groups are the maps that blocks with labels made, by their key here.
	groups map[string]*fieldSet
	// node is the map that the fields are of, where it exists before them.
	node *tree.Node
}

const fewFields = 24

func (f *fieldSet) get(key string) *tree.Node {
	if f.index != nil {
		if i, ok := f.index[key]; ok {
			return f.fields[i].Value
		}
		return nil
	}
	for i := range f.fields {
		if f.fields[i].Key == key {
			return f.fields[i].Value
		}
	}
	return nil
}

// add adds a field whose key is not there yet.
func (f *fieldSet) add(key string, value *tree.Node) {
	f.fields = append(f.fields, tree.Field{Key: key, Value: value})
	if f.node != nil {
		f.node.Fields = f.fields
	}
	switch {
	case f.index != nil:
		f.index[key] = len(f.fields) - 1
	case len(f.fields) > fewFields:
		f.index = make(map[string]int, 2*len(f.fields))
		for i := range f.fields {
			f.index[f.fields[i].Key] = i
		}
	}
}

// group adds a map for blocks with labels.
func (f *fieldSet) group(key string, node *tree.Node) *fieldSet {
	f.add(key, node)
	if f.groups == nil {
		f.groups = map[string]*fieldSet{}
	}
	g := &fieldSet{node: node}
	f.groups[key] = g
	return g
}

func sortMany(attrs []*hclsyntax.Attribute) {
	slices.SortFunc(attrs, func(a, b *hclsyntax.Attribute) int { return a.NameRange.Start.Byte - b.NameRange.Start.Byte })
}
