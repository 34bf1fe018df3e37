package kubernetes

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"espc.dev/backends"
	"espc.dev/schema/route"
	"espc.dev/schema/tree"
)

// proxyRoute is a route of a proxy: one match of an HTTPRoute.
type proxyRoute struct {
	kind, value string
	method      string
	headers     map[string]string
	endpoint    string
}

// proxy answers which endpoint a request reaches, as Envoy does with what Envoy Gateway 1.9 makes of HTTPRoutes: one virtual
// host for each host name (internal/xds/translator/translator.go), in it the routes by type of path, length and number of
// headers (internal/gatewayapi/sort.go), and of these the first that matches.
type proxy map[string][]proxyRoute

func newProxy(t *testing.T, objects map[string]backends.Object) proxy {
	t.Helper()
	p := proxy{}
	for _, name := range slices.Sorted(maps.Keys(objects)) {
		o := objects[name]
		if o.Address.Type != httpRouteType.typ {
			continue
		}
		hosts := []string{"*"}
		if names := o.Tree.Get("spec").Get("hostnames"); names != nil {
			hosts = nil
			for _, n := range names.Items {
				hosts = append(hosts, n.Text)
			}
		}
		if len(hosts) > 16 {
			t.Errorf("%s has %d hosts", name, len(hosts))
		}
		rules := o.Tree.Get("spec").Get("rules").Items
		all := 0
		for _, rule := range rules {
			matches := rule.Get("matches").Items
			if all += len(matches); len(matches) > 64 || all > 128 || len(rules) > 16 {
				t.Errorf("%s has too many matches", name)
			}
			for _, m := range matches {
				r := proxyRoute{kind: m.Get("path").Get("type").Str(), value: m.Get("path").Get("value").Str(), method: m.Get("method").Str(),
					headers: map[string]string{}, endpoint: strings.TrimPrefix(o.Source[0].String(), "api_endpoint.")}
				for _, h := range itemsOf(m.Get("headers")) {
					r.headers[h.Get("name").Str()] = h.Get("value").Str()
				}
				for _, h := range hosts {
					p[h] = append(p[h], r)
				}
			}
		}
	}
	kinds := map[string]int{"Exact": 0, "RegularExpression": 1, "PathPrefix": 2}
	count := func(r proxyRoute) int {
		if r.method != "" {
			return len(r.headers) + 1
		}
		return len(r.headers)
	}
	for _, routes := range p {
		slices.SortStableFunc(routes, func(a, b proxyRoute) int {
			return cmp.Or(cmp.Compare(kinds[a.kind], kinds[b.kind]), cmp.Compare(len(b.value), len(a.value)), cmp.Compare(count(b), count(a)))
		})
	}
	return p
}

func (p proxy) choose(host, path, method string, headers map[string]string) string {
	for _, r := range p[p.virtualHost(host)] {
		if r.method != "" && r.method != method {
			continue
		}
		switch r.kind {
		case "Exact":
			if r.value != path {
				continue
			}
		case "RegularExpression":
			if !regexp.MustCompile("^(?:" + r.value + ")$").MatchString(path) {
				continue
			}
		default:
			panic(r.kind)
		}
		ok := true
		for name, expression := range r.headers {
			ok = ok && headers[name] != "" && regexp.MustCompile("^(?:"+expression+")$").MatchString(headers[name])
		}
		if ok {
			return r.endpoint
		}
	}
	return ""
}

// virtualHost is that of the name itself, else of the longest pattern.
func (p proxy) virtualHost(host string) string {
	if p[host] != nil {
		return host
	}
	best := "*"
	for pattern := range p {
		if strings.HasPrefix(pattern, "*.") && strings.HasSuffix(host, pattern[1:]) && (best == "*" || len(pattern) > len(best)) {
			best = pattern
		}
	}
	return best
}

// written is an endpoint as a person writes it.
type written struct {
	name    string
	hosts   []string
	paths   []string
	methods []string
}

