package schema

import (
	"cmp"
	"strings"

	"espc.dev/schema/tree"
)

// Kind is a kind of entity: "function", "api_endpoint".
type Kind string

// Address names one entity of a topology: kind.name.
type Address struct {
	Kind Kind
	Name string
}

// String returns "kind.name", and "" for the zero Address.
func (a Address) String() string {
	if a == (Address{}) {
		return ""
	}
	return string(a.Kind) + "." + a.Name
}

// Compare orders addresses by kind, then name.
func (a Address) Compare(b Address) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name))
}

// ParseAddress splits "kind.name". It does not ask whether the kind exists.
func ParseAddress(s string) (Address, bool) {
	kind, name, ok := strings.Cut(s, ".")
	if !ok || kind == "" || name == "" || strings.Contains(name, ".") {
		return Address{}, false
	}
	return Address{Kind: Kind(kind), Name: name}, true
}

// EdgeClass says what an edge is for; a backend's table of permissions goes by it.
type EdgeClass string

// Edge is a reference from one entity to another. Field is the path of the field that makes it ("on.uploaded.event"),
// Node the reference as written.
type Edge struct {
	From, To Address
	Class    EdgeClass
	Field    string
	Node     *tree.Node
}

// Compare orders edges by where they start, where they end, their class and their field.
func (e Edge) Compare(o Edge) int {
	return cmp.Or(e.From.Compare(o.From), e.To.Compare(o.To), cmp.Compare(e.Class, o.Class), cmp.Compare(e.Field, o.Field))
}
