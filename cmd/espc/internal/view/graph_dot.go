package view

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Dot writes the graph in the language of Graphviz (https://graphviz.org/doc/info/lang.html), pods as clusters.
func (g Graph) Dot(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "digraph %s {\n", dotText(g.Topology))
	fmt.Fprintln(b, "  rankdir=LR")
	fmt.Fprintf(b, "  label=%s\n", dotText(g.Topology+" ("+g.Environment+")"))
	fmt.Fprintln(b, `  node [fontname="sans-serif" shape=box]`)
	fmt.Fprintln(b, `  edge [fontname="sans-serif" fontsize=10]`)
	groups, alone := g.pods()
	for i, p := range groups {
		fmt.Fprintf(b, "  subgraph cluster_%d {\n    label=%s\n    style=rounded\n", i, dotText(p.title()))
		for _, n := range p.nodes {
			fmt.Fprintf(b, "    %s\n", dotNode(n))
		}
		fmt.Fprintln(b, "  }")
	}
	for _, n := range alone {
		fmt.Fprintf(b, "  %s\n", dotNode(n))
	}
	for _, e := range g.drawn() {
		fmt.Fprintf(b, "  %s -> %s [label=%s]\n", dotText(e.From), dotText(e.To), dotText(e.Class))
	}
	fmt.Fprintln(b, "}")
	return b.Flush()
}

func dotNode(n GraphNode) string {
	text := dotText(n.Address)
	if s := map[shape]string{cylinder: "cylinder", rounded: "ellipse", hexagon: "hexagon"}[shapeOf(n.Kind)]; s != "" {
		return text + " [shape=" + s + "]"
	}
	return text
}

// dotText is a text in double quotes. A backslash would begin an escape sequence.
func dotText(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(safe(s)) + `"`
}
