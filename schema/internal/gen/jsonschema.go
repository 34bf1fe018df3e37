package main

import (
	"strings"

	"espc.dev/schema/tree"
)

// Patterns of what JSON Schema can't say otherwise. They are necessary, not sufficient: the compiler parses the text.
const (
	namePattern     = `[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?`
	numberPattern   = `\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)`
	durationPattern = `([0-9]+d|\+?0|\+?(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+)`
)

// units are the forms of strings with a unit, by type.
var units = map[string]struct{ pattern, example string }{
	"Memory":   {"^" + numberPattern + "([kMGTPE]|[KMGTPE]i)$", "256Mi"},
	"CPU":      {"^" + numberPattern + "m?$", "100m"},
	"Duration": {"^" + durationPattern + "$", "30s"},
	"Rate":     {"^[0-9]+/(s|min|hour|day|" + durationPattern + ")$", "100/s"},
	"Quota":    {"^[0-9]+/(day|week|month)$", "1000/day"},
}

// labels are the forms of the keys of maps, by what @label calls them.
var labels = map[string]string{
	"identifier":      "^[A-Za-z0-9_-]+$",
	"dns_label":       "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$",
	"env_name":        "^[A-Za-z_][A-Za-z0-9_]*$",
	"address":         "^[a-z_]+\\." + namePattern + "$",
	"kind_or_address": "^[a-z_]+(\\." + namePattern + ")?$",
}

// writeJSONSchema writes a JSON Schema (draft 2020-12) of a whole document. $defs/Part is the same without what only the
// whole needs, for one of several files.
func writeJSONSchema(l *language) []byte {
	var defs []tree.Field
	defs = append(defs, tree.F("Part", l.partSchema()))
	for _, name := range l.order {
		if name != "Workload" { // embedded alone
			defs = append(defs, tree.F(name, l.blockSchema(l.defs[name])))
		}
	}
	schema := tree.NewMap(
		tree.F("$schema", tree.NewString("https://json-schema.org/draft/2020-12/schema")),
		tree.F("$id", tree.NewString("https://espc.dev/topology.schema.json")),
		tree.F("title", tree.NewString("espc topology")),
		tree.F("description", tree.NewString("An application as entities and the edges between them. What one of several files holds is #/$defs/Part.")),
		tree.F("$ref", tree.NewString("#/$defs/Part")),
		tree.F("required", stringList("topology")),
		tree.F("$defs", tree.NewMap(defs...)),
	)
	return append(tree.AppendJSON(nil, schema, "  "), '\n')
}

func (l *language) partSchema() *tree.Node {
	var kinds []tree.Field
	for _, k := range l.kinds {
		if k.name == "topology" {
			kinds = append(kinds, tree.F(k.name, ref(k.def.name)))
			continue
		}
		entities := mapOf("^"+namePattern+"$", nullable(ref(k.def.name)))
		kinds = append(kinds, tree.F(k.name, described(nullable(entities), k.def.doc)))
	}
	return object(kinds, nil, false)
}

func (l *language) blockSchema(d *definition) *tree.Node {
	var fields []tree.Field
	var required []string
	for _, f := range l.all(d) {
		fields = append(fields, tree.F(f.name, fieldSchema(f)))
		if f.typ == "Steps" {
			list := tree.NewMap(tree.F("type", tree.NewString("array")), tree.F("items", ref(f.block)))
			fields = append(fields, tree.F("steps", described(nullable(list), f.doc)))
		}
		if f.required {
			required = append(required, f.name)
		}
	}
	return described(object(fields, required, d.open), d.doc)
}

// fieldSchema is the schema of one field: what it holds, null too where it may be absent, and what is known of it.
func fieldSchema(f field) *tree.Node {
	value := valueSchema(f)
	if !f.required {
		value = nullable(value)
	}
	doc := f.doc
	if f.defDoc != "" {
		doc += " Default: " + f.defDoc + "."
	}
	value = described(value, doc)
	if f.def != "" {
		value = with(value, tree.F("default", defaultValue(f.def)))
	}
	return value
}

func valueSchema(f field) *tree.Node {
	text := typed("string")
	switch f.typ {
	case "String":
		return enumOr(f.enum, text)
	case "Bool":
		return typed("boolean")
	case "Int":
		if !f.bounded {
			return typed("integer")
		}
		return typed("integer", tree.F("minimum", tree.NewInt(f.min)), tree.F("maximum", tree.NewInt(f.max)))
	case "Ref":
		return reference(f.refs)
	case "Any":
		if f.object {
			return typed("object")
		}
		return tree.NewMap()
	case "Strings":
		return array(f, enumOr(f.enum, text))
	case "Refs":
		return array(f, reference(f.refs))
	case "StringMap":
		return mapOf(labels[f.label], nullable(enumOr(f.enum, text)))
	case "AnyMap":
		if f.object {
			return mapOf(labels[f.label], nullable(typed("object")))
		}
		return mapOf(labels[f.label], tree.NewMap())
	case "TextMap":
		return mapOf(labels[f.label], textSchema(f))
	case "Filters":
		return mapOf("", filterSchema())
	case "Block":
		return ref(f.block)
	case "Blocks", "Steps":
		return mapOf(labels[f.label], nullable(ref(f.block)))
	case "Objects":
		return array(f, ref(f.block))
	case "Route":
		return anyOf(reference(f.refs), mapOf(labels["identifier"], nullable(ref(f.block))))
	}
	u := units[f.typ]
	return typed("string", tree.F("pattern", tree.NewString(u.pattern)), tree.F("examples", stringList(u.example)))
}

// textSchema is one entry of env or of a map of headers.
func textSchema(f field) *tree.Node {
	literal := object([]tree.Field{tree.F("value", typed("string"))}, []string{"value"}, false)
	alternatives := []*tree.Node{typed("string"), literal, typed("null")}
	if f.endpoint {
		alternatives = append(alternatives, ref("EndpointValue"))
	}
	return anyOf(alternatives...)
}

// filterSchema is one condition of a subscription: a scalar, any of several, or conditions that must all hold.
func filterSchema() *tree.Node {
	scalar := tree.NewMap(tree.F("type", stringList("string", "number", "boolean")))
	scalars := anyOf(scalar, typed("array", tree.F("items", scalar), tree.F("minItems", tree.NewInt(1))))
	conditions := object([]tree.Field{
		tree.F("prefix", typed("string")), tree.F("suffix", typed("string")), tree.F("exists", typed("boolean")),
		tree.F("not", scalars), tree.F("gt", typed("number")), tree.F("lt", typed("number")),
	}, nil, false)
	return anyOf(scalar, typed("array", tree.F("items", scalar), tree.F("minItems", tree.NewInt(1))), conditions, typed("null"))
}

// reference is the address of an entity of one of the kinds, or an output of a module.
func reference(kinds []string) *tree.Node {
	pattern := "^(((" + strings.Join(kinds, "|") + ")\\." + namePattern + ")|(module\\." + namePattern + "\\.[A-Za-z0-9_-]+))$"
	return typed("string", tree.F("pattern", tree.NewString(pattern)), tree.F("examples", stringList(kinds[0]+".NAME")))
}
