package hcl

import (
	"iter"
	"maps"
	"strconv"
	"strings"

	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// traversal evaluates what starts with a word: a name that is bound, var, local, each, or the kind of a reference.
func (s *scope) traversal(e *hclsyntax.ScopeTraversalExpr) *tree.Node {
	root := e.Traversal.RootName()
	at := s.file.at(e.SrcRange)
	if value := s.lookup(root); value != nil {
		value = s.walk(value, e.Traversal[1:])
		return s.used(value, at, tree.Derived, "for."+root)
	}
	switch root {
	case "var":
		return s.variableUse(e)
	case "local":
		return s.localUse(e)
	case "each":
		return s.eachUse(e)
	}
	if s.kinds[root] {
		return s.reference(e.Traversal, at)
	}
	return s.unknownName(e)
}

func (s *scope) used(value *tree.Node, at diag.Range, how tree.How, rule string) *tree.Node {
	if value == nil {
		return nil
	}
	return s.use(value, at, how, rule)
}

func (s *scope) variableUse(e *hclsyntax.ScopeTraversalExpr) *tree.Node {
	name, ok := s.member(e, "var", "a variable", s.variableNames())
	if !ok {
		return nil
	}
	at := s.file.at(e.SrcRange)
	value := s.variable(name, at)
	if value == nil {
		return nil
	}
	return s.used(s.walk(value, e.Traversal[2:]), at, tree.Variable, name)
}

func (s *scope) localUse(e *hclsyntax.ScopeTraversalExpr) *tree.Node {
	name, ok := s.member(e, "local", "a local value", s.localNames())
	if !ok {
		return nil
	}
	value := s.local(name)
	if value == nil {
		return nil
	}
	return s.used(s.walk(value, e.Traversal[2:]), s.file.at(e.SrcRange), tree.Derived, "local."+name)
}

// member returns the NAME of var.NAME or local.NAME, which must be declared.
func (s *scope) member(e *hclsyntax.ScopeTraversalExpr, root, what string, declared iter.Seq[string]) (string, bool) {
	if s.fixed != "" {
		s.fail(e.SrcRange, s.fixed+" is fixed: it can't use "+root, "write the value itself")
		return "", false
	}
	if len(e.Traversal) > 1 {
		if attr, ok := e.Traversal[1].(hcl.TraverseAttr); ok {
			return attr.Name, s.isDeclared(root, attr, declared)
		}
	}
	s.fail(e.SrcRange, root+" alone is no value; it stands before the name of "+what, "write "+root+".NAME")
	return "", false
}

func (s *scope) isDeclared(root string, attr hcl.TraverseAttr, declared iter.Seq[string]) bool {
	for name := range declared {
		if name == attr.Name {
			return true
		}
	}
	fix := `declare it: variable "` + attr.Name + `" {}`
	if root == "local" {
		fix = "declare it: locals { " + attr.Name + " = … }"
	}
	if near := nearest.Of(attr.Name, declared); near != "" {
		fix = "did you mean " + root + "." + near + "?"
	}
	s.report(diag.UnknownName.At(s.file.at(attr.SrcRange), "no %s.%s is declared", root, attr.Name).WithFix("%s", fix))
	return false
}

func (s *scope) eachUse(e *hclsyntax.ScopeTraversalExpr) *tree.Node {
	if s.each == nil {
		return s.fail(e.SrcRange, "each is there only in a block with for_each", "add for_each to the block, or write the value itself")
	}
	at := s.file.at(e.SrcRange)
	if len(e.Traversal) > 1 {
		if attr, ok := e.Traversal[1].(hcl.TraverseAttr); ok && attr.Name == "key" {
			return s.used(s.walk(s.each.keyNode, e.Traversal[2:]), at, tree.Derived, "each.key")
		} else if ok && attr.Name == "value" {
			return s.used(s.walk(s.each.value, e.Traversal[2:]), at, tree.Derived, "each.value")
		}
	}
	return s.fail(e.SrcRange, "each has key and value, nothing else", "write each.key or each.value")
}

// unknownName explains a word that stands for nothing: a kind misspelt, or text without quotes.
func (s *scope) unknownName(e *hclsyntax.ScopeTraversalExpr) *tree.Node {
	root := e.Traversal.RootName()
	at := s.file.at(e.Traversal[0].SourceRange())
	d := diag.UnknownName.At(at, "nothing here is called %s", root)
	near := nearest.Of(root, s.roots())
	switch {
	case near != "" && len(e.Traversal) > 1:
		d = d.WithFix("did you mean %s?", near)
	case len(e.Traversal) > 1:
		d = d.WithFix("a reference starts with a kind, a value with var, local or each")
	default:
		d = d.WithFix("write %q in quotes if it is text", root)
	}
	s.report(d)
	return nil
}

func (s *scope) roots() iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, word := range []string{"var", "local", "each"} {
			if !yield(word) {
				return
			}
		}
		maps.Keys(s.kinds)(yield)
	}
}

