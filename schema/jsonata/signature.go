package jsonata

import "strings"

// signature reads a function's signature from its opening bracket, and returns it.
func (p *parser) signature() string {
	from := p.token.from
	text := "<"
	for depth := 1; p.err == nil && depth > 0 && p.token.kind != "{" && p.token.kind != tokenEnd; {
		p.advance(regexMay)
		switch p.token.kind {
		case ">":
			depth--
		case "<":
			depth++
		}
		text += p.token.text
	}
	if p.err != nil {
		return ""
	}
	to := p.token.to
	p.expect(">", regexMay)
	if why, code := checkSignature(text); why != "" {
		p.fail(code, from, to, "the signature %s is malformed: %s", text, why)
	}
	return text
}

// checkSignature returns what is wrong with a signature such as <s-n?:s>, and the reference's code for it. Like the reference it
// makes a regular expression of the parameters and asks whether that is one; characters that mean nothing are passed over.
func checkSignature(s string) (why, code string) {
	type param struct {
		pattern string
		kind    byte
	}
	var params []param
	for i := 1; i < len(s) && s[i] != ':'; i++ {
		switch c := s[i]; c {
		case 's', 'n', 'b', 'l', 'o', 'a', 'f', 'j', 'x':
			params = append(params, param{"[" + string(c) + "m]", c})
		case '-', '?', '+':
			if len(params) == 0 {
				continue
			}
			last := &params[len(params)-1]
			if c == '-' {
				if why := checkRegex(last.pattern, ""); why != "" {
					return why, ""
				}
				c = '?'
			}
			last.pattern += string(c)
		case '(':
			end := closing(s, i, '(', ')')
			choice := s[i+1 : max(i+1, end)]
			if strings.Contains(choice, "<") {
				return "a choice of types takes no types with parameters", "S0402"
			}
			params = append(params, param{"[" + choice + "m]", '('})
			i = end
		case '<':
			if len(params) == 0 || (params[len(params)-1].kind != 'a' && params[len(params)-1].kind != 'f') {
				return "only an array (a) and a function (f) take a type in brackets", "S0401"
			}
			i = closing(s, i, '<', '>')
		}
	}
	var pattern strings.Builder
	for _, p := range params {
		pattern.WriteString("(" + p.pattern + ")")
	}
	return checkRegex("^"+pattern.String()+"$", ""), ""
}

// closing returns where the bracket is closed that opens at from, len(s) where it is not.
func closing(s string, from int, open, end byte) int {
	depth := 1
	for i := from + 1; i < len(s); i++ {
		switch s[i] {
		case end:
			if depth--; depth == 0 {
				return i
			}
		case open:
			depth++
		}
	}
	return len(s)
}
