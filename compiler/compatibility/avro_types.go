package compatibility

import (
	"slices"
	"strings"

	"espc.dev/schema/tree"
)

// avroType is a type at a place, within a namespace.
type avroType struct {
	place
	namespace string
}

var avroPrimitives = []string{"null", "boolean", "int", "long", "float", "double", "bytes", "string"}

// kind returns what a type is: a primitive, record, enum, fixed, array, map, union, or the name of another.
func (t avroType) kind() string {
	switch {
	case t.n == nil:
		return ""
	case t.n.Kind == tree.List:
		return "union"
	case t.n.Kind == tree.Map:
		if inner := t.n.Get("type"); inner != nil && inner.Kind != tree.String {
			return avroType{t.get("type"), t.namespace}.kind()
		}
		return t.n.Get("type").Str()
	}
	return t.n.Text
}

// fullName returns the name of a named type with its namespace, and the namespace for what is within.
func (t avroType) fullName() (name, namespace string) {
	name = t.n.Get("name").Str()
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name, name[:i]
	}
	namespace = t.namespace
	if n := t.n.Get("namespace"); n != nil {
		namespace = n.Str()
	}
	return qualified(namespace, name), namespace
}

func qualified(namespace, name string) string {
	if namespace == "" || strings.Contains(name, ".") {
		return name
	}
	return namespace + "." + name
}

// avroNames finds the named types of a schema.
func avroNames(root place) map[string]avroType {
	out := map[string]avroType{}
	var walk func(t avroType)
	walk = func(t avroType) {
		if t.n == nil {
			return
		}
		for _, branch := range t.items() {
			walk(avroType{branch, t.namespace})
		}
		if t.n.Kind != tree.Map {
			return
		}
		namespace := t.namespace
		if t.n.Get("name") != nil {
			switch t.n.Get("type").Str() {
			case "record", "error", "enum", "fixed":
				var name string
				name, namespace = t.fullName()
				out[name] = t
			}
		}
		for _, field := range t.get("fields").items() {
			walk(avroType{field.get("type"), namespace})
		}
		for _, key := range []string{"items", "values", "type"} {
			if inner := t.get(key); inner.n != nil && inner.n.Kind != tree.String {
				walk(avroType{inner, namespace})
			}
		}
	}
	walk(avroType{root, ""})
	return out
}

// settle follows names and {"type": {…}} to the type itself.
func settle(t avroType, names map[string]avroType) avroType {
	for range maxReferences {
		switch {
		case t.n != nil && t.n.Kind == tree.Map && t.n.Get("type") != nil && t.n.Get("type").Kind != tree.String:
			t = avroType{t.get("type"), t.namespace}
			continue
		case t.n != nil && t.n.Kind == tree.Map && !avroComplex(t.n.Get("type").Str()) && !slices.Contains(avroPrimitives, t.n.Get("type").Str()):
			t = avroType{t.get("type"), t.namespace}
			continue
		case t.n != nil && t.n.Kind == tree.String && !slices.Contains(avroPrimitives, t.n.Text):
			if named, ok := names[qualified(t.namespace, t.n.Text)]; ok {
				return named
			}
			if named, ok := names[t.n.Text]; ok {
				return named
			}
		}
		return t
	}
	return t
}

func avroComplex(kind string) bool {
	switch kind {
	case "record", "error", "enum", "fixed", "array", "map":
		return true
	}
	return false
}
