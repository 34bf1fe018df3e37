package resolve

import (
	"net/url"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// route is one host of one path of an endpoint.
type route struct {
	place
	endpoint *schema.ApiEndpoint
	path     schema.Value[string]
	methods  uint
}

// place is where routes meet: a gateway, the shape of a path, and a host pattern.
type place struct {
	gateway     schema.Address
	shape, host string
}

// routes reports endpoints of one gateway that overlap in host, path and method. Paths are compared by their shape, in
// which all parameters are alike; a wildcard host overlaps every host that it matches. Each route looks only at the first
// owner of each method where it is itself and under the wildcards over its host, so the work grows with the routes and not
// with their pairs.
func (c *checker) routes() {
	owners := map[place]*[len(methods)]*route{}
	var all []*route
	reported := map[[2]*tree.Node]bool{}
	for _, e := range c.t.ApiEndpoints {
		hosts := c.t.EndpointHosts(e).Values()
		bits := methodBits(e.Methods)
		for _, p := range e.Paths.Items {
			shape := pathShape(p.V)
			for _, h := range hosts {
				r := &route{place{e.Gateway.V, shape, h}, e, p, bits}
				all = append(all, r)
				first := owners[r.place]
				if first == nil {
					first = &[len(methods)]*route{}
					owners[r.place] = first
				}
				c.claim(first, r, reported)
			}
		}
	}
	for _, r := range all {
		for _, host := range wildcardsOver(r.host) {
			if first := owners[place{r.gateway, r.shape, host}]; first != nil {
				c.meet(first, r, reported)
			}
		}
	}
}

// claim makes a route the owner of its methods where there is none, and reports those that have one.
func (c *checker) claim(first *[len(methods)]*route, r *route, reported map[[2]*tree.Node]bool) {
	c.meet(first, r, reported)
	for i := range first {
		if r.methods&(1<<i) != 0 && first[i] == nil {
			first[i] = r
		}
	}
}

// meet reports the owners of a route's methods.
func (c *checker) meet(first *[len(methods)]*route, r *route, reported map[[2]*tree.Node]bool) {
	for i, owner := range first {
		if r.methods&(1<<i) != 0 && owner != nil {
			c.overlap(owner, r, reported)
		}
	}
}

func (c *checker) overlap(a, b *route, reported map[[2]*tree.Node]bool) {
	pair := [2]*tree.Node{a.path.Node, b.path.Node}
	if a.methods&b.methods == 0 || pair[0] == pair[1] || reported[pair] || reported[[2]*tree.Node{pair[1], pair[0]}] {
		return
	}
	if a.endpoint == b.endpoint && a.path.V == b.path.V {
		return // one element twice, which decode reports
	}
	if b.endpoint.Address.Compare(a.endpoint.Address) < 0 {
		a, b = b, a
	}
	reported[pair] = true
	host := a.host
	if len(b.host) > len(host) {
		host = b.host
	}
	d := diag.RouteOverlap.At(b.path.Node.Range(), "%s of %s and %s of %s are one route for %s on %s", b.path.V, b.endpoint.Address,
		a.path.V, a.endpoint.Address, methodNames(a.methods&b.methods), hostName(host)).
		WithRelated(a.path.Node.Range(), "%s of %s", a.path.V, a.endpoint.Address).
		WithFix("give one of them another path, host or method")
	c.report(b.endpoint.Address, d)
}

func hostName(pattern string) string {
	if pattern == "*" {
		return "any host"
	}
	return pattern
}

// wildcardsOver returns the wildcard patterns that match all that a host pattern matches, but for the pattern itself.
func wildcardsOver(host string) []string {
	if host == "*" {
		return nil
	}
	out := []string{"*"}
	rest := strings.TrimPrefix(host, "*.")
	if rest != host { // a wildcard is under those of its parents
		_, rest, _ = strings.Cut(rest, ".")
	} else {
		_, rest, _ = strings.Cut(host, ".")
	}
	for rest != "" {
		out = append(out, "*."+rest)
		_, rest, _ = strings.Cut(rest, ".")
	}
	return out
}

// pathShape returns a path with its parameters' names left out and needless escapes resolved: two paths of one shape match
// the same requests.
func pathShape(path string) string {
	if !strings.ContainsAny(path, "{%") {
		return path
	}
	segments := strings.Split(path, "/")
	for i, s := range segments {
		switch {
		case strings.HasPrefix(s, "{"):
			segments[i] = "{}"
		case strings.Contains(s, "%"):
			if plain, err := url.PathUnescape(s); err == nil {
				segments[i] = url.PathEscape(plain)
			}
		}
	}
	return strings.Join(segments, "/")
}

var methods = [...]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

func methodBits(list schema.List[string]) uint {
	if !list.IsSet() {
		return 1<<len(methods) - 1
	}
	var bits uint
	for _, m := range list.Items {
		if i := slices.Index(methods[:], m.V); i >= 0 {
			bits |= 1 << i
		}
	}
	return bits
}

func methodNames(bits uint) string {
	if bits == 1<<len(methods)-1 {
		return "all methods"
	}
	var out []string
	for i, m := range methods {
		if bits&(1<<i) != 0 {
			out = append(out, m)
		}
	}
	return strings.Join(out, ", ")
}
