package hcl

import (
	"strings"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// named evaluates the value of a field whose key is at a place.
func (s *scope) named(e hclsyntax.Expression, key diag.Range) *tree.Node {
	n := s.eval(e)
	if n != nil {
		n.Origin.Name = key
	}
	return n
}

// eval evaluates an expression, or reports why it has no value and returns nil. The node is new, so that its origin may be
// completed; what it holds may be shared.
func (s *scope) eval(e hclsyntax.Expression) *tree.Node {
	if s.stopped {
		return nil
	}
	if s.nested++; s.nested > maxNested {
		s.stop(s.file.at(e.Range()), "expressions nest too deeply here")
		return nil
	}
	n := s.expression(e)
	s.nested--
	return n
}

func (s *scope) expression(e hclsyntax.Expression) *tree.Node {
	switch e := e.(type) {
	case *hclsyntax.TemplateExpr:
		return s.template(e)
	case *hclsyntax.LiteralValueExpr:
		return s.literal(e)
	case *hclsyntax.ScopeTraversalExpr:
		return s.traversal(e)
	case *hclsyntax.ObjectConsExpr:
		return s.object(e)
	case *hclsyntax.TupleConsExpr:
		return s.list(e)
	case *hclsyntax.TemplateWrapExpr:
		return s.eval(e.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		return s.eval(e.Expression)
	case *hclsyntax.FunctionCallExpr:
		return s.call(e)
	case *hclsyntax.ConditionalExpr:
		return s.conditional(e)
	case *hclsyntax.BinaryOpExpr:
		return s.binary(e)
	case *hclsyntax.UnaryOpExpr:
		return s.unary(e)
	case *hclsyntax.ForExpr:
		return s.forEach(e)
	case *hclsyntax.IndexExpr:
		return s.index(e)
	case *hclsyntax.SplatExpr:
		return s.splat(e)
	case *hclsyntax.RelativeTraversalExpr:
		return s.relative(e)
	case *hclsyntax.AnonSymbolExpr:
		return s.splatItem(e)
	case *hclsyntax.TemplateJoinExpr:
		return s.joined(e)
	case *hclsyntax.ObjectConsKeyExpr:
		return s.eval(e.Wrapped)
	}
	return s.fail(e.Range(), "this expression is not supported", "write it another way")
}

// fail reports that an expression has no value. It returns nil, so that callers can return what it returns.
func (s *scope) fail(r hcl.Range, summary, fix string) *tree.Node {
	s.report(diag.Evaluation.At(s.file.at(r), "%s", summary).WithFix("%s", fix))
	return nil
}

func (s *scope) literal(e *hclsyntax.LiteralValueExpr) *tree.Node {
	at := s.file.at(e.SrcRange)
	switch {
	case e.Val.IsNull():
		return s.node(tree.Null, at)
	case e.Val.Type() == cty.Number:
		n := s.node(tree.Number, at)
		n.Text = canonical(s.file.text[at.Start:at.End])
		return n
	case e.Val.Type() == cty.Bool:
		n := s.node(tree.Bool, at)
		n.Text = "false"
		if e.Val.True() {
			n.Text = "true"
		}
		return n
	}
	n := s.node(tree.String, at)
	n.Text = s.literalText(e)
	return n
}

// literalText is the text of a literal part of a template. Lines of a heredoc end with LF whatever the file has.
func (s *scope) literalText(e *hclsyntax.LiteralValueExpr) string {
	if e.Val.IsNull() || !e.Val.IsKnown() || e.Val.Type() != cty.String {
		return ""
	}
	text := e.Val.AsString()
	if strings.IndexByte(text, '\r') >= 0 {
		if at := s.file.at(e.SrcRange); strings.IndexByte(s.file.text[at.Start:at.End], '\r') >= 0 {
			text = strings.ReplaceAll(text, "\r\n", "\n")
		}
	}
	if strings.IndexByte(text, 0) >= 0 {
		s.report(diag.NULByte.At(s.file.at(e.SrcRange), "the text has a NUL in it, which no target takes").WithFix("remove its escape"))
	}
	return text
}

func (s *scope) list(e *hclsyntax.TupleConsExpr) *tree.Node {
	n := s.node(tree.List, s.file.at(e.SrcRange))
	if len(e.Exprs) == 0 {
		return n
	}
	n.Items = make([]*tree.Node, 0, len(e.Exprs))
	ok := true
	for _, item := range e.Exprs {
		if value := s.eval(item); value != nil {
			n.Items = append(n.Items, value)
		} else {
			ok = false
		}
	}
	if !ok {
		return nil
	}
	return n
}

func (s *scope) object(e *hclsyntax.ObjectConsExpr) *tree.Node {
	n := s.node(tree.Map, s.file.at(e.SrcRange))
	fields := fieldSet{fields: s.takeFields(len(e.Items))}
	ok := true
	for _, item := range e.Items {
		key, known := s.key(item.KeyExpr)
		at := s.file.at(item.KeyExpr.Range())
		if other := fields.get(key); known && other != nil {
			s.twice(s.quoted(key), at, other)
			known = false
		}
		value := s.named(item.ValueExpr, at)
		if !known || value == nil {
			ok = false
			continue
		}
		fields.add(key, value)
	}
	if !ok {
		return nil
	}
	n.Fields = fields.fields
	return n
}

// key evaluates an object's key: a bare word is itself, an address too (place = { function.report = "aws" }).
func (s *scope) key(e hclsyntax.Expression) (string, bool) {
	if k, ok := e.(*hclsyntax.ObjectConsKeyExpr); ok {
		if !k.ForceNonLiteral {
			switch word := hcl.ExprAsKeyword(k.Wrapped); t := k.Wrapped.(type) {
			case *hclsyntax.ScopeTraversalExpr:
				if word != "" {
					return word, true
				}
				if !s.kinds[t.Traversal.RootName()] {
					s.fail(t.SrcRange, "a key with dots is text or an expression", "put it in quotes if it is text, in parentheses if it is an expression")
					return "", false
				}
			case *hclsyntax.TemplateExpr:
				if len(t.Parts) == 1 {
					if lit, ok := t.Parts[0].(*hclsyntax.LiteralValueExpr); ok {
						return s.literalText(lit), true
					}
				}
			default:
				if word != "" { // true, false, null
					return word, true
				}
			}
		}
		e = k.Wrapped
	}
	n := s.eval(e)
	if n == nil {
		return "", false
	}
	return s.keyText(n, e.Range())
}

// keyText is a value as the key of a map.
func (s *scope) keyText(n *tree.Node, r hcl.Range) (string, bool) {
	switch {
	case s.secretName(n) != "":
		s.fail(r, "a sensitive value can't be a key", "use a value that is not sensitive")
	case n.Kind == tree.String || n.Kind == tree.Number || n.Kind == tree.Bool:
		return n.Text, true
	default:
		s.fail(r, "a key is text, not "+n.Kind.String(), "write a string")
	}
	return "", false
}
