package hcl

import (
	"regexp"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// startsWithDigit is what follows a kind where an entity is named whose name HCL's grammar takes for an index.
var startsWithDigit = regexp.MustCompile(`^\.[0-9][A-Za-z0-9_-]*`)

// reference turns a traversal that starts with a kind into an address: function.resize, or longer (gateway.edge.url). Of an
// entity with for_each it takes the key: function.resize["small"]. Whether the entity exists is asked later, when files of
// other languages are there too.
func (s *scope) reference(t hcl.Traversal, at diag.Range) *tree.Node {
	kind := t.RootName()
	if len(t) < 2 {
		s.report(diag.UnknownName.At(at, "%s is a kind; a reference names an entity of it", kind).
			WithFix("write %s.NAME, or %q in quotes if it is text", kind, kind))
		return nil
	}
	name, ok := t[1].(hcl.TraverseAttr)
	if !ok {
		d := diag.UnknownName.At(at, "%s is a kind; a reference names an entity of it", kind).WithFix("write %s.NAME", kind)
		if name := startsWithDigit.FindString(s.file.text[int(at.Start)+len(kind):]); name != "" {
			d = diag.UnknownName.At(at, "a name that starts with a digit can't stand without quotes").WithFix("write %q", kind+name)
		}
		s.report(d)
		return nil
	}
	entity := s.entities[kind+"."+name.Name]
	if len(t) == 2 && (entity == nil || entity.each == nil) {
		return s.address(s.slice(at, len(kind)+1+len(name.Name), kind, name.Name), at)
	}
	text, rest := kind+"."+name.Name, t[2:]
	if step, ok := index(rest); ok {
		key, ok := s.instanceKey(entity, text, s.stepKey(step), s.file.at(step.SrcRange))
		if !ok {
			return nil
		}
		text, rest = text+"-"+key, rest[1:]
	} else if entity != nil && entity.each != nil {
		s.report(s.oneOfSeveral(entity, text, at))
		return nil
	}
	return s.attributes(text, rest, at)
}

// indexedReference is function.resize[EXPRESSION].
func (s *scope) indexedReference(e *hclsyntax.IndexExpr, t *hclsyntax.ScopeTraversalExpr) *tree.Node {
	at := s.file.at(e.SrcRange)
	key := s.eval(e.Key)
	if key == nil {
		return nil
	}
	var name hcl.TraverseAttr
	if len(t.Traversal) == 2 {
		name, _ = t.Traversal[1].(hcl.TraverseAttr)
	}
	if name.Name == "" {
		return s.fail(t.SrcRange, "a reference can't be indexed here", `write the entity's own name before the brackets: function.resize["key"]`)
	}
	text := t.Traversal.RootName() + "." + name.Name
	suffix, ok := s.instanceKey(s.entities[text], text, key, s.file.at(e.Key.Range()))
	if !ok {
		return nil
	}
	return s.derived(s.address(text+"-"+suffix, at), key)
}

func index(t hcl.Traversal) (hcl.TraverseIndex, bool) {
	if len(t) == 0 {
		return hcl.TraverseIndex{}, false
	}
	step, ok := t[0].(hcl.TraverseIndex)
	return step, ok
}

// attributes adds attributes to an address: gateway.edge.url.
func (s *scope) attributes(text string, steps hcl.Traversal, at diag.Range) *tree.Node {
	for _, step := range steps {
		attr, ok := step.(hcl.TraverseAttr)
		if !ok {
			return s.fail(step.SourceRange(), "a reference has attributes, not items", "write "+text+".ATTRIBUTE")
		}
		text += "." + attr.Name
	}
	return s.address(text, at)
}

func (s *scope) address(text string, at diag.Range) *tree.Node {
	n := s.node(tree.String, at)
	n.Ref, n.Text = true, text
	return n
}

// slice returns "kind.name" as a part of the file where it is written just so, which costs nothing.
func (s *scope) slice(at diag.Range, length int, kind, name string) string {
	if int(at.End-at.Start) == length {
		return s.file.text[at.Start:at.End]
	}
	return kind + "." + name
}

// instanceKey checks the key of an entity with for_each. An entity that is not declared in HCL is not known here, so any
// key may be meant.
func (s *scope) instanceKey(e *entity, address string, key *tree.Node, at diag.Range) (string, bool) {
	switch {
	case s.secretName(key) != "":
		s.report(diag.ForEachReference.At(at, "a sensitive value can't be a key").WithFix("write the key itself"))
		return "", false
	case key.Kind != tree.String && key.Kind != tree.Number:
		s.report(diag.ForEachReference.At(at, "a key is text, not %s", key.Kind).WithFix("write %s[\"KEY\"]", address))
		return "", false
	case e == nil:
		return key.Text, true
	case e.each == nil:
		s.report(diag.ForEachReference.At(at, "%s has no for_each, so it has no keys", address).WithFix("write %s", address))
		return "", false
	}
	known := s.instances(e.file, e.block, e.each)
	instances := known.instances
	for _, in := range instances {
		if in.key == key.Text {
			return key.Text, true
		}
	}
	if known.failed {
		return "", false
	}
	d := diag.ForEachReference.At(at, "%s has no key %q", address, key.Text).WithRelated(e.file.at(e.each.NameRange), "its keys come from here")
	if len(instances) == 0 {
		s.report(d.WithFix("its for_each is empty"))
	} else {
		s.report(d.WithFix("its keys are %s", keys(instances)))
	}
	return "", false
}

// oneOfSeveral says how to name one of the entities of a for_each.
func (s *scope) oneOfSeveral(e *entity, address string, at diag.Range) diag.Diagnostic {
	d := diag.ForEachReference.At(at, "%s is several, one for each key", address).
		WithRelated(e.file.at(e.each.NameRange), "its keys come from here")
	instances := s.instances(e.file, e.block, e.each).instances
	if len(instances) == 0 {
		return d.WithFix("write %s[\"KEY\"]", address)
	}
	return d.WithFix("write %s[%q] or %s-%s; its keys are %s", address, instances[0].key, address, instances[0].key, keys(instances))
}

func keys(instances []instance) string {
	return listed(func(yield func(string) bool) {
		for _, in := range instances {
			if !yield(in.key) {
				return
			}
		}
	}, 8)
}
