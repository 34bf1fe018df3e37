package cue

import (
	"math/big"
	"regexp"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// tag is a field's attribute @tag(name,type=string|int|number|bool): the variable that gives the field its value.
type tag struct {
	name, kind string
	place      diag.Range
	value      diag.Range // the field's value
	// file and field number the tag's place in the site, since every evaluation has a syntax tree of its own.
	file, field int
}

// findTags finds the tags where cue allows them: at regular fields outside of lists and comprehensions.
func (s *site) findTags(ds *diag.List) {
	for i, f := range s.files {
		s.tags = append(s.tags, fileTags(f, i, ds)...)
	}
}

func fileTags(f *file, index int, ds *diag.List) []*tag {
	var tags []*tag
	eachField(f.syntax, func(number int, field *ast.Field, allowed bool) {
		for _, a := range field.Attrs {
			if a.Name() != "tag" {
				continue
			}
			t, problem := parseTag(a)
			if problem == "" && !allowed {
				problem = "a tag stands at a regular field, outside of lists, patterns and comprehensions"
			}
			if problem != "" {
				*ds = append(*ds, diag.CUEFeature.At(nodePlace(f.src, a), "%s", problem).
					WithFix("write @tag(NAME) or @tag(NAME,type=int|number|bool) after a field's value"))
				continue
			}
			t.place, t.value, t.file, t.field = nodePlace(f.src, a), nodePlace(f.src, field.Value), index, number
			tags = append(tags, t)
		}
	})
	return tags
}

// eachField visits a file's fields in order, numbered, and says whether a tag may stand there.
func eachField(syntax *ast.File, visit func(number int, f *ast.Field, allowed bool)) {
	number, forbidden := 0, 0
	closes := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ListLit, *ast.Comprehension:
			return true
		case *ast.Field:
			_, _, err := ast.LabelName(n.Label)
			return err != nil || n.Constraint != token.ILLEGAL
		}
		return false
	}
	ast.Walk(syntax, func(n ast.Node) bool {
		if closes(n) {
			forbidden++
		}
		if f, ok := n.(*ast.Field); ok {
			number++
			visit(number, f, forbidden == 0)
		}
		return true
	}, func(n ast.Node) {
		if closes(n) {
			forbidden--
		}
	})
}

func parseTag(a *ast.Attribute) (*tag, string) {
	_, body := a.Split()
	parts := strings.Split(body, ",")
	t := &tag{name: strings.TrimSpace(parts[0]), kind: "string"}
	if !ast.IsValidIdent(t.name) {
		return nil, "a tag's name is an identifier"
	}
	for _, part := range parts[1:] {
		switch key, value, _ := strings.Cut(strings.TrimSpace(part), "="); key {
		case "type":
			switch value {
			case "string", "int", "number", "bool":
				t.kind = value
			default:
				return nil, "a tag's type is string, int, number or bool"
			}
		case "var":
			return nil, "a tag's value comes from variables, not from the machine or the clock"
		case "short":
			return nil, "a tag has no shorthands here"
		}
	}
	return t, ""
}

// inject unifies tagged fields with the variables that are set. Unset ones keep their default. It returns the origins of
// the fields that it gave a value.
func (s *site) inject(files []*ast.File, vars frontend.Vars) (map[*ast.Field]*tree.Origin, diag.List) {
	var ds diag.List
	given := map[*ast.Field]*tree.Origin{}
	for i, f := range files {
		byField := map[int]*tag{}
		for _, t := range s.tags {
			if t.file == i && vars[t.name] != nil {
				byField[t.field] = t
			}
		}
		if len(byField) == 0 {
			continue
		}
		values := map[*ast.Field]ast.Expr{} // set when all are counted: a struct brings fields of its own
		eachField(f, func(number int, field *ast.Field, _ bool) {
			t := byField[number]
			if t == nil {
				return
			}
			v := vars[t.name]
			x := t.expr(v)
			if x == nil {
				ds = append(ds, diag.VariableType.At(t.place, "the variable %s is %s here, and what it was given is %s", t.name, kinds[t.kind], describe(v)).
					WithFix("give it %s, or change the tag's type", kinds[t.kind]))
				return
			}
			given[field] = &tree.Origin{How: tree.Variable, Rule: t.name, Range: nodePlace(s.files[i].src, field.Value), From: v.Origin}
			values[field] = x
		})
		unify(f, values)
	}
	return given, ds
}

