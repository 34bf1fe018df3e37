package hcl

import (
	"strings"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// typ is the type of a variable.
type typ struct {
	name  string // any, string, number, bool, list, set, map, tuple, object
	of    *typ   // of list, set and map
	items []*typ // of tuple
	attrs []attr // of object
}

// attr is an attribute of an object type.
type attr struct {
	name     string
	typ      *typ
	optional bool
	value    hclsyntax.Expression // the default of an optional one, or nil
}

var anyType = &typ{name: "any"}

// String returns the type as it is written.
func (t *typ) String() string {
	var parts []string
	switch t.name {
	case "list", "set", "map":
		return t.name + "(" + t.of.String() + ")"
	case "tuple":
		for _, item := range t.items {
			parts = append(parts, item.String())
		}
		return "tuple([" + strings.Join(parts, ", ") + "])"
	case "object":
		for _, a := range t.attrs {
			text := a.name + " = " + a.typ.String()
			if a.optional {
				text = a.name + " = optional(" + a.typ.String() + ")"
			}
			parts = append(parts, text)
		}
		return "object({ " + strings.Join(parts, ", ") + " })"
	}
	return t.name
}

// article is the type in prose: "a list(string)".
func (t *typ) article() string {
	if t.name == "any" || t.name == "object" {
		return "an " + t.String()
	}
	return "a " + t.String()
}

const typesFix = "write string, number, bool, any, list(T), set(T), map(T), tuple([T, …]) or object({ name = T })"

// parseType reads a type constraint. nil is returned with a diagnostic.
func parseType(f *file, e hclsyntax.Expression) (*typ, diag.List) {
	fail := func(r hcl.Range, format string, args ...any) (*typ, diag.List) {
		return nil, diag.List{diag.BadVariable.At(f.at(r), format, args...).WithFix(typesFix)}
	}
	switch word := hcl.ExprAsKeyword(e); word {
	case "string", "number", "bool", "any":
		return &typ{name: word}, nil
	case "":
	default:
		return fail(e.Range(), "%s is no type", word)
	}
	call, ok := e.(*hclsyntax.FunctionCallExpr)
	if !ok {
		if t, quoted := e.(*hclsyntax.TemplateExpr); quoted && t.IsStringLiteral() {
			return fail(e.Range(), "a type is written without quotes")
		}
		return fail(e.Range(), "this is no type")
	}
	if len(call.Args) != 1 || call.ExpandFinal {
		return fail(e.Range(), "%s(…) takes one type", call.Name)
	}
	switch call.Name {
	case "list", "set", "map":
		of, ds := parseType(f, call.Args[0])
		return &typ{name: call.Name, of: of}, ds
	case "tuple":
		if list, ok := call.Args[0].(*hclsyntax.TupleConsExpr); ok {
			return parseTuple(f, list)
		}
		return fail(call.Args[0].Range(), "tuple takes a list of types")
	case "object":
		if object, ok := call.Args[0].(*hclsyntax.ObjectConsExpr); ok {
			return parseObject(f, object)
		}
		return fail(call.Args[0].Range(), "object takes names with their types")
	}
	return fail(call.NameRange, "%s(…) is no type", call.Name)
}

func parseTuple(f *file, e *hclsyntax.TupleConsExpr) (*typ, diag.List) {
	t := &typ{name: "tuple"}
	var ds diag.List
	for _, item := range e.Exprs {
		of, more := parseType(f, item)
		t.items = append(t.items, of)
		ds = append(ds, more...)
	}
	return t, ds
}

func parseObject(f *file, e *hclsyntax.ObjectConsExpr) (*typ, diag.List) {
	t := &typ{name: "object"}
	var ds diag.List
	for _, item := range e.Items {
		name := keyWord(item.KeyExpr)
		a := attr{name: name}
		if name == "" || t.attr(name) != nil {
			ds = append(ds, diag.BadVariable.At(f.at(item.KeyExpr.Range()), "an object's attributes are different plain names").WithFix(typesFix))
			continue
		}
		value := item.ValueExpr
		if call, ok := value.(*hclsyntax.FunctionCallExpr); ok && call.Name == "optional" && (len(call.Args) == 1 || len(call.Args) == 2) {
			a.optional, value = true, call.Args[0]
			if len(call.Args) == 2 {
				a.value = call.Args[1]
			}
		}
		var more diag.List
		a.typ, more = parseType(f, value)
		ds = append(ds, more...)
		t.attrs = append(t.attrs, a)
	}
	return t, ds
}

// keyWord returns the key of an object if it is written plainly, with quotes or without.
func keyWord(e hclsyntax.Expression) string {
	k, ok := e.(*hclsyntax.ObjectConsKeyExpr)
	if !ok || k.ForceNonLiteral {
		return ""
	}
	if t, ok := k.Wrapped.(*hclsyntax.TemplateExpr); ok && t.IsStringLiteral() {
		value, _ := t.Value(nil)
		return value.AsString()
	}
	return hcl.ExprAsKeyword(k.Wrapped)
}

func (t *typ) attr(name string) *attr {
	for i := range t.attrs {
		if t.attrs[i].name == name {
			return &t.attrs[i]
		}
	}
	return nil
}

// isText reports whether a value was given as text, on the command line or in the process's environment: such a value
// comes from a variable and stands in no file.
func isText(n *tree.Node) bool {
	return n.Kind == tree.String && n.Origin != nil && n.Origin.How == tree.Variable && n.Origin.Range.IsZero()
}
