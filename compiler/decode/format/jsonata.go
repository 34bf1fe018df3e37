package format

import "espc.dev/schema/diag"

// JSONata checks the syntax of a JSONata expression (jsonata.org, version 2). $$ and $eval are refused outside strings: $$
// is bound to different things by different targets, and $eval would run text that arrives with an event.
func JSONata(s string) *Problem {
	p := jsonataParser{scanner: jsonataScanner{src: s}}
	p.advance(true)
	if p.why == "" && p.token.kind == tokenEnd {
		p.why = "it is empty"
	}
	p.expression(0, 0)
	if p.why == "" && p.token.kind != tokenEnd {
		p.unexpected()
	}
	if p.why == "" {
		return nil
	}
	problem := bad(diag.BadExpression, Quote(s)+" is no JSONata expression: "+p.why, p.fix)
	problem.From, problem.To = p.token.from, max(p.token.to, p.token.from)
	if problem.Fix == "" {
		problem.Fix = "write an expression over the CloudEvent, such as data.total > 100"
	}
	return problem
}

// maxDepth bounds how deep an expression nests.
const maxDepth = 200

// jsonataParser is a Pratt parser with the binding powers of JSONata's own. It builds nothing: it only says where the
// syntax ends to be right. After an error why is set and the token is the culprit; nothing moves any more.
type jsonataParser struct {
	scanner  jsonataScanner
	token    jsonataToken
	why, fix string
}

// advance moves to the next token; operand says whether one is due, which decides what a slash means.
func (p *jsonataParser) advance(operand bool) {
	if p.why != "" {
		return
	}
	p.token, p.why = p.scanner.next(operand)
	if p.why != "" || p.token.kind != tokenVariable {
		return
	}
	switch p.token.text {
	case "$eval":
		p.why, p.fix = "$eval is refused", "write the expression itself"
	case "$":
	default:
		if p.token.text[1] == '$' {
			p.why, p.fix = "$$ is refused", "start at the event's own attributes: data, type, source, subject"
		}
	}
}

func (p *jsonataParser) unexpected() {
	if p.why != "" {
		return
	}
	p.why = Quote(p.token.text) + " is not expected here"
	if p.token.kind == tokenEnd {
		p.why = "it ends too early"
	}
}

// expect moves over a token of a kind; operand is about what follows.
func (p *jsonataParser) expect(kind string, operand bool) {
	if p.why == "" && p.token.kind != kind {
		p.unexpected()
		return
	}
	p.advance(operand)
}

// jsonataPower returns how strongly an operator binds to what stands left of it; 0 ends an expression.
func jsonataPower(kind string) int {
	switch kind {
	case "(", "[", "@", "#":
		return 80
	case ".":
		return 75
	case "{":
		return 70
	case "*", "/", "%", "**":
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

// expression reads an expression whose operators bind stronger than power.
func (p *jsonataParser) expression(power, depth int) {
	if depth > maxDepth && p.why == "" {
		p.why, p.fix = "it nests too deep", "split it into several steps"
	}
	if p.why != "" {
		return
	}
	variable := p.token.kind == tokenVariable
	p.operand(depth + 1)
	for p.why == "" && power < jsonataPower(p.token.kind) {
		if p.token.kind == ":=" && !variable {
			p.why = "only a variable such as $total can be set"
			return
		}
		p.operator(depth + 1)
		variable = false
	}
}

// operand reads what an expression starts with.
func (p *jsonataParser) operand(depth int) {
	switch p.token.kind {
	case tokenName:
		function := p.token.text == "function" || p.token.text == "λ"
		p.advance(false)
		if function && p.token.kind == "(" {
			p.function(depth)
		}
	case tokenVariable, tokenValue, tokenRegex, "*", "**", "%", "and", "or", "in":
		p.advance(false)
	case "-":
		p.advance(true)
		p.expression(70, depth)
	case "(":
		p.advance(true)
		for p.why == "" && p.token.kind != ")" {
			p.expression(0, depth)
			if p.token.kind != ";" {
				break
			}
			p.advance(true)
		}
		p.expect(")", false)
	case "[":
		p.advance(true)
		p.list("]", func() {
			p.expression(0, depth)
			if p.token.kind == ".." {
				p.advance(true)
				p.expression(0, depth)
			}
		})
	case "{":
		p.object(depth)
	case "|":
		p.advance(true)
		p.expression(0, depth)
		p.expect("|", true)
		p.expression(0, depth)
		if p.token.kind == "," {
			p.advance(true)
			p.expression(0, depth)
		}
		p.expect("|", false)
	default:
		p.unexpected()
	}
}

// operator reads an operator and what stands right of it.
func (p *jsonataParser) operator(depth int) {
	op := p.token.kind
	p.advance(true)
	switch op {
	case "(":
		p.list(")", func() {
			if p.token.kind == "?" {
				p.advance(false) // a place that a partial application leaves open
				return
			}
			p.expression(0, depth)
		})
	case "[":
		if p.token.kind != "]" {
			p.expression(0, depth)
		}
		p.expect("]", false)
	case "{":
		p.pairs(depth)
	case "^":
		p.expect("(", true)
		p.list(")", func() {
			if p.token.kind == "<" || p.token.kind == ">" {
				p.advance(true)
			}
			p.expression(0, depth)
		})
	case "@", "#":
		p.expect(tokenVariable, false)
	case "?":
		p.expression(0, depth)
		if p.token.kind == ":" {
			p.advance(true)
			p.expression(0, depth)
		}
	case ":=":
		p.expression(9, depth)
	default:
		p.expression(jsonataPower(op), depth)
	}
}

// function reads the parameters, the signature and the body of a function's definition.
func (p *jsonataParser) function(depth int) {
	p.expect("(", true)
	p.list(")", func() { p.expect(tokenVariable, false) })
	if p.token.kind == "<" {
		for level := 0; p.why == ""; {
			switch p.token.kind {
			case "<":
				level++
			case ">":
				level--
			case tokenEnd, "{":
				p.unexpected()
			}
			p.advance(false)
			if level == 0 {
				break
			}
		}
	}
	p.expect("{", true)
	p.expression(0, depth)
	p.expect("}", false)
}

// object reads an object from its opening brace.
func (p *jsonataParser) object(depth int) {
	p.advance(true)
	p.pairs(depth)
}

func (p *jsonataParser) pairs(depth int) {
	p.list("}", func() {
		p.expression(0, depth)
		p.expect(":", true)
		p.expression(0, depth)
	})
}

// list reads elements between commas up to and with the closing token; it may be empty.
func (p *jsonataParser) list(end string, element func()) {
	for p.why == "" && p.token.kind != end {
		element()
		if p.token.kind != "," {
			break
		}
		p.advance(true)
		if p.token.kind == end {
			p.unexpected()
		}
	}
	p.expect(end, false)
}
