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

// phrase is what a message of the library means. $1 and $2 stand for what the pattern finds.
type phrase struct {
	pattern      *regexp.Regexp
	code         *diag.Code
	summary, fix string
}

var mistakes = []phrase{
	{regexp.MustCompile(`^Unterminated String|^Unexpected EOF`), diag.Syntax, "the string is never closed", "close it with the same quote"},
	{regexp.MustCompile(`^Unknown variable: (.*)`), diag.Evaluation, `"$1" is not declared`, "correct the name, or declare it with local"},
	{regexp.MustCompile(`^Duplicate field: (.*)`), diag.DuplicateKey, `the key "$1" is here twice`, "remove one of the two"},
	{regexp.MustCompile(`^Duplicate local var: (.*)`), diag.DuplicateKey, `the local "$1" is here twice`, "remove one of the two"},
	{regexp.MustCompile(`^Expected a comma before next`), diag.Syntax, "a comma is missing before this", "separate fields and elements by commas, and end text with its quote"},
	{regexp.MustCompile(`^Unexpected end of file`), diag.Syntax, "the file ends where an expression is expected", "write it, or remove what leads to it"},
	{regexp.MustCompile(`^Computed imports are not allowed`), diag.ImportRefused, "an import's path is not written out", "write the path as text"},
	{regexp.MustCompile(`^Could not lex the character`), diag.Syntax, "this character means nothing in Jsonnet", "remove it, or put text in quotes"},
	{regexp.MustCompile(`^Expected one of :`), diag.Syntax, "a colon is missing after the field's name", "write name: value"},
	{regexp.MustCompile(`^Unexpected: `), diag.Syntax, "an expression is expected here", "write it, or remove what leads to it"},
	{regexp.MustCompile(`^Did not expect: `), diag.Syntax, "this does not belong here", "remove it, or put what is missing before it"},
	{regexp.MustCompile(`^Couldn't unescape|^Unknown escape|^Truncated unicode`), diag.Syntax, "the string has an escape that Jsonnet does not know", `write \\ for a backslash`},
	{regexp.MustCompile(`^No top-level object found`), diag.Evaluation, "$$ stands outside of any object", "use it inside of an object"},
	{regexp.MustCompile(`^Can't use (self|super) outside`), diag.Evaluation, "$1 stands outside of any object", "use it inside of an object"},
}

var failures = []phrase{
	{regexp.MustCompile(`^max stack frames exceeded`), diag.EvaluationBound, "calls nest more than 500 deep here", "end the recursion"},
	{regexp.MustCompile(`^(list or string of more than 10,000,000 elements)`), diag.EvaluationBound, "$1", "ask for fewer"},
	{regexp.MustCompile(`^\(CRASH\)`), diag.Evaluation, "Jsonnet's evaluator gave up on this file", "write the last change in a simpler way"},
	{regexp.MustCompile(`^Field does not exist: (.*)`), diag.Evaluation, `there is no field "$1"`, "correct the name, or add the field"},
	{regexp.MustCompile(`^Assertion failed`), diag.Evaluation, "an assertion does not hold", "make it hold; a message after a colon would say why"},
	{regexp.MustCompile(`^Object assertion failed`), diag.Evaluation, "an object's assertion does not hold", "make it hold; a message after a colon would say why"},
	{regexp.MustCompile(`^Division by zero`), diag.Evaluation, "a number is divided by zero", "check the divisor"},
	{regexp.MustCompile(`^Unexpected type (\w+), expected (.*)`), diag.Evaluation, "this works on a value of type $2, and gets one of type $1", "correct the value or the expression"},
	{regexp.MustCompile(`^Index (-?\d+) out of bounds`), diag.Evaluation, "the list has no element $1", "correct the index; the first is 0"},
	{regexp.MustCompile(`^Duplicate field name: "?([^"]*)"?`), diag.DuplicateKey, `the key "$1" is made twice`, "make the names unique"},
	{regexp.MustCompile(`^function expected|^Missing argument|^function has no parameter|[Aa]rgument .* already provided|^Function expected`), diag.Evaluation, "the call's arguments are not those of the function", "give what its parameters ask for"},
	{regexp.MustCompile(`^(?:overflow|not a number|Overflow|Not a number)`), diag.Evaluation, "the result is no number that can be written", "check the operands"},
}

func find(phrases []phrase, message string) (phrase, bool) {
	for _, p := range phrases {
		if m := p.pattern.FindStringSubmatchIndex(message); m != nil {
			p.summary = string(p.pattern.ExpandString(nil, p.summary, message, m))
			return p, true
		}
	}
	return phrase{}, false
}

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
	if p.code == diag.Syntax {
		if other := frontend.LooksLike(src.Data, "Jsonnet"); other.Name != "" && other.Name != "YAML" {
			return other.Diagnostic(src)
		}
		if int(at.Start) >= len(strings.TrimRight(string(src.Data), " \t\r\n")) {
			if open, word := unclosed(src); word != "" {
				return diag.Syntax.At(open, "the %s is never closed", word).WithFix("close it")
			}
		}
	}
	return p.code.At(at, "%s", p.summary).WithFix("%s", p.fix)
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
