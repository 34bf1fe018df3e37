package outline

import "strings"

// document reads a file of CUE, Jsonnet or JSON: the fields of every object that the whole of it is made of.
func (p *parser) document(root *Node) {
	if p.language == CUE {
		p.fields(root, false)
		return
	}
	for !p.over(ValueSlot, root, false) {
		p.merge(root, p.parts(root, true))
		if !p.over(NoSlot, root, false) {
			p.take() // a bracket that closes nothing
		}
	}
}

// merge adds the fields of objects that stand in the place of another: embedded in it, or joined with operators.
func (p *parser) merge(n *Node, parts []*Node) {
	for _, part := range parts {
		if part.Kind == Object {
			n.Fields = append(n.Fields, part.Fields...)
		} else {
			p.file.Beside = append(p.file.Beside, part)
		}
	}
}

// fields reads the fields of an object up to its brace.
func (p *parser) fields(n *Node, braced bool) {
	if p.depth >= maxDepth {
		return
	}
	p.depth++
	defer func() { p.depth-- }()
	for {
		for p.peek().kind == newline || p.is(",") || p.is(";") {
			p.take()
		}
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
		case p.field(n):
		default:
			at := p.at
			p.embedded(n)
			if p.at == at {
				p.take()
			}
		}
	}
}

// embedded reads what is no field: a value that is embedded, a comprehension, Jsonnet's local and assert.
func (p *parser) embedded(n *Node) {
	if t := p.peek(); p.language == Jsonnet && t.kind == word && p.text[t.start:t.end] == "local" {
		p.local()
		return
	}
	p.merge(n, p.parts(n, p.language != CUE))
}

// field reads a field, if there is one here.
func (p *parser) field(n *Node) bool {
	start := p.at
	t := p.peek()
	f := &Field{}
	switch {
	case t.kind == word || t.kind == text || t.kind == number:
		f.Key = p.node(p.take())
		if f.Key.Kind == Text && !f.Key.Plain {
			p.file.Beside = append(p.file.Beside, f.Key)
			f.Key = nil
		}
	case p.is("[") || p.is("("):
		if !p.brackets() {
			return false
		}
	default:
		return false
	}
	if p.language == Jsonnet && p.is("(") { // a method
		p.brackets()
	}
	if p.language == CUE && p.accept("=") { // an alias: X=name:
		f.Key = p.node(p.take())
	}
	for p.is("?") || p.is("!") || p.is("+") {
		p.take()
	}
	if !p.is(":") {
		p.at = start
		return false
	}
	for p.accept(":") { // Jsonnet's :: and :::
	}
	n.Fields = append(n.Fields, f)
	p.inside(f.Name(), func() { f.Values = p.fieldValue(n) })
	return true
}

// fieldValue reads a field's value. In CUE another field may follow at once: function: resize: memory: "1Gi".
func (p *parser) fieldValue(around *Node) []*Node {
	if p.language == CUE && p.depth < maxDepth {
		n := &Node{Kind: Object, Start: p.peek().start}
		p.depth++
		chained := p.field(n)
		p.depth--
		if chained {
			n.End = p.tokens[p.at].start
			return []*Node{n}
		}
	}
	return p.parts(around, p.language != CUE)
}

// brackets skips a computed name or parameters, if that is what a bracket opens here; the words in it are kept.
func (p *parser) brackets() bool {
	end := p.closing()
	if end == 0 {
		return false
	}
	next := p.tokens[end+1]
	if next.kind != sign || !strings.Contains(":?!+(=", p.text[next.start:next.end]) {
		return false
	}
	for ; p.at <= end; p.at++ {
		if t := p.peek(); t.kind == word || t.kind == text {
			p.file.Beside = append(p.file.Beside, p.node(t))
		}
	}
	return true
}

// local reads Jsonnet's local NAME = VALUE, up to the semicolon, or the comma in an object.
func (p *parser) local() {
	p.take()
	here := &Node{Kind: Object, Start: p.peek().start}
	p.inside(Nowhere, func() {
		for {
			p.file.Beside = append(p.file.Beside, p.parts(here, true)...)
			if p.over(ValueSlot, here, false) {
				return
			}
			if p.accept("=") || p.accept(":") {
				continue
			}
			if p.is(",") && p.bindingFollows() {
				p.take()
				continue
			}
			p.accept(";")
			return
		}
	})
}

// bindingFollows reports whether local goes on after a comma with another name and =.
func (p *parser) bindingFollows() bool {
	i := p.at + 1
	for p.tokens[i].kind == newline {
		i++
	}
	if p.tokens[i].kind != word {
		return false
	}
	next := p.tokens[i+1]
	return next.kind == sign && p.text[next.start:next.end] == "="
}
