package documents

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// modelError names the answer that a model gives where something is wrong.
const modelError = "LoopBackError"

// errorSchema is how LoopBack writes an error.
var errorSchema = tree.NewMap(
	tree.F("type", str("object")),
	tree.F("properties", tree.NewMap(tree.F("error", tree.NewMap(
		tree.F("type", str("object")),
		tree.F("properties", tree.NewMap(
			tree.F("statusCode", tree.NewMap(tree.F("type", str("integer")))),
			tree.F("name", tree.NewMap(tree.F("type", str("string")))),
			tree.F("message", tree.NewMap(tree.F("type", str("string")))),
		)),
	)))),
)

// queries say what LoopBack's query parameters hold that are JSON; others are texts.
var queries = map[string]string{
	"filter": "A LoopBack filter in JSON: where, fields, include, order, limit, skip.",
	"where":  "A LoopBack condition in JSON.",
}

// texts say what the others hold.
var texts = map[string]string{
	"uid":      "Whose address it is.",
	"token":    "The token that the e-mail brought.",
	"redirect": "Where to go then.",
	"include":  "With \"user\" the answer has whom the token is of, too.",
}

func (c *modelCall) parameters() []*tree.Node {
	var out []*tree.Node
	for _, name := range c.query {
		if text, ok := texts[name]; ok {
			out = append(out, tree.NewMap(
				tree.F("name", str(name)), tree.F("in", str("query")), tree.F("description", str(text)), tree.F("required", optionalTrue(name == "uid" || name == "token")),
				tree.F("schema", typeSchema("string"))))
			continue
		}
		out = append(out, tree.NewMap(
			tree.F("name", str(name)), tree.F("in", str("query")), tree.F("description", str(queries[name])),
			tree.F("content", tree.NewMap(tree.F("application/json", tree.NewMap(tree.F("schema", tree.NewMap(tree.F("type", str("object"))))))))))
	}
	return out
}

// optionalTrue is true, or left out.
func optionalTrue(yes bool) *tree.Node {
	if !yes {
		return nil
	}
	return tree.NewBool(true)
}

// modelRef returns a reference to a model's schema, which it adds to the document.
func (a *api) modelRef(m *schema.Model, of part) *tree.Node {
	name := m.ClassName()
	if of == partial {
		name += ".partial"
	}
	if !slices.ContainsFunc(a.schemas, func(f tree.Field) bool { return f.Key == name }) {
		a.schemas = append(a.schemas, tree.F(name, modelSchema(a.t, m, of, false)))
	}
	return ref("#/components/schemas/" + name)
}

func (a *api) modelBody(o *operation) []tree.Field {
	var content *tree.Node
	switch o.call.body {
	case "":
		return nil
	case "whole":
		content = a.modelRef(o.call.of, whole)
	case "partial":
		content = a.modelRef(o.call.of, partial)
	default:
		content = tree.NewMap(tree.F("type", str("object")))
	}
	return []tree.Field{tree.F("required", tree.NewBool(!o.call.optional)), tree.F("content", jsonContent(content))}
}

func (a *api) modelAnswers(o *operation) []tree.Field {
	answer := func(text string, s *tree.Node) *tree.Node {
		var content *tree.Node
		if s != nil {
			content = jsonContent(s)
		}
		return tree.NewMap(tree.F("description", str(text)), tree.F("content", content))
	}
	one := func(name, typ string) *tree.Node {
		return tree.NewMap(
			tree.F("type", str("object")),
			tree.F("properties", tree.NewMap(tree.F(name, tree.NewMap(tree.F("type", str(typ)))))),
			tree.F("required", words(name)))
	}
	status := "200"
	var n *tree.Node
	switch o.call.answer {
	case "one":
		n = answer("The "+o.call.of.Address.Name+".", a.modelRef(o.call.of, whole))
	case "many":
		n = answer("Those that match.", tree.NewMap(tree.F("type", str("array")), tree.F("items", a.modelRef(o.call.of, whole))))
	case "count":
		n = answer("How many there are.", one("count", "number"))
	case "exists":
		n = answer("Whether there is one.", one("exists", "boolean"))
	case "nothing":
		status, n = "204", answer("It is done.", nil)
		if o.call.method == "HEAD" {
			status, n = "200", answer("There is one.", nil)
		}
	default:
		n = answer("What came of it.", tree.NewMap(tree.F("type", str("object"))))
	}
	a.answers[modelError] = true
	out := []tree.Field{tree.F(status, n)}
	if o.call.missing {
		out = append(out, tree.F("404", tree.NewMap(tree.F("$ref", str("#/components/responses/"+modelError)))))
	}
	return append(out, tree.F("default", ref("#/components/responses/"+modelError)))
}
