package cue

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"cuelang.org/go/cue/errors"

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
	case (has("reference %q not found") || has("reference \"") || has("undefined field")) && unquoted(m, at) != "":
		a := unquoted(m, at)
		return diag.Evaluation.At(at, "%s is no value in this file: a reference to an entity is text", a).WithFix("write %q", a)
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
