package hcl

import (
	"context"
	"maps"
	"slices"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Declared returns the variables that the files declare, sorted by name. The default of a sensitive one is kept back, since
// only here its value is followed.
func (u *unit) Declared() []frontend.Variable {
	u.declared.Do(func() {
		ev := newEvaluator(context.Background(), u, nil)
		for _, name := range slices.Sorted(maps.Keys(u.variables)) {
			v := u.variables[name]
			out := frontend.Variable{Name: name, Sensitive: v.sensitive, Range: v.name}
			if v.defaultValue != nil && !v.sensitive {
				if value := ev.variable(name, diag.Range{}); !value.IsNull() { // what is wrong with it, Documents reports
					out.Default = value
				}
			}
			u.variableList = append(u.variableList, out)
		}
	})
	return slices.Clone(u.variableList)
}

// Environments evaluates the environment blocks alone.
func (u *unit) Environments(ctx context.Context, vars frontend.Vars) ([]*tree.Node, diag.List) {
	ev := newEvaluator(ctx, u, vars)
	ev.early = true
	docs := ev.documents(func(kind string) bool { return kind == "environment" })
	return docs, ev.done()
}

// Documents evaluates every block, and every variable and local value though nothing may use it. Each block is a document.
func (u *unit) Documents(ctx context.Context, vars frontend.Vars) ([]*tree.Node, diag.List) {
	ev := newEvaluator(ctx, u, vars)
	docs := ev.documents(func(string) bool { return true })
	for _, name := range slices.Sorted(maps.Keys(u.variables)) {
		ev.variable(name, diag.Range{})
	}
	for _, name := range u.names {
		ev.local(name)
	}
	return docs, ev.done()
}
