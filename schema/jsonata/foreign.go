package jsonata

import (
	"fmt"
	"strings"
)

// foreign are operators that other languages have, and what JSONata has for them: a longer one before what it starts with.
var foreign = []struct{ written, fix string }{
	{"!==", "write !="},
	{"===", "write ="},
	{"==", "write ="},
	{"&&", "write and"},
	{"||", "write or"},
	{"!", "write $not(…), or != between two values"},
}

// foreign names the operator of another language that the error at hand stumbled over: JSONata reads the first characters of
// most as an operator of its own, so it may have started before the error's place.
func (p *parser) foreign() {
	src, at := p.scanner.src, p.err.From
	for _, from := range []int{at - 2, at - 1, at} {
		for _, op := range foreign {
			if end := from + len(op.written); from >= 0 && end > at && strings.HasPrefix(src[from:], op.written) {
				p.err.From, p.err.To = from, end
				p.err.Summary, p.err.Fix = fmt.Sprintf("%q is no operator", op.written), op.fix
				return
			}
		}
	}
}
