// Package jsonschema checks that a JSON Schema (draft 7, 2019-09 or 2020-12) is well-formed: every keyword has a value of its
// type, every $ref leads somewhere inside the schema. It does not validate data.
package jsonschema

import (
	"fmt"
	"regexp/syntax"
	"strconv"
	"strings"

	"espc.dev/schema/tree"
)

// Problem is one thing wrong in a schema. Pointer is the JSON pointer (RFC 6901) of the keyword.
type Problem struct {
	Node    *tree.Node
	Pointer string
	Reason  string
	// Reference is set where a $ref leads outside, nowhere, or round in a circle.
	Reference bool
}

// Check returns the problems of a schema, in the order they stand in it.
func Check(root *tree.Node) []Problem {
	c := &checker{root: root, pointers: map[*tree.Node]string{}, targets: map[string]target{}}
	c.schema(root, "#")
	c.circles()
	return c.problems
}

// maxProblems bounds how many problems of one schema are told.
const maxProblems = 20

type checker struct {
	root     *tree.Node
	problems []Problem
	all      []*tree.Node          // all that are objects, in order
	pointers map[*tree.Node]string // of references
	targets  map[string]target     // by reference
	anchors  map[string]*tree.Node // nil until one is looked for
}

func (c *checker) fail(n *tree.Node, pointer, format string, args ...any) {
	if len(c.problems) < maxProblems {
		c.problems = append(c.problems, Problem{Node: n, Pointer: pointer, Reason: fmt.Sprintf(format, args...)})
	}
}

// schema checks one schema: true, false, or an object of keywords.
func (c *checker) schema(n *tree.Node, pointer string) {
	switch n.Kind {
	case tree.Bool:
	case tree.Map:
		c.all = append(c.all, n)
		for _, f := range n.Fields {
			c.keyword(f.Key, f.Value, pointer+"/"+escape(f.Key))
		}
	default:
		c.fail(n, pointer, "a schema is an object or a boolean, not %s", n.Kind)
	}
}

func escape(s string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(s)
}

func (c *checker) keyword(name string, n *tree.Node, pointer string) {
	switch name {
	case "$ref", "$dynamicRef":
		if c.is(n, tree.String, pointer) {
			c.reference(n, pointer)
		}
	case "type":
		c.types(n, pointer)
	case "properties", "patternProperties", "$defs", "definitions", "dependentSchemas":
		c.schemas(name, n, pointer)
	case "items":
		if n.Kind == tree.List { // draft 7: one schema for each place
			c.list(n, pointer)
			return
		}
		c.schema(n, pointer)
	case "additionalProperties", "additionalItems", "unevaluatedProperties", "unevaluatedItems", "not", "if", "then", "else", "contains",
		"propertyNames", "contentSchema":
		c.schema(n, pointer)
	case "allOf", "anyOf", "oneOf", "prefixItems":
		if c.is(n, tree.List, pointer) {
			if len(n.Items) == 0 {
				c.fail(n, pointer, "%s lists no schema", name)
			}
			c.list(n, pointer)
		}
	case "enum":
		if c.is(n, tree.List, pointer) && len(n.Items) == 0 {
			c.fail(n, pointer, "enum lists nothing, so nothing would be valid")
		}
	case "required":
		c.words(n, pointer)
	case "dependentRequired":
		if c.is(n, tree.Map, pointer) {
			for _, f := range n.Fields {
				c.words(f.Value, pointer+"/"+escape(f.Key))
			}
		}
	case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains", "maxContains":
		c.count(n, pointer)
	case "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum":
		c.is(n, tree.Number, pointer)
	case "multipleOf":
		if c.is(n, tree.Number, pointer) {
			if x, err := strconv.ParseFloat(n.Text, 64); err == nil && x <= 0 {
				c.fail(n, pointer, "multipleOf is above 0")
			}
		}
	case "pattern":
		if c.is(n, tree.String, pointer) {
			c.pattern(n.Text, n, pointer)
		}
	case "uniqueItems", "readOnly", "writeOnly", "deprecated":
		c.is(n, tree.Bool, pointer)
	case "$schema", "$id", "$anchor", "$comment", "title", "description", "format", "contentEncoding", "contentMediaType":
		c.is(n, tree.String, pointer)
	}
}

func (c *checker) is(n *tree.Node, kind tree.Kind, pointer string) bool {
	if n.Kind == kind {
		return true
	}
	c.fail(n, pointer, "%s takes %s, not %s", pointer[strings.LastIndexByte(pointer, '/')+1:], kind, n.Kind)
	return false
}

func (c *checker) list(n *tree.Node, pointer string) {
	for i, item := range n.Items {
		c.schema(item, pointer+"/"+strconv.Itoa(i))
	}
}

func (c *checker) schemas(name string, n *tree.Node, pointer string) {
	if !c.is(n, tree.Map, pointer) {
		return
	}
	for _, f := range n.Fields {
		at := pointer + "/" + escape(f.Key)
		if name == "patternProperties" {
			c.pattern(f.Key, f.Value, at)
		}
		c.schema(f.Value, at)
	}
}

var typeNames = "array, boolean, integer, null, number, object or string"

// types checks a type: one of the seven names, or a list of different ones.
func (c *checker) types(n *tree.Node, pointer string) {
	names := []*tree.Node{n}
	if n.Kind == tree.List {
		names = n.Items
	}
	seen := map[string]bool{}
	for _, name := range names {
		switch name.Text {
		case "array", "boolean", "integer", "null", "number", "object", "string":
			if name.Kind == tree.String && !seen[name.Text] {
				seen[name.Text] = true
				continue
			}
			c.fail(name, pointer, "type lists %s twice", name.Text)
		default:
			c.fail(name, pointer, "type is %s", typeNames)
		}
	}
	if len(names) == 0 {
		c.fail(n, pointer, "type lists nothing, so nothing would be valid")
	}
}

func (c *checker) words(n *tree.Node, pointer string) {
	if !c.is(n, tree.List, pointer) {
		return
	}
	seen := map[string]bool{}
	for i, item := range n.Items {
		at := pointer + "/" + strconv.Itoa(i)
		switch {
		case item.Kind != tree.String:
			c.fail(item, at, "a property's name is a string, not %s", item.Kind)
		case seen[item.Text]:
			c.fail(item, at, "%s stands twice", item.Text)
		}
		seen[item.Text] = true
	}
}

func (c *checker) count(n *tree.Node, pointer string) {
	if !c.is(n, tree.Number, pointer) {
		return
	}
	if x, err := strconv.ParseFloat(n.Text, 64); err != nil || x < 0 || x != float64(int64(x)) {
		c.fail(n, pointer, "%s is a whole number from 0", pointer[strings.LastIndexByte(pointer, '/')+1:])
	}
}

// pattern checks a regular expression. Schemas are written in ECMA-262's dialect, of which Go's parser knows all but
// lookarounds, backreferences and some escapes: where it meets one of those, the expression counts as right.
func (c *checker) pattern(s string, n *tree.Node, pointer string) {
	_, err := syntax.Parse(s, syntax.Perl)
	problem, ok := err.(*syntax.Error)
	if !ok || problem.Code == syntax.ErrInvalidPerlOp || problem.Code == syntax.ErrInvalidEscape || problem.Code == syntax.ErrInvalidNamedCapture {
		return
	}
	c.fail(n, pointer, "the regular expression does not parse: %s", problem.Code)
}
