package kubernetes

import (
	"strconv"
	"time"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// objects lowers an endpoint: its HTTPRoutes, the filters that they name, and its policies.
func (e *envoyRoute) objects() []backends.Object {
	var objects []backends.Object
	var names []*tree.Node
	for _, routes := range e.routes {
		for i, part := range routeParts(e.rules(routes.matches)) {
			name := routes.name
			if i > 0 {
				name += "-" + strconv.Itoa(i+1)
			}
			title := derived(ruleName, e.Node, name)
			names = append(names, title)
			objects = append(objects, e.httpRoute(title, routes.hosts, part, len(names) == 1))
		}
	}
	objects = append(objects, e.filterObjects()...)
	if o, ok := e.securityPolicy(names); ok {
		objects = append(objects, o)
	}
	if o, ok := e.trafficPolicy(names); ok {
		objects = append(objects, o)
	}
	return append(objects, e.headerSecrets()...)
}

// routeCount returns how many HTTPRoutes an endpoint has.
func (e *envoyRoute) routeCount() int {
	n := 0
	for _, routes := range e.routes {
		n += len(routeParts(e.rules(routes.matches)))
	}
	return n
}

// httpRoute returns one HTTPRoute. The first of an endpoint says which routes it makes public.
func (e *envoyRoute) httpRoute(title *tree.Node, hosts []string, rules []envoyRule, first bool) backends.Object {
	var hostnames *tree.Node
	if hosts != nil {
		hostnames = words(hosts...).With(tree.DeriveFrom(ruleEnvoyHosts, e.x.r.t.EndpointHosts(e.ApiEndpoint).Node))
	}
	nodes := make([]*tree.Node, len(rules))
	for i, r := range rules {
		nodes[i] = tree.NewMap(
			tree.F("matches", tree.NewList(r.matches...).With(tree.Derive(ruleEnvoyMatch, e.Paths.Node))),
			tree.F("filters", e.filters(r.rewrite)),
			tree.F("backendRefs", e.backendRefs()),
			tree.F("timeouts", e.timeouts()))
	}
	var annotations *tree.Node
	if routes := e.x.publicRoutesOf(e.gatewayRoute); first && routes != nil {
		annotations = tree.NewMap(tree.F(annotationRoutes, routes))
	}
	return e.x.r.object(&e.owner, httpRouteType, meta{name: title, annotations: annotations}, spec(
		tree.F("parentRefs", tree.NewList(reference(gatewayGroup, "Gateway", e.x.title))),
		tree.F("hostnames", hostnames),
		tree.F("rules", tree.NewList(nodes...))))
}

// timeouts returns how long an answer may take. Without a timeout it may take as long as it likes: Envoy's own 15 seconds are
// not the language's.
func (e *envoyRoute) timeouts() *tree.Node {
	request := ruled(ruleEnvoyTimeout, tree.NewString("0s"))
	if e.Timeout.IsSet() {
		request = derived(ruleEnvoyTimeout, e.Timeout.Node, apiDuration(e.Timeout.V))
	}
	return tree.NewMap(tree.F("request", request))
}

// apiDuration writes a duration as the Gateway API takes it (GEP-2257): hours, minutes, seconds and whole milliseconds,
// rounded up.
func apiDuration(d time.Duration) string {
	ms := milliseconds(d)
	text := ""
	for _, unit := range []struct {
		name string
		ms   int64
	}{{"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1}} {
		if n := ms / unit.ms; n > 0 {
			text += strconv.FormatInt(n, 10) + unit.name
			ms -= n * unit.ms
		}
	}
	if text == "" {
		return "0s"
	}
	return text
}

// cors returns the cross-origin rules of an endpoint, or nil.
func (e *envoyRoute) cors() *schema.Cors { return e.x.r.t.EndpointCors(e.ApiEndpoint) }
