package resolve

import (
	"fmt"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// graph is a directed graph over entities, for cycles. Each link keeps the node that makes it.
type graph struct {
	links map[schema.Address][]link
}

type link struct {
	to   schema.Address
	node *tree.Node
}

func newGraph() *graph { return &graph{links: map[schema.Address][]link{}} }

func (g *graph) add(from, to schema.Address, node *tree.Node) {
	g.links[from] = append(g.links[from], link{to, node})
}

// cycle is a way that comes back to where it starts: links[i] leads from at[i] to at[i+1], the last one to at[0].
type cycle struct {
	at    []schema.Address
	links []link
}

// Of a path longer than maxPath entities a sentence shows this many at its start and at its end.
const (
	maxPath   = 12
	pathStart = 5
	pathEnd   = 3
)

// String returns the path: a → b → a. What a long one has in the middle is counted.
func (y cycle) String() string {
	var b strings.Builder
	skipped := len(y.at) - pathStart - pathEnd
	for i, a := range y.at {
		switch {
		case len(y.at) <= maxPath || i < pathStart || i >= pathStart+skipped:
			b.WriteString(a.String() + " → ")
		case i == pathStart:
			fmt.Fprintf(&b, "… %d more … → ", skipped)
		}
	}
	return b.String() + y.at[0].String()
}

// diagnostic reports the cycle at the reference that leaves its first entity, with the others beside it.
func (y cycle) diagnostic(code *diag.Code, summary string) diag.Diagnostic {
	d := code.At(y.links[0].node.Range(), "%s: %s", summary, y)
	for i := 1; i < len(y.links) && i <= 8; i++ {
		d = d.WithRelated(y.links[i].node.Range(), "%s leads to %s", y.at[i], y.links[i].to)
	}
	return d.WithAddress(y.at[0].String())
}

// cycles returns one shortest cycle of each strongly connected component, so that entities that lead to each other in
// many ways are reported once. It starts at the component's first entity by address that has a cycle.
func (g *graph) cycles() []cycle {
	from := make([]schema.Address, 0, len(g.links))
	for a := range g.links {
		slices.SortFunc(g.links[a], func(x, y link) int { return x.to.Compare(y.to) })
		from = append(from, a)
	}
	slices.SortFunc(from, schema.Address.Compare)
	components := g.components(from)
	var out []cycle
	done := map[int]bool{}
	for _, a := range from {
		id := components[a]
		if done[id] {
			continue
		}
		if y, found := g.shortest(a, components); found {
			done[id] = true
			out = append(out, y)
		}
	}
	return out
}

// shortest finds a shortest way from an entity back to itself within its component, breadth first.
func (g *graph) shortest(start schema.Address, components map[schema.Address]int) (cycle, bool) {
	type step struct {
		from schema.Address
		link link
	}
	came := map[schema.Address]step{}
	queue := []schema.Address{start}
	for len(queue) > 0 {
		a := queue[0]
		queue = queue[1:]
		for _, l := range g.links[a] {
			if components[l.to] != components[start] {
				continue
			}
			if l.to == start {
				y := cycle{at: []schema.Address{a}, links: []link{l}}
				for a != start {
					s := came[a]
					y.at, y.links = append(y.at, s.from), append(y.links, s.link)
					a = s.from
				}
				slices.Reverse(y.at)
				slices.Reverse(y.links)
				return y, true
			}
			if _, seen := came[l.to]; !seen {
				came[l.to] = step{a, l}
				queue = append(queue, l.to)
			}
		}
	}
	return cycle{}, false
}

// components numbers the strongly connected components (Tarjan's algorithm, without recursion so that a long chain of
// entities needs no deep stack).
func (g *graph) components(from []schema.Address) map[schema.Address]int {
	type frame struct {
		at   schema.Address
		next int
	}
	var (
		order     = map[schema.Address]int{}
		low       = map[schema.Address]int{}
		component = map[schema.Address]int{}
		open      []schema.Address
		frames    []frame
	)
	enter := func(a schema.Address) {
		order[a] = len(order) + 1
		low[a] = order[a]
		open = append(open, a)
		frames = append(frames, frame{at: a})
	}
	for _, start := range from {
		if order[start] != 0 {
			continue
		}
		enter(start)
		for len(frames) > 0 {
			f := &frames[len(frames)-1]
			a := f.at
			if f.next < len(g.links[a]) {
				to := g.links[a][f.next].to
				f.next++
				if order[to] == 0 {
					enter(to)
				} else if component[to] == 0 {
					low[a] = min(low[a], order[to])
				}
				continue
			}
			frames = frames[:len(frames)-1]
			if len(frames) > 0 {
				parent := frames[len(frames)-1].at
				low[parent] = min(low[parent], low[a])
			}
			if low[a] == order[a] {
				for {
					last := open[len(open)-1]
					open = open[:len(open)-1]
					component[last] = order[a]
					if last == a {
						break
					}
				}
			}
		}
	}
	return component
}
