// Package tree holds the positioned tree that every stage of the compiler speaks: front ends create it from files,
// overlays merge it, decode reads it, backends build their output of it, and plan compares two of it.
package tree

import (
	"strconv"

	"espc.dev/schema/diag"
)

// Kind is the kind of a node.
type Kind uint8

// Kinds of nodes.
const (
	Null Kind = iota
	Bool
	Number
	String
	List
	Map
)

// String returns the word that messages use for the kind.
func (k Kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "a list", "an object"}[k]
}

// Node is a scalar, a list or an ordered map, with where it came from. Nodes are immutable once built: they are shared
// between trees, and a change builds a new node.
type Node struct {
	Kind Kind
	// Ref marks a string that was written as a reference (an HCL traversal), so it can't be meant as plain text.
	Ref bool
	// Text is a scalar's text: a string's value, a number in JSON's syntax as written, "true" or "false".
	Text string
	// Items are a list's elements.
	Items []*Node
	// Fields are a map's entries, in order; keys are unique.
	Fields []Field
	// Origin says where the node came from. In an output tree nil means the origin of the nearest ancestor that has one.
	Origin *Origin
}

// Field is one entry of a map.
type Field struct {
	Key   string
	Value *Node
}

// F returns a Field. A nil value makes an entry that NewMap leaves out, so that optional parts need no branches.
func F(key string, value *Node) Field { return Field{Key: key, Value: value} }

// NewMap returns a map of the fields whose value is not nil, in their order.
func NewMap(fields ...Field) *Node {
	n := 0
	for _, f := range fields {
		if f.Value != nil {
			fields[n] = f
			n++
		}
	}
	return &Node{Kind: Map, Fields: fields[:n]}
}

// NewList returns a list of the items that are not nil.
func NewList(items ...*Node) *Node {
	n := 0
	for _, item := range items {
		if item != nil {
			items[n] = item
			n++
		}
	}
	return &Node{Kind: List, Items: items[:n]}
}

// NewString returns a string scalar.
func NewString(s string) *Node { return &Node{Kind: String, Text: s} }

// NewInt returns an integer scalar.
func NewInt(i int64) *Node { return &Node{Kind: Number, Text: strconv.FormatInt(i, 10)} }

// NewBool returns a boolean scalar.
func NewBool(b bool) *Node {
	if b {
		return trueNode
	}
	return falseNode
}

var (
	trueNode  = &Node{Kind: Bool, Text: "true"}
	falseNode = &Node{Kind: Bool, Text: "false"}
)

// Get returns the value of a map's key, or nil. It is nil-safe and answers nil for what is no map, so that calls chain.
func (n *Node) Get(key string) *Node {
	if n == nil || n.Kind != Map {
		return nil
	}
	for i := range n.Fields {
		if n.Fields[i].Key == key {
			return n.Fields[i].Value
		}
	}
	return nil
}

// Without returns a map that lacks a key and has the other fields and the origin of this one.
func (n *Node) Without(key string) *Node {
	out := &Node{Kind: Map, Origin: n.Origin}
	for _, f := range n.Fields {
		if f.Key != key {
			out.Fields = append(out.Fields, f)
		}
	}
	return out
}

// IsNull reports whether n is absent or null.
func (n *Node) IsNull() bool { return n == nil || n.Kind == Null }

// Str returns a scalar's text, and "" for nil, lists and maps.
func (n *Node) Str() string {
	if n == nil {
		return ""
	}
	return n.Text
}

// Range returns where the node was written, following the chain of its origins to the first place in a file.
func (n *Node) Range() diag.Range {
	if n == nil {
		return diag.Range{}
	}
	return n.Origin.Place()
}

// With returns a shallow copy of n with another origin.
func (n *Node) With(o *Origin) *Node {
	if n == nil {
		return nil
	}
	c := *n
	c.Origin = o
	return &c
}

// Equal reports whether two trees hold the same data: maps by key whatever their order, lists in order, numbers by
// their text. Origins do not count. Null and absent are not the same.
func Equal(a, b *Node) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil || a.Kind != b.Kind || a.Text != b.Text || len(a.Items) != len(b.Items) || len(a.Fields) != len(b.Fields) {
		return false
	}
	for i := range a.Items {
		if !Equal(a.Items[i], b.Items[i]) {
			return false
		}
	}
	for i, f := range a.Fields {
		other := b.Fields[i].Value
		if b.Fields[i].Key != f.Key {
			other = b.Get(f.Key)
		}
		if other == nil || !Equal(f.Value, other) {
			return false
		}
	}
	return true
}