// languageChoice is what the language says: the most specific host, and of one host the path that is more specific at the
// first segment that differs, among those that take the method.
func languageChoice(all []written, host, path, method string) string {
	type found struct {
		host, name string
		path       route.Path
	}
	var takes []found
	for _, e := range all {
		if len(e.methods) > 0 && !slices.Contains(e.methods, method) {
			continue
		}
		for _, h := range e.hosts {
			if h != "*" && h != host && (!strings.HasPrefix(h, "*.") || !strings.HasSuffix(host, h[1:])) {
				continue
			}
			for _, p := range e.paths {
				if pathTakes(route.Parse(p), path) {
					takes = append(takes, found{h, e.name, route.Parse(p)})
				}
			}
		}
	}
	if len(takes) == 0 {
		return ""
	}
	return slices.MinFunc(takes, func(a, b found) int { return route.Compare(a.host, a.path, b.host, b.path) }).name
}

// pathTakes reports whether a pattern takes a path: /cars itself and with a trailing slash; /files/* what is below it.
func pathTakes(p route.Path, path string) bool {
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	slash := segments[len(segments)-1] == ""
	if slash {
		segments = segments[:len(segments)-1]
	}
	switch {
	case len(segments) < len(p.Segments), !p.Rest && len(segments) > len(p.Segments):
		return false
	case p.Rest && len(segments) == len(p.Segments) && !slash:
		return false
	}
	for i, s := range p.Segments {
		if s.Param && segments[i] == "" || !s.Param && segments[i] != s.Text {
			return false
		}
	}
	return true
}

func envoyTopology(all []written, more string) string {
	var endpoints []string
	for _, e := range all {
		fields := fmt.Sprintf(`%q: {"gateway": "gateway.edge", "to": "function.f", "hosts": %s, "paths": %s`, e.name, jsonList(e.hosts), jsonList(e.paths))
		if len(e.methods) > 0 {
			fields += `, "methods": ` + jsonList(e.methods)
		}
		endpoints = append(endpoints, fields+"}")
	}
	return `{"topology": {"name": "shop"}, "environment": {"default": {"backend": {"kubernetes": {"gateway": "gateway-api"}}}},
		"function": {"f": {"image": "f:1"}}, "gateway": {"edge": {"hosts": ["*"]` + more + `}}, "api_endpoint": {` + strings.Join(endpoints, ", ") + `}}`
}

func jsonList(items []string) string {
	return string(tree.AppendJSON(nil, words(items...), ""))
}

