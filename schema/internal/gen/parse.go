package main

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"
)

// parse reads the .cue files of a folder. It takes the subset of CUE that the files are written in and refuses all else,
// so that nothing authored is silently without effect.
func parse(dir string) (*language, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.cue"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	lang := &language{defs: map[string]*definition{}}
	var document *ast.StructLit
	for _, name := range files {
		f, err := parser.ParseFile(name, nil, parser.ParseComments)
		if err != nil {
			return nil, err
		}
		for _, decl := range f.Decls {
			fd, ok := decl.(*ast.Field)
			if !ok {
				continue
			}
			label, _, err := ast.LabelName(fd.Label)
			if err != nil {
				return nil, err
			}
			st, ok := fd.Value.(*ast.StructLit)
			switch {
			case label == "#Document":
				document = st
				continue
			case !ok:
				continue // #Name, which is no struct
			}
			d, err := parseDefinition(strings.TrimPrefix(label, "#"), docOf(fd), st)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", name, label, err)
			}
			lang.defs[d.name] = d
			lang.order = append(lang.order, d.name)
		}
	}
	slices.Sort(lang.order)
	return lang, lang.readKinds(document)
}

func (l *language) readKinds(document *ast.StructLit) error {
	if document == nil {
		return fmt.Errorf("no #Document")
	}
	for _, decl := range document.Elts {
		fd := decl.(*ast.Field)
		name, _, err := ast.LabelName(fd.Label)
		if err != nil {
			return err
		}
		value := fd.Value
		if st, ok := value.(*ast.StructLit); ok {
			value = st.Elts[0].(*ast.Field).Value
		}
		def := l.defs[strings.TrimPrefix(value.(*ast.Ident).Name, "#")]
		if def == nil {
			return fmt.Errorf("kind %s has no definition", name)
		}
		l.kinds = append(l.kinds, kind{name, def})
	}
	return nil
}

func docOf(n ast.Node) string {
	var lines []string
	for _, g := range ast.Comments(n) {
		if g.Doc {
			lines = append(lines, strings.TrimSpace(g.Text()))
		}
	}
	return strings.Join(lines, "\n")
}

func parseDefinition(name, doc string, st *ast.StructLit) (*definition, error) {
	d := &definition{name: name, doc: doc}
	for _, elt := range st.Elts {
		switch e := elt.(type) {
		case *ast.EmbedDecl:
			d.embeds = append(d.embeds, strings.TrimPrefix(e.Expr.(*ast.Ident).Name, "#"))
		case *ast.Ellipsis:
			d.open = true
		case *ast.Field:
			f, err := parseField(e)
			if err != nil {
				return nil, err
			}
			d.fields = append(d.fields, f)
		default:
			return nil, fmt.Errorf("unexpected %T", elt)
		}
	}
	return d, nil
}

func parseField(e *ast.Field) (field, error) {
	name, _, err := ast.LabelName(e.Label)
	if err != nil {
		return field{}, err
	}
	f := field{name: name, doc: docOf(e), required: e.Constraint == token.NOT}
	if err := f.readValue(e.Value); err != nil {
		return f, fmt.Errorf("%s: %w", name, err)
	}
	f.always = f.typ == "Block" && e.Constraint == token.ILLEGAL
	for _, a := range attributes(e) {
		if err := f.readAttribute(a); err != nil {
			return f, fmt.Errorf("%s: %w", name, err)
		}
	}
	if e.Constraint == token.ILLEGAL && f.def == "" && !f.always {
		return f, fmt.Errorf("%s: neither ?, ! nor a default", name)
	}
	if f.doc == "" {
		return f, fmt.Errorf("%s: no doc comment", name)
	}
	return f, nil
}

// attributes returns a field's attributes. CUE reads those at the end of "a?: [string]: T @x()" as the inner field's.
func attributes(e *ast.Field) []*ast.Attribute {
	out := e.Attrs
	if st, ok := e.Value.(*ast.StructLit); ok && !st.Lbrace.IsValid() && len(st.Elts) == 1 {
		if inner, ok := st.Elts[0].(*ast.Field); ok {
			out = append(out, inner.Attrs...)
		}
	}
	return out
}

// readValue sets a field's type, default, enum and bounds from its CUE value.
func (f *field) readValue(x ast.Expr) error {
	for _, alt := range flatten(x, token.OR) {
		if u, ok := alt.(*ast.UnaryExpr); ok && u.Op == token.MUL {
			src, err := format.Node(u.X)
			if err != nil {
				return err
			}
			f.def = string(src)
			alt = u.X
			if _, ok := alt.(*ast.ListLit); ok {
				continue
			}
			if lit, ok := alt.(*ast.BasicLit); ok && lit.Kind != token.STRING {
				continue
			}
		}
		if err := f.readAlternative(alt); err != nil {
			return err
		}
	}
	return nil
}

