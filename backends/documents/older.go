package documents

import (
	"slices"

	"espc.dev/schema/tree"
)

// Versions of the languages that registries know which know no newer ones.
const (
	openAPI30 = "3.0.3"
	draft04   = "http://json-schema.org/draft-04/schema#"
)

// Older returns a document that is made of a topology in the older version of its language: OpenAPI 3.0 for 3.1, draft 4 for JSON
// Schema 2020-12. What these documents say, those can say as well, but for the scopes of a key or a password, which OpenAPI 3.0 has for
// OAuth alone.
func (d Document) Older() *tree.Node {
	switch d.Format {
	case OpenAPI:
		return older(d.Tree, map[string]string{"openapi": openAPI30})
	case JSONSchema:
		return withString(d.Tree, "$schema", draft04)
	}
	return d.Tree
}

func withString(n *tree.Node, key, value string) *tree.Node {
	out := &tree.Node{Kind: tree.Map, Fields: slices.Clone(n.Fields), Origin: n.Origin}
	for i := range out.Fields {
		if out.Fields[i].Key == key {
			out.Fields[i].Value = str(value).With(out.Fields[i].Value.Origin)
		}
	}
	return out
}

// older returns a part of an OpenAPI document as version 3.0 has it.
func older(n *tree.Node, replaced map[string]string) *tree.Node {
	switch n.Kind {
	case tree.List:
		out := &tree.Node{Kind: tree.List, Origin: n.Origin}
		for _, item := range n.Items {
			out.Items = append(out.Items, older(item, nil))
		}
		return out
	case tree.Map:
		out := &tree.Node{Kind: tree.Map, Origin: n.Origin}
		for _, f := range n.Fields {
			switch value, ok := replaced[f.Key]; {
			case ok:
				f.Value = str(value).With(f.Value.Origin)
			case f.Key == "type" && f.Value.Kind == tree.List: // of a value that may be null
				f.Value = f.Value.Items[0]
				out.Fields = append(out.Fields, tree.F("nullable", tree.NewBool(true)))
			case f.Key == "security" && f.Value.Kind == tree.List:
				f.Value = unscoped(f.Value)
			case f.Key != "default":
				f.Value = older(f.Value, nil)
			}
			out.Fields = append(out.Fields, f)
		}
		return out
	}
	return n
}

// unscoped returns what an operation asks for without scopes.
func unscoped(security *tree.Node) *tree.Node {
	out := &tree.Node{Kind: tree.List, Origin: security.Origin}
	for _, s := range security.Items {
		var fields []tree.Field
		for _, f := range s.Fields {
			fields = append(fields, tree.F(f.Key, &tree.Node{Kind: tree.List, Origin: f.Value.Origin}))
		}
		out.Items = append(out.Items, optionalMap(fields))
	}
	return out
}
