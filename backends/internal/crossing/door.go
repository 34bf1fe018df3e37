package crossing

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/route"
	"espc.dev/schema/tree"
)

// Door is a way from outside the cluster to what runs in it: a route of a gateway that is open to the outside under a name,
// and that passes a path and everything below it to its target.
type Door struct {
	Endpoint *schema.ApiEndpoint
	// Host is the name under which the gateway is reached, by https.
	Host string
	// Path is the route as written.
	Path *tree.Node
	// Narrow says what the route does not pass, in clauses that follow "which": a method, paths of other endpoints.
	Narrow []string
	// Auth is the type of the credentials that the route asks for, "" for none.
	Auth string

	// What is asked for below `under` reaches the target below `at`; both are without a slash at the end.
	under, at string
	// bare is set where under itself reaches at.
	bare bool
}

// path returns the path that has to be asked for to reach a path of the target, and false where the route leads to no such
// path. Braces of parameters stay as they are.
func (d Door) path(target string) (string, bool) {
	rest, ok := strings.CutPrefix(target, d.at)
	if !ok || rest != "" && rest[0] != '/' {
		return "", false
	}
	return d.under + rest, true
}

// URL returns the address of a path of the target, "" where the route leads to no such path.
func (d Door) URL(target string) string {
	path, ok := d.path(target)
	if !ok {
		return ""
	}
	return "https://" + d.Host + path
}

// Root returns the path of a callee's own server that its address means: a model's REST root, and nothing for the others.
func (s Sides) Root(callee schema.Address) string {
	if m := schema.Find[schema.Model](s.T, callee); m != nil {
		return "/api/" + m.PluralName().V
	}
	return ""
}

// Ask is what somebody outside the cluster wants of a callee in it.
type Ask struct {
	// Paths are those of the callee's own server, with what is below them.
	Paths []string
	// Methods are all that are used; none where that is not known.
	Methods []string
}

// Call is what a call, or an endpoint value, asks: the callee's root.
func (s Sides) Call(callee schema.Address) Ask { return Ask{Paths: []string{s.Root(callee)}} }

// Route is what an endpoint of a gateway on AWS asks of its target: the paths that come of its own, as strip_path and
// rewrite say, with parameters in braces.
func (s Sides) Route(e *schema.ApiEndpoint) Ask {
	ask := Ask{Methods: e.Methods.Values()}
	for _, v := range e.Paths.Items {
		p := route.Parse(v.V)
		if e.StripPath.V {
			i := slices.IndexFunc(p.Segments, func(s route.Segment) bool { return s.Param })
			if i < 0 {
				i = len(p.Segments)
			}
			p.Segments = p.Segments[i:]
		}
		path := strings.TrimSuffix(e.Rewrite.V, "/")
		for _, s := range p.Segments {
			if s.Param {
				path += "/{" + s.Text + "}"
			} else {
				path += "/" + s.Text
			}
		}
		ask.Paths = append(ask.Paths, path)
	}
	return ask
}

// Door returns the best door to a callee on Kubernetes for what is asked of it, or else what is missing. The best one has
// the fewest restrictions, then asks for no credentials, then has the longest prefix; then the addresses of endpoints decide.
func (s Sides) Door(callee schema.Address, ask Ask) (*Door, Lack) {
	var doors []Door
	var nearest Lack
	for _, e := range s.T.ApiEndpoints {
		if s.Backend(e.Address) != schema.BackendKubernetes || !slices.ContainsFunc(e.Targets(), func(v schema.Value[schema.Address]) bool { return v.V == callee }) {
			continue
		}
		found, lack := s.doorsOf(e, callee, ask)
		doors = append(doors, found...)
		if len(found) == 0 && (nearest.endpoint == nil || lack.step > nearest.step) {
			nearest = lack
		}
	}
	if len(doors) == 0 {
		if nearest.endpoint == nil {
			nearest = s.noRoute(callee)
		}
		return nil, nearest
	}
	slices.SortStableFunc(doors, func(a, b Door) int {
		return cmp.Or(
			cmp.Compare(len(a.Narrow), len(b.Narrow)),
			cmp.Compare(min(len(a.Auth), 1), min(len(b.Auth), 1)),
			cmp.Compare(len(b.under), len(a.under)),
			a.Endpoint.Address.Compare(b.Endpoint.Address),
		)
	})
	return &doors[0], Lack{}
}

// doorsOf returns the doors that an endpoint is, one for each host and path, or what it lacks.
func (s Sides) doorsOf(e *schema.ApiEndpoint, callee schema.Address, ask Ask) ([]Door, Lack) {
	g := s.T.GatewayOf(e)
	hosts, lack := s.publicHosts(g, e)
	if lack.endpoint != nil {
		return nil, lack
	}
	if len(e.Targets()) > 1 {
		return nil, Lack{endpoint: e, step: stepSplit, Summary: e.Address.String() + " leads to several targets by weight", At: e.Node,
			Fix: "add an api_endpoint that leads to " + callee.String() + " alone"}
	}
	var out []Door
	for _, p := range e.Paths.Items {
		path := route.Parse(p.V)
		if !path.Rest || slices.ContainsFunc(path.Segments, func(s route.Segment) bool { return s.Param }) {
			continue
		}
		for _, h := range hosts {
			d := Door{Endpoint: e, Host: h, Path: p.Node, under: prefix(path)}
			d.at = strings.TrimSuffix(e.Rewrite.V, "/")
			if !e.StripPath.V {
				d.at += d.under
			}
			d.bare = d.under == "" || passes(e, d)
			if !slices.ContainsFunc(ask.Paths, func(target string) bool { return d.URL(target) == "" }) {
				d.Narrow = s.narrow(d, callee, ask)
				if s.T.Authenticated(e) {
					d.Auth = s.T.EndpointAuth(e).Type.V
				}
				out = append(out, d)
			}
		}
	}
	if len(out) == 0 {
		return nil, s.wrongPath(e, callee, ask)
	}
	return out, Lack{}
}

