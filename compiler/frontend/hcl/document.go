package hcl

import (
	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// documents evaluates the items of the kinds that are wanted, each to a document of its own.
func (ev *evaluator) documents(want func(kind string) bool) []*tree.Node {
	docs := make([]*tree.Node, 0, len(ev.items))
	for _, it := range ev.items {
		if ev.stopped || ev.ctx.Err() != nil {
			break
		}
		switch {
		case it.block == nil && want(it.attribute.Name):
			docs = ev.attributeDocument(docs, it)
		case it.block != nil && want(it.block.Type):
			docs = ev.blockDocuments(docs, it)
		}
	}
	return docs
}

// attributeDocument evaluates an attribute at the top: secret = { db = { key = "x" } }.
func (ev *evaluator) attributeDocument(docs []*tree.Node, it item) []*tree.Node {
	a := it.attribute
	ev.ds = append(ev.ds, frontend.CheckName(a.Name, it.file.at(a.NameRange))...)
	value := ev.scope(it.file).named(a.Expr, it.file.at(a.NameRange))
	if value == nil || !ev.presentable(value) {
		return docs
	}
	return append(docs, ev.wrap(a.Name, value))
}

// blockDocuments evaluates a block; with for_each it makes a document for each key.
func (ev *evaluator) blockDocuments(docs []*tree.Node, it item) []*tree.Node {
	b, s := it.block, ev.scope(it.file)
	names := frontend.CheckName(b.Type, it.file.at(b.TypeRange))
	for i, label := range b.Labels {
		names = append(names, frontend.CheckName(label, it.file.at(b.LabelRanges[i]))...)
	}
	if len(names) > 0 {
		ev.ds = append(ev.ds, names...)
		return docs
	}
	name := b.TypeRange
	if len(b.Labels) > 0 {
		name = b.LabelRanges[0]
	}
	add := func(s *scope, label string) {
		var first []tree.Field
		if b.Type == "topology" {
			at := it.file.at(name)
			text := s.node(tree.String, at)
			text.Text, text.Origin.Name = label, at
			first = []tree.Field{{Key: "name", Value: text}}
		}
		value := s.block(b, it.file.at(name), first)
		switch {
		case !ev.presentable(value):
			return
		case b.Type != "topology" && len(b.Labels) > 0:
			for i := len(b.Labels) - 1; i > 0; i-- {
				value = ev.wrap(b.Labels[i], value)
			}
			value = ev.wrap(label, value)
			value.Origin.Name = it.file.at(b.TypeRange)
		}
		docs = append(docs, ev.wrap(b.Type, value))
	}
	each := b.Body.Attributes["for_each"]
	switch {
	case each == nil || len(b.Labels) != 1 || b.Type == "topology":
		add(s, label(b))
	default:
		instances := ev.instances(it.file, b, each).instances
		if len(instances) == 0 {
			s.checkBody(b.Body)
		}
		for _, in := range instances {
			inner := *s
			inner.each = &in
			add(&inner, b.Labels[0]+"-"+in.key)
		}
	}
	return docs
}

func label(b *hclsyntax.Block) string {
	if len(b.Labels) == 0 {
		return ""
	}
	return b.Labels[0]
}

// checkBody checks the names in a body that is not evaluated, because its for_each has no keys.
func (s *scope) checkBody(b *hclsyntax.Body) {
	for _, a := range sortedAttributes(b) {
		s.checkNames(a.Expr)
	}
	for _, inner := range b.Blocks {
		s.checkBody(inner.Body)
	}
}

// wrap returns a map with one entry. It has no place of its own but that of its value.
func (ev *evaluator) wrap(key string, value *tree.Node) *tree.Node {
	n := ev.node(tree.Map, value.Origin.Range)
	n.Origin.Name = value.Origin.Name
	n.Fields = append(ev.takeFields(1), tree.Field{Key: key, Value: value})
	return n
}

// presentable reports whether a finished value may go into a document.
func (ev *evaluator) presentable(n *tree.Node) bool {
	return ev.bounded(n) && ev.showable(n)
}

// block evaluates a block to a map of its fields, first before those of its body.
func (s *scope) block(b *hclsyntax.Block, name diag.Range, first []tree.Field) *tree.Node {
	header := s.file.at(b.TypeRange)
	if n := len(b.LabelRanges); n > 0 {
		header.End = s.file.at(b.LabelRanges[n-1]).End
	}
	n := s.node(tree.Map, header)
	n.Origin.Name = name
	n.Fields = s.body(b.Body, first)
	return n
}
