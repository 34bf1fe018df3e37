package hcl

import (
	"fmt"
	"maps"
	"strings"

	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// function is a function of the language. run may share parts of its arguments; it reports an error and returns nil.
type function struct {
	min, max int // of arguments; a max below 0 is none
	run      func(c *call) *tree.Node
}

// call is one call of a function with its arguments.
type call struct {
	*scope
	e    *hclsyntax.FunctionCallExpr
	args []*tree.Node
	at   diag.Range
}

func (s *scope) call(e *hclsyntax.FunctionCallExpr) *tree.Node {
	switch e.Name {
	case "try":
		return s.try(e)
	case "can":
		return s.can(e)
	}
	f, ok := functions[e.Name]
	if !ok {
		return s.unknownFunction(e)
	}
	c := &call{scope: s, e: e, at: s.file.at(e.Range())}
	if !c.evaluate() || !c.counted(f) {
		return nil
	}
	n := f.run(c)
	if n == nil || s.stopped || !s.step(len(n.Items)+len(n.Fields), c.at) {
		return nil
	}
	return n
}

// evaluate evaluates the arguments; the last one with … is a list of them.
func (c *call) evaluate() bool {
	ok := true
	for _, arg := range c.e.Args {
		value := c.eval(arg)
		c.args = append(c.args, value)
		ok = ok && value != nil
	}
	if !ok || !c.e.ExpandFinal {
		return ok
	}
	last := c.args[len(c.args)-1]
	if last.Kind != tree.List {
		c.scope.fail(c.e.Args[len(c.args)-1].Range(), "only a list can be given with …, not "+last.Kind.String(), "remove the …")
		return false
	}
	c.args = append(c.args[:len(c.args)-1:len(c.args)-1], last.Items...)
	return true
}

func (c *call) counted(f function) bool {
	n := len(c.args)
	switch {
	case n < f.min:
		c.fail("%s takes %s, not %d", c.e.Name, f.arity(), n)
	case f.max >= 0 && n > f.max:
		c.fail("%s takes %s, not %d", c.e.Name, f.arity(), n)
	default:
		return true
	}
	return false
}

func (f function) arity() string {
	switch {
	case f.max < 0:
		return "at least " + counted(f.min, "argument")
	case f.min == f.max:
		return counted(f.min, "argument")
	}
	return fmt.Sprintf("%d to %d arguments", f.min, f.max)
}

// fail reports an error of the whole call.
func (c *call) fail(format string, args ...any) *tree.Node {
	c.report(diag.Evaluation.At(c.at, format, args...).WithFix("correct the call"))
	return nil
}

// failArg reports an error of one argument.
func (c *call) failArg(i int, format string, args ...any) *tree.Node {
	at := c.at
	if i < len(c.e.Args) {
		at = c.file.at(c.e.Args[i].Range())
	}
	c.report(diag.Evaluation.At(at, format, args...).WithFix("correct the argument of %s", c.e.Name))
	return nil
}

// node returns a new value at the call.
func (c *call) node(kind tree.Kind) *tree.Node { return c.scope.node(kind, c.at) }

func (c *call) newText(text string) *tree.Node {
	n := c.node(tree.String)
	n.Text = text
	return c.derived(n, c.args...)
}

// list returns the items of an argument that is a list.
func (c *call) list(i int) ([]*tree.Node, bool) {
	if c.args[i].Kind == tree.List {
		return c.args[i].Items, true
	}
	c.failArg(i, "%s takes a list here, not %s", c.e.Name, c.args[i].Kind)
	return nil, false
}

// object returns the fields of an argument that is an object.
func (c *call) object(i int) ([]tree.Field, bool) {
	if c.args[i].Kind == tree.Map {
		return c.args[i].Fields, true
	}
	c.failArg(i, "%s takes an object here, not %s", c.e.Name, c.args[i].Kind)
	return nil, false
}

// str returns an argument that is text, or a number or boolean as text.
func (c *call) str(i int) (string, bool) {
	switch n := c.args[i]; n.Kind {
	case tree.String, tree.Number, tree.Bool:
		return n.Text, true
	}
	c.failArg(i, "%s takes a string here, not %s", c.e.Name, c.args[i].Kind)
	return "", false
}

// integer returns an argument that is a whole number.
func (c *call) integer(i int) (int, bool) {
	if f, ok := parseNumber(c.args[i].Text); ok && (c.args[i].Kind == tree.Number || c.args[i].Kind == tree.String) && f.IsInt() {
		if v, _ := f.Int64(); v > -1<<31 && v < 1<<31 {
			return int(v), true
		}
	}
	c.failArg(i, "%s takes a whole number here", c.e.Name)
	return 0, false
}

// same returns a value that a call chose from its arguments.
func (c *call) same(value *tree.Node) *tree.Node {
	return c.use(value, c.at, tree.Derived, "expression")
}

// try returns the first argument that can be evaluated.
func (s *scope) try(e *hclsyntax.FunctionCallExpr) *tree.Node {
	outer := s.ds
	for i, arg := range e.Args {
		if i == len(e.Args)-1 {
			s.ds = outer
			return s.eval(arg)
		}
		s.ds = nil
		value := s.eval(arg)
		failed := len(s.ds) > 0
		s.ds = outer
		if value != nil && !failed {
			return value
		}
	}
	return s.fail(e.Range(), "try takes at least 1 argument, not 0", "give what to try, and what to take when that fails")
}

// can returns whether its argument can be evaluated.
func (s *scope) can(e *hclsyntax.FunctionCallExpr) *tree.Node {
	if len(e.Args) != 1 {
		return s.fail(e.Range(), fmt.Sprintf("can takes 1 argument, not %d", len(e.Args)), "give the expression to try")
	}
	outer := s.ds
	s.ds = nil
	value := s.eval(e.Args[0])
	ok := value != nil && len(s.ds) == 0
	s.ds = outer
	return s.boolean(ok, s.file.at(e.Range()))
}

// impure are functions of other tools that would make the output depend on more than the files and variables.
const impure = " file fileexists fileset filebase64 filemd5 filesha256 templatefile timestamp plantimestamp uuid bcrypt abspath pathexpand "

func (s *scope) unknownFunction(e *hclsyntax.FunctionCallExpr) *tree.Node {
	d := diag.UnknownName.At(s.file.at(e.NameRange), "there is no function %s", e.Name)
	near := nearest.Of(e.Name, maps.Keys(functions))
	switch {
	case strings.Contains(impure, " "+e.Name+" "):
		d = d.WithFix("write the value itself, or name the file in a field that takes a path: expressions read no files, no clock and no chance")
	case near != "":
		d = d.WithFix("did you mean %s?", near)
	default:
		d = d.WithFix("the functions are those of the cty library")
	}
	s.report(d)
	return nil
}
