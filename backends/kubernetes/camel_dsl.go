package kubernetes

import "espc.dev/schema/tree"

// The words of Camel's YAML DSL that flows use. Texts in ${} are of Camel's simple language.

func eip(name string, fields ...tree.Field) *tree.Node {
	return tree.NewMap(tree.F(name, tree.NewMap(fields...)))
}

func simple(text string) tree.Field   { return tree.F("simple", tree.NewString(text)) }
func constant(text string) tree.Field { return tree.F("constant", tree.NewString(text)) }

func setBody(text string) *tree.Node { return eip("setBody", simple(text)) }

// keepBody makes the body a property.
func keepBody(name string) *tree.Node {
	return eip("setProperty", tree.F("name", tree.NewString(name)), simple("${body}"))
}

// eventBody makes the event the body.
func eventBody() *tree.Node { return setBody("${exchangeProperty." + eventProperty + "}") }

func setHeader(name string, value tree.Field) *tree.Node {
	return eip("setHeader", tree.F("name", tree.NewString(name)), value)
}

// removeHeaders removes all headers but those that a pattern names, "" for none.
func removeHeaders(but string) *tree.Node {
	var exclude *tree.Node
	if but != "" {
		exclude = tree.NewString(but)
	}
	return eip("removeHeaders", tree.F("pattern", tree.NewString("*")), tree.F("excludePattern", exclude))
}

func convertToString() *tree.Node {
	return eip("convertBodyTo", tree.F("type", tree.NewString("String")), tree.F("mandatory", tree.NewBool(false)))
}

func jackson() tree.Field {
	return tree.F("json", tree.NewMap(tree.F("library", tree.NewString("Jackson"))))
}
func marshalJSON() *tree.Node   { return eip("marshal", jackson()) }
func unmarshalJSON() *tree.Node { return eip("unmarshal", jackson()) }

func filter(condition string, steps []*tree.Node) *tree.Node {
	return eip("filter", simple(condition), tree.F("steps", list(steps)))
}

func split(steps []*tree.Node) *tree.Node {
	return eip("split", simple("${body}"), tree.F("steps", list(steps)))
}

// when is one way of a choice, otherwise the last one.
func when(condition string, steps ...*tree.Node) *tree.Node {
	return tree.NewMap(simple(condition), tree.F("steps", list(steps)))
}

func otherwise(steps ...*tree.Node) *tree.Node {
	return tree.NewMap(tree.F("steps", list(steps)))
}

// choice takes the first way whose condition holds; one without a condition stands last.
func choice(ways ...*tree.Node) *tree.Node {
	var last *tree.Node
	if n := len(ways); n > 0 && ways[n-1].Get("simple") == nil {
		last, ways = ways[n-1], ways[:n-1]
	}
	return eip("choice", tree.F("when", list(ways)), tree.F("otherwise", last))
}

// httpRequest posts the body to a URL. An answer that is no success fails the step.
func httpRequest(url *tree.Node, options []tree.Field) *tree.Node {
	parameters := append([]tree.Field{tree.F("httpMethod", tree.NewString("POST"))}, options...)
	return eip("to", tree.F("uri", url), tree.F("parameters", tree.NewMap(parameters...)))
}

// answered ends a route: the sender gets 204 and nothing else, least of all headers that would make an event of the answer.
func answered() []*tree.Node {
	return []*tree.Node{
		removeHeaders(""),
		setHeader("CamelHttpResponseCode", constant("204")),
		setBody("${null}"),
	}
}
