package jsonata

import "fmt"

const (
	// maxLength bounds how long an expression is, in bytes: what a path of so many steps takes grows with their square.
	maxLength = 32 << 10
	// maxDepth bounds how deep an expression nests.
	maxDepth = 200
	// maxCopied bounds how many nodes ?: and ?? copy: each has its left side twice, so nesting them doubles it each time.
	maxCopied = 10_000
)

// parser is a Pratt parser with the binding powers of the reference. It builds the raw tree, in which a dot is a Binary. After an
// error err is set and nothing moves any more.
type parser struct {
	scanner scanner
	token   token
	last    int // where the token before ended
	copied  int // how many nodes are copies
	err     *Error
}

func fail(code string, from, to int, format string, args ...any) *Error {
	return &Error{Code: code, From: from, To: max(from, to), Summary: fmt.Sprintf(format, args...)}
}

func (p *parser) fail(code string, from, to int, format string, args ...any) {
	if p.err == nil {
		p.err = fail(code, from, to, format, args...)
		p.foreign()
	}
}

// unexpected reports the token at hand.
func (p *parser) unexpected(code string) {
	if p.token.kind == tokenEnd {
		p.fail("S0203", p.token.from, p.token.to, "it ends too early")
		return
	}
	p.fail(code, p.token.from, p.token.to, "%s is not expected here", p.token.quote())
}

// advance moves to the next token. slash says what a slash means there.
func (p *parser) advance(slash bool) {
	if p.err != nil {
		return
	}
	p.last = p.token.to
	t, err := p.scanner.next(slash)
	if err != nil {
		p.err = err
		return
	}
	p.token = t
	if t.kind == "!" || t.kind == "~" {
		p.fail("S0204", t.from, t.to, "%s is no operator", t.quote())
	}
}

// expect moves over a token of a kind.
func (p *parser) expect(kind string, slash bool) {
	if p.err == nil && p.token.kind != kind {
		p.unexpected("S0202")
	}
	p.advance(slash)
}

// power returns how strongly an operator binds to what stands left of it; 0 ends an expression.
func power(kind string) int {
	switch kind {
	case "(", "[", "@", "#":
		return 80
	case ".":
		return 75
	case "{":
		return 70
	case "*", "/", "%":
		return 60
	case "+", "-", "&":
		return 50
	case "=", "!=", "<", ">", "<=", ">=", "^", "~>", "in", "?:", "??":
		return 40
	case "and":
		return 30
	case "or":
		return 25
	case "?":
		return 20
	case ":=":
		return 10
	}
	return 0
}

// expression reads an expression whose operators bind stronger than a power. It never returns nil.
func (p *parser) expression(least, depth int) *Node {
	from := p.token.from
	if depth > maxDepth && p.err == nil {
		p.fail("", from, p.token.to, "it nests too deep")
		p.err.Fix = "split it into several steps"
	}
	if p.err != nil {
		return &Node{}
	}
	left := p.operand(depth + 1)
	left.From, left.To = from, p.last
	for p.err == nil && least < power(p.token.kind) {
		left = p.operator(left, depth+1)
		left.From, left.To = from, p.last
	}
	return left
}

// operand reads what an expression starts with.
func (p *parser) operand(depth int) *Node {
	t := p.token
	n := &Node{at: t.from, Text: t.text, Number: t.number}
	p.advance(divides)
	switch t.kind {
	case tokenName:
		n.Kind = Name
	case "and", "or", "in":
		n.Kind, n.word = Name, true
	case tokenVariable:
		n.Kind = Variable
	case tokenString:
		n.Kind = String
	case tokenNumber:
		n.Kind = Number
	case tokenLiteral:
		n.Kind = Literal
	case tokenRegex:
		n.Kind = Regex
	case "*":
		n.Kind = Wildcard
	case "**":
		n.Kind = Descendant
	case "%":
		n.Kind = Parent
	case "-":
		n.Kind = Negation
		n.Left = p.expression(70, depth)
	case "(":
		n.Kind = Block
		for p.err == nil && p.token.kind != ")" {
			n.Items = append(n.Items, p.expression(0, depth))
			if p.token.kind != ";" {
				break
			}
			p.advance(regexMay)
		}
		p.expect(")", divides)
	case "[":
		n.Kind = Array
		p.list("]", divides, func() { n.Items = append(n.Items, p.item(depth)) })
	case "{":
		n.Kind = Object
		n.Pairs = p.pairs(depth)
	case "|":
		n.Kind = Transform
		n.Left = p.expression(0, depth)
		p.expect("|", regexMay)
		n.Right = p.expression(0, depth)
		if p.token.kind == "," {
			p.advance(regexMay)
			n.Else = p.expression(0, depth)
		}
		p.expect("|", regexMay)
	default:
		// The token after it is read already, so an error of its own comes second.
		p.err, p.token = nil, t
		p.unexpected("S0211")
	}
	return n
}

