package documents

import "espc.dev/schema/tree"

// Rules of derivation: how a chain of origins calls what is made here.
const (
	ruleOpenAPI  = "openapi"
	ruleAsyncAPI = "asyncapi"
	ruleModel    = "model-json-schema"
)

// Rules returns the names of these rules with a sentence each, in pairs, for the backends whose objects hold documents.
func Rules() [][2]string {
	return [][2]string{
		{ruleOpenAPI, "A gateway's OpenAPI document has its endpoints as operations, what their models say as schemas, and its logins as security."},
		{ruleAsyncAPI, "The topology's AsyncAPI document has a channel for each bus, a message for each event, and who sends and receives them."},
		{ruleModel, "A model's JSON Schema has its properties, and those that its base and its relations bring."},
	}
}

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
