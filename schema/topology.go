package schema

import (
	"path"
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
	// Sources holds the files of every folder and file that a field names, by SourcePath.
	Sources map[string]*Source

	index map[Address]Entity
	in    []Edge // Edges, sorted by where they end
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

// Index sorts Edges and makes Lookup, From and To work; the compiler calls it once, after decoding.
func (t *Topology) Index() {
	entities := t.Entities()
	t.index = make(map[Address]Entity, len(entities))
	for _, e := range entities {
		t.index[e.EntityMeta().Address] = e
	}
	slices.SortFunc(t.Edges, Edge.Compare)
	t.in = slices.Clone(t.Edges)
	slices.SortStableFunc(t.in, func(a, b Edge) int { return a.To.Compare(b.To) })
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

// To returns the edges that end at an address, sorted by where they start.
func (t *Topology) To(a Address) []Edge {
	i, _ := slices.BinarySearchFunc(t.in, a, func(e Edge, a Address) int { return e.To.Compare(a) })
	j := i
	for j < len(t.in) && t.in[j].To == a {
		j++
	}
	return t.in[i:j]
}

// Find returns the entity of type T with an address, or nil.
func Find[T any, P interface {
	*T
	Entity
}](t *Topology, a Address) P {
	p, _ := t.index[a].(P)
	return p
}

// SourcePath returns the path, relative to the topology's folder, that a field's relative path leads to: it starts at the
// folder of the file that says it.
func SourcePath(v Value[string]) string {
	if file := v.Node.Range().File; file != nil {
		return path.Join(path.Dir(file.Name), v.V)
	}
	return path.Clean(v.V)
}

// Source returns what a field that names a folder or file leads to, or nil where nothing could be read.
func (t *Topology) Source(v Value[string]) *Source { return t.Sources[SourcePath(v)] }

// Source is the content of a folder or file that a topology names (function.source, file.source, schema.file), read
// before any backend runs.
type Source struct {
	// Path is relative to the topology's folder.
	Path string
	// Files are sorted by path; for a single file there is one.
	Files []SourceFile
	// Tree is the file's content with its places, where it is a schema in JSON or YAML; else nil.
	Tree *tree.Node
	// Left lists what is left out of every folder (.git, .env, node_modules/.cache), sorted; not what an ignore file names.
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
