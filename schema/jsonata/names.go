package jsonata

import (
	"slices"
	"strings"
)

// functions are the functions that the reference brings, but for $eval.
var functions = []string{
	"abs", "append", "assert", "average", "base64decode", "base64encode", "boolean", "ceil", "clone", "contains", "count",
	"decodeUrl", "decodeUrlComponent", "distinct", "each", "encodeUrl", "encodeUrlComponent", "error", "exists", "filter",
	"floor", "formatBase", "formatInteger", "formatNumber", "fromMillis", "join", "keys", "length", "lookup", "lowercase",
	"map", "match", "max", "merge", "millis", "min", "not", "now", "number", "pad", "parseInteger", "power", "random", "reduce",
	"replace", "reverse", "round", "shuffle", "sift", "single", "sort", "split", "spread", "sqrt", "string", "substring",
	"substringAfter", "substringBefore", "sum", "toMillis", "trim", "type", "uppercase", "zip",
}

// Functions returns the names of the functions that JSONata brings and we take, sorted.
func Functions() []string { return slices.Clone(functions) }

// Use is a name that stands in an expression.
type Use struct {
	Name     string
	From, To int // what it spans of the source, in bytes
}

// Variables returns the variables that an expression uses without their $, in the order of the source: those that it binds
// itself and the functions included, $ itself not.
func (e *Expr) Variables() []Use {
	var uses []Use
	e.Root.Walk(func(n *Node) bool {
		if n.Kind == Variable && n.Text != "" && e.Source[n.at] == '$' {
			uses = append(uses, Use{n.Text, n.at, n.at + 1 + len(n.Text)})
		}
		return true
	})
	slices.SortFunc(uses, func(a, b Use) int { return a.From - b.From })
	return slices.Compact(uses)
}

// Bound returns the variables that an expression binds: by :=, as a function's parameters, by @ and by #. Sorted.
func (e *Expr) Bound() []string {
	var names []string
	e.Root.Walk(func(n *Node) bool {
		switch n.Kind {
		case Bind:
			names = append(names, n.Left.Text)
		case Lambda:
			for _, p := range n.Items {
				names = append(names, p.Text)
			}
		}
		names = append(names, n.Focus, n.Index)
		for _, s := range n.Stages {
			names = append(names, s.Index)
		}
		return true
	})
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(s string) bool { return s == "" })
}

// Calls returns the functions of JSONata that an expression uses, without their $. Sorted, each once.
func (e *Expr) Calls() []string {
	var names []string
	bound := e.Bound()
	for _, u := range e.Variables() {
		if slices.Contains(functions, u.Name) && !slices.Contains(bound, u.Name) {
			names = append(names, u.Name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Fields returns the names that stand where the event itself is the context: data in data.total > 100, and not total. What
// stands inside brackets, behind a dot or in a function of its own has another context.
func (e *Expr) Fields() []Use {
	var uses []Use
	var walk func(*Node) bool
	walk = func(n *Node) bool {
		switch n.Kind {
		case Name:
			uses = append(uses, Use{n.Text, n.From, n.To})
		case Path:
			first := n.Items[0]
			if first.Kind == Variable && first.Text == "" && len(n.Items) > 1 && len(first.Stages) == 0 {
				first = n.Items[1]
			}
			if first.Kind == Name {
				uses = append(uses, Use{first.Text, first.From, first.To})
			} else {
				first.Walk(walk)
			}
			return false
		case Transform, Lambda:
			return false
		}
		return true
	}
	e.Root.Walk(walk)
	slices.SortFunc(uses, func(a, b Use) int { return a.From - b.From })
	return slices.Compact(uses)
}

// nearest returns the candidate that differs least from a name, "" where none is near.
func nearest(name string, candidates []string) string {
	best, least := "", 1+len(name)/3
	for _, c := range candidates {
		if d := distance(strings.ToLower(name), strings.ToLower(c)); d <= least && (best == "" || d < least) {
			best, least = c, d
		}
	}
	return best
}

// distance is Levenshtein's, in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		previous := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := previous
			if a[i] != b[j] {
				cost++
			}
			previous = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
