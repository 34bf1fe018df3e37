package aws

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"espc.dev/schema/route"
)

// answering returns what answers a request by the language's rule: the most specific route with the method.
func answering(d *door, method string, path []string) string {
	var found []apiRoute
	for _, e := range d.endpoints {
		for _, a := range routes(e) {
			if (a.method == method || a.method == anyMethod) && takes(a.segments(), path) {
				found = append(found, a)
			}
		}
	}
	if len(found) == 0 {
		return ""
	}
	slices.SortStableFunc(found, func(a, b apiRoute) int {
		if a.bare != b.bare && len(path) == 0 { // the root that /* adds comes after one that is written
			return map[bool]int{true: 1, false: -1}[a.bare]
		}
		return route.ComparePaths(a.path, b.path)
	})
	return found[0].e.Address.Name
}

// restAnswering returns what a REST API answers: it looks for the most specific of its paths, and then for the method.
func restAnswering(d *door, method string, path []string) string {
	methods := map[string]map[string]string{}
	var nodes []string
	for _, e := range d.endpoints {
		for _, a := range d.routes[e] {
			segments := a.segments()
			for i := range len(segments) + 1 {
				if text := strings.Join(segments[:i], "/"); methods[text] == nil {
					methods[text] = map[string]string{}
					nodes = append(nodes, text)
				}
			}
			methods[strings.Join(segments, "/")][a.method] = e.Address.Name
		}
	}
	nodes = slices.DeleteFunc(nodes, func(n string) bool { return !takes(strings.FieldsFunc(n, slash), path) })
	slices.SortFunc(nodes, func(a, b string) int {
		return route.ComparePaths(route.Parse("/"+strings.Replace(a, greedySegment, "*", 1)), route.Parse("/"+strings.Replace(b, greedySegment, "*", 1)))
	})
	if len(nodes) == 0 {
		return ""
	}
	if name, ok := methods[nodes[0]][method]; ok {
		return name
	}
	return methods[nodes[0]][anyMethod]
}

func slash(c rune) bool { return c == '/' }

// takes reports whether a path in API Gateway's form matches a request's.
func takes(segments, path []string) bool {
	for i, s := range segments {
		switch {
		case i >= len(path):
			return false
		case s == greedySegment:
			return true
		case !strings.HasPrefix(s, "{") && s != path[i]:
			return false
		}
	}
	return len(segments) == len(path)
}

// TestARESTAPIFindsTheRouteThatTheLanguageNames tries random gateways and requests.
func TestARESTAPIFindsTheRouteThatTheLanguageNames(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(all ...string) string { return all[random.IntN(len(all))] }
	for range 300 {
		var endpoints []string
		taken := map[string]bool{}
		for i := range 1 + random.IntN(6) {
			path := ""
			for j := range random.IntN(4) {
				path += "/" + pick("a", "b", "{p"+fmt.Sprint(j)+pick("", "x")+"}")
			}
			if path += pick("", "", "/*"); path == "" {
				path = "/"
			}
			method := pick("", "GET", "POST")
			shape := strings.NewReplacer("x}", "}").Replace(path)
			if taken[shape] || taken[shape+method] || method == "" && (taken[shape+"GET"] || taken[shape+"POST"]) {
				continue
			}
			taken[shape+method] = true
			methods := ""
			if method != "" {
				methods = `, "methods": ["` + method + `"]`
			}
			endpoints = append(endpoints, fmt.Sprintf(`"e%d": {"gateway": "gateway.g", "paths": [%q], "to": "function.f"%s}`, i, path, methods))
		}
		document := `{"topology": {"name": "t"}, "environment": {"prod": {"backend": {"aws": {"gateway": "rest"}}}}, "gateway": {"g": {}},
"function": {"f": {"runtime": "nodejs24", "source": "f"}}, "api_endpoint": {` + strings.Join(endpoints, ", ") + `}}`
		d := newRender(request(t, document, nil)).doors[0]
		seen := map[string]bool{}
		parameters := map[string]string{}
		for _, e := range d.endpoints {
			for _, a := range d.routes[e] {
				if seen[a.key()] {
					t.Fatalf("%s: %s is there twice", document, a.key())
				}
				seen[a.key()] = true
				segments := a.segments()
				for i, s := range segments {
					if !strings.HasPrefix(s, "{") || s == greedySegment {
						continue
					}
					parent := strings.Join(segments[:i], "/")
					if parameters[parent] != "" && parameters[parent] != s || slices.Contains(segments[:i], s) {
						t.Fatalf("%s: %s has a second name for a parameter", document, a.text())
					}
					parameters[parent] = s
				}
			}
		}
		for range 40 {
			var path []string
			for range random.IntN(5) {
				path = append(path, pick("a", "b", "c"))
			}
			method := pick("GET", "POST", "PUT")
			if got, want := restAnswering(d, method, path), answering(d, method, path); got != want {
				t.Fatalf("%s\n%s /%s is answered by %q, want %q", document, method, strings.Join(path, "/"), got, want)
			}
		}
	}
}

