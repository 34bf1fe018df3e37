package schema

import "espc.dev/schema/tree"

// written returns a field that a person gave, or else the value that a rule derives from a node. The rule is the field's
// own name ("model.plural"): that is how `why` calls it.
func written(v Value[string], rule, derived string, from *tree.Node) Value[string] {
	if v.IsSet() {
		return v
	}
	return Value[string]{V: derived, Node: tree.NewString(derived).With(tree.Derive(rule, from))}
}
