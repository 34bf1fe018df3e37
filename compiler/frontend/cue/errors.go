package cue

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/token"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
)

// translator turns the evaluator's errors into diagnostics.
type translator struct {
	files map[string]*diag.File
	index *places
	top   diag.Range
	vars  frontend.Vars
	tags  []*tag
}

// maxErrors is how many errors of one package are told.
const maxErrors = 50

// all returns the errors of a value and of everything below it. The evaluator tells at each level only the gravest, so
// fields with errors are asked one by one.
func (t *translator) all(v cue.Value, p *places) diag.List {
	var ds diag.List
	seen := map[string]bool{}
	t.collect(v, p, func(d diag.Diagnostic) {
		key := fmt.Sprint(d.Subject.File, d.Subject.Start, d.Summary)
		if !seen[key] && len(ds) < maxErrors {
			seen[key] = true
			ds = append(ds, d)
		}
	})
	return ds
}

func (t *translator) collect(v cue.Value, p *places, add func(diag.Diagnostic)) {
	err := v.Validate(cue.Concrete(true), cue.Final())
	if err == nil {
		return
	}
	none := map[string]bool{} // paths that no possibility fits: why each of them does not is not told too
	for _, e := range errors.Errors(err) {
		path := strings.Join(e.Path(), ".")
		if none[path] {
			continue
		}
		if format, _ := e.Msg(); strings.Contains(format, "empty disjunction") {
			none[path] = true
		}
		add(t.translate(e))
	}
	if p == nil {
		return
	}
	for _, key := range slices.Sorted(maps.Keys(p.fields)) {
		if child := v.LookupPath(cue.MakePath(cue.Str(key))); child.Exists() {
			t.collect(child, p.fields[key], add)
		}
	}
}

// message is an error's text in its parts.
type message struct {
	format string
	args   []any
	text   string
}

func (t *translator) translate(e errors.Error) diag.Diagnostic {
	format, args := e.Msg()
	m := message{format: format, args: args, text: clean(strings.TrimPrefix(e.Error(), strings.Join(e.Path(), ".")+": "))}
	path := pathOf(e)
	at, others := t.places(e, path)
	name := "the value"
	if len(path) > 0 {
		name = strings.Join(path, ".")
	}
	d := t.summary(m, name, at, others)
	for _, o := range others {
		if o == d.Subject {
			continue
		}
		d = d.WithRelated(o, "and this is said here")
	}
	return d
}

func (t *translator) summary(m message, name string, at diag.Range, others []diag.Range) diag.Diagnostic {
	has := func(s string) bool { return strings.Contains(m.format, s) || strings.Contains(m.text, s) }
	switch {
	case has("structural cycle"):
		return diag.EndlessStructure.At(at, "%s contains itself without end", name).WithFix("make the inner field optional with ?, or give it a default that ends")
	case has("field is required but not present"):
		return diag.NotConcrete.At(at, "%s is required and has no value", name).WithFix("write the field")
	case has("conflicting values"):
		return diag.ConflictingValues.At(at, "%s is given values that contradict each other%s", name, quoteValues(m)).WithFix("keep one of them, or write a default with *")
	case has("incompatible list lengths"):
		return diag.ConflictingValues.At(at, "%s is given lists of different lengths", name).WithFix("keep one of them, or end the shorter with ...")
	case has("out of bound"), has("invalid value"), has("does not match"):
		return diag.ConflictingValues.At(at, "%s does not keep to its constraint%s", name, quoteValues(m)).WithFix("correct the value or the constraint")
	case has("empty disjunction"):
		return diag.ConflictingValues.At(at, "%s is none of the values that are allowed for it", name).WithFix("write one of them, or add this one")
	case has("field not allowed"):
		return diag.ClosedField.At(at, "%s is not in the definition that its struct is made with", name).WithFix("correct the name, or add the field to the definition")
	case has("incomplete value"), has("unresolved disjunction"), has("non-concrete"), has("incomplete"):
		return t.undecided(name, at, others)
	case has("reference %q not found"), has("reference \""):
		return diag.Evaluation.At(at, "%s is not declared", quoted(m)).WithFix("correct the name, or declare it")
	case has("undefined field"):
		return diag.Evaluation.At(at, "there is no field %s", strings.TrimPrefix(m.text, "undefined field: ")).WithFix("correct the name, or add the field")
	case has("imported and not used"):
		return diag.Evaluation.At(at, "the import %s is not used", quoted(m)).WithFix("remove the import")
	case has("cycle"):
		return diag.EndlessStructure.At(at, "%s depends on itself", name).WithFix("break the circle with a concrete value")
	case has("explicit error"):
		return diag.Evaluation.At(at, "%s is the error value _|_", name).WithFix("remove it")
	}
	return diag.Evaluation.At(at, "%s can't be computed: %s", name, text.ReplaceAllString(m.text, `"…"`)).WithFix("correct the expression")
}

// undecided is about a value that is a type or several possibilities. Where the tag of an unset variable stands at it,
// that is what it lacks.
func (t *translator) undecided(name string, at diag.Range, others []diag.Range) diag.Diagnostic {
	for _, tag := range t.tags {
		if t.vars[tag.name] != nil {
			continue
		}
		for _, r := range append([]diag.Range{at}, others...) {
			if r.File == tag.value.File && r.Start <= tag.value.End && tag.value.Start <= r.End {
				return diag.UnsetVariable.At(tag.place, "the variable %s has no value", tag.name).
					WithFix("set it with --var %s=…, in the environment's variables, or write a default: *\"…\" | string @tag(%s)", tag.name, tag.name)
			}
		}
	}
	return diag.NotConcrete.At(at, "%s has no definite value", name).WithFix("write a value, or a default with *")
}

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

// quoteValues quotes two values in a message where they are numbers or booleans: text could be a secret.
func quoteValues(m message) string {
	var values []string
	for _, a := range m.args {
		s := strings.TrimSpace(fmt.Sprint(a))
		switch s {
		case "int", "float", "number", "string", "bool", "list", "struct", "null", "bytes":
			continue
		}
		if _, err := strconv.ParseFloat(strings.TrimLeft(s, "<>=! "), 64); err == nil || s == "true" || s == "false" {
			values = append(values, s)
		}
	}
	if len(values) < 2 {
		return ""
	}
	return ": " + strings.Join(values[:2], " and ")
}

// text is text in a message, which could be a secret.
var text = regexp.MustCompile(`"[^"]+"`)

// quoted returns the first quoted word of a message.
func quoted(m message) string {
	if i := strings.IndexByte(m.text, '"'); i >= 0 {
		if j := strings.IndexByte(m.text[i+1:], '"'); j >= 0 {
			return m.text[i : i+j+2]
		}
	}
	return "a name"
}

// clean makes one line of a message and leaves out the evaluator's remarks on types.
func clean(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if i := strings.Index(s, " (type "); i >= 0 {
		if j := strings.IndexByte(s[i:], ')'); j >= 0 {
			s = s[:i] + s[i+j+1:]
		}
	}
	return strings.TrimSuffix(s, ":")
}
