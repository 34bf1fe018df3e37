package documents

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/route"
	"espc.dev/schema/tree"
)

// allMethods are the methods of an endpoint that names none, in the order in which documents have them.
var allMethods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

func methods(e *schema.ApiEndpoint) []string {
	if !e.Methods.IsSet() {
		return allMethods
	}
	return e.Methods.Values()
}

// item is one path of a document: what a request of each method meets.
type item struct {
	path route.Path
	node *tree.Node
	ops  map[string]*operation
}

// operation is a method of a path: an endpoint's, or one of a model behind it.
type operation struct {
	endpoint *schema.ApiEndpoint
	model    *schema.Model
	call     *modelCall
}

// shape is a path without the names of its parameters: two paths of one shape match the same requests.
func shape(p route.Path) string {
	return p.Format(func(string) string { return "{}" })
}

// route finds what each path and method leads to: the most specific endpoint first, so that what another already answers stays its.
func (a *api) route() {
	type way struct {
		endpoint *schema.ApiEndpoint
		host     string
		path     route.Path
		node     *tree.Node
	}
	var ways []way
	for _, e := range a.endpoints {
		host := ""
		if a.host != "" {
			host = specificity(a.t, e, a.host)
		}
		for _, p := range e.Paths.Items {
			ways = append(ways, way{e, host, route.Parse(p.V), p.Node})
		}
	}
	slices.SortStableFunc(ways, func(x, y way) int { return route.Compare(x.host, x.path, y.host, y.path) })
	for _, w := range ways {
		if m := a.modelBehind(w.endpoint); m != nil {
			for i := range m.calls {
				if outside, ok := m.outside(w.endpoint, w.path, m.calls[i].path); ok {
					a.add(outside, w.node, m.calls[i].method, &operation{endpoint: w.endpoint, model: m.model, call: &m.calls[i]})
				}
			}
			continue
		}
		for _, method := range methods(w.endpoint) {
			a.add(w.path, w.node, method, &operation{endpoint: w.endpoint})
		}
	}
	slices.SortStableFunc(a.items, func(x, y *item) int { return route.ComparePaths(x.path, y.path) })
}

func (a *api) add(p route.Path, node *tree.Node, method string, o *operation) {
	if !slices.Contains(methods(o.endpoint), method) {
		return
	}
	i := slices.IndexFunc(a.items, func(x *item) bool { return shape(x.path) == shape(p) })
	if i < 0 {
		i = len(a.items)
		a.items = append(a.items, &item{path: p, node: node, ops: map[string]*operation{}})
	}
	if a.items[i].ops[method] == nil {
		a.items[i].ops[method] = o
	}
}

// paths returns the paths object.
func (a *api) paths() *tree.Node {
	taken := map[string]bool{}
	for _, x := range a.items {
		if !x.path.Rest {
			taken[shape(x.path)] = true
		}
	}
	var fields []tree.Field
	for _, x := range a.items {
		key := x.key(taken)
		var rest []tree.Field
		if parameters := x.parameters(key); parameters != nil {
			rest = append(rest, tree.F("parameters", parameters))
		}
		for _, method := range allMethods {
			if o := x.ops[method]; o != nil {
				rest = append(rest, tree.F(strings.ToLower(method), a.operation(key, method, o)))
			}
		}
		fields = append(fields, tree.F(key.String(), tree.NewMap(rest...).With(tree.Derive(RuleOpenAPI, x.node))))
	}
	return optionalMap(fields)
}

// key returns the path as OpenAPI has it. It knows no wildcard, so that one is a parameter more; where another path has just that
// form, the wildcard is what lies deeper.
func (x *item) key(taken map[string]bool) route.Path {
	p := route.Path{Segments: slices.Clone(x.path.Segments)}
	if !x.path.Rest {
		return p
	}
	for {
		p.Segments = append(p.Segments, route.Segment{Text: freeName(p.Segments), Param: true})
		if !taken[shape(p)] {
			taken[shape(p)] = true
			return p
		}
	}
}

// freeName is a name of a parameter that a path does not have.
func freeName(segments []route.Segment) string {
	name := "path"
	for slices.ContainsFunc(segments, func(s route.Segment) bool { return s.Param && s.Text == name }) {
		name = "more-" + name
	}
	return name
}

func (x *item) parameters(key route.Path) *tree.Node {
	var out []*tree.Node
	for i, s := range key.Segments {
		if !s.Param {
			continue
		}
		var description *tree.Node
		if x.path.Rest && i == len(key.Segments)-1 {
			description = str("All that follows, slashes included; it may be empty.")
		}
		out = append(out, tree.NewMap(
			tree.F("name", str(s.Text)), tree.F("in", str("path")), tree.F("required", tree.NewBool(true)),
			tree.F("description", description),
			tree.F("schema", tree.NewMap(tree.F("type", str("string"))))))
	}
	return optionalList(out)
}