// item reads one item of an array, which may be a range.
func (p *parser) item(depth int) *Node {
	item := p.expression(0, depth)
	if p.token.kind != ".." {
		return item
	}
	r := &Node{Kind: Binary, Text: "..", at: p.token.from, From: item.From, Left: item}
	p.advance(regexMay)
	r.Right = p.expression(0, depth)
	r.To = p.last
	return r
}

// operator reads an operator and what stands right of it.
func (p *parser) operator(left *Node, depth int) *Node {
	op := p.token
	n := &Node{Kind: Binary, Text: op.kind, at: op.from, Left: left}
	p.advance(regexMay)
	switch op.kind {
	case "(":
		return p.call(n, depth)
	case "[":
		if p.token.kind == "]" {
			step := left
			for step.Kind == Binary && step.Text == "[" {
				step = step.Left
			}
			step.KeepArray = true
			p.advance(regexMay)
			return left
		}
		n.Right = p.expression(0, depth)
		p.expect("]", divides)
	case "{":
		n.Pairs = p.pairs(depth)
	case "^":
		p.expect("(", regexMay)
		for {
			term := Term{Descending: p.token.kind == ">"}
			if p.token.kind == "<" || p.token.kind == ">" {
				p.advance(regexMay)
			}
			term.Expr = p.expression(0, depth)
			n.Terms = append(n.Terms, term)
			if p.err != nil || p.token.kind != "," {
				break
			}
			p.advance(regexMay)
		}
		p.expect(")", regexMay)
	case "@", "#":
		n.Right = p.expression(80, depth)
		if n.Right.Kind != Variable {
			p.fail("S0214", n.Right.From, n.Right.To, "only a variable such as $i follows %s", op.kind)
		}
	case "?":
		n.Kind, n.Right = Condition, p.expression(0, depth)
		if p.token.kind == ":" {
			p.advance(regexMay)
			n.Else = p.expression(0, depth)
		}
	case "?:":
		n.Kind, n.Left, n.Right, n.Else = Condition, p.copy(left), left, p.expression(0, depth)
	case "??":
		exists := &Node{
			Kind: Function, From: left.From, To: left.To, at: op.from,
			Left: &Node{Kind: Variable, Text: "exists", From: op.from, To: op.to, at: op.from}, Items: []*Node{p.copy(left)},
		}
		n.Kind, n.Left, n.Right, n.Else = Condition, exists, left, p.expression(0, depth)
	case ":=":
		if left.Kind != Variable {
			p.fail("S0212", left.From, left.To, "only a variable such as $total can be set")
		}
		n.Right = p.expression(9, depth)
	default:
		n.Right = p.expression(power(op.kind), depth)
	}
	return n
}

// copy copies what ?: and ?? have twice.
func (p *parser) copy(n *Node) *Node {
	n.Walk(func(*Node) bool {
		p.copied++
		return p.copied <= maxCopied
	})
	if p.copied > maxCopied {
		p.fail("", n.From, n.To, "it nests too deep")
		return n
	}
	return n.clone()
}

// call reads the arguments of a call, and the body where it turns out to define a function.
func (p *parser) call(n *Node, depth int) *Node {
	n.Kind, n.Text = Function, ""
	p.list(")", divides, func() {
		if p.token.kind == "?" {
			n.Kind = Partial
			n.Items = append(n.Items, &Node{Kind: Place, From: p.token.from, To: p.token.to, at: p.token.from})
			p.advance(regexMay)
			return
		}
		n.Items = append(n.Items, p.expression(0, depth))
	})
	if callee := n.Left; callee.Kind != Name || callee.word || (callee.Text != "function" && callee.Text != "λ") {
		return n
	}
	for _, arg := range n.Items {
		if arg.Kind != Variable {
			p.fail("S0208", arg.From, arg.To, "a parameter of a function is a variable such as $x")
		}
	}
	n.Kind, n.Left = Lambda, nil
	if p.token.kind == "<" {
		n.Text = p.signature()
	}
	p.expect("{", regexMay)
	n.Right = p.expression(0, depth)
	p.expect("}", regexMay)
	return n
}

// pairs reads the keys and values of an object, up to and with its closing brace.
func (p *parser) pairs(depth int) (out []Pair) {
	p.list("}", divides, func() {
		key := p.expression(0, depth)
		p.expect(":", regexMay)
		out = append(out, Pair{key, p.expression(0, depth)})
	})
	return out
}

// list reads elements between commas up to and with the closing token; it may be empty.
func (p *parser) list(end string, slash bool, element func()) {
	if p.token.kind != end {
		for p.err == nil {
			element()
			if p.token.kind != "," {
				break
			}
			p.advance(regexMay)
		}
	}
	p.expect(end, slash)
}
