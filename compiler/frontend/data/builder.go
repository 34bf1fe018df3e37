package data

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// builder makes positioned nodes of one file. It allocates them in slabs: a big deploy folder has a million.
type builder struct {
	file    *diag.File
	nodes   []tree.Node
	origins []tree.Origin
	ds      diag.List
}

const slab = 128

// node returns a new node written at [start, end) of the file.
func (b *builder) node(kind tree.Kind, text string, start, end int) *tree.Node {
	if len(b.nodes) == 0 {
		b.nodes = make([]tree.Node, slab)
		b.origins = make([]tree.Origin, slab)
	}
	n, o := &b.nodes[0], &b.origins[0]
	b.nodes, b.origins = b.nodes[1:], b.origins[1:]
	o.Range = b.span(start, end)
	n.Kind, n.Text, n.Origin = kind, text, o
	return n
}

// end moves the end of a list or map that was begun before its items were known.
func (b *builder) end(n *tree.Node, end int) { n.Origin.Range.End = int32(end) }

func (b *builder) span(start, end int) diag.Range {
	return diag.Range{File: b.file, Start: int32(start), End: int32(max(start, end))}
}

// keys finds a key that a map already has. Small maps are searched, big ones indexed.
type keys struct {
	index map[string]int
}

// find returns the position of a key among the fields, or -1, and notes that it is about to be appended.
func (k *keys) find(fields []tree.Field, key string) int {
	const few = 12
	if len(fields) < few {
		for i := range fields {
			if fields[i].Key == key {
				return i
			}
		}
		return -1
	}
	if k.index == nil {
		k.index = make(map[string]int, 2*few)
		for i := range fields {
			k.index[fields[i].Key] = i
		}
	}
	if i, ok := k.index[key]; ok {
		return i
	}
	k.index[key] = len(fields)
	return -1
}

func (b *builder) duplicate(key string, second, first diag.Range) {
	b.ds = append(b.ds, diag.DuplicateKey.At(second, "the key %q is here twice", key).
		WithRelated(first, "first written here").
		WithFix("remove one of the two"))
}