func TestAProxyChoosesTheRouteThatTheLanguageDoes(t *testing.T) {
	for name, c := range map[string]struct {
		all  []written
		want map[string]string // by "METHOD host path"
	}{
		"the first segment that differs": {
			[]written{
				{"new", []string{"*"}, []string{"/cars/new/*"}, nil},
				{"parts", []string{"*"}, []string{"/cars/{id}/parts"}, nil},
				{"car", []string{"*"}, []string{"/cars/{id}"}, nil},
				{"cars", []string{"*"}, []string{"/cars"}, nil},
				{"rest", []string{"*"}, []string{"/*"}, nil},
			},
			map[string]string{
				"GET x /cars": "cars", "GET x /cars/": "cars", "GET x /cars/new": "car", "GET x /cars/7/": "car",
				"GET x /cars/new/parts": "new", "GET x /cars/new/": "new", "GET x /cars/7/parts": "parts", "GET x /cars/7/x": "rest", "GET x /": "rest",
			},
		},
		"a wildcard is what is below it": {
			[]written{{"files", []string{"*"}, []string{"/files/*"}, nil}},
			map[string]string{"GET x /files": "", "GET x /files/": "files", "GET x /files/a/b": "files", "GET x /filesystem": ""},
		},
		"methods that nobody more specific takes": {
			[]written{
				{"get", []string{"*"}, []string{"/cars/{id}"}, []string{"GET"}},
				{"put", []string{"*"}, []string{"/cars/{key}"}, []string{"PUT"}},
				{"all", []string{"*"}, []string{"/cars/*"}, nil},
			},
			map[string]string{"GET x /cars/7": "get", "PUT x /cars/7": "put", "DELETE x /cars/7": "all"},
		},
		"hosts before paths, and on to less specific hosts": {
			[]written{
				{"name", []string{"a.example.com"}, []string{"/v1/*"}, []string{"GET"}},
				{"pattern", []string{"*.example.com"}, []string{"/v1/cars", "/v2/cars"}, nil},
				{"any", []string{"*"}, []string{"/v1/cars", "/v1/cars/{id}", "/v3/*"}, nil},
			},
			map[string]string{
				"GET a.example.com /v1/cars": "name", "POST a.example.com /v1/cars": "pattern", "GET a.example.com /v2/cars": "pattern",
				"GET b.example.com /v1/cars": "pattern", "GET a.example.com /v3/x": "any", "GET b.c.example.com /v1/cars/7": "any",
				"GET example.org /v1/cars": "any", "GET example.org /v2/cars": "",
			},
		},
		"a literal with a dot is no expression": {
			[]written{{"dot", []string{"*"}, []string{"/a.b/{id}"}, nil}},
			map[string]string{"GET x /a.b/1": "dot", "GET x /axb/1": ""},
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := newProxy(t, lowered(t, envoyTopology(c.all, ""), nil))
			for request, want := range c.want {
				parts := strings.Fields(request)
				if got := p.choose(parts[1], parts[2], parts[0], nil); got != want {
					t.Errorf("%s reaches %q, not %q", request, got, want)
				}
				if got := languageChoice(c.all, parts[1], parts[2], parts[0]); got != want {
					t.Errorf("by the language %s reaches %q, not %q", request, got, want)
				}
			}
		})
	}
}

// TestAProxyChoosesAsTheLanguageForAnyRoutes makes gateways up and asks each for each kind of request.
func TestAProxyChoosesAsTheLanguageForAnyRoutes(t *testing.T) {
	hosts := []string{"*", "*.example.com", "*.a.example.com", "a.example.com", "b.example.com"}
	segments := []string{"cars", "new", "parts", "{id}"}
	methods := []string{"GET", "POST", "DELETE"}
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 7))
		var all []written
		for i := range 1 + random.IntN(7) {
			e := written{name: fmt.Sprintf("e%d", i), hosts: []string{hosts[random.IntN(len(hosts))]}}
			if other := hosts[random.IntN(len(hosts))]; random.IntN(3) == 0 && other != e.hosts[0] {
				e.hosts = append(e.hosts, other)
			}
			for range 1 + random.IntN(2) {
				e.paths = append(e.paths, randomPath(random, segments))
			}
			if random.IntN(2) == 0 {
				e.methods = methods[:1+random.IntN(2)]
			}
			if !slices.ContainsFunc(all, func(other written) bool { return clash(e, other) }) && !clash(written{e.name, e.hosts, e.paths[1:], e.methods}, written{e.name, e.hosts, e.paths[:1], e.methods}) {
				all = append(all, e)
			}
		}
		if len(all) == 0 {
			continue
		}
		p := newProxy(t, lowered(t, envoyTopology(all, ""), nil))
		for range 200 {
			host := []string{"a.example.com", "b.example.com", "c.example.com", "x.a.example.com", "example.org"}[random.IntN(5)]
			path := ""
			for range random.IntN(4) {
				path += "/" + []string{"cars", "new", "parts", "7"}[random.IntN(4)]
			}
			if path == "" || random.IntN(3) == 0 {
				path += "/"
			}
			method := methods[random.IntN(len(methods))]
			got, want := p.choose(host, path, method, nil), languageChoice(all, host, path, method)
			if got != want {
				t.Fatalf("seed %d: %s %s%s reaches %q, not %q, of %+v", seed, method, host, path, got, want, all)
			}
		}
	}
}