// prefix returns the literal part of a path, without a slash at the end.
func prefix(p route.Path) string {
	var b strings.Builder
	for _, s := range p.Segments {
		b.WriteString("/" + s.Text)
	}
	return b.String()
}

// passes reports whether an endpoint passes the bare prefix of a door as well, to the same place.
func passes(e *schema.ApiEndpoint, d Door) bool {
	return slices.ContainsFunc(e.Paths.Items, func(p schema.Value[string]) bool {
		path := route.Parse(p.V)
		return !path.Rest && prefix(path) == d.under
	})
}

// publicHosts returns the names under which an endpoint is reached from outside the cluster.
func (s Sides) publicHosts(g *schema.Gateway, e *schema.ApiEndpoint) ([]string, Lack) {
	lack := func(step int, at *tree.Node, summary, fix string) ([]string, Lack) {
		return nil, Lack{endpoint: e, step: step, At: at, Summary: summary, Fix: fix}
	}
	name := g.Address.String()
	switch {
	case g.Expose.V == "internal":
		return lack(stepExposed, g.Expose.Node, name+" is internal, so nothing outside the cluster reaches it",
			`write expose = "ingress" or "loadbalancer" in `+name+", or add a route on a gateway that has it")
	case g.AllowFrom.IsSet():
		return lack(stepOpen, g.AllowFrom.Node, name+" lets in the networks of allow_from alone, and what runs on AWS calls from addresses that nobody knows",
			"add a route on a gateway without allow_from")
	}
	var hosts []string
	for _, h := range s.T.EndpointHosts(e).Values() {
		if !strings.HasPrefix(h, "*") {
			hosts = append(hosts, h)
		}
	}
	slices.SortFunc(hosts, route.CompareHosts)
	switch {
	case len(hosts) == 0:
		return lack(stepNamed, s.T.EndpointHosts(e).Node, e.Address.String()+" answers for no host by name, so its address is not known",
			`write hosts = ["…"] in `+name)
	case g.Tls == nil:
		return lack(stepSecure, g.Node, name+" has no tls, so what is said on the way would be open to read",
			"add tls { secret = … } to "+name)
	}
	return hosts, Lack{}
}

// narrow says what a door does not pass.
func (s Sides) narrow(d Door, callee schema.Address, ask Ask) []string {
	var out []string
	e := d.Endpoint
	if methods := e.Methods.Values(); len(methods) > 0 && !within(ask.Methods, methods) {
		out = append(out, "passes "+strings.Join(methods, ", ")+" alone")
	}
	if callee.Kind == schema.KindModel && slices.Contains(ask.Paths, d.at) && !d.bare {
		out = append(out, "passes what is below "+d.under+" and not "+d.under+" itself")
	}
	if others := s.taken(d, ask); len(others) > 0 {
		more := ""
		if len(others) > 3 {
			others, more = others[:3], " and others"
		}
		out = append(out, "leaves paths of it to "+strings.Join(others, ", ")+more)
	}
	return out
}

// taken returns the endpoints that take some of what is asked of a door, by a more specific route, sorted: that does not
// reach the target.
func (s Sides) taken(d Door, ask Ask) []string {
	var out []string
	for _, e := range s.T.ApiEndpoints {
		if e == d.Endpoint || e.Gateway.V != d.Endpoint.Gateway.V || same(e, d.Endpoint) ||
			!slices.ContainsFunc(s.T.EndpointHosts(e).Values(), func(h string) bool { return covers(h, d.Host) }) {
			continue
		}
		if slices.ContainsFunc(e.Paths.Items, func(v schema.Value[string]) bool { return d.loses(route.Parse(v.V), ask) }) {
			out = append(out, e.Address.String())
		}
	}
	return out
}

// loses reports whether a path of another endpoint is more specific than a door's and matches some of what is asked.
func (d Door) loses(other route.Path, ask Ask) bool {
	if route.ComparePaths(other, route.Parse(d.Path.Text)) >= 0 {
		return false
	}
	return slices.ContainsFunc(ask.Paths, func(target string) bool {
		path, ok := d.path(target)
		return ok && overlap(other, route.Parse(path))
	})
}

// overlap reports whether a path matches another, or something below it.
func overlap(p, asked route.Path) bool {
	for i, s := range asked.Segments {
		if i >= len(p.Segments) {
			return p.Rest
		}
		if o := p.Segments[i]; !o.Param && !s.Param && o.Text != s.Text {
			return false
		}
	}
	return true
}

// within reports whether methods are known and all among others.
func within(methods, others []string) bool {
	return len(methods) > 0 && !slices.ContainsFunc(methods, func(m string) bool { return !slices.Contains(others, m) })
}

// same reports whether two endpoints pass a path to one target in the same way.
func same(a, b *schema.ApiEndpoint) bool {
	return len(a.Targets()) == 1 && a.To.V == b.To.V && !a.StripPath.V && !b.StripPath.V && a.Rewrite.V == b.Rewrite.V
}

// covers reports whether a host pattern covers a name: it is the same, "*", or "*." and what follows the first label.
func covers(pattern, host string) bool {
	if pattern == "*" || pattern == host {
		return true
	}
	suffix, wild := strings.CutPrefix(pattern, "*.")
	_, rest, _ := strings.Cut(host, ".")
	return wild && rest == suffix
}
