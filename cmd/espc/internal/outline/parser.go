package outline

import "slices"

// Slot says what may stand at a place.
type Slot uint8

// Slots.
const (
	NoSlot    Slot = iota // nothing that can be completed: a comment, the end of a value
	KeySlot               // the name of a field or block
	LabelSlot             // a block's label, or what follows a field's name
	ValueSlot             // a value, or the part of one after an operator
)

// place is where the end of a text is.
type place struct {
	slot      Slot
	path      []string
	around    int  // where the object around it starts, -1 for the document
	attribute bool // inside of an attribute's object: names take =, and there are no blocks
}

// parser reads tokens into nodes. What is wrong it skips: a file that somebody is typing in is wrong most of the time.
type parser struct {
	language Language
	text     string
	tokens   []token
	at       int
	file     *File
	path     []string
	depth    int   // of nodes
	texts    int   // of texts in interpolations of texts
	match    []int // for each opening bracket which token closes it, 0 for none; made when it is first needed
	ended    bool
	end      place
}

// maxDepth bounds how deep nodes nest; what is deeper is skipped.
const maxDepth = 200

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != endOfText {
		p.at++
	}
	return t
}

// is reports whether the next token is a sign.
func (p *parser) is(s string) bool {
	t := p.peek()
	return t.kind == sign && p.text[t.start:t.end] == s
}

func (p *parser) accept(s string) bool {
	if !p.is(s) {
		return false
	}
	p.at++
	return true
}

func (p *parser) newlines() {
	for p.peek().kind == newline {
		p.at++
	}
}

// over notes what may stand at the end of the text, if this is it.
func (p *parser) over(slot Slot, around *Node, attribute bool) bool {
	t := p.peek()
	if t.kind != endOfText && t.kind != comment {
		return false
	}
	if !p.ended {
		p.ended = true
		p.end = place{slot: slot, path: slices.Clone(p.path), around: around.Start, attribute: attribute}
		if t.kind == comment {
			p.end.slot = NoSlot
		}
	}
	return true
}

// inside calls f with a step added to the path.
func (p *parser) inside(step string, f func()) {
	p.path = append(p.path, step)
	f()
	p.path = p.path[:len(p.path)-1]
}

// node makes a node of a word or text.
func (p *parser) node(t token) *Node {
	n := &Node{Kind: Word, Start: t.start, End: t.end, From: t.from, To: t.to, Text: p.text[t.from:t.to]}
	if t.kind == text {
		n.Kind, n.Plain = Text, t.plain
		for _, in := range t.inner {
			n.Items = append(n.Items, p.words(in)...)
		}
	}
	return n
}

// words are the words and texts in an interpolation.
func (p *parser) words(in span) []*Node {
	if p.texts >= maxTexts {
		return nil
	}
	p.texts++
	defer func() { p.texts-- }()
	var out []*Node
	for _, t := range lex(p.language, p.text[in.from:in.to]) {
		if t.kind != word && t.kind != text {
			continue
		}
		t.start, t.end, t.from, t.to = t.start+in.from, t.end+in.from, t.from+in.from, t.to+in.from
		for i := range t.inner {
			t.inner[i].from += in.from
			t.inner[i].to += in.from
		}
		out = append(out, p.node(t))
	}
	return out
}

// bracket takes the parts up to a closing bracket. What stands between commas there has the same path.
func (p *parser) bracket(close string, around *Node) (parts []*Node, end int) {
	for {
		parts = append(parts, p.expression(around, true)...)
		switch t := p.peek(); {
		case p.over(ValueSlot, around, true):
			return parts, t.start
		case p.accept(close):
			return parts, t.end
		case p.accept(",") || p.accept(";") || p.accept("=") || p.accept(":"):
		case p.is("}") || p.is("]") || p.is(")"): // closes something around
			return parts, t.start
		default:
			p.take()
		}
	}
}

// closing returns which token closes the bracket that is next, 0 for none.
func (p *parser) closing() int {
	if p.match == nil {
		p.match = make([]int, len(p.tokens))
		var open []int
		for i, t := range p.tokens {
			switch c := p.text[t.start:t.end]; {
			case t.kind != sign:
			case c == "(" || c == "[" || c == "{":
				open = append(open, i)
			case (c == ")" || c == "]" || c == "}") && len(open) > 0:
				p.match[open[len(open)-1]] = i
				open = open[:len(open)-1]
			}
		}
	}
	return p.match[p.at]
}