func randomPath(random *rand.Rand, segments []string) string {
	path, params := "", 0
	for range random.IntN(4) {
		s := segments[random.IntN(len(segments))]
		if s == "{id}" {
			params++
			s = fmt.Sprintf("{p%d}", params)
		}
		path += "/" + s
	}
	if random.IntN(3) == 0 {
		path += "/*"
	}
	if path == "" {
		return "/"
	}
	return path
}

// clash reports what the language refuses: two routes of one host, of paths of one shape and of a method in common.
func clash(a, b written) bool {
	if len(a.methods) > 0 && len(b.methods) > 0 && !slices.ContainsFunc(a.methods, func(m string) bool { return slices.Contains(b.methods, m) }) {
		return false
	}
	for _, p := range a.paths {
		for _, q := range b.paths {
			for _, h := range a.hosts {
				if slices.Contains(b.hosts, h) && route.ComparePaths(route.Parse(p), route.Parse(q)) == 0 {
					return true
				}
			}
		}
	}
	return false
}

func TestAPreflightBelongsToTheEndpointOfTheMethodThatItAsksFor(t *testing.T) {
	all := []written{
		{"read", []string{"*"}, []string{"/cars/{id}"}, []string{"GET"}},
		{"write", []string{"*"}, []string{"/cars/{id}"}, []string{"PUT", "PATCH"}},
	}
	p := newProxy(t, lowered(t, envoyTopology(all, `, "cors": {"origins": ["https://a.example.com"]}`), nil))
	for method, want := range map[string]string{"GET": "read", "PATCH": "write", "DELETE": ""} {
		headers := map[string]string{"Origin": "https://a.example.com", "Access-Control-Request-Method": method}
		if got := p.choose("x", "/cars/7", "OPTIONS", headers); got != want {
			t.Errorf("a preflight for %s reaches %q, not %q", method, got, want)
		}
	}
	if got := p.choose("x", "/cars/7", "OPTIONS", nil); got != "" {
		t.Errorf("OPTIONS alone reaches %q", got)
	}
}

func TestAnEndpointIsSpreadOverHTTPRoutesInTheOrderOfItsPaths(t *testing.T) {
	e := written{name: "many", hosts: []string{"*"}, methods: []string{"GET", "PUT", "POST"}}
	for i := range 50 {
		e.paths = append(e.paths, fmt.Sprintf("/p%02d/{id}", i))
	}
	before := lowered(t, envoyTopology([]written{e}, ""), nil)
	newProxy(t, before) // within the limits
	for _, name := range []string{"HTTPRoute/shop-api-endpoint-many", "HTTPRoute/shop-api-endpoint-many-2"} {
		if _, ok := before[name]; !ok {
			t.Errorf("there is no %s", name)
		}
	}
	e.paths = append(e.paths, "/p50/{id}")
	after := lowered(t, envoyTopology([]written{e}, ""), nil)
	equal(t, "the first HTTPRoute after a path is added", at(after["HTTPRoute/shop-api-endpoint-many"], "spec"), at(before["HTTPRoute/shop-api-endpoint-many"], "spec"))
}

func TestHostsThatMatchAlikeShareAnHTTPRoute(t *testing.T) {
	all := []written{
		{"both", []string{"a.example.com", "b.example.com"}, []string{"/cars"}, nil},
		{"all", []string{"*"}, []string{"/cars/{id}"}, nil},
	}
	objects := lowered(t, envoyTopology(all, ""), nil)
	equal(t, "the hosts of both", at(objects["HTTPRoute/shop-api-endpoint-both"], "spec/hostnames"), `["a.example.com","b.example.com"]`)
	equal(t, "the hosts of all, where all", at(objects["HTTPRoute/shop-api-endpoint-all"], "spec/hostnames"), "")
	var named []string
	for name, o := range objects {
		if o.Address.Type == httpRouteType.typ {
			named = append(named, name+at(o, "spec/hostnames"))
		}
	}
	if len(named) != 3 {
		t.Errorf("there are %v", sortedStrings(named))
	}
}
