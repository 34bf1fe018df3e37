package cue

import (
	"bytes"
	"slices"
	"strconv"

	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/token"

	"espc.dev/schema/diag"
)

// pathOf returns the keys of the value that an error is about.
func pathOf(e errors.Error) []string {
	var path []string
	for _, key := range e.Path() {
		if s, err := strconv.Unquote(key); err == nil {
			key = s
		}
		path = append(path, key)
	}
	return path
}

// places returns the place of an error and the further ones: the field as written where the package has it, and all that
// contributed.
func (t *translator) places(e errors.Error, path []string) (diag.Range, []diag.Range) {
	var known []diag.Range
	add := func(p token.Pos) {
		src := t.files[p.Filename()]
		if src == nil || !p.HasAbsPos() {
			return
		}
		r := wordAt(src, p)
		for _, other := range known {
			if other.File == r.File && other.Pos().Line == r.Pos().Line {
				return
			}
		}
		known = append(known, r)
	}
	add(e.Position())
	for _, p := range e.InputPositions() {
		add(p)
	}
	if w := t.literal(path); w != nil {
		at := nodePlace(w.src, w.field.Value)
		return at, slices.DeleteFunc(known, func(r diag.Range) bool { return r.File == at.File && r.Pos().Line == at.Pos().Line })
	}
	if len(known) > 0 {
		return known[0], known[1:]
	}
	return t.nearest(path), nil
}

// wordAt returns the place of the word, number or string that starts at a position.
func wordAt(src *diag.File, p token.Pos) diag.Range {
	r := placeOf(src, p, p.Offset())
	text := src.Data[r.Start:]
	n := 0
	for n < len(text) && (text[n] == '_' || text[n] == '#' || text[n] == '.' || text[n] >= '0' && text[n] <= '9' || text[n]|0x20 >= 'a' && text[n]|0x20 <= 'z' || text[n] >= 0x80) {
		n++
	}
	if n == 0 && len(text) > 0 && text[0] == '"' {
		if i := bytes.IndexAny(text[1:], "\"\n"); i >= 0 && text[1+i] == '"' {
			n = i + 2
		}
	}
	r.End = r.Start + int32(n)
	return r
}

// literal returns the first field of a path that is given a literal.
func (t *translator) literal(path []string) *written {
	p := t.index
	for _, key := range path {
		p = p.child(key)
	}
	if p != nil {
		for i, w := range p.written {
			if concrete(w.field.Value) {
				return &p.written[i]
			}
		}
	}
	return nil
}

// nearest returns the place of the innermost field around a path that is written.
func (t *translator) nearest(path []string) diag.Range {
	at := t.top
	for p, i := t.index, 0; p != nil; i++ {
		if len(p.written) > 0 {
			at = nodePlace(p.written[0].src, p.written[0].field)
		}
		if i == len(path) {
			break
		}
		p = p.child(path[i])
	}
	return at
}
