package hcl

import (
	"slices"
	"strconv"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// forEach evaluates a for expression: over a list by index, over an object by key in the order of the alphabet.
func (s *scope) forEach(e *hclsyntax.ForExpr) *tree.Node {
	at := s.file.at(e.SrcRange)
	collection := s.eval(e.CollExpr)
	if collection == nil {
		return nil
	}
	if collection.Kind != tree.List && collection.Kind != tree.Map {
		what := collection.Kind.String()
		if collection.Ref {
			what = "the reference " + collection.Text
		}
		return s.fail(e.CollExpr.Range(), "for goes over a list or an object, not "+what, "write a list")
	}
	loop := forLoop{scope: s, e: e, collection: collection, out: s.node(tree.Map, at)}
	if e.KeyExpr == nil {
		loop.out.Kind = tree.List
	}
	if s.loops == 0 {
		s.counted = s.made
	}
	s.loops++
	ok := loop.run()
	s.loops--
	if !ok {
		return nil
	}
	if e.KeyExpr != nil {
		loop.out.Fields = loop.fields.fields
	}
	return s.tainted(loop.out, collection)
}

type forLoop struct {
	*scope
	e          *hclsyntax.ForExpr
	collection *tree.Node
	out        *tree.Node
	fields     fieldSet
}

func (l *forLoop) run() bool {
	if len(l.collection.Items)+len(l.collection.Fields) == 0 {
		return l.checkNames(l.e.ValExpr)
	}
	for i, item := range l.collection.Items {
		key := l.node(tree.Number, item.Range())
		key.Text = strconv.Itoa(i)
		if !l.round(l.keyed(key, l.collection), item) {
			return false
		}
	}
	for _, f := range sortedFields(l.collection) {
		key := l.node(tree.String, f.Value.Range())
		key.Text = f.Key
		if !l.round(l.keyed(key, l.collection), f.Value) {
			return false
		}
	}
	return true
}

// round evaluates the expression for one item.
func (l *forLoop) round(key, value *tree.Node) bool {
	made := l.made - l.counted
	l.counted = l.made
	if !l.step(1+made, l.out.Origin.Range) {
		return false
	}
	inner := l.bind(l.e.ValVar, value)
	if l.e.KeyVar != "" {
		inner = inner.bind(l.e.KeyVar, key)
	}
	if l.e.CondExpr != nil {
		condition := inner.eval(l.e.CondExpr)
		if condition == nil {
			return false
		}
		if yes, ok := inner.truth(condition, l.e.CondExpr.Range()); !ok || !yes {
			return ok
		}
	}
	if l.e.KeyExpr == nil {
		item := inner.eval(l.e.ValExpr)
		if item != nil {
			l.out.Items = append(l.out.Items, item)
		}
		return item != nil
	}
	return l.entry(inner)
}

func (l *forLoop) entry(inner *scope) bool {
	keyNode := inner.eval(l.e.KeyExpr)
	if keyNode == nil {
		return false
	}
	key, ok := inner.keyText(keyNode, l.e.KeyExpr.Range())
	if !ok {
		return false
	}
	value := inner.named(l.e.ValExpr, l.file.at(l.e.KeyExpr.Range()))
	if value == nil {
		return false
	}
	other := l.fields.get(key)
	switch {
	case l.e.Group && other != nil:
		other.Items = append(other.Items, value)
	case l.e.Group:
		group := l.node(tree.List, value.Origin.Range)
		group.Origin.Name, group.Items = value.Origin.Name, []*tree.Node{value}
		l.fields.add(key, group)
	case other != nil:
		l.report(diag.DuplicateKey.At(l.file.at(l.e.KeyExpr.Range()), "the for expression makes the key %s twice", l.quoted(key)).
			WithFix("make the keys different, or group the values with … => value..."))
		return false
	default:
		l.fields.add(key, value)
	}
	return true
}

// sortedFields returns a map's fields in the order of their keys.
func sortedFields(n *tree.Node) []tree.Field {
	fields := slices.Clone(n.Fields)
	slices.SortFunc(fields, func(a, b tree.Field) int {
		switch {
		case a.Key < b.Key:
			return -1
		case a.Key > b.Key:
			return 1
		}
		return 0
	})
	return fields
}

// splat evaluates LIST[*].x and LIST.*.x. One value that is no list counts as a list of it, null as an empty list.
func (s *scope) splat(e *hclsyntax.SplatExpr) *tree.Node {
	at := s.file.at(e.SrcRange)
	source := s.eval(e.Source)
	if source == nil {
		return nil
	}
	n := s.node(tree.List, at)
	items := source.Items
	switch {
	case source.Kind == tree.Null:
		return s.derived(n, source)
	case source.Kind != tree.List:
		items = []*tree.Node{source}
	}
	for _, item := range items {
		if !s.step(1, at) {
			return nil
		}
		inner := s.bind("", item)
		inner.item = e.Item
		value := inner.eval(e.Each)
		if value == nil {
			return nil
		}
		n.Items = append(n.Items, value)
	}
	return n
}

// splatItem is the item that a splat is at.
func (s *scope) splatItem(e *hclsyntax.AnonSymbolExpr) *tree.Node {
	for outer := s; outer != nil; outer = outer.parent {
		if outer.item == e {
			return s.use(outer.value, outer.value.Range(), tree.Derived, "expression")
		}
	}
	return s.fail(hcl.Range(e.SrcRange), "this expression is not supported", "write it another way")
}
