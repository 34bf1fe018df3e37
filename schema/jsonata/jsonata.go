// Package jsonata parses JSONata (jsonata.org), the language of an integration's conditions and transforms. It accepts what the
// reference implementation accepts (version 2 of the npm package jsonata) and builds the same tree; it evaluates nothing.
package jsonata

import (
	"fmt"
	"unicode/utf8"
)

// Expr is a parsed expression.
type Expr struct {
	// Source is the text as written.
	Source string
	// Root is the tree after the reference's own second pass: paths are flat lists of steps, predicates hang on their step.
	Root *Node
}

// Error says what is wrong with an expression.
type Error struct {
	// Code is the reference's own code (S0201), or "" for what it accepts and we refuse.
	Code string
	// From and To mark the place, in bytes of the source.
	From, To int
	// Summary is a clause that completes "… is no JSONata expression: ", and Fix says what to write instead, "" for nothing
	// in particular.
	Summary, Fix string
}

// Error returns the summary.
func (e *Error) Error() string { return e.Summary }

// Parse parses an expression as the reference does. What it accepts may still be refused for a target: see Expr.Check.
func Parse(src string) (*Expr, *Error) {
	if len(src) > maxLength {
		return nil, &Error{From: maxLength, To: len(src), Summary: fmt.Sprintf("it is longer than %d bytes", maxLength), Fix: "do it in several steps"}
	}
	if !utf8.ValidString(src) {
		return nil, &Error{Code: "S0201", To: len(src), Summary: "it is no UTF-8"}
	}
	p := &parser{scanner: scanner{src: src}}
	p.advance(regexMay)
	if p.err == nil && p.token.kind == tokenEnd {
		return nil, fail("S0207", 0, len(src), "it is empty")
	}
	raw := p.expression(0, 0)
	if p.err == nil && p.token.kind != tokenEnd {
		p.fail("S0201", p.token.from, p.token.to, "%s is not expected here", p.token.quote())
	}
	if p.err != nil {
		return nil, p.err
	}
	var r resolver
	root := r.node(raw)
	if r.err == nil && (root.Kind == Parent || root.seeking != nil) {
		r.fail("S0217", root, "% has no parent here: it stands for what contains a step of a path")
	}
	if r.err != nil {
		return nil, r.err
	}
	return &Expr{Source: src, Root: root}, nil
}
