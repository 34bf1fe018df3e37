package view

import (
	"cmp"
	"io"
	"slices"
	"strings"
)

// Graph is a topology's entities and the references between them, as `graph --format json` prints it. Nodes and edges are sorted.
type Graph struct {
	FormatVersion string      `json:"format_version"`
	Topology      string      `json:"topology"`
	Environment   string      `json:"environment"`
	Nodes         []GraphNode `json:"nodes"`
	Edges         []GraphEdge `json:"edges"`
}

// GraphNode is an entity. Pod is the entity whose pod it runs in, or workspace; Backend is where that is.
type GraphNode struct {
	Address string `json:"address"`
	Kind    string `json:"kind"`
	Name    string `json:"name"`
	Pod     string `json:"pod,omitempty"`
	Backend string `json:"backend,omitempty"`
	Place   string `json:"place,omitempty"`
}

// GraphEdge is a reference. Field is the path of the field that makes it.
type GraphEdge struct {
	From  string `json:"from"`
	To    string `json:"to"`
	Class string `json:"class"`
	Field string `json:"field"`
	Place string `json:"place,omitempty"`
}

// Has reports whether an entity is in the graph.
func (g Graph) Has(address string) bool {
	return slices.ContainsFunc(g.Nodes, func(n GraphNode) bool { return n.Address == address })
}

// Near returns the part of the graph that is at most so many edges away from an entity, whichever way they lead; 0 for all that is
// connected with it.
func (g Graph) Near(address string, depth int) Graph {
	beside := map[string][]string{}
	for _, e := range g.Edges {
		beside[e.From] = append(beside[e.From], e.To)
		beside[e.To] = append(beside[e.To], e.From)
	}
	distance := map[string]int{address: 0}
	for queue := []string{address}; len(queue) > 0; queue = queue[1:] {
		at := queue[0]
		if depth > 0 && distance[at] == depth {
			continue
		}
		for _, next := range beside[at] {
			if _, seen := distance[next]; !seen {
				distance[next] = distance[at] + 1
				queue = append(queue, next)
			}
		}
	}
	out := g
	out.Nodes, out.Edges = nil, nil
	for _, n := range g.Nodes {
		if _, ok := distance[n.Address]; ok {
			out.Nodes = append(out.Nodes, n)
		}
	}
	for _, e := range g.Edges {
		_, from := distance[e.From]
		if _, to := distance[e.To]; from && to {
			out.Edges = append(out.Edges, e)
		}
	}
	return out
}

// JSON writes the graph in the form of `-o json`.
func (g Graph) JSON(w io.Writer) error {
	g.FormatVersion = "1"
	if g.Nodes == nil {
		g.Nodes = []GraphNode{}
	}
	if g.Edges == nil {
		g.Edges = []GraphEdge{}
	}
	return writeJSON(w, g)
}

// pod is a group of entities that run together.
type pod struct {
	name, backend string
	nodes         []GraphNode
}

// pods groups the entities: first the pods that hold several, then, without a name, all that stand alone.
func (g Graph) pods() (groups []pod, alone []GraphNode) {
	index := map[[2]string]int{}
	for _, n := range g.Nodes {
		if n.Pod == "" {
			alone = append(alone, n)
			continue
		}
		i, ok := index[[2]string{n.Pod, n.Backend}]
		if !ok {
			i = len(groups)
			index[[2]string{n.Pod, n.Backend}] = i
			groups = append(groups, pod{name: n.Pod, backend: n.Backend})
		}
		groups[i].nodes = append(groups[i].nodes, n)
	}
	slices.SortFunc(groups, func(a, b pod) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.backend, b.backend))
	})
	several := groups[:0]
	for _, p := range groups {
		if len(p.nodes) == 1 && p.name != "workspace" {
			alone = append(alone, p.nodes[0])
			continue
		}
		several = append(several, p)
	}
	slices.SortFunc(alone, func(a, b GraphNode) int { return strings.Compare(a.Address, b.Address) })
	return several, alone
}

// title is what a group is called.
func (p pod) title() string {
	if p.backend == "aws" {
		return p.name + " on AWS"
	}
	return "pod of " + p.name
}

// drawn returns the edges that a picture has: each once for a class, however many fields make it.
func (g Graph) drawn() []GraphEdge {
	out := make([]GraphEdge, len(g.Edges))
	for i, e := range g.Edges {
		e.Field, e.Place = "", ""
		out[i] = e
	}
	return slices.Compact(out) // they are sorted
}

// shape is how a kind is drawn.
type shape uint8

const (
	box      shape = iota // what runs
	cylinder              // what keeps data
	rounded               // what happens: events, queues, schedules
	hexagon               // what is outside, or is told from outside
)

func shapeOf(kind string) shape {
	switch kind {
	case "bucket", "connector", "table":
		return cylinder
	case "event", "event_bus", "queue", "schedule":
		return rounded
	case "consumer", "plan", "schema", "secret", "service_endpoint", "output":
		return hexagon
	}
	return box
}
