// Package schema is the topology language: its kinds and their fields, and the typed Topology that a document decodes
// to. The kinds are authored in the .cue files of this folder; everything in *_gen.go is generated from them.
package schema

import (
	"time"

	"espc.dev/schema/tree"
)

//go:generate go run ./internal/gen
//go:generate go run ./internal/gen/docs

// Value is a decoded field: its value, and the node it came from. Backends build output from the node, so that an output
// field knows its source line.
type Value[T any] struct {
	V T
	// Node is nil when the field is unset; a default's node has an origin that says Default.
	Node *tree.Node
}

// IsSet reports whether the field has a value, be it a default.
func (v Value[T]) IsSet() bool { return v.Node != nil }

// Written reports whether a person gave the value: it is set and no default of the schema.
func (v Value[T]) Written() bool {
	return v.Node != nil && (v.Node.Origin == nil || v.Node.Origin.How != tree.Default)
}

// List is a decoded list. Node is nil when the field is unset.
type List[T any] struct {
	Items []Value[T]
	Node  *tree.Node
}

// IsSet reports whether the field has a value.
func (l List[T]) IsSet() bool { return l.Node != nil }

// Values returns the plain values.
func (l List[T]) Values() []T {
	out := make([]T, len(l.Items))
	for i, item := range l.Items {
		out[i] = item.V
	}
	return out
}

// Map is a decoded map, sorted by key. Node is nil when the field is unset.
type Map[T any] struct {
	Entries []Entry[T]
	Node    *tree.Node
}

// Entry is one entry of a Map.
type Entry[T any] struct {
	Key string
	Value[T]
}

// IsSet reports whether the field has a value.
func (m Map[T]) IsSet() bool { return m.Node != nil }

// Get returns an entry's value and whether there is one.
func (m Map[T]) Get(key string) (Value[T], bool) {
	for _, e := range m.Entries {
		if e.Key == key {
			return e.Value, true
		}
	}
	return Value[T]{}, false
}

// Block is what every decoded block has: the node it came from and, for a labelled block, its label.
type Block struct {
	Label string
	Node  *tree.Node
}

// Memory is an amount of bytes.
type Memory int64

// CPU is an amount of thousandths of a core.
type CPU int64

// Rate is a number of requests per duration: 10/2m is {10, 2 * time.Minute}.
type Rate struct {
	Requests int64
	Per      time.Duration
}

// Quota is a number of requests per day, week or month.
type Quota struct {
	Requests int64
	Per      string
}

// Text is a literal string, a secret, or (in env alone) the address of something. At most one of Secret and Endpoint is
// set; neither means Literal.
type Text struct {
	Literal  string
	Secret   Address
	Endpoint *EndpointValue
}

// Filter is one condition of a subscription: the attribute (type, source, subject, an extension or data.PATH) and what
// it must be. All of the fields that are set must hold; Any lists scalars of which one must match.
type Filter struct {
	Attribute      string
	Any            []*tree.Node
	Prefix, Suffix Value[string]
	Exists         Value[bool]
	Not            []*tree.Node
	Gt, Lt         Value[*tree.Node]
	Node           *tree.Node
}
