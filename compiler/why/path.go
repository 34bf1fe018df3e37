// Package why says of every field of an object where it comes from: the chain of origins from the rule that made it to the place
// in a file, the default or the rule that it ends in.
package why

import (
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// Step is one step of a path: a key of a map, or an element of a list.
type Step struct {
	// Key is a map's key.
	Key string
	// Index is the element's position, and Name what tells it from the others, "" where nothing does. List is set for an element.
	Index int
	Name  string
	List  bool
}

// Path leads from an object's root to a field.
type Path []Step

// String returns the path as plans show it and as people type it: spec.template.spec.containers[app].image.
func (p Path) String() string {
	var b strings.Builder
	for i, s := range p {
		switch {
		case s.List && s.Name != "":
			b.WriteString("[" + s.Name + "]")
		case s.List:
			b.WriteString("[" + strconv.Itoa(s.Index) + "]")
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(s.Key)
		}
	}
	return b.String()
}

// elements returns a step for each element of a list. They have names where each has one of its own.
func elements(list *tree.Node, dialect backends.Dialect, typ string, keys []string) []Step {
	out := make([]Step, len(list.Items))
	for i := range out {
		out[i] = Step{List: true, Index: i}
	}
	key := dialect.ListKey(typ, keys)
	if key == "" || key == "=" {
		return out
	}
	seen := map[string]bool{}
	for i, item := range list.Items {
		name := item.Get(key).Str()
		if name == "" || seen[name] {
			for j := range out {
				out[j].Name = ""
			}
			return out
		}
		seen[name], out[i].Name = true, name
	}
	return out
}

// Keys returns the path in the form that backends.Dialect takes.
func (p Path) Keys() []string {
	keys := make([]string, len(p))
	for i, s := range p {
		if keys[i] = s.Key; s.List {
			keys[i] = "[]"
		}
	}
	return keys
}
