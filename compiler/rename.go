package compiler

import (
	"strings"

	"espc.dev/compiler/frontend"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

func splitAddress(address string) (kind, name string) {
	kind, name, _ = strings.Cut(address, ".")
	return kind, name
}

// entries returns a map's entries, none for what is no map.
func entries(n *tree.Node) []tree.Field {
	if n == nil || n.Kind != tree.Map {
		return nil
	}
	return n.Fields
}

// addresses returns every address that a document declares.
func addresses(doc *tree.Node) map[string]bool {
	out := map[string]bool{}
	for _, kind := range entries(doc) {
		for _, entity := range entries(kind.Value) {
			out[kind.Key+"."+entity.Key] = true
		}
	}
	return out
}

// first returns the origin of the first entry of a map, or the node's own.
func first(n *tree.Node) *tree.Origin {
	if e := entries(n); n.Origin == nil && len(e) > 0 {
		return e[0].Value.Origin
	}
	return n.Origin
}

// rewrite returns a tree with every string (keys left alone) put through f; what does not change is shared.
func rewrite(n *tree.Node, f func(*tree.Node) *tree.Node) *tree.Node {
	switch n.Kind {
	case tree.String:
		return f(n)
	case tree.List:
		out := *n
		out.Items = make([]*tree.Node, len(n.Items))
		for i, item := range n.Items {
			out.Items[i] = rewrite(item, f)
		}
		return &out
	case tree.Map:
		out := *n
		out.Fields = make([]tree.Field, len(n.Fields))
		for i, field := range n.Fields {
			out.Fields[i] = tree.Field{Key: field.Key, Value: rewrite(field.Value, f)}
		}
		return &out
	}
	return n
}

// ofEntity returns the address that a reference to an entity's attribute starts with: gateway.edge of gateway.edge.url.
func ofEntity(reference string) string {
	kind, rest := splitAddress(reference)
	name, _, _ := strings.Cut(rest, ".")
	return kind + "." + name
}

// mark puts frontend.OuterMark before every address that the document around declares, and before references to attributes of those.
func (x *expander) mark(n *tree.Node) *tree.Node {
	return rewrite(n, func(s *tree.Node) *tree.Node {
		if !x.outer[s.Text] && (!s.Ref || !x.outer[ofEntity(s.Text)]) {
			return s
		}
		out := *s
		out.Text = frontend.OuterMark + s.Text
		return &out
	})
}

// substitute replaces module.NAME.X by the outputs of the modules.
func (x *expander) substitute(doc *tree.Node) *tree.Node {
	return rewrite(doc, func(s *tree.Node) *tree.Node {
		if !strings.HasPrefix(s.Text, "module.") {
			return s
		}
		if value := x.outputs[s.Text]; value != nil {
			return value.With(&tree.Origin{How: tree.Variable, Range: s.Range(), Rule: s.Text, From: value.Origin})
		}
		x.unknownOutput(s)
		return s
	})
}

// prefixed renames a module's entities to <module>-<name> and follows them in every reference. Which fields hold
// references the field tables say, so a text that only looks like an address stays what it is.
func prefixed(doc *tree.Node, module string) *tree.Node {
	prefix := module + "-"
	r := renamer{to: map[string]string{}}
	for address := range addresses(doc) {
		kind, name := splitAddress(address)
		r.to[address] = kind + "." + prefix + name
	}
	out := &tree.Node{Kind: tree.Map, Origin: doc.Origin}
	for _, kind := range doc.Fields {
		info := schema.LookupKind(schema.Kind(kind.Key))
		entities := &tree.Node{Kind: tree.Map, Origin: kind.Value.Origin}
		for _, entity := range entries(kind.Value) {
			value := entity.Value
			if info != nil {
				value = r.block(value, &info.BlockInfo)
			}
			entities.Fields = append(entities.Fields, tree.Field{Key: prefix + entity.Key, Value: rewrite(value, unmark)})
		}
		out.Fields = append(out.Fields, tree.Field{Key: kind.Key, Value: entities})
	}
	return out
}

func unmark(s *tree.Node) *tree.Node {
	if !strings.HasPrefix(s.Text, frontend.OuterMark) {
		return s
	}
	out := *s
	out.Text = strings.TrimPrefix(s.Text, frontend.OuterMark)
	return &out
}

// Renamed returns an entity's tree as it reads once entities have other names: to has the new address for each old one. References
// are followed where the field tables say that there are any.
func Renamed(entity *tree.Node, kind schema.Kind, to map[string]string) *tree.Node {
	info := schema.LookupKind(kind)
	if info == nil {
		return entity
	}
	return renamer{to}.block(entity, &info.BlockInfo)
}

// renamer has the new address for each old one.
type renamer struct{ to map[string]string }

func (r renamer) block(n *tree.Node, info *schema.BlockInfo) *tree.Node {
	if n.Kind != tree.Map {
		return n
	}
	out := *n
	out.Fields = make([]tree.Field, len(n.Fields))
	for i, f := range n.Fields {
		out.Fields[i] = f
		name := f.Key
		if name == "steps" {
			name = "step" // the list form of the same field
		}
		if field := info.Field(name); field != nil {
			out.Fields[i].Value = r.field(f.Value, field)
		}
	}
	return &out
}

func (r renamer) field(n *tree.Node, f *schema.FieldInfo) *tree.Node {
	switch f.Type {
	case schema.TypeRef, schema.TypeRefs:
		return rewrite(n, r.reference)
	case schema.TypeAny: // of these only an output's value can name something
		if f.Name == "value" {
			return rewrite(n, r.reference)
		}
	case schema.TypeRoute:
		if n.Kind == tree.String {
			return r.reference(n)
		}
		return r.blocks(n, f)
	case schema.TypeTextMap:
		return r.texts(n, f)
	case schema.TypeStringMap:
		if f.Label == "kind_or_address" {
			return r.keys(n, nil)
		}
	case schema.TypeAnyMap:
		if f.Label == "address" { // an override holds the fields of the entity that it names
			return r.keys(n, func(address string, change *tree.Node) *tree.Node {
				kind, _ := splitAddress(address)
				if info := schema.LookupKind(schema.Kind(kind)); info != nil {
					return r.block(change, &info.BlockInfo)
				}
				return change
			})
		}
	case schema.TypeBlock:
		return r.block(n, f.Block())
	case schema.TypeBlocks, schema.TypeObjects, schema.TypeSteps:
		return r.blocks(n, f)
	}
	return n
}

// blocks renames in labelled blocks or a list of objects, and in labels that are addresses.
func (r renamer) blocks(n *tree.Node, f *schema.FieldInfo) *tree.Node {
	out := *n
	out.Items, out.Fields = nil, nil
	for _, item := range n.Items {
		out.Items = append(out.Items, r.block(item, f.Block()))
	}
	for _, field := range n.Fields {
		key := field.Key
		if len(f.Refs) > 0 && f.Type == schema.TypeBlocks {
			key = r.address(key)
		}
		out.Fields = append(out.Fields, tree.Field{Key: key, Value: r.block(field.Value, f.Block())})
	}
	return &out
}

// keys renames the keys of a map that are addresses, and with value what they lead to.
func (r renamer) keys(n *tree.Node, value func(address string, n *tree.Node) *tree.Node) *tree.Node {
	if n.Kind != tree.Map {
		return n
	}
	out := *n
	out.Fields = make([]tree.Field, len(n.Fields))
	for i, f := range n.Fields {
		if value != nil {
			f.Value = value(f.Key, f.Value)
		}
		f.Key = r.address(f.Key)
		out.Fields[i] = f
	}
	return &out
}

// texts renames in an env map: references, secrets by their address, and endpoint values, but neither in { value = "…" } nor in a text
// that happens to be the address of something else.
func (r renamer) texts(n *tree.Node, f *schema.FieldInfo) *tree.Node {
	if n.Kind != tree.Map {
		return n
	}
	out := *n
	out.Fields = make([]tree.Field, len(n.Fields))
	for i, field := range n.Fields {
		switch {
		case field.Value.Kind == tree.String:
			if field.Value.Ref || strings.HasPrefix(field.Value.Text, string(schema.KindSecret)+".") {
				field.Value = r.reference(field.Value)
			}
		case f.Block() != nil && field.Value.Get("value") == nil:
			field.Value = r.block(field.Value, f.Block())
		}
		out.Fields[i] = field
	}
	return &out
}

func (r renamer) reference(s *tree.Node) *tree.Node {
	text := r.address(s.Text)
	if text == s.Text {
		return s
	}
	out := *s
	out.Text = text
	return &out
}

// address returns the new address for one that a string is or starts with (gateway.edge.url).
func (r renamer) address(s string) string {
	kind, rest, ok := strings.Cut(s, ".")
	if !ok {
		return s
	}
	name, attribute, more := strings.Cut(rest, ".")
	to, renamed := r.to[kind+"."+name]
	switch {
	case !renamed:
		return s
	case more:
		return to + "." + attribute
	}
	return to
}
