package hcl

import (
	"strings"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

func (s *scope) template(e *hclsyntax.TemplateExpr) *tree.Node {
	at := s.file.at(e.SrcRange)
	if len(e.Parts) == 1 {
		if lit, ok := e.Parts[0].(*hclsyntax.LiteralValueExpr); ok {
			n := s.node(tree.String, at)
			n.Text = s.literalText(lit)
			return n
		}
	}
	var b strings.Builder
	var inputs []*tree.Node
	ok := true
	for _, part := range e.Parts {
		if lit, isLit := part.(*hclsyntax.LiteralValueExpr); isLit && lit.Val.Type() == cty.String {
			ok = s.append(&b, s.literalText(lit), at) && ok
			continue
		}
		value := s.eval(part)
		if value == nil {
			ok = false
			continue
		}
		inputs = append(inputs, value)
		ok = s.interpolate(&b, value, part.Range(), at) && ok
	}
	if !ok {
		return nil
	}
	n := s.node(tree.String, at)
	n.Text = b.String()
	return s.derived(n, inputs...)
}

// moduleMark stands before an address that a module's variable got from the topology around; the compiler puts it there, and
// no file can hold it.
const moduleMark = "\x00"

// append appends to the text of a template at a place, as far as text may grow.
func (s *scope) append(b *strings.Builder, text string, at diag.Range) bool {
	if !s.write(len(text), at) {
		return false
	}
	b.WriteString(text)
	return true
}

// interpolate appends a value, the part of a template at a place.
func (s *scope) interpolate(b *strings.Builder, value *tree.Node, r hcl.Range, template diag.Range) bool {
	switch {
	case value.Ref:
		s.report(s.referenceInText(value.Text, s.file.at(r)))
		return false
	case value.Kind == tree.Null:
		s.fail(r, "null can't be a part of text", "use coalesce(…, \"\") to say what stands for it")
		return false
	case value.Kind == tree.List || value.Kind == tree.Map:
		s.fail(r, value.Kind.String()+" can't be a part of text", "use join, jsonencode or one of its values")
		return false
	}
	return s.append(b, strings.TrimPrefix(value.Text, moduleMark), template)
}

// referenceInText says that an entity's address can't be a part of text.
func (s *scope) referenceInText(address string, at diag.Range) diag.Diagnostic {
	address = strings.TrimPrefix(address, moduleMark)
	kind, _, _ := strings.Cut(address, ".")
	whole := entityOf(address)
	d := diag.ReferenceInText.At(at, "the reference %s can't be a part of text", address)
	switch kind {
	case "microservice", "function", "model", "service_endpoint", "gateway":
		if address != whole { // gateway.edge.url: an output takes it
			return d.WithFix("in env, write { of = %s, part = \"url\" }; in an output, write %s alone; for a call, put it in calls", whole, address)
		}
		return d.WithFix("in env, write { of = %s, part = \"url\" }; for a call, put it in calls", whole)
	}
	return d.WithFix("use it as a whole value, or write the text that is meant")
}

// entityOf cuts an address to kind.name.
func entityOf(address string) string {
	kind, rest, _ := strings.Cut(address, ".")
	name, _, _ := strings.Cut(rest, ".")
	return kind + "." + name
}

// joined is what a %{ for } makes: the texts of its rounds, one after the other.
func (s *scope) joined(e *hclsyntax.TemplateJoinExpr) *tree.Node {
	list := s.eval(e.Tuple)
	if list == nil {
		return nil
	}
	var b strings.Builder
	at := s.file.at(e.Range())
	for _, item := range list.Items {
		if !s.interpolate(&b, item, e.Range(), at) {
			return nil
		}
	}
	n := s.node(tree.String, at)
	n.Text = b.String()
	return s.derived(n, list)
}
