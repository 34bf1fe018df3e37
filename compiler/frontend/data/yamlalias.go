package data

import (
	yaml "go.yaml.in/yaml/v3"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// maxExpanded is how many nodes the aliases of one file may add to it. A topology that shares settings stays far below;
// nine levels of nine aliases each ("a billion laughs") would make a thousand million.
const maxExpanded = 100_000

// anchor is what an alias names: its node, and how many nodes it stands for with aliases expanded. The node is nil while
// it is being read.
type anchor struct {
	node *tree.Node
	size int
}

// alias returns the node that an alias names. It is shared, but it counts as if copied, because whoever walks the tree
// walks it each time.
func (r *yamlReader) alias(y *yaml.Node) *tree.Node {
	a := r.anchors[y.Alias]
	if a == nil || a.node == nil {
		r.ds = append(r.ds, diag.AliasExpansion.At(r.mark(y), "the alias %q stands inside what it names", y.Value).
			WithRelated(r.mark(y.Alias), "named here").
			WithFix("write out what is meant"))
		return r.null(y)
	}
	if r.expanded <= maxExpanded && r.expanded+a.size > maxExpanded {
		r.ds = append(r.ds, diag.AliasExpansion.At(r.mark(y), "with this alias the file grows by more than %d values", maxExpanded).
			WithFix("use fewer aliases of aliases"))
	}
	if r.expanded+a.size > maxExpanded {
		r.expanded = maxExpanded + 1
		return r.null(y)
	}
	r.expanded += a.size
	r.made += a.size
	return a.node
}