func TestARouteThatStandsInAnotherPathTooHandsOnWhatItsParametersAreThere(t *testing.T) {
	document := `{
"topology": {"name": "t"},
"environment": {"prod": {"backend": {"aws": {"gateway": "rest"}}}},
"service_endpoint": {"s": {"urls": ["https://s.example.com/v1"]}},
"gateway": {"g": {}},
"api_endpoint": {
  "one": {"gateway": "gateway.g", "paths": ["/cars/{id}/parts/{part}"], "methods": ["GET"], "to": "service_endpoint.s", "strip_path": true},
  "two": {"gateway": "gateway.g", "paths": ["/cars/{name}"], "methods": ["GET"], "to": "service_endpoint.s"},
  "three": {"gateway": "gateway.g", "paths": ["/cars/new"], "methods": ["POST"], "to": "service_endpoint.s"},
  "rest": {"gateway": "gateway.g", "paths": ["/*"], "to": "service_endpoint.s", "rewrite": "/all"}
}}`
	objects := lowered(t, document)
	uris := map[string]string{}
	paths := map[string]string{}
	for id, o := range objects {
		if o.Address.Type == "AWS::ApiGateway::Resource" {
			paths[id] = strings.Trim(property(o, "PathPart"), `"`)
		}
	}
	for _, id := range ids(objects, "AWS::ApiGateway::Method") {
		o := objects[id]
		path := ""
		for at := o; ; at = objects[strings.Trim(property(at, "ParentId/Ref"), `"`)] {
			parent := property(at, "ParentId/Ref")
			if at.Address.Type == "AWS::ApiGateway::Method" {
				parent = property(at, "ResourceId/Ref")
				if parent == "" {
					break
				}
				path = "/" + paths[strings.Trim(parent, `"`)]
				at = objects[strings.Trim(parent, `"`)]
				parent = property(at, "ParentId/Ref")
			}
			if parent == "" {
				break
			}
			path = "/" + paths[strings.Trim(parent, `"`)] + path
		}
		uris[strings.Trim(property(o, "HttpMethod"), `"`)+" "+path] = strings.Trim(property(o, "Integration/Uri"), `"`)
	}
	for request, want := range map[string]string{
		"GET /cars/{id}/parts/{part}": "https://s.example.com/v1/{id}/parts/{part}",
		"GET /cars/{id}":              "https://s.example.com/v1/cars/{id}", // {name} has another name here
		"POST /cars/new":              "https://s.example.com/v1/cars/new",
		"GET /cars/new":               "https://s.example.com/v1/cars/new", // of /cars/{name}
		"ANY /cars/new":               "https://s.example.com/v1/all/cars/new",
		"ANY /cars":                   "https://s.example.com/v1/all/cars",
		"ANY /cars/{id}/parts":        "https://s.example.com/v1/all/cars/{id}/parts",
		"ANY /cars/{id}/parts/{part}": "https://s.example.com/v1/all/cars/{id}/parts/{part}",
		"ANY /{proxy+}":               "https://s.example.com/v1/all/{proxy}",
	} {
		equal(t, request, uris[request], want)
	}
}

// TestARouteToAServiceKeepsItsParametersInAnotherPath adds a route under a wildcard of a service.
func TestARouteToAServiceKeepsItsParametersInAnotherPath(t *testing.T) {
	document := strings.Replace(restServices, `"api_endpoint": {`, `"api_endpoint": {"new": {"gateway": "gateway.edge", "paths": ["/v1/cart/{id}/new"], "methods": ["POST"], "to": "microservice.cart"}, `, 1)
	var uris []string
	objects := renderedOnly(t, document)
	for _, id := range ids(objects, "AWS::ApiGateway::Method") {
		uris = append(uris, property(objects[id], "HttpMethod")+property(objects[id], "Integration/Uri/Fn::Sub"))
	}
	slices.Sort(uris)
	equal(t, "URIs", strings.Join(uris, " "), strings.Join([]string{
		`"GET""https://${CartMicroservice.Endpoint}/api/{id}/new"`, `"GET""https://${CartMicroservice.Endpoint}/api/{id}/{proxy}"`,
		`"POST""https://${CartMicroservice.Endpoint}/v1/cart/{id}/new"`,
	}, " "))
}