func (f *field) readAlternative(x ast.Expr) error {
	switch v := x.(type) {
	case *ast.BasicLit:
		switch v.Kind {
		case token.STRING:
			s, err := literal.Unquote(v.Value)
			if err != nil {
				return err
			}
			f.enum = append(f.enum, s)
			f.typ = cmp.Or(f.typ, "String")
		case token.TRUE, token.FALSE:
			f.typ = "Bool"
		default:
			return fmt.Errorf("unexpected literal %s", v.Value)
		}
	case *ast.Ident:
		f.readIdent(v.Name)
	case *ast.ParenExpr:
		return f.readAlternative(v.X)
	case *ast.BinaryExpr:
		if v.Op == token.OR {
			return f.readValue(v)
		}
		return f.readBounds(v)
	case *ast.ListLit:
		return f.readList(v)
	case *ast.StructLit:
		return f.readStruct(v)
	default:
		return fmt.Errorf("unexpected %T", x)
	}
	return nil
}

func (f *field) readIdent(name string) {
	switch name {
	case "string":
		f.typ = "String"
		if f.def != "" {
			f.enum = nil // the default of an open string is no enum
		}
	case "int":
		f.typ = "Int"
	case "bool":
		f.typ = "Bool"
	case "_":
		f.typ = "Any"
	default:
		f.typ, f.block = "Block", strings.TrimPrefix(name, "#")
	}
}

func (f *field) readBounds(x ast.Expr) error {
	f.typ, f.bounded = "Int", true
	for _, part := range flatten(x, token.AND) {
		u, ok := part.(*ast.UnaryExpr)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(u.X.(*ast.BasicLit).Value, 10, 64)
		if err != nil {
			return err
		}
		switch u.Op {
		case token.GEQ:
			f.min = n
		case token.LEQ:
			f.max = n
		default:
			return fmt.Errorf("unexpected bound %s", u.Op)
		}
	}
	return nil
}

func (f *field) readList(v *ast.ListLit) error {
	var elem field
	if err := elem.readValue(v.Elts[0].(*ast.Ellipsis).Type); err != nil {
		return err
	}
	switch elem.typ {
	case "String":
		f.typ, f.enum = "Strings", elem.enum
	case "Block":
		f.typ, f.block = "Objects", elem.block
	default:
		return fmt.Errorf("unexpected list of %s", elem.typ)
	}
	return nil
}

// readStruct takes {[string]: T} and {...}, an open object.
func (f *field) readStruct(v *ast.StructLit) error {
	if _, ok := v.Elts[0].(*ast.Ellipsis); ok {
		f.typ, f.object = "Any", true
		return nil
	}
	fd, ok := v.Elts[0].(*ast.Field)
	if !ok {
		return fmt.Errorf("unexpected struct")
	}
	if _, pattern := fd.Label.(*ast.ListLit); !pattern {
		f.typ = "Any" // an object of a union, which @as gives its type
		return nil
	}
	var elem field
	if err := elem.readValue(fd.Value); err != nil {
		return err
	}
	switch elem.typ {
	case "String":
		f.typ, f.enum = "StringMap", elem.enum
	case "Any":
		f.typ, f.object = "AnyMap", elem.object
	case "Block":
		f.typ, f.block = "Blocks", elem.block
	default:
		return fmt.Errorf("unexpected map of %s", elem.typ)
	}
	return nil
}

func (f *field) readAttribute(a *ast.Attribute) error {
	key, body := a.Split()
	switch key {
	case "ref":
		f.refs = strings.Split(body, ",")
		switch f.typ {
		case "String":
			f.typ = "Ref"
		case "Strings":
			f.typ = "Refs"
		}
	case "edge":
		f.edge = body
	case "self":
		f.self = true
	case "unit":
		f.typ = map[string]string{"memory": "Memory", "cpu": "CPU", "duration": "Duration", "rate": "Rate", "quota": "Quota"}[body]
	case "format":
		f.format = body
	case "label":
		f.label = body
	case "default":
		doc, err := literal.Unquote(body)
		if err != nil {
			return err
		}
		f.defDoc = doc
	case "as":
		f.typ = map[string]string{"env": "TextMap", "text": "TextMap", "filter": "Filters", "route": "Route", "steps": "Steps"}[body]
		f.endpoint = body == "env"
		switch body {
		case "route":
			f.block = "SplitTarget"
		case "steps":
			f.block = "Step"
		}
	default:
		return fmt.Errorf("unknown attribute @%s", key)
	}
	if f.typ == "" {
		return fmt.Errorf("unknown @%s(%s)", key, body)
	}
	return nil
}

// flatten splits a chain of one binary operator into its operands.
func flatten(x ast.Expr, op token.Token) []ast.Expr {
	if b, ok := x.(*ast.BinaryExpr); ok && b.Op == op {
		return append(flatten(b.X, op), flatten(b.Y, op)...)
	}
	return []ast.Expr{x}
}
