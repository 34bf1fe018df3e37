package hcl

import "espc.dev/schema/tree"

// local evaluates a local value once; nil means that it failed and why is reported.
func (ev *evaluator) local(name string) *tree.Node {
	if value, known := ev.localValues[name]; known {
		return value
	}
	l := ev.locals[name]
	var value *tree.Node
	ev.keep(func() {
		ev.enter("local."+name, l.file.at(l.attr.NameRange), func() {
			value = ev.scope(l.file).named(l.attr.Expr, l.file.at(l.attr.NameRange))
		})
	})
	ev.localValues[name] = value
	return value
}
