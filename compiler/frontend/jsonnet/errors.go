package jsonnet

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"

	jsonnet "github.com/google/go-jsonnet"
	"github.com/google/go-jsonnet/ast"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// placePrefix is the place before a message, at times there twice.
var placePrefix = regexp.MustCompile(`^(?:\S+:(?:\d+:\d+(?:-\d+)?|\(\d+:\d+\)-\(\d+:\d+\)) )+`)

// static is what the library's errors of parsing have.
type static interface {
	error
	Loc() ast.LocationRange
}

// keyword is a word of the language where a field's name stands.
var keyword = regexp.MustCompile(`^(assert|else|error|false|for|function|if|import|importstr|importbin|in|local|null|self|super|tailstrict|then|true)[ \t]*:`)

// syntaxError translates an error of parsing.
func syntaxError(src *diag.File, err error) diag.Diagnostic {
	var s static
	if !errors.As(err, &s) {
		return diag.Syntax.At(diag.Range{File: src}, "this is no Jsonnet").WithFix("correct the syntax")
	}
	loc := s.Loc()
	message := placePrefix.ReplaceAllString(s.Error(), "")
	at := placeIn(src, loc.Begin, loc.End)
	p, known := find(mistakes, message)
	if !known {
		p = phrase{code: diag.Syntax, summary: "this is not how Jsonnet is written: " + oneLine(message), fix: "correct the syntax"}
	}
	if word := keyword.FindSubmatch(src.Data[at.Start:]); word != nil {
		at.End = at.Start + int32(len(word[1]))
		return diag.Syntax.At(at, "%s is a keyword of Jsonnet, so as a field's name it is quoted", word[1]).WithFix("write '%s':", word[1])
	}
	if p.code == diag.Syntax {
		if other := frontend.LooksLike(src.Data, "Jsonnet"); other.Name != "" {
			return other.Diagnostic(src)
		}
		if int(at.Start) >= len(strings.TrimRight(string(src.Data), " \t\r\n")) {
			if d, ok := frontend.NeverClosed(src, frontend.LexisJsonnet); ok {
				return d
			}
		}
	}
	d := p.code.At(at, "%s", p.summary).WithFix("%s", p.fix)
	if key, ok := strings.CutPrefix(message, "Duplicate field: "); ok {
		if first, ok := frontend.KeyBefore(src, frontend.LexisJsonnet, int(at.Start), key); ok {
			d = d.WithRelated(first, "first written here")
		}
	}
	return d
}

var undefined = regexp.MustCompile(`(?i)^undefined external variable: (.*)`)

// evaluationError translates an error of evaluating: its place is the innermost one that lies in a file.
func (l *loader) evaluationError(main *diag.File, err error) diag.Diagnostic {
	at := diag.Range{File: main}
	message := err.Error()
	var r jsonnet.RuntimeError
	if errors.As(err, &r) {
		message = r.Msg
		for i := len(r.StackTrace) - 1; i >= 0; i-- {
			if place := l.place(&r.StackTrace[i].Loc); !place.IsZero() {
				at = place
				break
			}
		}
	}
	if m := undefined.FindStringSubmatch(message); m != nil {
		return diag.UnsetVariable.At(at, "the variable %s has no value", m[1]).
			WithFix("set it with --var %s=… or in the environment's variables", m[1])
	}
	if p, known := find(failures, message); known {
		return p.code.At(at, "%s", p.summary).WithFix("%s", p.fix)
	}
	return diag.Evaluation.At(at, "the expression fails: %s", oneLine(message)).WithFix("correct the expression, or what it is given")
}

// functionPath returns the keys and indices that lead to a function in the document, when that is the error.
func functionPath(err error) ([]string, bool) {
	var r jsonnet.RuntimeError
	if !errors.As(err, &r) || !strings.Contains(r.Msg, "manifest function") {
		return nil, false
	}
	var path []string
	for _, frame := range r.StackTrace {
		if key, ok := strings.CutPrefix(frame.Loc.FileName, "Field "); ok {
			if s, err := strconv.Unquote(key); err == nil {
				key = s
			}
			path = append(path, key)
		} else if i, ok := strings.CutPrefix(frame.Loc.FileName, "Array element "); ok {
			path = append(path, i)
		}
	}
	return path[min(1, len(path)):], true // the output is a list, and the document its first element
}

// function reports a function at a path of the document: at the innermost field that is known.
func (p *program) function(ctx context.Context, vars frontend.Vars, path []string) diag.Diagnostic {
	at := diag.Range{File: p.main.src}
	_, marks, _ := p.evaluate(ctx, p.traced, vars, onlyMarks, true)
	if l, err := p.traced(); err == nil {
		c := &converter{tracer: l.tracer}
		for _, key := range path {
			if i, err := strconv.Atoi(key); err == nil && marks != nil && marks.Kind == tree.List && i < len(marks.Items) {
				marks = marks.Items[i]
				continue
			}
			m, inside := c.mark(marks, key, 0)
			if m != nil {
				at, _ = c.tracer.place(*m)
			}
			marks = inside
		}
	}
	return diag.NotConcrete.At(at, "the value is a function").WithFix("call it, or hide its field with ::")
}

// oneLine makes one short line of a message.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const longest = 200
	if len(s) > longest {
		s = strings.ToValidUTF8(s[:longest], "") + "…"
	}
	return s
}
