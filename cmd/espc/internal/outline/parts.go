package outline

import (
	"slices"
	"strings"
)

// keywords are words that name nothing.
var keywords = []string{"if", "then", "else", "for", "in", "function", "let", "import", "importstr", "error", "assert", "package", "null", "true", "false", "self", "super"}

// parts reads the parts of an expression of CUE, Jsonnet or JSON: up to a comma or a closing bracket, and in CUE outside of
// brackets up to the end of the line.
func (p *parser) parts(around *Node, bracketed bool) (parts []*Node) {
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
		case t.kind == newline && (bracketed || slot == ValueSlot && len(parts) > 0):
			p.take()
			continue
		case p.over(slot, around, false), t.kind == newline, p.closes():
			return parts
		case p.is("{"):
			parts = append(parts, p.object())
		case p.is("["):
			parts = append(parts, p.list(p.adjacent(parts)))
		case p.is("("):
			parts = p.parenthesis(parts, around)
		case t.kind == word && p.language == Jsonnet && p.text[t.start:t.end] == "local":
			p.local()
			slot = ValueSlot
			continue
		case t.kind == word && slices.Contains(keywords, p.text[t.start:t.end]):
			p.take()
			slot = ValueSlot
			continue
		case t.kind == word || t.kind == text:
			parts = append(parts, p.node(p.take()))
		case t.kind == number:
			p.take()
		default:
			p.take()
			slot = ValueSlot
			continue
		}
		slot = NoSlot
	}
}

// closes reports whether an expression ends here.
func (p *parser) closes() bool {
	t := p.peek()
	return t.kind == sign && strings.Contains(",;}])", p.text[t.start:t.end]) || p.language == Jsonnet && p.is("=")
}

// object reads an object.
func (p *parser) object() *Node {
	t := p.take()
	n := &Node{Kind: Object, Start: t.start, End: t.end}
	p.fields(n, true)
	return n
}

// parenthesis reads a call's arguments, whose places are no part of the document, or what is in plain parentheses.
func (p *parser) parenthesis(parts []*Node, around *Node) []*Node {
	call := p.adjacent(parts)
	p.take()
	if !call {
		more, _ := p.bracket(")", around)
		return append(parts, more...)
	}
	callee := *parts[len(parts)-1]
	p.inside(Nowhere, func() { callee.Items, _ = p.bracket(")", around) })
	return append(parts[:len(parts)-1], &callee)
}
