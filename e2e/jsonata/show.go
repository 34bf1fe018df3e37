package jsonata

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"espc.dev/schema/jsonata"
)

// Show prints a tree as reference.mjs prints the reference's.
func Show(n *jsonata.Node) string {
	var b strings.Builder
	b.WriteString(body(n))
	if n.KeepArray {
		b.WriteString("[]")
	}
	for _, variable := range []struct{ sign, name string }{{"@", n.Focus}, {"#", n.Index}} {
		if variable.name != "" {
			b.WriteString(variable.sign + variable.name)
		}
	}
	for _, stage := range n.Stages {
		if stage.Predicate == nil {
			b.WriteString("#" + stage.Index)
		} else {
			b.WriteString("[" + Show(stage.Predicate) + "]")
		}
	}
	if n.Group != nil {
		b.WriteString("group{" + pairs(n.Group.Pairs) + "}")
	}
	return b.String()
}

func body(n *jsonata.Node) string {
	switch kind := string(n.Kind); n.Kind {
	case jsonata.Path, jsonata.Array, jsonata.Block:
		return kind + "(" + list(n.Items) + ")"
	case jsonata.Name, jsonata.String, jsonata.Variable:
		return kind + quote(n.Text)
	case jsonata.Number:
		return kind + number(n.Number)
	case jsonata.Literal:
		return kind + n.Text
	case jsonata.Object:
		return kind + "{" + pairs(n.Pairs) + "}"
	case jsonata.Binary:
		return kind + n.Text + "(" + list([]*jsonata.Node{n.Left, n.Right}) + ")"
	case jsonata.Function, jsonata.Partial:
		return kind + "(" + Show(n.Left) + ";" + list(n.Items) + ")"
	case jsonata.Lambda:
		return kind + signature(n.Text) + "(" + list(n.Items) + ";" + Show(n.Right) + ")"
	case jsonata.Sort:
		var terms []string
		for _, t := range n.Terms {
			sign := "<"
			if t.Descending {
				sign = ">"
			}
			terms = append(terms, sign+Show(t.Expr))
		}
		return kind + "(" + strings.Join(terms, ",") + ")"
	case jsonata.Wildcard, jsonata.Descendant, jsonata.Parent, jsonata.Regex, jsonata.Place:
		return kind
	default:
		return kind + "(" + list([]*jsonata.Node{n.Left, n.Right, n.Else}) + ")"
	}
}

var plainSignature = regexp.MustCompile(`^[<>()a-z:?+-]*$`)

// signature leaves out what a signature has no use for, as reference.mjs does.
func signature(text string) string {
	if !plainSignature.MatchString(text) {
		return "…"
	}
	return text
}

func list(nodes []*jsonata.Node) string {
	var parts []string
	for _, n := range nodes {
		if n != nil {
			parts = append(parts, Show(n))
		}
	}
	return strings.Join(parts, ",")
}

func pairs(all []jsonata.Pair) string {
	var parts []string
	for _, p := range all {
		parts = append(parts, Show(p.Key)+":"+Show(p.Value))
	}
	return strings.Join(parts, ",")
}

// number prints a number, and -0 as 0.
func number(f float64) string {
	if f == 0 {
		return "0"
	}
	text, _ := json.Marshal(f) // which is how JavaScript does
	return string(text)
}

// quote prints as JSON.stringify does.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s)
	return strings.NewReplacer(`\u2028`, "\u2028", `\u2029`, "\u2029").Replace(strings.TrimSuffix(b.String(), "\n"))
}
