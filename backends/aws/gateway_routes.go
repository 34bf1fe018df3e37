package aws

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/route"
)

// findRoutes lists the routes of each endpoint of a gateway. A path that is written goes before what /* adds for the root.
func (d *door) findRoutes() {
	d.routes = map[*schema.ApiEndpoint][]apiRoute{}
	written := map[string]bool{}
	for _, e := range d.endpoints {
		for _, a := range routes(e) {
			written[a.key()] = written[a.key()] || !a.bare
		}
	}
	for _, e := range d.endpoints {
		for _, a := range routes(e) {
			if !a.bare || !written[a.key()] && !written[anyMethod+" "+a.text()] {
				d.routes[e] = append(d.routes[e], a)
			}
		}
	}
	if d.rest {
		d.mount()
	}
}

// maxPaths bounds the paths of a REST API: an account has 300 until it asks for more. Past them no more are made, and Check
// reports it.
const maxPaths = 1000

// restPaths are the paths of a REST API, parents included, in API Gateway's form.
type restPaths struct {
	nodes [][]string
	known map[string]bool
	// names are the names of parameters, by the path that they stand in: beside {id} an API takes no {name}.
	names map[string]string
}

func pathText(segments []string) string { return "/" + strings.Join(segments, "/") }

// add adds a path with its parents, and returns it with the names that its parameters have there.
func (p *restPaths) add(segments []string) []string {
	at := []string{}
	p.insert(at)
	for _, s := range segments {
		if name, ok := strings.CutPrefix(s, "{"); ok && s != greedySegment {
			parent := pathText(at)
			if p.names[parent] == "" {
				for slices.Contains(at, "{"+name) {
					name = "x" + name
				}
				p.names[parent] = name
			}
			s = "{" + p.names[parent]
		}
		at = append(at, s)
		p.insert(slices.Clone(at))
	}
	return at
}

func (p *restPaths) insert(segments []string) {
	if text := pathText(segments); !p.known[text] {
		p.known[text] = true
		p.nodes = append(p.nodes, segments)
	}
}

// mount gives each path of a REST API the methods of less specific routes that it would hide. A REST API looks for the most
// specific of its paths first, and answers that there is nothing when the path that it found lacks the method; on every
// other gateway the request goes on to the next route. So where /* takes all and there is /prices/{id}, /prices is a path of
// its own, with all methods, and /prices/{id} has those that it lacks.
func (d *door) mount() {
	p := &restPaths{known: map[string]bool{}, names: map[string]string{}}
	has := map[string]bool{}
	var all []apiRoute
	for _, e := range d.endpoints {
		for i, a := range d.routes[e] {
			if at := p.add(a.segments()); !slices.Equal(at, a.segments()) {
				d.routes[e][i].at = at
				a = d.routes[e][i]
			}
			has[a.key()] = true
			all = append(all, a)
		}
	}
	slices.SortStableFunc(all, func(a, b apiRoute) int { return route.ComparePaths(a.path, b.path) })
	for i := 0; i < len(p.nodes) && len(p.nodes) <= maxPaths; i++ { // it grows while it is read
		for _, a := range all {
			if both := intersection(p.nodes[i], a.path); both != nil {
				p.add(both)
			}
		}
	}
	d.paths = len(p.nodes)
	for _, node := range p.nodes {
		for _, a := range all {
			if text := pathText(node); !a.bare && !has[anyMethod+" "+text] && !has[a.method+" "+text] && a.covers(node) {
				has[a.method+" "+text] = true
				a.at, a.mounted = node, true
				d.routes[a.e] = append(d.routes[a.e], a)
			}
		}
	}
}

// intersection returns the path of the requests that match two paths, nil where none does.
func intersection(node []string, q route.Path) []string {
	rest := len(node) > 0 && node[len(node)-1] == greedySegment
	fixed := node
	if rest {
		fixed = node[:len(node)-1]
	}
	switch {
	case !rest && !q.Rest && len(fixed) != len(q.Segments),
		rest && !q.Rest && len(fixed) >= len(q.Segments),
		!rest && q.Rest && len(fixed) <= len(q.Segments):
		return nil
	}
	var out []string
	for i := range max(len(fixed), len(q.Segments)) {
		switch {
		case i >= len(q.Segments):
			out = append(out, fixed[i])
		case i < len(fixed) && !strings.HasPrefix(fixed[i], "{"):
			if s := q.Segments[i]; !s.Param && s.Text != fixed[i] {
				return nil
			}
			out = append(out, fixed[i])
		case q.Segments[i].Param:
			out = append(out, "{"+q.Segments[i].Text+"}")
		default:
			out = append(out, q.Segments[i].Text)
		}
	}
	if rest && q.Rest {
		out = append(out, greedySegment)
	}
	return out
}

// covers reports whether a route takes every request to a path in API Gateway's form.
func (a apiRoute) covers(node []string) bool {
	for i, s := range a.path.Segments {
		if i >= len(node) || node[i] == greedySegment || !s.Param && s.Text != node[i] {
			return false
		}
	}
	if a.path.Rest {
		return len(node) > len(a.path.Segments)
	}
	return len(node) == len(a.path.Segments)
}
