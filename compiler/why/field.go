package why

import (
	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Field is a scalar of an object, or an empty list or map, and where it comes from.
type Field struct {
	Path  Path
	Value *tree.Node
	Chain []Link
	// Pattern is the entry of a rule's Fields by which the rule was found; "" where the node says itself.
	Pattern string
}

// Asker answers for the objects of one backend's output.
type Asker struct {
	topology *schema.Topology
	backend  backends.Backend
	book     *backends.RuleBook
	objects  []backends.Object
	entities map[*tree.Origin]schema.Address
}

// NewAsker returns what answers for the objects that a backend made of a topology, all of them.
func NewAsker(t *schema.Topology, b backends.Backend, objects []backends.Object) *Asker {
	a := &Asker{topology: t, backend: b, objects: objects, book: backends.NewRuleBook(b.Rules()), entities: map[*tree.Origin]schema.Address{}}
	for _, e := range t.Entities() {
		if m := e.EntityMeta(); m.Node != nil && m.Node.Origin != nil {
			a.entities[m.Node.Origin] = m.Address
		}
	}
	return a
}

// named returns the one object of the output that a name is of, in the stack or namespace of the object asked about; nil for none.
func (w *walker) named(name string) *backends.Object {
	for i := range w.objects {
		if a := w.objects[i].Address; a.Name == name && a.Namespace == w.object.Address.Namespace {
			return &w.objects[i]
		}
	}
	return nil
}

// Fields returns the fields of an object at and below a path, in the object's order.
func (a *Asker) Fields(o backends.Object, at Path) []Field {
	w := walker{Asker: a, object: o, at: at}
	w.visit(o.Tree, 0, surroundings{})
	return w.fields
}

type walker struct {
	*Asker
	object backends.Object
	at     Path
	path   Path
	keys   []string
	fields []Field
}

// surroundings are the origin of the nearest node around that has one, and of the nearest that a rule made.
type surroundings struct{ origin, made *tree.Origin }

// visit visits what lies on the way to the path and below it.
func (w *walker) visit(n *tree.Node, depth int, around surroundings) {
	own := around
	if n.Origin != nil {
		own.origin = n.Origin
		if n.Origin.How == tree.Derived {
			own.made = n.Origin
		}
	}
	switch {
	case n.Kind == tree.Map && len(n.Fields) > 0:
		for _, f := range n.Fields {
			w.step(Step{Key: f.Key}, f.Key, f.Value, depth, own)
		}
	case n.Kind == tree.List && len(n.Items) > 0:
		steps := elements(n, w.backend, w.object.Address.Type, w.keys)
		for i, item := range n.Items {
			w.step(steps[i], "[]", item, depth, own)
		}
	default:
		chain, pattern := w.chain(n, around)
		w.fields = append(w.fields, Field{Path: append(Path(nil), w.path...), Value: n, Chain: chain, Pattern: pattern})
	}
}

func (w *walker) step(s Step, key string, n *tree.Node, depth int, own surroundings) {
	if depth < len(w.at) && w.at[depth] != s {
		return
	}
	w.path, w.keys = append(w.path, s), append(w.keys, key)
	w.visit(n, depth+1, own)
	w.path, w.keys = w.path[:len(w.path)-1], w.keys[:len(w.keys)-1]
}

// markEdge marks the links from one on that tell the edge for which a field is there.
func (t *teller) markEdge(from int) {
	edge := false
	for i := from; i < len(t.links); i++ {
		edge = edge || t.links[i].Edge
		t.links[i].Edge = edge && t.links[i].Depth == 1
	}
}

// chain returns the chain of one field. What has no origin of its own is what a rule of the backend decides alike for all objects, or
// what a rule made of everything around it.
func (w *walker) chain(n *tree.Node, in surroundings) ([]Link, string) {
	t := teller{Asker: w.Asker, object: w.object}
	around := in.origin
	if n.Origin != nil {
		t.follow(n.Origin, 0)
		before := len(t.links)
		t.follow(in.made, 1) // why it stands here
		t.markEdge(before)
		return t.links, ""
	}
	if around != nil && around.How == tree.Overlay {
		t.follow(around, 0)
		return t.links, ""
	}
	rule, pattern := w.book.Deciding(w.object.Address, w.keys)
	switch {
	case rule != nil:
		t.add(Link{How: Rule, Name: rule.Name, Text: rule.Doc, Digest: rule.Digest})
		if to := w.named(n.Text); rule.Refers && to != nil {
			t.refer(to)
		}
	case around == nil || around.How != tree.Derived:
		t.add(Link{How: Unknown})
	}
	t.follow(around, 0)
	if rule != nil {
		for _, input := range t.inputs(Link{How: Rule, Name: rule.Name}) {
			input.Depth = 1
			t.add(input)
		}
	}
	return t.links, pattern
}
