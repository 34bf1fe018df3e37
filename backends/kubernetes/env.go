package kubernetes

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// portVariable names the port that a workload listens on.
const portVariable = "PORT"

// variableNode is one environment variable: its name, and what follows it in the container's list.
type variableNode struct {
	name  string
	value tree.Field // value or valueFrom
	node  *tree.Node // where it comes from
}

// environment returns a container's variables, sorted by name. Of two with one name the first counts.
func environment(all []variableNode) *tree.Node {
	if len(all) == 0 {
		return nil
	}
	slices.SortStableFunc(all, func(a, b variableNode) int { return cmp.Compare(a.name, b.name) })
	items := make([]*tree.Node, 0, len(all))
	for i, v := range all {
		if i > 0 && all[i-1].name == v.name {
			continue
		}
		item := &tree.Node{Kind: tree.Map, Fields: []tree.Field{{Key: "name", Value: tree.NewString(v.name)}, v.value}}
		if v.node != nil {
			item.Origin = v.node.Origin
		}
		items = append(items, item)
	}
	return tree.NewList(items...)
}

// variables returns what a workload's env and calls say, and its port where it listens on one. Written ones come first,
// so that they win.
func (r *render) variables(wl *schema.Workload, port *tree.Node) []variableNode {
	out := make([]variableNode, 0, len(wl.Env.Entries)+len(wl.Calls.Items)+4)
	for _, e := range wl.Env.Entries {
		if value, ok := r.text(e.Value); ok {
			out = append(out, variableNode{e.Key, value, e.Node})
		}
	}
	for _, c := range wl.Calls.Items {
		if at, ok := r.endpoint(c.V); ok {
			out = append(out, variableNode{
				name:  variable(string(c.V.Kind), c.V.Name, "url"),
				value: tree.F("value", derivedOf(ruleURL, escapeDollar(at.url), c.Node, at.from)),
				node:  c.Node,
			})
		}
	}
	out = append(out, r.crossingVariables(wl)...)
	out = append(out, r.meshVariables(wl)...)
	if port != nil {
		out = append(out, variableNode{portVariable, tree.F("value", derived(rulePortEnv, port, port.Text)), port})
	}
	return out
}

// text returns the value or valueFrom of a variable. It reports false for what can't be told, of which Check has spoken.
func (r *render) text(v schema.Value[schema.Text]) (tree.Field, bool) {
	switch {
	case v.V.Endpoint != nil:
		at, ok := r.endpoint(v.V.Endpoint.Of.V)
		if part := v.V.Endpoint.Part.V; !ok && (part != "host" || at.host == "") {
			return tree.Field{}, false
		}
		return tree.F("value", derivedOf(ruleAddress, escapeDollar(at.part(v.V.Endpoint.Part.V)), v.V.Endpoint.Of.Node, at.from)), true
	case v.V.Secret != (schema.Address{}):
		source := r.secretSource(v.V.Secret, v.Node)
		return tree.F("valueFrom", source), source != nil
	}
	return tree.F("value", literal(v.V.Literal, v.Node)), true
}

// literal returns a user's text as a container gets it unchanged. n is where it comes from: the text itself, or the object
// that holds it.
func literal(s string, n *tree.Node) *tree.Node {
	escaped := escapeDollar(s)
	switch {
	case n.Kind == tree.Map: // { value = "…" }
		n = n.Get("value")
	case n.Kind != tree.String:
		return &tree.Node{Kind: tree.String, Text: escaped, Origin: n.Origin}
	}
	if escaped == s {
		return n
	}
	return derived(ruleEscape, n, escaped)
}

// literals returns a list of a user's texts, escaped as literal does. It is the list's own node where nothing changes,
// and nil where it is unset.
func literals(l schema.List[string]) *tree.Node {
	if len(l.Items) == 0 {
		return nil
	}
	for _, item := range l.Items {
		if escapeDollar(item.V) == item.V {
			continue
		}
		items := make([]*tree.Node, len(l.Items))
		for i, item := range l.Items {
			items[i] = literal(item.V, item.Node)
		}
		return &tree.Node{Kind: tree.List, Items: items, Origin: l.Node.Origin}
	}
	return l.Node
}

// escapeDollar doubles what Kubernetes would take for the start of $(NAME), or for the escape of one, in values of
// variables, commands and arguments: each $ of a run of several, and one before a parenthesis.
func escapeDollar(s string) string {
	if !strings.Contains(s, "$$") && !strings.Contains(s, "$(") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		run := 0
		for i+run < len(s) && s[i+run] == '$' {
			run++
		}
		if run == 0 {
			b.WriteByte(s[i])
			i++
			continue
		}
		b.WriteString(s[i : i+run])
		if run > 1 || i+run < len(s) && s[i+run] == '(' {
			b.WriteString(s[i : i+run])
		}
		i += run
	}
	return b.String()
}
