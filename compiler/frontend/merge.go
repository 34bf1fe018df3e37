package frontend

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Merge joins the documents of a folder into one. The same address in two documents is an error that shows both places;
// the first stays.
func Merge(docs []*tree.Node) (*tree.Node, diag.List) {
	var ds diag.List
	m := merger{kinds: map[string]*group{}}
	for _, doc := range docs {
		for _, f := range doc.Fields {
			ds = append(ds, m.add(f)...)
		}
	}
	fields := make([]tree.Field, 0, len(m.order))
	for _, kind := range m.order {
		fields = append(fields, tree.Field{Key: kind, Value: m.kinds[kind].node()})
	}
	return &tree.Node{Kind: tree.Map, Fields: fields}, ds
}

type merger struct {
	kinds map[string]*group
	order []string
}

// group collects the entities of one kind. A kind whose value is no map, and topology, which has no names, stay whole.
type group struct {
	whole  *tree.Node
	fields []tree.Field
	names  map[string]int
	origin *tree.Origin
}

func (g *group) node() *tree.Node {
	if g.whole != nil {
		return g.whole
	}
	return &tree.Node{Kind: tree.Map, Fields: g.fields, Origin: g.origin}
}

func (m *merger) add(f tree.Field) diag.List {
	g := m.kinds[f.Key]
	if g == nil {
		g = &group{names: map[string]int{}, origin: f.Value.Origin}
		m.kinds[f.Key] = g
		m.order = append(m.order, f.Key)
		if f.Key == "topology" || f.Value.Kind != tree.Map {
			g.whole = f.Value
			return nil
		}
	}
	if g.whole != nil || f.Value.Kind != tree.Map {
		return diag.List{duplicate(f.Key, f.Value, g.node())}
	}
	var ds diag.List
	for _, entity := range f.Value.Fields {
		if i, ok := g.names[entity.Key]; ok {
			ds = append(ds, duplicate(f.Key+"."+entity.Key, entity.Value, g.fields[i].Value))
			continue
		}
		g.names[entity.Key] = len(g.fields)
		g.fields = append(g.fields, entity)
	}
	return ds
}

func duplicate(address string, second, first *tree.Node) diag.Diagnostic {
	return diag.DuplicateAddress.At(second.Origin.KeyPlace(), "%s is declared twice", address).
		WithAddress(address).
		WithRelated(first.Origin.KeyPlace(), "first declared here").
		WithFix("rename or remove one of the two")
}
