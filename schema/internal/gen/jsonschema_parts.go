package main

import (
	"strconv"
	"strings"

	"espc.dev/schema/tree"
)

func typed(name string, more ...tree.Field) *tree.Node {
	return tree.NewMap(append([]tree.Field{tree.F("type", tree.NewString(name))}, more...)...)
}

func ref(def string) *tree.Node {
	return tree.NewMap(tree.F("$ref", tree.NewString("#/$defs/"+def)))
}

func enumOr(words []string, other *tree.Node) *tree.Node {
	if len(words) == 0 {
		return other
	}
	return tree.NewMap(tree.F("enum", stringList(words...)))
}

func array(f field, items *tree.Node) *tree.Node {
	if f.required {
		return typed("array", tree.F("items", items), tree.F("minItems", tree.NewInt(1)))
	}
	return typed("array", tree.F("items", items))
}

// mapOf is an object whose keys have a form ("" for any) and whose values a schema.
func mapOf(keys string, values *tree.Node) *tree.Node {
	if keys == "" {
		return typed("object", tree.F("additionalProperties", values))
	}
	names := tree.NewMap(tree.F("pattern", tree.NewString(keys)))
	return typed("object", tree.F("propertyNames", names), tree.F("additionalProperties", values))
}

func object(fields []tree.Field, required []string, open bool) *tree.Node {
	o := typed("object", tree.F("properties", tree.NewMap(fields...)))
	if len(required) > 0 {
		o = with(o, tree.F("required", stringList(required...)))
	}
	if !open {
		o = with(o, tree.F("additionalProperties", tree.NewBool(false)))
	}
	return o
}

func anyOf(schemas ...*tree.Node) *tree.Node {
	return tree.NewMap(tree.F("anyOf", tree.NewList(schemas...)))
}

// nullable admits null, which means unset.
func nullable(schema *tree.Node) *tree.Node {
	switch {
	case len(schema.Fields) == 0:
		return schema
	case schema.Get("enum") != nil:
		words := append([]*tree.Node(nil), schema.Get("enum").Items...)
		return tree.NewMap(tree.F("enum", tree.NewList(append(words, &tree.Node{})...)))
	case schema.Get("type") != nil:
		fields := append([]tree.Field(nil), schema.Fields...)
		fields[0].Value = stringList(fields[0].Value.Text, "null")
		return tree.NewMap(fields...)
	case schema.Get("anyOf") != nil:
		return anyOf(append(append([]*tree.Node(nil), schema.Get("anyOf").Items...), typed("null"))...)
	}
	return anyOf(schema, typed("null"))
}

func described(schema *tree.Node, doc string) *tree.Node {
	doc = strings.ReplaceAll(doc, "\n", " ")
	return tree.NewMap(append([]tree.Field{tree.F("description", tree.NewString(doc))}, schema.Fields...)...)
}

func with(schema *tree.Node, f tree.Field) *tree.Node {
	return tree.NewMap(append(append([]tree.Field(nil), schema.Fields...), f)...)
}

func stringList(words ...string) *tree.Node {
	items := make([]*tree.Node, len(words))
	for i, w := range words {
		items[i] = tree.NewString(w)
	}
	return tree.NewList(items...)
}

// defaultValue is a default as JSON, from its CUE source; see defaultNode.
func defaultValue(src string) *tree.Node {
	if n, err := strconv.ParseInt(src, 10, 64); err == nil {
		return tree.NewInt(n)
	}
	if src == "true" || src == "false" {
		return tree.NewBool(src == "true")
	}
	list, isList := strings.CutPrefix(src, "[")
	text, err := strconv.Unquote(strings.TrimSuffix(list, "]"))
	if err != nil {
		text = src
	}
	if isList {
		return stringList(text)
	}
	return tree.NewString(text)
}
