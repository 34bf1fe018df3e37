package target

import (
	"espc.dev/backends/kubernetes/target/internal/set"
	"espc.dev/schema/tree"
)

// partOf is the label that makes an object a member of the set.
const partOf = set.LabelPartOf

// precondition is what has to be true of an object for a write of it to be done.
type precondition struct {
	// absent means that there is none.
	absent bool
	// uid and version are those it has; "" for any.
	uid, version string
}

// never is a resourceVersion that no object has, because the store counts from it: the server refuses an apply with it where
// an object of the name exists, and ignores it where none does.
const never = "1"

// body is an object as it is sent: with the set's label, which is in no file and no plan, and with the preconditions.
func (t *Target) body(o *tree.Node, want precondition) []byte {
	if want.absent {
		want.version = never
	}
	old := o.Get("metadata")
	m := &tree.Node{Kind: tree.Map, Fields: make([]tree.Field, 0, len(old.Fields)+3)}
	labelled := false
	for _, f := range old.Fields {
		switch f.Key {
		case "uid", "resourceVersion", "managedFields", "generation", "creationTimestamp":
			continue
		case "labels":
			f.Value, labelled = with(f.Value, partOf, t.set), true
		}
		m.Fields = append(m.Fields, f)
	}
	if !labelled {
		m.Fields = append(m.Fields, tree.F("labels", with(nil, partOf, t.set)))
	}
	if want.uid != "" {
		m.Fields = append(m.Fields, tree.F("uid", tree.NewString(want.uid)))
	}
	if want.version != "" {
		m.Fields = append(m.Fields, tree.F("resourceVersion", tree.NewString(want.version)))
	}
	return tree.AppendJSON(make([]byte, 0, 4096), with(o, "metadata", m), "")
}

// with returns a map with a field of the value, in the place of the one that it had.
func with[V *tree.Node | string](m *tree.Node, key string, value V) *tree.Node {
	var node *tree.Node
	switch v := any(value).(type) {
	case *tree.Node:
		node = v
	case string:
		node = tree.NewString(v)
	}
	out := &tree.Node{Kind: tree.Map}
	if m != nil {
		out.Fields = make([]tree.Field, 0, len(m.Fields)+1)
		for _, f := range m.Fields {
			if f.Key != key {
				out.Fields = append(out.Fields, f)
			} else if node != nil {
				out.Fields = append(out.Fields, tree.F(key, node))
				node = nil
			}
		}
	}
	if node != nil {
		out.Fields = append(out.Fields, tree.F(key, node))
	}
	return out
}