// unify sets fields of a file to their values unified with others. In a file without a package clause the parser ties a name to the
// value that it refers to, so those names are tied to the new values.
func unify(f *ast.File, values map[*ast.Field]ast.Expr) {
	replaced := map[ast.Node]ast.Node{}
	for field, x := range values {
		unified := ast.NewBinExpr(token.AND, field.Value, x)
		replaced[field.Value] = unified
		field.Value = unified
	}
	ast.Walk(f, func(n ast.Node) bool {
		if name, ok := n.(*ast.Ident); ok && replaced[name.Node] != nil {
			name.Node = replaced[name.Node]
		}
		return true
	}, nil)
}

// hidden returns the origins of the hidden fields among those that variables give a value, by name: what refers to one takes the
// variable's value as it is.
func hidden(given map[*ast.Field]*tree.Origin) map[string]*tree.Origin {
	out := map[string]*tree.Origin{}
	for field, o := range given {
		if name, _, err := ast.LabelName(field.Label); err == nil && strings.HasPrefix(name, "_") {
			out[name] = o
		}
	}
	return out
}

var kinds = map[string]string{"string": "a string", "int": "an integer", "number": "a number", "bool": "a boolean"}

func describe(v *tree.Node) string {
	if v.Kind == tree.String {
		return "other text"
	}
	return v.Kind.String()
}

// expr returns the literal for a variable's value, nil where it is not of the tag's type. What was given as text is read
// as the type.
func (t *tag) expr(v *tree.Node) ast.Expr {
	text := v.Kind == tree.String
	switch t.kind {
	case "string":
		switch {
		case text:
			return ast.NewString(v.Text)
		case v.Kind == tree.List || v.Kind == tree.Map:
			return whole(v)
		}
	case "bool":
		if (text || v.Kind == tree.Bool) && (v.Text == "true" || v.Text == "false") {
			return ast.NewBool(v.Text == "true")
		}
	case "int":
		if i, ok := new(big.Int).SetString(v.Text, 10); ok && (text || v.Kind == tree.Number) {
			return number(i.String(), token.INT)
		}
	case "number":
		if (text || v.Kind == tree.Number) && decimal.MatchString(v.Text) {
			kind := token.INT
			if strings.ContainsAny(v.Text, ".eE") {
				kind = token.FLOAT
			}
			return number(v.Text, kind)
		}
	}
	return nil
}

// whole returns a value with all in it as CUE.
func whole(v *tree.Node) ast.Expr {
	switch v.Kind {
	case tree.Map:
		out := &ast.StructLit{}
		for _, f := range v.Fields {
			out.Elts = append(out.Elts, &ast.Field{Label: ast.NewString(f.Key), Value: whole(f.Value)})
		}
		return out
	case tree.List:
		out := &ast.ListLit{}
		for _, item := range v.Items {
			out.Elts = append(out.Elts, whole(item))
		}
		return out
	case tree.Number:
		kind := token.INT
		if strings.ContainsAny(v.Text, ".eE") {
			kind = token.FLOAT
		}
		return number(v.Text, kind)
	case tree.Bool:
		return ast.NewBool(v.Text == "true")
	case tree.Null:
		return ast.NewNull()
	}
	return ast.NewString(v.Text)
}

// decimal is the form of a number that CUE, JSON and YAML share.
var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)

func number(text string, kind token.Token) ast.Expr {
	if digits, negative := strings.CutPrefix(text, "-"); negative {
		return &ast.UnaryExpr{Op: token.SUB, X: ast.NewLit(kind, digits)}
	}
	return ast.NewLit(kind, text)
}
