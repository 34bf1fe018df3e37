package frontendtest

import (
	"fmt"
	"strconv"
	"strings"

	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Trees prints documents, one node a line: its path, its value, then where it and its key stand. The documents of several
// files are separated by an empty line.
func Trees(docs []*tree.Node) string {
	var b strings.Builder
	for i, doc := range docs {
		if i > 0 {
			b.WriteByte('\n')
		}
		printNode(&b, ".", doc)
	}
	return b.String()
}

func printNode(b *strings.Builder, path string, n *tree.Node) {
	value := string(tree.AppendJSON(nil, n, ""))
	switch n.Kind {
	case tree.Map:
		value = "{}"
	case tree.List:
		value = "[]"
	}
	fmt.Fprintf(b, "%s = %s @ %s", path, value, place(n.Range()))
	if n.Origin != nil && !n.Origin.Name.IsZero() {
		fmt.Fprintf(b, " key %s", place(n.Origin.Name))
	}
	b.WriteByte('\n')
	for i, item := range n.Items {
		printNode(b, path+"["+strconv.Itoa(i)+"]", item)
	}
	for _, f := range n.Fields {
		printNode(b, strings.TrimSuffix(path, ".")+"."+f.Key, f.Value)
	}
}

// Diagnostics prints diagnostics: place, code and summary on a line, then related places and the fix.
func Diagnostics(ds diag.List) string {
	var b strings.Builder
	for _, d := range ds {
		fmt.Fprintf(&b, "%s %s %s\n", place(d.Subject), d.Code, d.Summary)
		if d.Detail != "" {
			fmt.Fprintf(&b, "  detail: %s\n", d.Detail)
		}
		for _, r := range d.Related {
			fmt.Fprintf(&b, "  %s: %s\n", place(r.Range), r.Message)
		}
		fmt.Fprintf(&b, "  fix: %s\n", d.Fix)
	}
	return b.String()
}

// place is file:line:column, with the end's column or line:column where that says more.
func place(r diag.Range) string {
	if r.IsZero() {
		return "-"
	}
	p, end := r.Pos(), r.EndPos()
	s := fmt.Sprintf("%s:%d:%d", r.File.Label(), p.Line, p.Column)
	switch {
	case end.Line > p.Line:
		s += fmt.Sprintf("-%d:%d", end.Line, end.Column)
	case end.Column > p.Column:
		s += fmt.Sprintf("-%d", end.Column)
	}
	return s
}
