package cli

import (
	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// imagesOf returns the strings of the "image" fields of objects.
func imagesOf(objects []backends.Object) []string {
	var out []string
	var walk func(n *tree.Node)
	walk = func(n *tree.Node) {
		for _, f := range n.Fields {
			if f.Key == "image" && f.Value.Kind == tree.String {
				out = append(out, f.Value.Text)
			}
			walk(f.Value)
		}
		for _, item := range n.Items {
			walk(item)
		}
	}
	for _, o := range objects {
		walk(o.Tree)
	}
	return out
}
