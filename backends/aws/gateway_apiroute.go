package aws

import (
	"net/url"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/route"
	"espc.dev/schema/tree"
)

// greedy is the name of the parameter that stands for the rest of a path.
const greedy = "proxy"

// greedySegment is that parameter as the last segment of a path.
const greedySegment = "{" + greedy + "+}"

// anyMethod stands for every method.
const anyMethod = "ANY"

// apiRoute is one route of an API: an endpoint's path, in API Gateway's form, with one method.
type apiRoute struct {
	e      *schema.ApiEndpoint
	path   route.Path
	bare   bool // the path before the wildcard: /* takes / as well
	method string
	node   *tree.Node // the path as written
	// at is the path of the API where the route stands, in API Gateway's form; nil for its own.
	at []string
	// mounted says that it stands in another route's path too, and not only there.
	mounted bool
}

// routes returns the routes of an endpoint in the order written.
func routes(e *schema.ApiEndpoint) []apiRoute {
	methods := e.Methods.Values()
	if len(methods) == 0 {
		methods = []string{anyMethod}
	}
	var out []apiRoute
	for _, p := range e.Paths.Items {
		path := route.Parse(p.V)
		for _, m := range methods {
			out = append(out, apiRoute{e: e, path: path, method: m, node: p.Node})
			if path.Rest && len(path.Segments) == 0 {
				out = append(out, apiRoute{e: e, path: path, bare: true, method: m, node: p.Node})
			}
		}
	}
	return out
}

// segments returns the route's path in API Gateway's form: {id} for a parameter, {proxy+} for the rest.
func (a apiRoute) segments() []string {
	if a.at != nil {
		return a.at
	}
	var out []string
	for _, s := range a.path.Segments {
		if s.Param {
			out = append(out, "{"+s.Text+"}")
		} else {
			out = append(out, s.Text)
		}
	}
	if a.path.Rest && !a.bare {
		out = append(out, greedySegment)
	}
	return out
}

func (a apiRoute) text() string { return "/" + strings.Join(a.segments(), "/") }

// key is the route as an HTTP API names it: GET /prices/{id}.
func (a apiRoute) key() string { return a.method + " " + a.text() }

// bound returns what stands for a parameter of the route's path in the path where it stands, with parameters in braces.
func (a apiRoute) bound(name string) string {
	if a.at == nil {
		return "{" + name + "}"
	}
	for i, s := range a.path.Segments {
		if s.Param && s.Text == name {
			return a.at[i]
		}
	}
	return strings.ReplaceAll(strings.Join(a.at[len(a.path.Segments):], "/"), greedySegment, "{"+greedy+"}")
}

// label returns what tells the route from the endpoint's others in a logical id.
func (a apiRoute) label() string { return strings.ToLower(a.method) + "-" + pathLabel(a.segments()) }

// pathLabel turns a path into words, with a digest where they do not say it all.
func pathLabel(segments []string) string {
	if len(segments) == 0 {
		return "root"
	}
	clean := true
	words := make([]string, len(segments))
	for i, s := range segments {
		words[i] = letters(s)
		clean = clean && words[i] == s && s != "root"
	}
	label := strings.Join(words, "-")
	if !clean {
		label += "-" + "p" + digest(strings.Join(segments, "/"))[:6]
	}
	return label
}

// letters returns a text's letters and digits, which are what a logical id takes.
func letters(s string) string {
	return strings.Map(func(c rune) rune {
		if c < 0x80 && alphanumeric(byte(c)) {
			return c
		}
		return -1
	}, s)
}

// left returns what is left of the path once strip_path and rewrite have done their work, with parameters written by
// format: what is stripped is everything before the first parameter or wildcard.
func (a apiRoute) left(format func(name string) string) string {
	segments := a.path.Segments
	if a.e.StripPath.V {
		for len(segments) > 0 && !segments[0].Param {
			segments = segments[1:]
		}
	}
	out := strings.TrimSuffix(a.e.Rewrite.V, "/")
	for _, s := range segments {
		if s.Param {
			out += "/" + format(s.Text)
		} else {
			out += "/" + s.Text
		}
	}
	if a.path.Rest && !a.bare {
		out += "/" + format(greedy)
	}
	if out == "" {
		return "/"
	}
	return out
}

// rewritten reports whether what answers gets another path than was asked for.
func (a apiRoute) rewritten() bool {
	return a.left(func(n string) string { return "{" + n + "}" }) != apiRoute{e: &schema.ApiEndpoint{}, path: a.path, bare: a.bare}.left(func(n string) string { return "{" + n + "}" })
}

// outside returns the URL that a route to a service_endpoint, or to what is on Kubernetes, leads to, with the route's
// parameters in braces.
func (r *render) outside(a apiRoute) string {
	if r.sides.Backend(a.e.To.V) == schema.BackendKubernetes {
		return r.throughDoor(a)
	}
	s := schema.Find[schema.ServiceEndpoint](r.t, a.e.To.V)
	if s == nil || len(s.Urls.Items) == 0 {
		return ""
	}
	base := strings.TrimSuffix(s.Urls.Items[0].V, "/")
	if u, err := url.Parse(base); err == nil {
		u.RawQuery, u.Fragment = "", ""
		base = strings.TrimSuffix(u.String(), "/")
	}
	return base + a.left(a.bound)
}

// targetNode is the URL of what is outside that an endpoint leads to, nil for anything else.
func (r *render) targetNode(e *schema.ApiEndpoint) *tree.Node {
	if s := schema.Find[schema.ServiceEndpoint](r.t, e.To.V); s != nil && len(s.Urls.Items) > 0 {
		return s.Urls.Items[0].Node
	}
	return nil
}

// methodARN is the ARN of a route, as the source of a call: METHOD/path.
func (d *door) methodARN(a apiRoute) *tree.Node {
	method, path := a.method, a.text()
	if method == anyMethod {
		method = "*"
	}
	if d.rest { // a REST API has stars for parameters
		var out []string
		for _, s := range a.segments() {
			if strings.HasPrefix(s, "{") {
				s = "*"
			}
			out = append(out, s)
		}
		path = "/" + strings.Join(out, "/")
	}
	return arn("execute-api", "${"+d.id()+"}/*/"+method+subText(path))
}

// headerChanges returns the headers that an endpoint sets in requests, and those that it removes.
func (r *render) headerChanges(e *schema.ApiEndpoint) (setting []schema.Entry[schema.Text], removing []schema.Value[string]) {
	if h := r.t.EndpointHeaders(e); h != nil {
		return h.RequestSet.Entries, h.RequestRemove.Items
	}
	return nil, nil
}

// credential returns the header that proves who calls a service_endpoint, and its value; nil where it asks for none.
func (r *render) credential(a schema.Address) (string, *tree.Node) {
	s := schema.Find[schema.ServiceEndpoint](r.t, a)
	if s == nil || s.Auth == nil {
		return "", nil
	}
	value := r.secretValue(s.Auth.Secret.V, s.Auth.Secret.Node)
	if value == nil {
		return "", nil
	}
	if s.Auth.Type.V == "header" && s.Auth.Name.IsSet() {
		return s.Auth.Name.V, value
	}
	bearer := *value
	bearer.Text = "Bearer " + value.Text
	return "Authorization", &bearer
}
