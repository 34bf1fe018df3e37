package data

import (
	"strings"
	"unicode/utf8"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// maxDepth is how deep objects and lists may nest in JSON and YAML.
const maxDepth = 500

// ParseJSON parses a file as one strict JSON value (RFC 8259; a byte order mark at the start is skipped): no comments,
// no trailing commas, no duplicate keys. Every node's origin is its own place and that of its key, in bytes exactly. The
// first syntax error ends it, duplicate keys are all reported. The node is nil only with errors.
func ParseJSON(file *diag.File) (*tree.Node, diag.List) {
	text := string(file.Data)
	p := &jsonParser{builder: builder{file: file}, text: text, pos: len(text) - len(frontend.TrimBOM(file.Data))}
	n := p.value(0)
	if n != nil {
		if p.space(); p.pos < len(p.text) {
			n = p.fail(p.pos, "there is more after the value", "remove it; a file holds one value")
		}
	}
	if n == nil || p.ds.HasErrors() {
		return nil, p.ds
	}
	return n, p.ds
}

type jsonParser struct {
	builder
	text string
	pos  int
}

func (p *jsonParser) space() {
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case ' ', '\t', '\r', '\n':
			p.pos++
		default:
			return
		}
	}
}

// peek returns the next byte that is no space, and 0 at the end.
func (p *jsonParser) peek() byte {
	p.space()
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

// fail reports a syntax error and returns nil.
func (p *jsonParser) fail(at int, summary, fix string) *tree.Node {
	end := at
	if at < len(p.text) {
		_, size := utf8.DecodeRuneInString(p.text[at:])
		end += size
	}
	p.ds = append(p.ds, diag.Syntax.At(p.span(at, end), "%s", summary).WithFix("%s", fix))
	return nil
}

func (p *jsonParser) value(depth int) *tree.Node {
	if depth > maxDepth {
		p.ds = append(p.ds, tooDeep(p.span(p.pos, p.pos+1)))
		return nil
	}
	switch c := p.peek(); {
	case c == '{':
		return p.object(depth)
	case c == '[':
		return p.list(depth)
	case c == '"':
		start := p.pos
		s, ok := p.string()
		if !ok {
			return nil
		}
		return p.node(tree.String, s, start, p.pos)
	case c == '-', c >= '0' && c <= '9':
		return p.number()
	default:
		return p.word()
	}
}

func tooDeep(at diag.Range) diag.Diagnostic {
	return diag.TooDeep.At(at, "the file nests more than %d levels deep", maxDepth).WithFix("remove the nesting")
}

func (p *jsonParser) object(depth int) *tree.Node {
	open := p.pos
	n := p.node(tree.Map, "", open, open+1)
	p.pos++
	if p.peek() == '}' {
		p.pos++
		p.end(n, p.pos)
		return n
	}
	var index keys
	for {
		if p.peek() != '"' {
			return p.badKey(open)
		}
		start := p.pos
		key, ok := p.string()
		if !ok {
			return nil
		}
		place := p.span(start, p.pos)
		if p.peek() != ':' {
			return p.fail(p.pos, "a colon is missing after the key", `write "key": value`)
		}
		p.pos++
		v := p.value(depth + 1)
		if v == nil {
			return nil
		}
		v.Origin.Name = place
		if i := index.find(n.Fields, key); i >= 0 {
			p.duplicate(key, place, n.Fields[i].Value.Origin.Name)
		} else {
			n.Fields = append(n.Fields, tree.Field{Key: key, Value: v})
		}
		more, ok := p.next('}', open)
		if !ok {
			return nil
		}
		if !more {
			p.end(n, p.pos)
			return n
		}
	}
}

func (p *jsonParser) badKey(open int) *tree.Node {
	switch p.peek() {
	case 0:
		return p.unclosed(open)
	case '}':
		return p.fail(p.pos, "a comma stands before the closing brace", "remove the comma")
	case '/', '#':
		return p.fail(p.pos, "JSON has no comments", "remove it, or write the file as YAML, HCL, CUE or Jsonnet")
	default:
		return p.fail(p.pos, "a key in double quotes is expected here", `write "key": value`)
	}
}

func (p *jsonParser) list(depth int) *tree.Node {
	open := p.pos
	n := p.node(tree.List, "", open, open+1)
	p.pos++
	if p.peek() == ']' {
		p.pos++
		p.end(n, p.pos)
		return n
	}
	for {
		if p.peek() == ']' {
			return p.fail(p.pos, "a comma stands before the closing bracket", "remove the comma")
		}
		v := p.value(depth + 1)
		if v == nil {
			return nil
		}
		n.Items = append(n.Items, v)
		more, ok := p.next(']', open)
		if !ok {
			return nil
		}
		if !more {
			p.end(n, p.pos)
			return n
		}
	}
}

// next takes the comma or the closing bracket after an element. ok is false when neither is there.
func (p *jsonParser) next(closing byte, open int) (more, ok bool) {
	switch p.peek() {
	case ',':
		p.pos++
		return true, true
	case closing:
		p.pos++
		return false, true
	case 0:
		if p.pos == len(p.text) {
			p.unclosed(open)
			return false, false
		}
	}
	p.fail(p.pos, "a comma or "+string(rune(closing))+" is missing here", "separate elements by commas")
	return false, false
}

func (p *jsonParser) unclosed(open int) *tree.Node {
	if d, ok := frontend.NeverClosed(p.file, frontend.LexisJSON); ok {
		p.ds = append(p.ds, d)
		return nil
	}
	return p.fail(open, "the bracket is never closed", "close it")
}

func (p *jsonParser) word() *tree.Node {
	start := p.pos
	end := start
	for end < len(p.text) && !strings.ContainsRune(" \t\r\n,:[]{}\"", rune(p.text[end])) {
		end++
	}
	p.pos = end
	switch word := p.text[start:end]; word {
	case "true", "false":
		return p.node(tree.Bool, word, start, end)
	case "null":
		return p.node(tree.Null, "", start, end)
	case "":
		p.pos = start
		if start == len(p.text) {
			return p.fail(start, "the file ends where a value is expected", "write the value")
		}
		return p.fail(start, "a value is expected here", "write a string, number, true, false, null, list or object")
	case "NaN", "Infinity", "-Infinity":
		p.ds = append(p.ds, diag.Syntax.At(p.span(start, end), "JSON has no %s", word).WithFix("write a number, or put text in double quotes"))
		return nil
	default:
		p.ds = append(p.ds, diag.Syntax.At(p.span(start, end), "this is no JSON value").WithFix("put text in double quotes"))
		return nil
	}
}
