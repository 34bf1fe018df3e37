// Package jsontree parses JSON to positioned nodes: schema files that a topology names, and the documents of tests. The
// JSON front end for topologies is elsewhere and says more about mistakes.
package jsontree

import (
	"encoding/json"
	"fmt"
	"strings"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// maxDepth bounds how deep a document nests.
const maxDepth = 200

// Error says what is wrong in a file, and where.
type Error struct {
	Range  diag.Range
	Reason string
}

// Error returns the reason.
func (e *Error) Error() string { return e.Reason }

// Parse parses a file that holds one JSON value. Its error is an *Error.
func Parse(file *diag.File) (*tree.Node, error) {
	p := &parser{file: file, s: string(file.Data)}
	n, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.pos < len(p.s) {
		return nil, p.fail("more follows the value")
	}
	return n, nil
}

type parser struct {
	file *diag.File
	s    string
	pos  int
}

func (p *parser) fail(format string, args ...any) error {
	return &Error{Range: p.span(min(p.pos, len(p.s))), Reason: fmt.Sprintf(format, args...)}
}

func (p *parser) span(from int) diag.Range {
	return diag.Range{File: p.file, Start: int32(from), End: int32(max(from, p.pos))}
}

func (p *parser) space() {
	for p.pos < len(p.s) && strings.IndexByte(" \t\r\n", p.s[p.pos]) >= 0 {
		p.pos++
	}
}

func (p *parser) value(depth int) (*tree.Node, error) {
	if depth > maxDepth {
		return nil, p.fail("it nests deeper than %d levels", maxDepth)
	}
	p.space()
	if p.pos == len(p.s) {
		return nil, p.fail("a value is missing")
	}
	from := p.pos
	var n *tree.Node
	var err error
	switch p.s[p.pos] {
	case '{':
		n, err = p.object(depth)
	case '[':
		n, err = p.list(depth)
	default:
		n, err = p.scalar()
	}
	if err != nil {
		return nil, err
	}
	return n.With(tree.At(p.span(from))), nil
}

func (p *parser) object(depth int) (*tree.Node, error) {
	n := &tree.Node{Kind: tree.Map}
	seen := map[string]bool{}
	err := p.elements('}', func() error {
		from := p.pos
		key, err := p.scalar()
		if err != nil || key.Kind != tree.String {
			return p.fail("a key is missing")
		}
		name := p.span(from)
		if seen[key.Text] {
			return p.fail("the key %q stands twice", key.Text)
		}
		seen[key.Text] = true
		if p.space(); p.pos == len(p.s) || p.s[p.pos] != ':' {
			return p.fail("a colon is missing")
		}
		p.pos++
		v, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		v.Origin.Name = name
		n.Fields = append(n.Fields, tree.Field{Key: key.Text, Value: v})
		return nil
	})
	return n, err
}

func (p *parser) list(depth int) (*tree.Node, error) {
	n := &tree.Node{Kind: tree.List}
	err := p.elements(']', func() error {
		v, err := p.value(depth + 1)
		n.Items = append(n.Items, v)
		return err
	})
	return n, err
}

// elements reads elements between commas, from the opening to the closing bracket.
func (p *parser) elements(end byte, element func() error) error {
	p.pos++
	for first := true; ; first = false {
		p.space()
		switch {
		case p.pos == len(p.s):
			return p.fail("%c is missing", end)
		case p.s[p.pos] == end:
			p.pos++
			return nil
		case !first && p.s[p.pos] != ',':
			return p.fail("a comma is missing")
		case !first:
			p.pos++
			p.space()
		}
		if err := element(); err != nil {
			return err
		}
	}
}

// scalar reads a string, number, boolean or null, by the standard library.
func (p *parser) scalar() (*tree.Node, error) {
	if p.pos == len(p.s) {
		return nil, p.fail("a value is missing")
	}
	from := p.pos
	if p.s[from] == '"' {
		for p.pos++; p.pos < len(p.s) && p.s[p.pos] != '"'; p.pos++ {
			if p.s[p.pos] == '\\' {
				p.pos++
			}
		}
		p.pos = min(p.pos+1, len(p.s))
		var text string
		if err := json.Unmarshal([]byte(p.s[from:p.pos]), &text); err != nil {
			return nil, p.fail("a string is malformed")
		}
		return tree.NewString(text), nil
	}
	for p.pos < len(p.s) && strings.IndexByte(" \t\r\n,:]}[{\"", p.s[p.pos]) < 0 {
		p.pos++
	}
	text := p.s[from:p.pos]
	if !json.Valid([]byte(text)) {
		return nil, p.fail("%q is no value", text)
	}
	switch text {
	case "null":
		return &tree.Node{Kind: tree.Null}, nil
	case "true", "false":
		return &tree.Node{Kind: tree.Bool, Text: text}, nil
	}
	return &tree.Node{Kind: tree.Number, Text: text}, nil
}
