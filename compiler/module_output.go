package compiler

import (
	"maps"
	"slices"
	"strings"

	"espc.dev/compiler/internal/nearest"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// unknownOutput reports a reference to an output that no module has. A text is one as well where it is module.NAME.X of a
// module that is there: in CUE and Jsonnet references are texts. Of a module that failed there is enough to say.
func (x *expander) unknownOutput(s *tree.Node) {
	parts := strings.Split(s.Text, ".")
	if len(parts) != 3 || !plainName(parts[2]) {
		if !s.Ref {
			return
		}
		parts = append(parts, "", "")
	}
	name, output := parts[1], parts[2]
	expanded := slices.Contains(x.names, name)
	if !expanded && (!s.Ref || x.outer["module."+name]) {
		return
	}
	x.ds = append(x.ds, diag.ModuleOutput.At(s.Range(), "no module has an output %s", s.Text).
		WithFix("%s", x.outputFix(name, output, expanded)))
}

// outputFix is what to write in place of an output that a module does not have.
func (x *expander) outputFix(name, output string, expanded bool) string {
	if near := nearest.Of(name, slices.Values(x.names)); !expanded && near != "" {
		name, expanded = near, true
	}
	prefix := "module." + name + "."
	var has []string
	for _, address := range slices.Sorted(maps.Keys(x.outputs)) {
		if strings.HasPrefix(address, prefix) {
			has = append(has, address)
		}
	}
	near := nearest.Of(prefix+output, slices.Values(has))
	switch {
	case !expanded:
		return "declare the module, or use an output of one that is there"
	case slices.Contains(has, prefix+output):
		return "write " + prefix + output
	case near != "":
		return "write " + near
	case x.library[name] && len(has) == 0:
		return "the module has no outputs: write the address of what it brings"
	case x.library[name]:
		return "use one that it has: " + strings.Join(has, ", ")
	case len(has) == 0:
		return "declare output \"" + output + "\" in the module"
	}
	return "declare output \"" + output + "\" in the module, or use one it has: " + strings.Join(has, ", ")
}

// plainName reports whether a text can be the name of an output.
func plainName(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool {
		return r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}) < 0
}