// walk follows attributes and indexes into a value.
func (s *scope) walk(value *tree.Node, steps hcl.Traversal) *tree.Node {
	for _, step := range steps {
		switch step := step.(type) {
		case hcl.TraverseAttr:
			value = s.attribute(value, step.Name, step.SrcRange)
		case hcl.TraverseIndex:
			value = s.element(value, s.stepKey(step), step.SrcRange)
		default:
			return s.fail(step.SourceRange(), "this step is not supported here", "write [*] after the list")
		}
		if value == nil {
			return nil
		}
	}
	return value
}

// stepKey is the key of an index as a value.
func (s *scope) stepKey(step hcl.TraverseIndex) *tree.Node {
	n := s.node(tree.String, s.file.at(step.SrcRange))
	if step.Key.Type() == cty.Number {
		n.Kind = tree.Number
		n.Text, _ = computed(step.Key.AsBigFloat())
		return n
	}
	switch {
	case step.Key.IsNull():
		n.Kind = tree.Null
	case step.Key.Type() == cty.Bool:
		n.Kind = tree.Bool
	default:
		n.Text = step.Key.AsString()
	}
	return n
}

// attribute returns value.NAME. A reference goes on: each.value.url of gateway.edge is gateway.edge.url.
func (s *scope) attribute(value *tree.Node, name string, r hcl.Range) *tree.Node {
	switch {
	case value.Ref:
		n := s.use(value, s.file.at(r), tree.Derived, "expression")
		n.Text += "." + name
		return n
	case value.Kind == tree.Map:
		if field := value.Get(name); field != nil {
			return field
		}
		return s.missing(value, name, r)
	case value.Kind == tree.Null:
		return s.fail(r, "null has no "+name, "use try(…) where the value may be missing")
	}
	return s.fail(r, value.Kind.String()+" has no "+name, "only an object has named values")
}

func (s *scope) missing(value *tree.Node, name string, r hcl.Range) *tree.Node {
	names := func(yield func(string) bool) {
		for _, f := range value.Fields {
			if !yield(f.Key) {
				return
			}
		}
	}
	fix := "it has no values at all"
	if near := nearest.Of(name, names); near != "" {
		fix = "did you mean " + near + "?"
	} else if len(value.Fields) > 0 {
		fix = "it has " + listed(names, 8)
	}
	return s.fail(r, "the object has no "+s.quoted(name), fix)
}

// element returns value[KEY].
func (s *scope) element(value, key *tree.Node, r hcl.Range) *tree.Node {
	switch {
	case value.Ref:
		return s.fail(r, "a reference can't be indexed here", `write the entity's own name before the brackets: function.resize["key"]`)
	case value.Kind == tree.Map:
		name, ok := s.keyText(key, r)
		if !ok {
			return nil
		}
		if field := value.Get(name); field != nil {
			return field
		}
		return s.missing(value, name, r)
	case value.Kind != tree.List:
		return s.fail(r, value.Kind.String()+" can't be indexed", "only a list and an object can")
	}
	i, err := strconv.Atoi(key.Text)
	switch {
	case err != nil || key.Kind != tree.Number && key.Kind != tree.String:
		return s.fail(r, "a list is indexed by a whole number", "write [0] for the first item")
	case i < 0 || i >= len(value.Items):
		return s.fail(r, "the list has no item "+key.Text+": it has "+counted(len(value.Items), "item"), "the first item is [0]")
	}
	return value.Items[i]
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// listed joins the first few of several names.
func listed(names iter.Seq[string], most int) string {
	var b strings.Builder
	n := 0
	for name := range names {
		if n++; n > most {
			b.WriteString(", …")
			break
		}
		if n > 1 {
			b.WriteString(", ")
		}
		b.WriteString(name)
	}
	return b.String()
}

// quoted is a name for a message, in quotes unless it is a plain word.
func (*scope) quoted(name string) string {
	if hclsyntax.ValidIdentifier(name) {
		return name
	}
	return strconv.Quote(name)
}

func (s *scope) index(e *hclsyntax.IndexExpr) *tree.Node {
	if t, ok := e.Collection.(*hclsyntax.ScopeTraversalExpr); ok && s.kinds[t.Traversal.RootName()] && s.lookup(t.Traversal.RootName()) == nil {
		return s.indexedReference(e, t)
	}
	collection, key := s.eval(e.Collection), s.eval(e.Key)
	if collection == nil || key == nil {
		return nil
	}
	value := s.element(collection, key, e.Key.Range())
	return s.tainted(s.used(value, s.file.at(e.SrcRange), tree.Derived, "expression"), key)
}

func (s *scope) relative(e *hclsyntax.RelativeTraversalExpr) *tree.Node {
	source := s.eval(e.Source)
	if source == nil {
		return nil
	}
	return s.used(s.walk(source, e.Traversal), s.file.at(e.SrcRange), tree.Derived, "expression")
}

func (u *unit) variableNames() iter.Seq[string] { return maps.Keys(u.variables) }

func (u *unit) localNames() iter.Seq[string] { return maps.Keys(u.locals) }
