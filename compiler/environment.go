package compiler

import (
	"context"
	"maps"
	"slices"

	"espc.dev/compiler/frontend"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Environments returns the names of the environments that the project declares, sorted; none means there is only the
// default one.
func (p *Project) Environments(ctx context.Context, vars frontend.Vars) ([]string, diag.List) {
	environments, ds := p.environments(ctx, vars)
	var names []string
	if environments != nil {
		for _, f := range environments.Fields {
			names = append(names, f.Key)
		}
	}
	slices.Sort(names)
	return names, ds
}

// environments evaluates the environment declarations alone, because what they set as variables goes into everything
// else.
func (p *Project) environments(ctx context.Context, vars frontend.Vars) (*tree.Node, diag.List) {
	doc, ds := p.each(func(u frontend.Unit) ([]*tree.Node, diag.List) { return u.Environments(ctx, p.varsFor(u, vars)) })
	return doc.Get("environment"), ds
}

// withEnvironment adds the variables that an environment sets to those given from outside, which win.
func withEnvironment(env *tree.Node, given frontend.Vars) (frontend.Vars, diag.List) {
	variables := env.Get("variables")
	if variables.IsNull() {
		return given, nil
	}
	if variables.Kind != tree.Map {
		return given, diag.List{diag.WrongType.At(variables.Range(), "variables takes an object, not %s", variables.Kind).
			WithFix(`write variables = { name = "value" }`)}
	}
	vars := frontend.Vars{}
	for _, f := range variables.Fields {
		if f.Value.Kind != tree.Null {
			vars[f.Key] = f.Value
		}
	}
	maps.Copy(vars, given)
	return vars, nil
}

// independent reports whether the rest can be evaluated as it is meant though something is wrong with environments: no value
// of a variable depends on that.
func (p *Project) independent(environments *tree.Node, env string, ds diag.List) bool {
	if !p.takesVariables() {
		return true
	}
	chosen := environments.Get(env)
	variables := chosen.Get("variables")
	harmless := func(d diag.Diagnostic) bool {
		if d.Severity != diag.Error || d.Code == diag.DuplicateAddress.ID && variables != nil {
			return true
		}
		for _, f := range entries(environments) {
			if f.Key != env && contains(f.Value, d.Subject) {
				return true
			}
		}
		for _, f := range entries(chosen) {
			if f.Key != "variables" && contains(f.Value, d.Subject) {
				return true
			}
		}
		return variables != nil && contains(chosen, d.Subject) && !contains(variables, d.Subject)
	}
	return !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return !harmless(d) })
}

func contains(n *tree.Node, at diag.Range) bool {
	in := n.Range()
	return at.File != nil && at.File == in.File && in.Start <= at.Start && at.End <= in.End
}

func (p *Project) takesVariables() bool {
	return len(p.Variables()) > 0 || slices.ContainsFunc(p.units, func(u frontend.Unit) bool {
		_, open := u.(frontend.OpenVariables)
		return open
	})
}

// withMeant adds the variables that are meant by wrong names and not set otherwise, lest what is right without the mistake in the
// name be called wrong.
func withMeant(vars frontend.Vars, meant map[string]string) frontend.Vars {
	if len(meant) == 0 {
		return vars
	}
	out := maps.Clone(vars)
	for _, name := range slices.Sorted(maps.Keys(meant)) {
		if to := meant[name]; to != "" && out[to] == nil && vars[name] != nil {
			out[to] = vars[name]
		}
	}
	return out
}

// unsaid returns those of a list that another does not hold.
func unsaid(said, ds diag.List) diag.List {
	return slices.DeleteFunc(ds, func(d diag.Diagnostic) bool {
		return slices.ContainsFunc(said, func(s diag.Diagnostic) bool {
			return s.Code == d.Code && s.Subject == d.Subject && s.Summary == d.Summary
		})
	})
}

// varsFor returns the variables that one language's files get: what is set, and the defaults that the files of other
// languages declare. A sensitive variable stays with the language that declares it, which alone can follow its value.
func (p *Project) varsFor(unit frontend.Unit, set frontend.Vars) frontend.Vars {
	vars := frontend.Vars{}
	maps.Copy(vars, set)
	for _, u := range p.units {
		if u == unit {
			continue
		}
		for _, v := range u.Declared() {
			switch {
			case v.Sensitive:
				delete(vars, v.Name)
			case vars[v.Name] == nil && v.Default != nil:
				vars[v.Name] = v.Default
			}
		}
	}
	return vars
}

// Sensitive reports whether a variable may not be shown.
func (p *Project) Sensitive(name string) bool {
	for _, u := range p.units {
		for _, v := range u.Declared() {
			if v.Name == name && v.Sensitive {
				return true
			}
		}
	}
	return false
}
