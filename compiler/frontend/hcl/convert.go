package hcl

import (
	"fmt"
	"slices"
	"strings"

	"espc.dev/compiler/frontend"
	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// converter turns a value into one of a variable's type, or reports why it is none. It never prints the value of a
// sensitive variable.
type converter struct {
	*scope
	variable string
	declared *variable
}

// text reads a value that was given as text. A string is taken as it is; numbers, booleans and anything larger are read as
// they are written in HCL.
func (c converter) text(n *tree.Node, t *typ) *tree.Node {
	if t.name == "string" || t.name == "any" {
		return n
	}
	value := c.literal(n)
	if value == nil {
		shown := fmt.Sprintf("%q", n.Text)
		if c.declared.sensitive || len(n.Text) > 100 {
			shown = "another text"
		}
		c.report(diag.VariableType.At(c.declared.name, "the variable %q takes %s, and %s gives it %s", c.variable, t.article(), given(n), shown).
			WithFix("give it as %s", t.example()))
		return nil
	}
	return c.value(value, t, nil)
}

// given is how a text was given: "--var tag".
func given(n *tree.Node) string {
	if n.Origin.Rule != "" {
		return n.Origin.Rule
	}
	return "the command line"
}

// literal parses text as a literal of HCL, nil if it is none. It has the origin of the text; what it holds stands in no file
// either and is placed at the declaration.
func (c converter) literal(n *tree.Node) *tree.Node {
	f := diag.NewFile(c.variable, []byte(n.Text))
	if frontend.CheckText(f) != nil || frontend.CheckDepth(f, frontend.LexisHCL) != nil {
		return nil
	}
	e, problems := hclsyntax.ParseExpression(f.Data, f.Name, hcl.InitialPos)
	if problems.HasErrors() || len(hclsyntax.Variables(e)) > 0 {
		return nil
	}
	s := c.evaluator.scope(&file{File: f, text: n.Text})
	s.fixed = "text"
	outer := c.ds
	value := s.eval(e)
	failed := len(c.ds) > len(outer)
	c.ds = outer
	if value == nil || failed {
		return nil
	}
	value = placed(value, &tree.Origin{How: tree.Variable, Range: c.declared.name, Rule: c.variable, From: n.Origin})
	value.Origin = n.Origin
	return value
}

// placed gives a value and all parts of it one origin.
func placed(n *tree.Node, o *tree.Origin) *tree.Node {
	c := *n
	c.Origin = o
	c.Items, c.Fields = slices.Clone(n.Items), slices.Clone(n.Fields)
	for i := range c.Items {
		c.Items[i] = placed(c.Items[i], o)
	}
	for i := range c.Fields {
		c.Fields[i].Value = placed(c.Fields[i].Value, o)
	}
	return &c
}

// value checks a value against a type. path leads to the part of the variable that it is.
func (c converter) value(n *tree.Node, t *typ, path []string) *tree.Node {
	if t.name == "any" || n.Kind == tree.Null {
		return n
	}
	want := map[string]tree.Kind{
		"string": tree.String, "number": tree.Number, "bool": tree.Bool,
		"list": tree.List, "set": tree.List, "tuple": tree.List, "map": tree.Map, "object": tree.Map,
	}[t.name]
	if n.Kind != want {
		return c.wrong(n, t, path)
	}
	switch t.name {
	case "list", "set":
		return c.list(n, t, path)
	case "tuple":
		return c.tuple(n, t, path)
	case "map":
		return c.mapping(n, t, path)
	case "object":
		return c.object(n, t, path)
	}
	return n
}

func (c converter) wrong(n *tree.Node, t *typ, path []string) *tree.Node {
	fix := "write " + t.exampleHCL()
	if t.name == "string" && (n.Kind == tree.Number || n.Kind == tree.Bool) && !c.declared.sensitive {
		fix = fmt.Sprintf("write %q in quotes", n.Text)
	}
	switch t.name {
	case "number":
		fix = "write a number, such as 1"
	case "bool":
		fix = "write true or false"
	}
	if t.name == "number" && n.Kind == tree.String && !c.declared.sensitive && numeric(n.Text) {
		fix = "write " + n.Text + " without quotes"
	}
	c.problem(n, path, fix, "takes %s, not %s", t.article(), n.Kind)
	return nil
}

func numeric(text string) bool {
	_, ok := parseNumber(text)
	return ok
}

// problem reports what is wrong with a value, at the value if it stands in a file, else at the declaration.
func (c converter) problem(n *tree.Node, path []string, fix, format string, args ...any) {
	c.problemAt(n.Range(), path, fix, format, args...)
}

// problemAt is problem with the place given, a key say.
func (c converter) problemAt(at diag.Range, path []string, fix, format string, args ...any) {
	d := diag.VariableType.At(at, "the variable %q%s %s", c.variable, strings.Join(path, ""), fmt.Sprintf(format, args...))
	if at.IsZero() {
		d.Subject = c.declared.name
	} else if at.File != c.declared.name.File || at.Start < c.declared.name.Start {
		d = d.WithRelated(c.declared.name, "declared here")
	}
	c.report(d.WithFix("%s", fix))
}

func (c converter) list(n *tree.Node, t *typ, path []string) *tree.Node {
	out := *n
	out.Items = make([]*tree.Node, 0, len(n.Items))
	seen := map[string]bool{}
	for i, item := range n.Items {
		value := c.value(item, t.of, append(path, fmt.Sprintf("[%d]", i)))
		if value == nil {
			return nil
		}
		if t.name == "set" {
			id := identity(value)
			if seen[id] {
				continue
			}
			seen[id] = true
		}
		out.Items = append(out.Items, value)
	}
	return &out
}

func (c converter) tuple(n *tree.Node, t *typ, path []string) *tree.Node {
	if len(n.Items) != len(t.items) {
		c.problem(n, path, "write "+counted(len(t.items), "value"), "takes %s, not %d", counted(len(t.items), "value"), len(n.Items))
		return nil
	}
	out := *n
	out.Items = make([]*tree.Node, len(n.Items))
	for i, item := range n.Items {
		if out.Items[i] = c.value(item, t.items[i], append(path, fmt.Sprintf("[%d]", i))); out.Items[i] == nil {
			return nil
		}
	}
	return &out
}

func (c converter) mapping(n *tree.Node, t *typ, path []string) *tree.Node {
	out := *n
	out.Fields = slices.Clone(n.Fields)
	for i, f := range n.Fields {
		if out.Fields[i].Value = c.value(f.Value, t.of, append(path, "."+c.quoted(f.Key))); out.Fields[i].Value == nil {
			return nil
		}
	}
	return &out
}

func (c converter) object(n *tree.Node, t *typ, path []string) *tree.Node {
	out := *n
	out.Fields = nil
	for _, f := range n.Fields {
		a := t.attr(f.Key)
		if a == nil {
			c.problemAt(f.Value.Origin.KeyPlace(), path, c.attributeFix(f.Key, t), "has an attribute %s that its type does not have", c.quoted(f.Key))
			return nil
		}
		value := c.value(f.Value, a.typ, append(path, "."+f.Key))
		if value == nil {
			return nil
		}
		out.Fields = append(out.Fields, tree.Field{Key: f.Key, Value: value})
	}
	for _, a := range t.attrs {
		switch {
		case n.Get(a.name) != nil:
			continue
		case !a.optional:
			c.problem(n, path, "add "+a.name+" = "+a.typ.exampleHCL(), "lacks the attribute %s", a.name)
			return nil
		}
		value := c.missing(a)
		if value == nil {
			return nil
		}
		out.Fields = append(out.Fields, tree.Field{Key: a.name, Value: value})
	}
	return &out
}

// attributeFix is what to write in place of an attribute that an object's type does not have.
func (c converter) attributeFix(name string, t *typ) string {
	names := make([]string, len(t.attrs))
	for i, a := range t.attrs {
		names[i] = a.name
	}
	if near := nearest.Of(name, slices.Values(names)); near != "" && !c.declared.sensitive {
		return "write " + near
	}
	return "its type is " + t.String()
}

// missing is what stands for an optional attribute that is not given: its default, or null.
func (c converter) missing(a attr) *tree.Node {
	if a.value == nil {
		return c.node(tree.Null, c.declared.name)
	}
	s := *c.scope
	s.fixed = "a variable's default"
	value := s.eval(a.value)
	if value == nil {
		return nil
	}
	return c.value(value, a.typ, []string{"." + a.name})
}
