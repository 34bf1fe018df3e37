package view

import (
	"slices"
	"strings"
	"testing"
)

func someGraph() Graph {
	node := func(address, pod string) GraphNode {
		kind, name, _ := strings.Cut(address, ".")
		n := GraphNode{Address: address, Kind: kind, Name: name, Pod: pod}
		if pod != "" {
			n.Backend = "kubernetes"
		}
		return n
	}
	return Graph{
		Topology: "shop", Environment: "prod",
		Nodes: []GraphNode{
			node("connector.main", "workspace"), node("event.paid", ""), node("event_bus.main", ""), node("function.ship", "function.ship"),
			node("model.order", "workspace"), node("secret.db", ""),
		},
		Edges: []GraphEdge{
			{From: "connector.main", To: "secret.db", Class: "reads", Field: "password"},
			{From: "event.paid", To: "event_bus.main", Class: "bus", Field: "bus"},
			{From: "function.ship", To: "event.paid", Class: "subscribes", Field: "on.a.event"},
			{From: "function.ship", To: "event.paid", Class: "subscribes", Field: "on.b.event"},
			{From: "function.ship", To: "model.order", Class: "calls", Field: "calls[0]"},
			{From: "model.order", To: "connector.main", Class: "connects", Field: "connector"},
		},
	}
}

func TestAGraphInTheLanguageOfGraphviz(t *testing.T) {
	var b strings.Builder
	if err := someGraph().Dot(&b); err != nil {
		t.Fatal(err)
	}
	compare(t, b.String(), `
digraph "shop" {
  rankdir=LR
  label="shop (prod)"
  node [fontname="sans-serif" shape=box]
  edge [fontname="sans-serif" fontsize=10]
  subgraph cluster_0 {
    label="pod of workspace"
    style=rounded
    "connector.main" [shape=cylinder]
    "model.order"
  }
  "event.paid" [shape=ellipse]
  "event_bus.main" [shape=ellipse]
  "function.ship"
  "secret.db" [shape=hexagon]
  "connector.main" -> "secret.db" [label="reads"]
  "event.paid" -> "event_bus.main" [label="bus"]
  "function.ship" -> "event.paid" [label="subscribes"]
  "function.ship" -> "model.order" [label="calls"]
  "model.order" -> "connector.main" [label="connects"]
}
`)
}

func TestAGraphAsAFlowchartOfMermaid(t *testing.T) {
	var b strings.Builder
	g := someGraph().Near("function.ship", 1)
	for i := range g.Nodes {
		if g.Nodes[i].Pod != "" {
			g.Nodes[i].Backend = "aws"
		}
	}
	if err := g.Mermaid(&b); err != nil {
		t.Fatal(err)
	}
	compare(t, b.String(), `
flowchart LR
  subgraph pod0["workspace on AWS"]
    model__order["model.order"]
  end
  event__paid(["event.paid"])
  function__ship["function.ship"]
  function__ship -->|"subscribes"| event__paid
  function__ship -->|"calls"| model__order
`)
}

func TestTextInAGraphIsText(t *testing.T) {
	if got := dotText("a\"b\\c\n\x1b"); got != `"a\"b\\c <U+001B>"` {
		t.Error(got)
	}
	if got := mermaidText("a\"b#<c>`"); got != `"a#quot;b#35;#lt;c#gt;#96;"` {
		t.Error(got)
	}
	if a, b := mermaidID("event.bus-x"), mermaidID("event_bus.x"); a == b {
		t.Error(a)
	}
}

func TestWhatIsNear(t *testing.T) {
	for depth, want := range map[int]string{
		1: "event.paid function.ship model.order",
		2: "connector.main event.paid event_bus.main function.ship model.order",
		0: "connector.main event.paid event_bus.main function.ship model.order secret.db",
	} {
		var got []string
		for _, n := range someGraph().Near("function.ship", depth).Nodes {
			got = append(got, n.Address)
		}
		if !slices.Equal(got, strings.Fields(want)) {
			t.Errorf("%d: %v", depth, got)
		}
	}
}
