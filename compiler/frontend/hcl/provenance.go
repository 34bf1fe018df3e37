package hcl

import (
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// use returns a copy of a value that stands where it is used; its origin leads on to where the value came from.
func (s *scope) use(value *tree.Node, at diag.Range, how tree.How, rule string) *tree.Node {
	n := s.node(value.Kind, at)
	n.Ref, n.Text, n.Items, n.Fields = value.Ref, value.Text, value.Items, value.Fields
	n.Origin.How, n.Origin.Rule, n.Origin.From = how, rule, value.Origin
	s.shared = s.shared || len(n.Items) > 0 || len(n.Fields) > 0
	return n
}

// maxInputs bounds how many inputs an origin names.
const maxInputs = 8

// derived completes the origin of a computed value by the inputs that say more than where the expression is: those that
// come from variables, local values and the like.
func (s *scope) derived(n *tree.Node, inputs ...*tree.Node) *tree.Node {
	var from []*tree.Origin
	budget := 1000
	for _, input := range inputs {
		from = s.inputs(from, input, &budget)
	}
	if len(from) > 0 {
		n.Origin.How, n.Origin.Rule, n.Origin.From, n.Origin.Also = tree.Derived, "expression", from[0], from[1:]
	}
	return n
}

// keyed completes the origin of a key, or of something else about a container that its values have no part in.
func (s *scope) keyed(n, container *tree.Node) *tree.Node {
	if o := container.Origin; o != nil && (o.How != tree.Written || s.secretName(container) != "") {
		n.Origin.How, n.Origin.Rule, n.Origin.From = tree.Derived, "expression", o
	}
	return n
}

func (s *scope) inputs(from []*tree.Origin, n *tree.Node, budget *int) []*tree.Origin {
	*budget--
	secrets := len(s.secret) > 0
	if *budget < 0 && (!secrets || !s.step(1, n.Range())) {
		return from
	}
	secret := secrets && s.secretOrigin(n.Origin) != ""
	if n.Origin != nil && n.Origin.How != tree.Written && len(from) < maxInputs || secret {
		from = append(from, n.Origin)
		if !secrets {
			return from
		}
	}
	for _, item := range n.Items {
		from = s.inputs(from, item, budget)
	}
	for i := range n.Fields {
		from = s.inputs(from, n.Fields[i].Value, budget)
	}
	return from
}

// tainted adds an input that decided about a value without being a part of it, if it is sensitive.
func (s *scope) tainted(n, by *tree.Node) *tree.Node {
	if n != nil && len(s.secret) > 0 && s.secretName(by) != "" {
		n.Origin.Also = append(n.Origin.Also, by.Origin)
		delete(s.secret, n.Origin)
	}
	return n
}

// secretName returns the sensitive variable that a value's own text comes from, or "".
func (ev *evaluator) secretName(n *tree.Node) string {
	if len(ev.secret) == 0 {
		return ""
	}
	return ev.secretOrigin(n.Origin)
}

// secretOrigin remembers what it finds in secret, so that origins with several inputs are followed once.
func (ev *evaluator) secretOrigin(o *tree.Origin) string {
	if o == nil {
		return ""
	}
	name, known := ev.secret[o]
	if known {
		return name
	}
	name = ev.secretOrigin(o.From)
	for i := 0; i < len(o.Also) && name == ""; i++ {
		name = ev.secretOrigin(o.Also[i])
	}
	ev.secret[o] = name
	return name
}

// holdsSecret returns the sensitive variable that a value or a part of it comes from, or "".
func (ev *evaluator) holdsSecret(n *tree.Node) string {
	if len(ev.secret) == 0 {
		return ""
	}
	name := ev.secretOrigin(n.Origin)
	if !ev.step(1, n.Range()) {
		return name
	}
	for i := 0; i < len(n.Items) && name == ""; i++ {
		name = ev.holdsSecret(n.Items[i])
	}
	for i := 0; i < len(n.Fields) && name == ""; i++ {
		name = ev.holdsSecret(n.Fields[i].Value)
	}
	return name
}

// showable reports every sensitive value in what would go into the output.
func (ev *evaluator) showable(n *tree.Node) bool {
	if len(ev.secret) == 0 {
		return true
	}
	if name := ev.secretOrigin(n.Origin); name != "" {
		ev.report(diag.SensitiveValue.At(n.Range(), "the sensitive variable %q would be written into the output", name).
			WithFix("refer to a secret instead: secret \"NAME\" { key = … }, and secret.NAME here"))
		return false
	}
	ok := true
	for _, item := range n.Items {
		ok = ev.showable(item) && ok
	}
	for i := range n.Fields {
		ok = ev.showable(n.Fields[i].Value) && ok
	}
	return ok
}
