package fields

import (
	"strings"

	"espc.dev/schema/tree"
)

// Keys tells the elements of a list apart where no manager's fields do: backends.Dialect is one.
type Keys interface {
	ListKey(typ string, path []string) string
}

// Comparison is how live objects of a type are compared with wanted ones.
type Comparison struct {
	// Manager is espc's.
	Manager string
	Keys    Keys
	// Trust takes what the manager applies for what is wanted, whatever its value is: what is wanted was applied, so that another value
	// is the cluster's way to write the same, or what an admission webhook made of it.
	Trust bool
}

// Project returns what of a live object concerns the comparison with what is wanted: the fields that are wanted, and those
// that the manager applied before and that are wanted no more. What the server filled in and what others added is left out, and so is
// what another manager holds on to: applying would not take it away.
//
// Where all is as wanted, the result is want itself, and each part of it that is as wanted is want's own node. A value that another
// manager set has its name in the node's origin (tree.Held).
func (c *Comparison) Project(typ string, live *Live, want *tree.Node) *tree.Node {
	p := c.projection(typ, live)
	return p.root(want)
}

// Owned returns what the manager applied of an object that is not wanted; all of it where no manager is known to have applied any.
func (c *Comparison) Owned(typ string, live *Live) *tree.Node {
	version, kind := typ, ""
	if i := strings.LastIndexByte(typ, '/'); i >= 0 {
		version, kind = typ[:i], typ[i+1:]
	}
	meta := tree.NewMap(tree.F("name", tree.NewString(live.Name())))
	if ns := live.Namespace(); ns != "" {
		meta.Fields = append(meta.Fields, tree.F("namespace", tree.NewString(ns)))
	}
	out := tree.NewMap(tree.F("apiVersion", tree.NewString(version)), tree.F("kind", tree.NewString(kind)), tree.F("metadata", meta))
	own := live.applied(c.Manager)
	if own == nil {
		for _, f := range live.Root.Fields {
			if f.Key != "apiVersion" && f.Key != "kind" && f.Key != "metadata" && f.Key != "status" {
				out.Fields = append(out.Fields, tree.F(strings.Clone(f.Key), clone(f.Value, nil)))
			}
		}
		return out
	}
	for _, f := range c.projection(typ, live).removed(nil, live.Root, own) {
		if f.Key != "metadata" {
			out.Fields = append(out.Fields, f)
			continue
		}
		meta.Fields = append(meta.Fields, f.Value.Fields...)
	}
	return out
}

// projection is the comparison of one object.
type projection struct {
	*Comparison
	typ  string
	live *Live
	path []step
}

// step is one step from the root to a value: a field, or an element of a list.
type step struct {
	key  string
	item *tree.Node // the live element
}

func (c *Comparison) projection(typ string, live *Live) *projection {
	live.own, live.squatters = live.applied(c.Manager), nil
	return &projection{Comparison: c, typ: typ, live: live, path: make([]step, 0, 16)}
}

func (p *projection) root(want *tree.Node) *tree.Node {
	return p.maps(want, p.live.Root, p.live.own)
}

// value compares one value. own is what the manager owns of it, nil for nothing.
func (p *projection) value(want, live, own *tree.Node) *tree.Node {
	switch {
	case p.Trust && leaf(own):
		return want
	case live == nil:
		if want.Kind == tree.Null || emptied(want, own) {
			return want
		}
		return nil
	case want.Kind == tree.Map && live.Kind == tree.Map:
		return p.maps(want, live, own)
	case want.Kind == tree.List && live.Kind == tree.List:
		return p.lists(want, live, own)
	case want.Kind == live.Kind && want.Text == live.Text && want.Kind != tree.Map && want.Kind != tree.List:
		return want
	}
	return clone(live, p.holder(own))
}

// emptied reports whether something without content is wanted that the server leaves out of the object: an empty list, and an empty map
// that the manager owns although it is not there.
func emptied(want, own *tree.Node) bool {
	return want.Kind == tree.List && len(want.Items) == 0 || want.Kind == tree.Map && len(want.Fields) == 0 && own != nil
}

func (p *projection) maps(want, live, own *tree.Node) *tree.Node {
	if leaf(own) && len(want.Fields) == 0 {
		return want
	}
	if leaf(own) || own == nil && len(p.path) > 0 && leaf(p.elsewhere()) {
		return atomic(want, live, p.name(), p.holder(own))
	}
	same, seen := true, 0
	var out []tree.Field
	for i, f := range want.Fields {
		value := f.Value
		if len(p.path) > 0 || f.Key != "apiVersion" && f.Key != "kind" { // the items of a list lack them
			part := child(own, f.Key)
			if part != nil {
				seen++
			}
			p.path = append(p.path, step{key: f.Key})
			value = p.value(f.Value, live.Get(f.Key), part)
			p.path = p.path[:len(p.path)-1]
		}
		if same && value != f.Value {
			same, out = false, append(make([]tree.Field, 0, len(want.Fields)), want.Fields[:i]...)
		}
		if !same && value != nil {
			out = append(out, tree.Field{Key: f.Key, Value: value})
		}
	}
	if own != nil && !p.Trust && seen < children(own) {
		for _, f := range p.removed(want, live, own) {
			if same {
				same, out = false, append(out, want.Fields...)
			}
			out = append(out, f)
		}
	}
	if same {
		return want
	}
	return &tree.Node{Kind: tree.Map, Fields: out}
}

// removed returns the fields of a map that the manager owns and that are wanted no more.
func (p *projection) removed(want, live, own *tree.Node) []tree.Field {
	var out []tree.Field
	for _, f := range own.Fields {
		key, ok := strings.CutPrefix(f.Key, "f:")
		if !ok || want.Get(key) != nil || key == PartOf {
			continue
		}
		value := live.Get(key)
		if value == nil {
			continue
		}
		p.path = append(p.path, step{key: key})
		if rest := p.extract(value, f.Value); rest != nil {
			out = append(out, tree.Field{Key: strings.Clone(key), Value: rest})
		}
		p.path = p.path[:len(p.path)-1]
	}
	return out
}

// extract returns what the manager alone owns of a live value, nil for nothing.
func (p *projection) extract(live, own *tree.Node) *tree.Node {
	if leaf(own) {
		if p.shared() {
			return nil
		}
		return clone(live, nil)
	}
	switch live.Kind {
	case tree.Map:
		out := p.removed(nil, live, own)
		if len(out) == 0 {
			return nil
		}
		return &tree.Node{Kind: tree.Map, Fields: out}
	case tree.List:
		out := &tree.Node{Kind: tree.List}
		for _, item := range live.Items {
			part := element(own, item)
			if part == nil {
				continue
			}
			p.path = append(p.path, step{item: item})
			if rest := p.extract(item, part); rest != nil {
				out.Items = append(out.Items, rest)
			}
			p.path = p.path[:len(p.path)-1]
		}
		if len(out.Items) == 0 {
			return nil
		}
		return out
	}
	return clone(live, nil)
}

// name is the name of the innermost field of the path.
func (p *projection) name() string {
	for i := len(p.path) - 1; i >= 0; i-- {
		if p.path[i].item == nil {
			return p.path[i].key
		}
	}
	return ""
}

// place is the path as backends.Dialect takes it.
func (p *projection) place() []string {
	out := make([]string, len(p.path))
	for i, s := range p.path {
		if out[i] = s.key; s.item != nil {
			out[i] = "[]"
		}
	}
	return out
}
