package hcl

import (
	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// body evaluates the attributes and blocks of a body, in the order written. Blocks with a label become entries of a map
// under their type; the same block twice is an error.
func (s *scope) body(b *hclsyntax.Body, first []tree.Field) []tree.Field {
	fields := fieldSet{fields: append(s.takeFields(len(first)+len(b.Attributes)+len(b.Blocks)), first...)}
	base := len(s.sorted)
	for _, a := range b.Attributes {
		s.sorted = append(s.sorted, a)
	}
	sortByPlace(s.sorted[base:])
	blocks := b.Blocks
	for i := base; i < base+len(b.Attributes); i++ {
		a := s.sorted[i]
		for len(blocks) > 0 && blocks[0].TypeRange.Start.Byte < a.NameRange.Start.Byte {
			s.addBlock(&fields, blocks[0])
			blocks = blocks[1:]
		}
		s.addAttribute(&fields, a)
	}
	clear(s.sorted[base:])
	s.sorted = s.sorted[:base]
	for _, block := range blocks {
		s.addBlock(&fields, block)
	}
	return fields.fields
}

// sortByPlace sorts attributes by where they are. A body has few, so insertion is fast and needs no memory; large bodies
// sort otherwise.
func sortByPlace(attrs []*hclsyntax.Attribute) {
	if len(attrs) > 64 {
		sortMany(attrs)
		return
	}
	for i := 1; i < len(attrs); i++ {
		for j := i; j > 0 && attrs[j].NameRange.Start.Byte < attrs[j-1].NameRange.Start.Byte; j-- {
			attrs[j], attrs[j-1] = attrs[j-1], attrs[j]
		}
	}
}

func (s *scope) addAttribute(fields *fieldSet, a *hclsyntax.Attribute) {
	if s.each != nil && a == s.each.attr {
		return
	}
	at := s.file.at(a.NameRange)
	s.ds = append(s.ds, frontend.CheckName(a.Name, at)...)
	if other := fields.get(a.Name); other != nil {
		s.twice(a.Name, at, other)
		return
	}
	if value := s.named(a.Expr, at); value != nil {
		fields.add(a.Name, value)
	}
}

// addBlock adds a block: under its type, and there under each of its labels.
func (s *scope) addBlock(fields *fieldSet, b *hclsyntax.Block) {
	name := s.file.at(b.TypeRange)
	s.ds = append(s.ds, frontend.CheckName(b.Type, name)...)
	into, key := fields, b.Type
	for i, label := range b.Labels {
		at := s.file.at(b.LabelRanges[i])
		s.ds = append(s.ds, frontend.CheckName(label, at)...)
		next := into.groups[key]
		switch other := into.get(key); {
		case next == nil && other != nil:
			s.mixed(b, name, other)
			return
		case next == nil:
			group := s.node(tree.Map, s.file.at(b.TypeRange))
			group.Origin.Name = name
			next = into.group(key, group)
		}
		into, key, name = next, label, at
	}
	switch other := into.get(key); {
	case into.groups[key] != nil:
		s.mixed(b, name, other)
	case other != nil:
		s.twice(key, name, other)
	default:
		into.add(key, s.block(b, name, nil))
	}
}

func (s *scope) twice(key string, at diag.Range, first *tree.Node) {
	s.report(diag.DuplicateKey.At(at, "%s is set twice", key).
		WithRelated(first.Origin.KeyPlace(), "first set here").WithFix("rename or remove one of the two"))
}

func (s *scope) mixed(b *hclsyntax.Block, at diag.Range, first *tree.Node) {
	s.report(diag.DuplicateKey.At(at, "%s stands here with a label and elsewhere without", b.Type).
		WithRelated(first.Origin.KeyPlace(), "first set here").WithFix("write all of them one way"))
}
