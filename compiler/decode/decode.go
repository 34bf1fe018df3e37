// Package decode turns a document's tree into typed entities, by the field tables that are generated from the language.
// It checks what can be seen at a field alone; what holds between fields and entities is package resolve's.
package decode

import (
	"slices"
	"strconv"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Reference is one reference that a field makes, with what the field allows.
type Reference struct {
	schema.Edge
	// Name is the name of the field that makes it, the last of the path that is one: calls of "calls.0".
	Name string
	// Kinds are the kinds that the field takes; nil takes every kind.
	Kinds []schema.Kind
	// Self allows a reference to the entity itself.
	Self bool
}

// Decode decodes a document: {topology: {…}, kind: {name: {…}}}. env names the environment to compile for; "" makes one
// called default with a plain Kubernetes backend, and the result's Environment is nil where no environment has the name.
//
// What could be decoded is there even when there are errors: a value that is wrong counts as its default, or as given but
// empty. The references are all that fields make, in no particular order; the topology's Edges are the same, sorted.
func Decode(doc *tree.Node, env string) (*schema.Topology, []Reference, diag.List) {
	d := &decoder{doc: doc, t: &schema.Topology{}, hidden: map[diag.Range]bool{}, misplaced: map[schema.Address]bool{}, secrets: names(doc.Get(string(schema.KindSecret)))}
	d.topology(doc.Get("topology"))
	for _, f := range entries(doc) {
		if f.Key != "topology" && schema.LookupKind(schema.Kind(f.Key)) == nil {
			d.unknownKind(f)
			d.scan(f.Value)
		}
	}
	for i := range schema.AllKinds {
		d.kind(&schema.AllKinds[i])
	}
	d.environment(env)
	d.t.Edges = make([]schema.Edge, len(d.refs))
	for i, r := range d.refs {
		d.t.Edges[i] = r.Edge
	}
	d.t.Index()
	return d.t, d.refs, d.ds
}

type decoder struct {
	doc     *tree.Node
	t       *schema.Topology
	secrets map[string]bool // declared secrets, by name
	refs    []Reference
	ds      diag.List
	hidden  map[diag.Range]bool // secrets that were reported
	// misplaced are the addresses of what stands under a kind that is misspelled.
	misplaced map[schema.Address]bool

	searched int // how often a near name was searched among all of a kind

	// Where decoding is: the entity, and the path of the field in it.
	address schema.Address
	path    []string
}

// report adds a diagnostic about the entity that is being decoded.
func (d *decoder) report(g diag.Diagnostic) {
	d.ds = append(d.ds, g.WithAddress(d.address.String()))
}

// inside runs f with one more element in the field's path.
func (d *decoder) inside(element string, f func()) {
	d.path = append(d.path, element)
	f()
	d.path = d.path[:len(d.path)-1]
}

// fieldPath returns the path of the field that is being decoded: on.uploaded.event.
func (d *decoder) fieldPath() string { return strings.Join(d.path, ".") }

func (d *decoder) topology(n *tree.Node) {
	info := &schema.TopologyInfo{Meta: schema.Meta{Node: n}}
	d.t.Info = info
	switch {
	case n.IsNull():
		d.ds = append(d.ds, diag.NoTopology.At(n.Range(), "no topology block names the application").
			WithFix(`write topology "NAME" {} in HCL, topology: {name: "NAME"} elsewhere`))
		return
	case n.Kind != tree.Map:
		d.ds = append(d.ds, diag.WrongType.At(n.Range(), "topology takes an object, not %s", n.Kind).WithFix(`write topology: {name: "NAME"}`))
		return
	}
	d.scan(n)
	d.block(info, &schema.TopologyBlock, n, "topology")
	d.t.Name = info.Name.V
}

// kind decodes the entities of one kind, sorted by name.
func (d *decoder) kind(info *schema.KindInfo) {
	n := d.doc.Get(string(info.Kind))
	if n.IsNull() {
		return
	}
	if n.Kind != tree.Map {
		d.ds = append(d.ds, diag.WrongType.At(n.Range(), "%s takes an object of entities by name, not %s", info.Kind, n.Kind).
			WithFix("write %s: {NAME: {…}}", info.Kind))
		return
	}
	for _, f := range sorted(n.Fields) {
		d.entity(info, f)
	}
}

func (d *decoder) entity(info *schema.KindInfo, f tree.Field) {
	if f.Value.IsNull() {
		return
	}
	d.address = schema.Address{Kind: info.Kind, Name: f.Key}
	d.name(f)
	if f.Value.Kind != tree.Map {
		d.report(diag.WrongType.At(f.Value.Range(), "%s takes an object of fields, not %s", d.address, f.Value.Kind).
			WithFix("write the entity's fields as an object"))
		return
	}
	d.scan(f.Value)
	e := info.New(&d.t.Kinds, schema.Meta{Address: d.address, Node: f.Value})
	d.path = d.path[:0]
	d.block(e, &info.BlockInfo, f.Value, d.address.String())
}

// environment picks the environment to compile for and completes it.
func (d *decoder) environment(env string) {
	if env == "" {
		n := tree.NewMap().With(&tree.Origin{How: tree.Default, Rule: "environment"})
		e := &schema.Environment{Meta: schema.Meta{Address: schema.Address{Kind: schema.KindEnvironment, Name: "default"}, Node: n}}
		d.plain(e)
		d.t.Environment = e
		return
	}
	i := slices.IndexFunc(d.t.Environments, func(e *schema.Environment) bool { return e.Address.Name == env })
	if i < 0 {
		return
	}
	d.t.Environment = d.t.Environments[i]
	if b := d.t.Environment.Backend; b == nil || b.Kubernetes == nil && b.Aws == nil {
		d.plain(d.t.Environment)
	}
}

// plain gives an environment a Kubernetes backend with nothing but defaults.
func (d *decoder) plain(e *schema.Environment) {
	d.address, d.path = e.Address, []string{"backend"}
	n := tree.NewMap().With(&tree.Origin{How: tree.Default, Rule: "environment.backend"})
	e.Backend = &schema.Backends{Block: schema.Block{Node: n}}
	field := schema.LookupKind(schema.KindEnvironment).Field("backend").Block().Field(schema.BackendKubernetes)
	d.block(field.Add(e.Backend, schema.Block{Label: schema.BackendKubernetes, Node: n}), field.Block(), n, "backend")
}

// entries returns a map's entries, none for what is no map.
func entries(n *tree.Node) []tree.Field {
	if n == nil || n.Kind != tree.Map {
		return nil
	}
	return n.Fields
}

// names returns the keys of a map.
func names(n *tree.Node) map[string]bool {
	fields := entries(n)
	out := make(map[string]bool, len(fields))
	for _, f := range fields {
		out[f.Key] = f.Value.Kind != tree.Null
	}
	return out
}

// sorted returns a map's entries by key; what is sorted already is not copied.
func sorted(fields []tree.Field) []tree.Field {
	byKey := func(a, b tree.Field) int { return strings.Compare(a.Key, b.Key) }
	if slices.IsSortedFunc(fields, byKey) {
		return fields
	}
	fields = slices.Clone(fields)
	slices.SortFunc(fields, byKey)
	return fields
}

// index returns the path element of a list's element.
func index(i int) string { return strconv.Itoa(i) }
