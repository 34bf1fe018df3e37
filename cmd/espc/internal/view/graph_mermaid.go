package view

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// Mermaid writes the graph as a flowchart (https://mermaid.js.org/syntax/flowchart.html), pods as subgraphs.
func (g Graph) Mermaid(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintln(b, "flowchart LR")
	groups, alone := g.pods()
	for i, p := range groups {
		fmt.Fprintf(b, "  subgraph pod%d[%s]\n", i, mermaidText(p.title()))
		for _, n := range p.nodes {
			fmt.Fprintf(b, "    %s\n", mermaidNode(n))
		}
		fmt.Fprintln(b, "  end")
	}
	for _, n := range alone {
		fmt.Fprintf(b, "  %s\n", mermaidNode(n))
	}
	for _, e := range g.drawn() {
		fmt.Fprintf(b, "  %s -->|%s| %s\n", mermaidID(e.From), mermaidText(e.Class), mermaidID(e.To))
	}
	return b.Flush()
}

func mermaidNode(n GraphNode) string {
	around := map[shape][2]string{box: {"[", "]"}, cylinder: {"[(", ")]"}, rounded: {"([", "])"}, hexagon: {"{{", "}}"}}[shapeOf(n.Kind)]
	return mermaidID(n.Address) + around[0] + mermaidText(n.Address) + around[1]
}

// mermaidID is an identifier for an address. Names have no underscore, so two addresses have two identifiers.
func mermaidID(address string) string {
	return strings.NewReplacer(".", "__", "-", "_").Replace(address)
}

// mermaidText is a text in double quotes, with what has a meaning there as its entity code.
func mermaidText(s string) string {
	return `"` + strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "`", "#96;").Replace(safe(s)) + `"`
}
