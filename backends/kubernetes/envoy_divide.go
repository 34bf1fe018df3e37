package kubernetes

import (
	"slices"
	"strconv"

	"espc.dev/schema/tree"
)

// Limits of an HTTPRoute (its definition of Gateway API 1.6).
const (
	maxRouteHosts   = 16
	maxRules        = 16
	maxRuleMatches  = 64
	maxRouteMatches = 128
	// maxPolicyTargets is how many HTTPRoutes a policy may name.
	maxPolicyTargets = 16
)

// envoyRoutes are the HTTPRoutes of an endpoint for hosts that match its paths alike.
type envoyRoutes struct {
	name    string
	hosts   []string // nil for every host
	matches []envoyMatch
}

// divide gathers an endpoint's hosts that match its paths alike. The routes of the first host that the endpoint names have the
// endpoint's own name, others one with a digest of their first host. Every host is apart, because an HTTPRoute that names hosts
// can't be for all.
func (e *envoyRoute) divide(hosts []string, matches map[string][]envoyMatch) {
	var groups []*envoyRoutes
	for _, host := range hosts {
		m := matches[host]
		if m == nil {
			continue
		}
		at := slices.IndexFunc(groups, func(g *envoyRoutes) bool { return (host == "*") == (g.hosts[0] == "*") && slices.Equal(g.matches, m) })
		if at < 0 {
			groups = append(groups, &envoyRoutes{matches: m})
			at = len(groups) - 1
		}
		groups[at].hosts = append(groups[at].hosts, host)
	}
	first := ""
	if own := e.x.r.t.EndpointHosts(e.ApiEndpoint).Values(); len(own) > 0 {
		first = own[0]
	}
	for _, g := range groups {
		name := e.title
		if !slices.Contains(g.hosts, first) {
			name = shorten(name + "-" + digest(g.hosts[0])[:6])
		}
		number := 0
		for chunk := range slices.Chunk(g.hosts, maxRouteHosts) {
			if chunk[0] == "*" {
				chunk = nil
			}
			part := envoyRoutes{name: name, hosts: chunk, matches: g.matches}
			if number++; number > 1 {
				part.name = name + "-h" + strconv.Itoa(number)
			}
			e.routes = append(e.routes, part)
		}
	}
}

// envoyRule is one rule of an HTTPRoute, before it is a node: matches that go on alike.
type envoyRule struct {
	rewrite rewrite
	matches []*tree.Node
}

// rules returns the rules for an endpoint's paths: one for each way to rewrite them, of at most 64 matches each.
func (e *envoyRoute) rules(matches []envoyMatch) []envoyRule {
	var rules []envoyRule
	for i, m := range matches {
		w := e.rewrite(e.paths[i])
		for _, n := range e.requestMatches(m) {
			at := slices.IndexFunc(rules, func(r envoyRule) bool { return r.rewrite == w && len(r.matches) < maxRuleMatches })
			if at < 0 {
				rules = append(rules, envoyRule{rewrite: w})
				at = len(rules) - 1
			}
			rules[at].matches = append(rules[at].matches, n)
		}
	}
	return rules
}

// routeParts puts rules into as few HTTPRoutes as hold them, in their order.
func routeParts(rules []envoyRule) [][]envoyRule {
	var parts [][]envoyRule
	count := 0
	for _, r := range rules {
		last := len(parts) - 1
		if last < 0 || len(parts[last]) == maxRules || count+len(r.matches) > maxRouteMatches {
			parts, count = append(parts, nil), 0
			last++
		}
		parts[last] = append(parts[last], r)
		count += len(r.matches)
	}
	return parts
}

// requestMatches returns the matches of one path: one for each form of it and each method, and one for preflights where the
// endpoint answers them and takes no OPTIONS of its own.
func (e *envoyRoute) requestMatches(m envoyMatch) []*tree.Node {
	methods := e.Methods.Items
	preflight := e.cors() != nil && len(methods) > 0 && !slices.Contains(e.Methods.Values(), "OPTIONS")
	var out []*tree.Node
	for _, text := range m.texts() {
		if len(methods) == 0 {
			out = append(out, tree.NewMap(tree.F("path", m.node(text))))
		}
		for _, method := range methods {
			out = append(out, tree.NewMap(tree.F("path", m.node(text)), tree.F("method", method.Node)))
		}
		if preflight {
			out = append(out, tree.NewMap(
				tree.F("path", m.node(text)),
				tree.F("method", tree.NewString("OPTIONS")),
				tree.F("headers", tree.NewList(
					headerMatch("Origin", ".+"),
					headerMatch("Access-Control-Request-Method", alternatives(e.Methods.Values()))))).
				With(tree.DeriveFrom(ruleEnvoyPreflight, e.cors().Node, e.Paths.Node, e.Methods.Node)))
		}
	}
	return out
}

func headerMatch(name, expression string) *tree.Node {
	return tree.NewMap(
		tree.F("name", tree.NewString(name)),
		tree.F("type", tree.NewString("RegularExpression")),
		tree.F("value", tree.NewString(expression)))
}

func alternatives(words []string) string {
	out := words[0]
	for _, w := range words[1:] {
		out += "|" + w
	}
	return out
}
