package compatibility

import (
	"regexp"
	"slices"
	"strings"

	"espc.dev/schema/tree"
)

// avroName is a name by https://avro.apache.org/docs/1.12.0/specification/#names, with or without a namespace.
var avroName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$`)

// avro checks a schema in Avro, each type of it once.
func (c *wellFormed) avro(root place) {
	(&avroCheck{c, avroNames(root), map[string]bool{}}).check(avroType{root, ""})
}

type avroCheck struct {
	*wellFormed
	names   map[string]avroType
	defined map[string]bool
}

func (c *avroCheck) check(t avroType) {
	switch t.n.Kind {
	case tree.List:
		for _, branch := range t.items() {
			c.check(avroType{branch, t.namespace})
		}
	case tree.String:
		c.known(t)
	case tree.Map:
		c.object(t)
	default:
		c.add(t.place, "write a type", "%s is no type", t.n.Kind)
	}
}

// known reports a name that is none of Avro's types and of no type in this schema.
func (c *avroCheck) known(t avroType) {
	_, full := c.names[qualified(t.namespace, t.n.Text)]
	_, plain := c.names[t.n.Text]
	if !slices.Contains(avroPrimitives, t.n.Text) && !full && !plain {
		c.add(t.place, "write one of "+strings.Join(avroPrimitives, ", ")+", or the name of a type in this schema", "%q is no type", t.n.Text)
	}
}

func (c *avroCheck) object(t avroType) {
	inner := t.get("type")
	switch {
	case inner.n == nil:
		c.add(t.place, "add type", "has no type")
		return
	case inner.n.Kind != tree.String:
		c.check(avroType{inner, t.namespace})
		return
	}
	switch kind := inner.n.Text; kind {
	case "array":
		c.part(t, "items")
	case "map":
		c.part(t, "values")
	case "record", "error", "enum", "fixed":
		c.named(t, kind)
	default:
		c.known(avroType{inner, t.namespace})
	}
}

func (c *avroCheck) part(t avroType, key string) {
	if inner := t.get(key); inner.n != nil {
		c.check(avroType{inner, t.namespace})
		return
	}
	c.add(t.place, "add "+key, "is an %s without %s", t.n.Get("type").Str(), key)
}

// named checks a type that has a name.
func (c *avroCheck) named(t avroType, kind string) {
	c.name(t.place, "the "+kind)
	name, namespace := t.fullName()
	if c.defined[name] {
		c.add(t.get("name"), "give it a name of its own, or write the name alone to use the other", "%s is defined twice", name)
	}
	c.defined[name] = name != ""
	want := map[string]string{"record": "fields", "error": "fields", "enum": "symbols", "fixed": "size"}[kind]
	part := t.get(want)
	switch {
	case part.n == nil:
		c.add(t.place, "add "+want, "is a %s without %s", kind, want)
	case want == "size":
		if part.n.Kind != tree.Number {
			c.add(part, "write a number of bytes", "is not a number")
		}
	case part.n.Kind != tree.List:
		c.add(part, "write a list", "is not a list")
	case want == "fields":
		c.fields(part, namespace)
	default:
		c.symbols(part)
	}
}

func (c *avroCheck) name(at place, what string) {
	name := at.get("name")
	switch {
	case name.n == nil || name.n.Text == "":
		c.add(at, "add name", "%s has no name", what)
	case name.n.Kind != tree.String || !avroName.MatchString(name.n.Text):
		c.add(name, "write letters, digits and _, with a letter or _ first", "%q is no name", name.n.Text)
	}
}

func (c *avroCheck) fields(list place, namespace string) {
	seen := map[string]bool{}
	for _, field := range list.items() {
		if field.n.Kind != tree.Map {
			c.add(field, `write { "name": …, "type": … }`, "is no field")
			continue
		}
		c.name(field, "the field")
		if name := field.n.Get("name").Str(); name != "" && seen[name] {
			c.add(field.get("name"), "give it a name of its own", "the field %s is there twice", name)
		} else {
			seen[name] = true
		}
		if inner := field.get("type"); inner.n != nil {
			c.check(avroType{inner, namespace})
		} else {
			c.add(field, "add type", "the field has no type")
		}
	}
}

func (c *avroCheck) symbols(list place) {
	seen := map[string]bool{}
	for _, s := range list.items() {
		switch {
		case s.n.Kind != tree.String || !avroName.MatchString(s.n.Text) || strings.Contains(s.n.Text, "."):
			c.add(s, "write letters, digits and _, with a letter or _ first", "%q is no symbol", s.n.Text)
		case seen[s.n.Text]:
			c.add(s, "remove one", "the symbol %s is there twice", s.n.Text)
		}
		seen[s.n.Text] = true
	}
}
