package cue

import (
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// plainDocument converts a package that is nothing but data, so that neither time nor memory goes into evaluating what
// is written out: fields with strings, numbers, booleans, null, lists and structs. It returns nil for every other
// package, one with conflicting values included; those are the evaluator's.
func plainDocument(files []*file) *tree.Node {
	doc := &tree.Node{Kind: tree.Map, Origin: tree.At(diag.Range{File: files[0].src})}
	index := map[*tree.Node]map[string]int{}
	for _, f := range files {
		p := plainFile{src: f.src, index: index}
		for _, d := range f.syntax.Decls {
			switch d := d.(type) {
			case *ast.Package, *ast.CommentGroup:
			case *ast.Field:
				if !p.field(doc, d, 0) {
					return nil
				}
			default:
				return nil
			}
		}
	}
	return doc
}

type plainFile struct {
	src *diag.File
	// index finds the fields of big structs: a kind may have thousands of names.
	index map[*tree.Node]map[string]int
}

// field adds a field to a struct; false means that it is not plain.
func (p plainFile) field(to *tree.Node, f *ast.Field, depth int) bool {
	key, ok := plainLabel(f.Label)
	if !ok || f.Constraint != token.ILLEGAL || len(f.Attrs) > 0 || f.Alias != nil {
		return false
	}
	v := p.value(f.Value, depth+1)
	if v == nil {
		return false
	}
	v.Origin.Name = nodePlace(p.src, f.Label)
	return p.addField(to, key, v, depth)
}

func plainLabel(l ast.Label) (string, bool) {
	switch l := l.(type) {
	case *ast.Ident:
		return l.Name, !strings.HasPrefix(l.Name, "_") && !strings.HasPrefix(l.Name, "#")
	case *ast.BasicLit:
		if l.Kind == token.STRING {
			s, err := literal.Unquote(l.Value)
			return s, err == nil
		}
	}
	return "", false
}

// addField adds a field, joining it with what the struct has under its name: two structs join, equal scalars are one.
func (p plainFile) addField(to *tree.Node, key string, v *tree.Node, depth int) bool {
	i := p.find(to, key)
	if i < 0 {
		to.Fields = append(to.Fields, tree.Field{Key: key, Value: v})
		return true
	}
	first := to.Fields[i].Value
	if first.Kind != v.Kind {
		return false
	}
	switch v.Kind {
	case tree.Map:
		for _, f := range v.Fields {
			if depth >= entityDepth && first.Get(f.Key) == nil {
				return false // the order of fields inside of an entity is the evaluator's to say
			}
			if !p.addField(first, f.Key, f.Value, depth+1) {
				return false
			}
		}
		return true
	case tree.List:
		return false
	}
	return first.Text == v.Text
}

// entityDepth is the depth of names: documents are kind -> name -> fields, and kinds and names have no order.
const entityDepth = 1

// find returns where a struct has a key; when it has none, it returns -1 and expects it to be appended.
func (p plainFile) find(n *tree.Node, key string) int {
	const few = 16
	if len(n.Fields) < few {
		return slices.IndexFunc(n.Fields, func(f tree.Field) bool { return f.Key == key })
	}
	index := p.index[n]
	if index == nil {
		index = make(map[string]int, 2*few)
		for i, f := range n.Fields {
			index[f.Key] = i
		}
		p.index[n] = index
	}
	if i, ok := index[key]; ok {
		return i
	}
	index[key] = len(n.Fields)
	return -1
}

func (p plainFile) node(kind tree.Kind, text string, n ast.Node) *tree.Node {
	return &tree.Node{Kind: kind, Text: text, Origin: tree.At(nodePlace(p.src, n))}
}

func (p plainFile) value(x ast.Expr, depth int) *tree.Node {
	switch x := x.(type) {
	case *ast.BasicLit:
		return p.scalar(x)
	case *ast.UnaryExpr:
		if lit, ok := x.X.(*ast.BasicLit); ok && x.Op == token.SUB {
			if n := p.scalar(lit); n != nil && n.Kind == tree.Number && n.Text != "0" {
				return p.node(tree.Number, "-"+n.Text, x)
			}
		}
	case *ast.ListLit:
		n := p.node(tree.List, "", x)
		for _, e := range x.Elts {
			item := p.value(e, depth+1)
			if item == nil {
				return nil
			}
			n.Items = append(n.Items, item)
		}
		return n
	case *ast.StructLit:
		n := p.node(tree.Map, "", x)
		for _, d := range x.Elts {
			if _, comment := d.(*ast.CommentGroup); comment {
				continue
			}
			f, ok := d.(*ast.Field)
			if !ok || !p.field(n, f, depth) {
				return nil
			}
		}
		return n
	}
	return nil
}

// scalar converts a literal. Numbers that are not written in plain decimal, and bytes, are left to the evaluator.
func (p plainFile) scalar(x *ast.BasicLit) *tree.Node {
	switch x.Kind {
	case token.STRING:
		if strings.HasPrefix(strings.TrimLeft(x.Value, "#"), "'") {
			return nil
		}
		s, err := literal.Unquote(x.Value)
		if err != nil {
			return nil
		}
		return p.node(tree.String, s, x)
	case token.INT:
		if decimal.MatchString(x.Value) {
			return p.node(tree.Number, x.Value, x)
		}
	case token.TRUE, token.FALSE:
		return p.node(tree.Bool, x.Value, x)
	case token.NULL:
		return p.node(tree.Null, "", x)
	}
	return nil
}
