package why

import (
	"strings"

	"espc.dev/backends"
	"espc.dev/compiler/frontend"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// How says what a link of a chain is.
type How string

// Links of a chain.
const (
	Rule     How = "rule"     // a rule of the backend, or one by which the schema derives a field; Text says it
	Written  How = "written"  // what a file says
	Entity   How = "entity"   // the entity that the field is for, where it is declared
	Object   How = "object"   // the object Name that the field refers to, with the place of what brings it
	Override How = "override" // what an environment says in place of the next link
	Variable How = "variable" // the variable Name is used
	Given    How = "given"    // a variable's value from the command line or the environment of the process
	Module   How = "module"   // the module Name is used
	Value    How = "value"    // an expression, a local value, each.key
	Default  How = "default"  // the schema's default of the field Name, which is Text
	Overlay  How = "overlay"  // an overlay changed it
	Unknown  How = "unknown"  // nothing says where the field comes from
)

// Link is one link of a chain, from the output field on.
type Link struct {
	How How
	// Name is a rule, a variable, a module, an entity's address or a field of the schema.
	Name string
	// Place is where a file says it, zero for what no file says.
	Place diag.Range
	// Text is a rule's sentence or a default's value.
	Text string
	// Digest is set for a rule that makes a digest of more than the rest of the chain says.
	Digest bool
	// Standing is set for a rule beside which what stands decides.
	Standing bool
	// Edge is set in the chain of the edge that the field is there for.
	Edge bool
	// Depth is over 0 in the chain of a further input.
	Depth int
}

// maxLinks bounds a chain: a value of a large expression has as many inputs.
const maxLinks = 2000

type teller struct {
	*Asker
	object backends.Object
	links  []Link
	seen   map[*tree.Origin]bool
}

// follow tells a chain of origins, that of further inputs after it.
func (t *teller) follow(o *tree.Origin, depth int) {
	for o != nil && len(t.links) < maxLinks {
		if t.seen[o] {
			return
		}
		if t.seen == nil {
			t.seen = map[*tree.Origin]bool{}
		}
		t.seen[o] = true
		if o.Via != nil {
			o = o.Via
			continue
		}
		l := t.link(o)
		l.Depth = depth
		t.add(l)
		next := o.From
		if use := o.Range.Use(); !use.IsZero() && (next == nil || !next.Place().Use().Same(use)) {
			t.module(use, depth)
		}
		if inputs := t.inputs(l); len(o.Also)+len(inputs) > 0 {
			t.follow(next, depth)
			for _, also := range o.Also {
				t.follow(also, depth+1)
			}
			for _, input := range inputs {
				input.Depth = depth + 1
				t.add(input)
			}
			return
		}
		o = next
	}
}

// namedAfterTopology are the fields of the schema whose default has the topology's name in it, or the environment's.
var namedAfterTopology = map[string][]string{
	"event.type": {backends.Topology}, "event.source": {backends.Topology}, "environment.backend.kubernetes.namespace": {backends.Topology, backends.Environment},
}

// inputs returns links to what a rule always reads.
func (t *teller) inputs(l Link) []Link {
	if l.How != Rule {
		return nil
	}
	reads := namedAfterTopology[l.Name]
	if r := t.book.Named(l.Name); r != nil {
		reads = r.Inputs
	}
	var out []Link
	for _, input := range reads {
		switch info, e := t.topology.Info, t.topology.Environment; {
		case input == backends.Topology && info != nil && info.Node != nil:
			out = append(out, Link{How: Entity, Name: "topology." + t.topology.Name, Place: info.Node.Origin.KeyPlace()})
		case input == backends.Environment && e != nil && !e.Node.Range().IsZero():
			out = append(out, Link{How: Entity, Name: e.Address.String(), Place: e.Node.Origin.KeyPlace()})
		}
	}
	return out
}

// module tells which block uses the module that a place is in, and the one around that.
func (t *teller) module(use diag.Range, depth int) {
	for ; !use.IsZero(); use = use.Use() {
		name := strings.Trim(use.File.Text(int(use.Start), int(use.End)), `"' `)
		t.add(Link{How: Module, Name: name, Place: use, Depth: depth})
	}
}

func (t *teller) add(l Link) {
	if n := len(t.links); n > 0 && t.links[n-1] == l {
		return
	}
	t.links = append(t.links, l)
}

// link tells one origin.
func (t *teller) link(o *tree.Origin) Link {
	l := Link{Name: o.Rule, Place: o.Range}
	switch o.How {
	case tree.Written:
		l.How, l.Name = Written, ""
		if a, ok := t.entity(o); ok {
			l.How, l.Name, l.Place = Entity, a, o.KeyPlace()
		}
	case tree.Default:
		l.Name = schema.FieldPath(o.Rule, t.kind())
		l.How, l.Text = Default, defaultOf(l.Name)
	case tree.Override:
		l.How, l.Name = Override, ""
	case tree.Variable:
		l.How = Variable
		if o.Range.IsZero() {
			l.How = Given
		}
	case tree.Overlay:
		l.How = Overlay
	case tree.Derived:
		if _, isField := schema.DefaultRule(o.Rule); isField {
			l.Name = schema.FieldPath(o.Rule, t.kind())
		}
		l.How, l.Text = t.rule(l.Name)
		if r := t.book.Named(o.Rule); r != nil {
			l.Digest, l.Standing, l.Edge = r.Digest, r.Standing, r.Edge
		}
	default:
		l.How = Unknown
	}
	return l
}

// kind returns the kind of the entity that brings the object.
func (t *teller) kind() schema.Kind {
	if len(t.object.Source) == 0 {
		return ""
	}
	return t.object.Source[0].Kind
}

// refer tells what brings another object.
func (t *teller) refer(to *backends.Object) {
	l := Link{How: Object, Name: to.Address.String(), Depth: 1}
	if len(to.Source) > 0 {
		l.Text = "of " + to.Source[0].String()
	}
	if to.Tree.Origin != nil {
		l.Place = to.Tree.Origin.Place()
		if e, ok := t.entity(to.Tree.Origin); ok {
			l.Text, l.Place = "of "+e, to.Tree.Origin.KeyPlace()
		}
	}
	t.add(l)
}

// entity returns the entity whose declaration an origin is.
func (t *teller) entity(o *tree.Origin) (string, bool) {
	if a, ok := t.entities[o]; ok {
		return a.String(), true
	}
	if o == t.object.Tree.Origin && len(t.object.Source) > 0 {
		return t.object.Source[0].String(), true
	}
	return "", false
}

func (t *teller) rule(name string) (How, string) {
	if r := t.book.Named(name); r != nil {
		return Rule, r.Doc
	}
	if doc, ok := schema.DefaultRule(name); ok {
		return Rule, name + " is by default " + doc + "."
	}
	if doc, ok := frontend.Rule(name); ok {
		return Value, doc
	}
	return Unknown, ""
}

// defaultOf returns the default of a field, as the schema has it.
func defaultOf(field string) string {
	if t, _ := schema.Explain(field); t != nil && t.Field != nil {
		return t.Field.DefaultText()
	}
	return ""
}
