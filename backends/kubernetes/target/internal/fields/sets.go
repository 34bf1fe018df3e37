package fields

import (
	"strings"

	"espc.dev/schema/tree"
)

// leaf reports whether an owned thing is owned as a whole: a scalar, or a list or map that is replaced as one.
func leaf(own *tree.Node) bool {
	if own == nil {
		return false
	}
	for _, f := range own.Fields {
		if f.Key != "." {
			return false
		}
	}
	return true
}

// children counts the fields that are owned in a map.
func children(own *tree.Node) int {
	n := 0
	for _, f := range own.Fields {
		if strings.HasPrefix(f.Key, "f:") {
			n++
		}
	}
	return n
}

// child returns what is owned of a map's field, nil for nothing.
func child(own *tree.Node, key string) *tree.Node {
	if own == nil {
		return nil
	}
	for i := range own.Fields {
		if k := own.Fields[i].Key; len(k) == len(key)+2 && k[2:] == key && k[:2] == "f:" {
			return own.Fields[i].Value
		}
	}
	return nil
}

func sameScalar(a, b *tree.Node) bool {
	return a != nil && b != nil && a.Kind == b.Kind && a.Text == b.Text
}

// holder returns the origin of a live value that is not the wanted one: who set it, nil for espc's manager or nobody.
func (p *projection) holder(own *tree.Node) *tree.Origin {
	if own != nil {
		return nil
	}
	return held(p.manager())
}

func held(manager string) *tree.Origin {
	if manager == "" {
		return nil
	}
	return &tree.Origin{How: tree.Held, Rule: manager}
}

// manager names who else owns the value at the path, or something it is part of or made of; a person's tool before a component.
func (p *projection) manager() string {
	found := ""
	for i := range p.live.owners {
		o := &p.live.owners[i]
		if o.manager == p.Manager || o.subresource == "status" {
			continue
		}
		if p.at(p.live.fields(o)) == nil {
			continue
		}
		if !Component(o.manager) {
			return strings.Clone(o.manager)
		}
		found = strings.Clone(o.manager)
	}
	return found
}

// shared reports whether another manager owns the value at the path.
func (p *projection) shared() bool { return p.manager() != "" }

// elsewhere returns what the first other manager owns of the value at the path, to tell how it is structured; nil for nothing.
func (p *projection) elsewhere() *tree.Node {
	var found *tree.Node
	for i := range p.live.owners {
		o := &p.live.owners[i]
		if set := p.at(p.live.fields(o)); set != nil && (found == nil || leaf(found)) {
			found = set
		}
	}
	return found
}

// at follows the path in what somebody owns. Of what is owned as a whole, all parts are.
func (p *projection) at(set *tree.Node) *tree.Node {
	for i, s := range p.path {
		if i > 0 && leaf(set) {
			return set
		}
		if s.item != nil {
			set = element(set, s.item)
		} else {
			set = child(set, s.key)
		}
		if set == nil {
			return nil
		}
	}
	return set
}

// clone copies a live value out of the memory that is used again.
func clone(n *tree.Node, origin *tree.Origin) *tree.Node {
	out := &tree.Node{Kind: n.Kind, Text: strings.Clone(n.Text), Origin: origin}
	if len(n.Items) > 0 {
		out.Items = make([]*tree.Node, len(n.Items))
	}
	for i, item := range n.Items {
		out.Items[i] = clone(item, origin)
	}
	if len(n.Fields) > 0 {
		out.Fields = make([]tree.Field, len(n.Fields))
	}
	for i, f := range n.Fields {
		out.Fields[i] = tree.Field{Key: strings.Clone(f.Key), Value: clone(f.Value, origin)}
	}
	return out
}
