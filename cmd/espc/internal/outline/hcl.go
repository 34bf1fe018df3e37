package outline

import (
	"slices"

	"espc.dev/schema"
)

// hclBody reads a body's fields and blocks.
func (p *parser) hclBody(n *Node, braced bool) {
	if p.depth >= maxDepth {
		return
	}
	p.depth++
	defer func() { p.depth-- }()
	for {
		p.newlines()
		t := p.peek()
		switch {
		case p.over(KeySlot, n, false):
			n.End = len(p.text)
			return
		case p.is("}"):
			p.take()
			if braced {
				n.End = t.end
				return
			}
		case t.kind == word || t.kind == text:
			if braced && p.outermost() {
				n.End = t.start // its brace is still to be typed
				return
			}
			p.hclItem(n)
		default:
			p.take()
		}
	}
}

// outermost reports whether a block starts here that stands in no other: a kind and a label, at the start of the line.
func (p *parser) outermost() bool {
	t := p.peek()
	if t.kind != word || t.start > 0 && p.text[t.start-1] != '\n' || p.tokens[p.at+1].kind != text {
		return false
	}
	name := p.text[t.start:t.end]
	return name == "topology" || name == "variable" || schema.LookupKind(schema.Kind(name)) != nil
}

// hclItem reads a field or a block.
func (p *parser) hclItem(n *Node) {
	f := &Field{Key: p.node(p.take())}
	n.Fields = append(n.Fields, f)
	p.inside(f.Key.Text, func() {
		if p.over(LabelSlot, n, false) {
			return
		}
		if p.accept("=") || p.accept(":") {
			f.Values = p.expression(n, false)
			return
		}
		f.Block = p.hclBlock(f, n)
	})
}

// hclBlock reads labels and the body; each label is a field of an object of its own. It reports whether there was a body.
func (p *parser) hclBlock(f *Field, around *Node) bool {
	if t := p.peek(); t.kind == text || t.kind == word {
		label := &Field{Key: p.node(p.take())}
		f.Values = []*Node{{Kind: Object, Start: t.start, End: t.end, Fields: []*Field{label}}}
		p.inside(label.Key.Text, func() {
			if !p.over(NoSlot, around, false) {
				label.Block = p.hclBlock(label, around)
			}
		})
		return label.Block
	}
	t := p.peek()
	if !p.accept("{") {
		return false
	}
	body := &Node{Kind: Object, Start: t.start, End: t.end}
	f.Values = []*Node{body}
	p.hclBody(body, true)
	return true
}

// expression reads the parts of an expression up to the end of the line, or in brackets up to what closes them.
func (p *parser) expression(around *Node, bracketed bool) (parts []*Node) {
	if p.language != HCL {
		return p.parts(around, bracketed)
	}
	if p.depth >= maxDepth {
		p.take()
		return nil
	}
	p.depth++
	defer func() { p.depth-- }()
	slot := ValueSlot
	for {
		t := p.peek()
		switch {
		case t.kind == newline && bracketed:
			p.take()
			continue
		case p.over(slot, around, true), t.kind == newline, p.is(","), p.is("}"), p.is("]"), p.is(")"):
			return parts
		case p.is("{"):
			parts = append(parts, p.hclObject())
		case p.is("["):
			parts = append(parts, p.list(p.adjacent(parts)))
		case p.is("("):
			p.take()
			more, _ := p.bracket(")", around)
			parts = append(parts, more...)
		case t.kind == word || t.kind == text:
			parts = append(parts, p.node(p.take()))
		default:
			p.take()
			slot = ValueSlot
			continue
		}
		slot = NoSlot
	}
}

// adjacent reports whether the next token follows a word at once: an index or a call.
func (p *parser) adjacent(parts []*Node) bool {
	if len(parts) == 0 {
		return false
	}
	last := parts[len(parts)-1]
	return last.End == p.peek().start && last.Kind != Object && last.Kind != Text
}

// list reads a list, or an index, which is no part of the document.
func (p *parser) list(index bool) *Node {
	t := p.take()
	n := &Node{Kind: List, Start: t.start}
	step := Item
	if index {
		step = Nowhere
	}
	p.inside(step, func() { n.Items, n.End = p.bracket("]", n) })
	if index {
		return &Node{Kind: Index, Start: n.Start, End: n.End, Items: n.Items}
	}
	return n
}

// hclObject reads { key = value }. Of { for … : key => value } only the words are of use.
func (p *parser) hclObject() *Node {
	t := p.take()
	n := &Node{Kind: Object, Start: t.start, End: t.end}
	if p.depth >= maxDepth {
		return n
	}
	p.newlines()
	if first := p.peek(); first.kind == word && p.text[first.start:first.end] == "for" {
		var parts []*Node
		p.inside(Any, func() { parts, n.End = p.bracket("}", n) })
		n.Fields = []*Field{{Values: parts}}
		return n
	}
	for {
		for p.peek().kind == newline || p.is(",") {
			p.take()
		}
		t := p.peek()
		switch {
		case p.over(KeySlot, n, true):
			n.End = len(p.text)
			return n
		case p.accept("}"):
			n.End = t.end
			return n
		case p.is("]") || p.is(")"), p.outermostAfterNewline():
			n.End = t.start
			return n
		case t.kind == word || t.kind == text:
			p.hclEntry(n, p.node(p.take()))
		case p.is("("):
			p.take()
			var key []*Node
			p.inside(Nowhere, func() { key, _ = p.bracket(")", n) })
			p.file.Beside = append(p.file.Beside, key...)
			p.hclEntry(n, nil)
		default:
			p.take()
		}
	}
}

func (p *parser) outermostAfterNewline() bool { return p.peek().kind == word && p.outermost() }

// hclEntry reads what follows an entry's name.
func (p *parser) hclEntry(n *Node, key *Node) {
	f := &Field{Key: key}
	n.Fields = append(n.Fields, f)
	p.inside(f.Name(), func() {
		if p.over(NoSlot, n, true) {
			return
		}
		if p.accept("=") || p.accept(":") {
			f.Values = p.expression(n, false)
		}
	})
	if t := p.peek(); t.kind == sign && !slices.Contains([]string{"}", ",", "]", ")"}, p.text[t.start:t.end]) {
		p.take()
	}
}
