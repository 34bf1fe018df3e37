package hcl

import (
	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// variable is a declared variable.
type variable struct {
	file         *file
	name         diag.Range
	typ          *typ
	defaultValue *hclsyntax.Attribute // nil without one
	sensitive    bool
	broken       bool // its declaration has errors
}

func (u *unit) declareVariable(f *file, b *hclsyntax.Block) diag.List {
	if len(b.Labels) != 1 {
		return diag.List{diag.BadVariable.At(f.at(b.TypeRange), "a variable has one label, its name").WithFix("write variable \"NAME\" {")}
	}
	name := b.Labels[0]
	v := &variable{file: f, name: f.at(b.LabelRanges[0]), typ: anyType}
	ds := frontend.CheckName(name, v.name)
	if len(ds) == 0 && !hclsyntax.ValidIdentifier(name) {
		ds = append(ds, diag.BadVariable.At(v.name, "the name of a variable is an identifier").WithFix("use letters, digits, _ and -, and start with a letter"))
	}
	if first := u.variables[name]; first != nil {
		return append(ds, diag.DuplicateAddress.At(v.name, "variable.%s is declared twice", name).
			WithRelated(first.name, "first declared here").WithFix("rename or remove one of the two"))
	}
	u.variables[name] = v
	for _, inner := range b.Body.Blocks {
		ds = append(ds, diag.BadVariable.At(f.at(inner.TypeRange), "a variable has no block %s", inner.Type).
			WithFix("it has type, default, description and sensitive"))
	}
	for _, a := range sortedAttributes(b.Body) {
		ds = append(ds, v.attribute(a)...)
	}
	v.broken = len(ds) > 0
	if v.sensitive && v.defaultValue != nil {
		hide(f.at(v.defaultValue.Expr.Range()))
	}
	return ds
}

// hide keeps a secret that stands in a file out of every message.
func hide(r diag.Range) {
	if !r.IsZero() {
		r.File.Hide(int(r.Start), int(r.End))
	}
}

func (v *variable) attribute(a *hclsyntax.Attribute) (ds diag.List) {
	switch a.Name {
	case "type":
		if v.typ, ds = parseType(v.file, a.Expr); len(ds) > 0 {
			v.typ = anyType
		}
	case "default":
		v.defaultValue = a
	case "sensitive":
		value, problems := a.Expr.Value(nil)
		if problems.HasErrors() || value.IsNull() || !value.IsWhollyKnown() || value.Type().FriendlyName() != "bool" {
			return diag.List{diag.BadVariable.At(v.file.at(a.Expr.Range()), "sensitive is true or false").WithFix("write true or false")}
		}
		v.sensitive = value.True()
	case "description":
		if t, ok := a.Expr.(*hclsyntax.TemplateExpr); !ok || !t.IsStringLiteral() {
			return diag.List{diag.BadVariable.At(v.file.at(a.Expr.Range()), "a description is plain text").WithFix("write it in quotes, without ${…}")}
		}
	default:
		return diag.List{diag.BadVariable.At(v.file.at(a.NameRange), "a variable has no field %s", a.Name).
			WithFix("it has type, default, description and sensitive")}
	}
	return ds
}

// variable returns the value of a declared variable, nil when it has none and why is reported. used is where it is used.
func (ev *evaluator) variable(name string, used diag.Range) *tree.Node {
	if value, known := ev.variableValues[name]; known {
		return value
	}
	var value *tree.Node
	ev.keep(func() { value = ev.evaluateVariable(name, used) })
	ev.variableValues[name] = value
	return value
}

func (ev *evaluator) evaluateVariable(name string, used diag.Range) *tree.Node {
	v := ev.variables[name]
	c := converter{scope: ev.scope(v.file), variable: name, declared: v}
	value := ev.vars[name]
	if value != nil && v.sensitive {
		hide(value.Range())
	}
	switch {
	case v.broken:
		return nil
	case value != nil && isText(value):
		value = c.text(value, v.typ)
	case value != nil:
		value = c.value(value, v.typ, nil)
	case v.defaultValue != nil:
		c.fixed = "a variable's default"
		if value = c.named(v.defaultValue.Expr, v.file.at(v.defaultValue.NameRange)); value != nil {
			value = c.value(value, v.typ, nil)
		}
	default:
		ev.unset(name, v, used)
	}
	if value != nil && v.sensitive {
		value = ev.sensitive(value, name)
	}
	return value
}

func (ev *evaluator) unset(name string, v *variable, used diag.Range) {
	d := diag.UnsetVariable.At(v.name, "the variable %q has no value", name)
	if !used.IsZero() {
		d = d.WithRelated(used, "used here")
	}
	example := v.typ.example()
	if ev.early {
		ev.report(d.WithDetail("Environments are read before they set variables, so an environment can't set what environments use.").
			WithFix("set it with --var %s=%s or ESPC_VAR_%s=%s, or give it a default", name, example, name, example))
		return
	}
	ev.report(d.WithFix("set it with --var %s=%s, with ESPC_VAR_%s=%s, or in an environment: variables = { %s = %s }; or give it a default",
		name, example, name, example, name, v.typ.exampleHCL()))
}

// example is a value of the type as text, exampleHCL as HCL.
func (t *typ) example() string {
	switch t.name {
	case "number":
		return "1"
	case "bool":
		return "true"
	case "string", "any":
		return "VALUE"
	}
	return "'" + t.exampleHCL() + "'"
}

func (t *typ) exampleHCL() string {
	switch t.name {
	case "number":
		return "1"
	case "bool":
		return "true"
	case "list", "set", "tuple":
		return "[…]"
	case "map", "object":
		return "{ … }"
	}
	return `"VALUE"`
}

// sensitive returns a copy of a value that knows in every part where it comes from.
func (ev *evaluator) sensitive(n *tree.Node, name string) *tree.Node {
	c := *n
	origin := tree.Origin{}
	if n.Origin != nil {
		origin = *n.Origin
	}
	c.Origin = &origin
	ev.secret[&origin] = name
	c.Items, c.Fields = nil, nil
	for _, item := range n.Items {
		c.Items = append(c.Items, ev.sensitive(item, name))
	}
	for _, f := range n.Fields {
		c.Fields = append(c.Fields, tree.Field{Key: f.Key, Value: ev.sensitive(f.Value, name)})
	}
	return &c
}
