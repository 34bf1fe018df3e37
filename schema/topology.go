package schema

import (
	"slices"

	"espc.dev/schema/tree"
)

// Topology is a whole application for one environment: decoded, every reference resolved. It is immutable once
// compiled, and its lists are sorted by address, so everything made of it comes out the same.
type Topology struct {
	Name  string
	Info  *TopologyInfo
	Kinds // the entities, a slice for each kind
	// Edges are all references between entities, sorted.
	Edges []Edge
	// Environment is the one compiled for; never nil.
	Environment *Environment
	// Sources holds the files of every folder and file that a field names, by that field's resolved path.
	Sources map[string]*Source

	index map[Address]Entity
}

// Meta is what every entity has.
type Meta struct {
	Address Address
	// Node is the entity's tree as merged, overrides included; its origin is the declaration.
	Node *tree.Node
}

// Entity is one decoded entity: a pointer to one of the generated kinds.
type Entity interface {
	// EntityMeta returns the entity's address and tree.
	EntityMeta() *Meta
}

// EntityMeta returns m itself; generated kinds embed Meta.
func (m *Meta) EntityMeta() *Meta { return m }

// Index makes Lookup work; the compiler calls it once, after decoding.
func (t *Topology) Index() {
	t.index = make(map[Address]Entity)
	for _, e := range t.Entities() {
		t.index[e.EntityMeta().Address] = e
	}
}

// Lookup returns the entity with an address, or nil.
func (t *Topology) Lookup(a Address) Entity { return t.index[a] }

// From returns the edges that start at an address.
func (t *Topology) From(a Address) []Edge {
	i, _ := slices.BinarySearchFunc(t.Edges, a, func(e Edge, a Address) int { return e.From.Compare(a) })
	j := i
	for j < len(t.Edges) && t.Edges[j].From == a {
		j++
	}
	return t.Edges[i:j]
}

// Find returns the entity of type T with an address, or nil.
func Find[T any, P interface {
	*T
	Entity
}](t *Topology, a Address) P {
	p, _ := t.index[a].(P)
	return p
}

// Source is the content of a folder or file that a topology names (function.source, file.source, schema.file), read
// before any backend runs.
type Source struct {
	// Path is relative to the topology's folder.
	Path string
	// Files are sorted by path; for a single file there is one.
	Files []SourceFile
	// Left lists what was left out of a folder (.git, .env, node_modules/.cache, ignored files), sorted.
	Left []string
}

// SourceFile is one file of a Source.
type SourceFile struct {
	// Path is relative to the source folder.
	Path string
	Data []byte
	// Executable is whether its owner may execute it.
	Executable bool
}
