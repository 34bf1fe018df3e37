package frontend

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// CheckKeys applies CheckName to the kinds, names and fields of a document, for languages where those are plain keys.
func CheckKeys(doc *tree.Node) diag.List { return checkKeys(doc, 3) }

func checkKeys(n *tree.Node, levels int) diag.List {
	if levels == 0 || n.Kind != tree.Map {
		return nil
	}
	var ds diag.List
	for _, f := range n.Fields {
		ds = append(ds, CheckName(f.Key, f.Value.Origin.KeyPlace())...)
		ds = append(ds, checkKeys(f.Value, levels-1)...)
	}
	return ds
}
