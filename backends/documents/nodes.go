package documents

import "espc.dev/schema/tree"

func str(s string) *tree.Node { return tree.NewString(s) }

// optional is a string that is left out where it is empty.
func optional(s string) *tree.Node {
	if s == "" {
		return nil
	}
	return tree.NewString(s)
}

func words(values ...string) *tree.Node {
	nodes := make([]*tree.Node, len(values))
	for i, v := range values {
		nodes[i] = tree.NewString(v)
	}
	return tree.NewList(nodes...)
}

// ref is a reference within a document.
func ref(pointer string) *tree.Node { return tree.NewMap(tree.F("$ref", str(pointer))) }

// optionalMap is a map that is left out where it is empty.
func optionalMap(fields []tree.Field) *tree.Node {
	if len(fields) == 0 {
		return nil
	}
	return &tree.Node{Kind: tree.Map, Fields: fields}
}

// optionalList is a list that is left out where it is empty.
func optionalList(items []*tree.Node) *tree.Node {
	if len(items) == 0 {
		return nil
	}
	return &tree.Node{Kind: tree.List, Items: items}
}

// jsonContent is a body of a schema in JSON.
func jsonContent(s *tree.Node) *tree.Node {
	return tree.NewMap(tree.F("application/json", tree.NewMap(tree.F("schema", s))))
}
