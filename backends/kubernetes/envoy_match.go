package kubernetes

import (
	"regexp"
	"slices"
	"strings"

	"espc.dev/schema/route"
	"espc.dev/schema/tree"
)

// A proxy of Envoy Gateway picks the virtual host of the most specific host name, and in it the first route that matches: exact
// paths before regular expressions before prefixes, and of one type the longest text first, of one text the one with the most
// header matches (internal/gatewayapi/sort.go of Envoy Gateway 1.9). The language decides at the first segment that differs,
// and goes on to less specific hosts. So each virtual host gets the routes of every host that covers it, and an expression that
// has to come before a longer one is made longer by empty groups.

// emptyGroup matches nothing and only counts.
const emptyGroup = "(?:)"

// envoyMatch is a path as HTTPRoutes have it.
type envoyMatch struct {
	exact bool
	value string
}

// texts returns the values of a match: an exact path stands with and without a trailing slash.
func (m envoyMatch) texts() []string {
	if !m.exact || m.value == "/" {
		return []string{m.value}
	}
	return []string{m.value, m.value + "/"}
}

// node returns the path of a match.
func (m envoyMatch) node(text string) *tree.Node {
	kind := "RegularExpression"
	if m.exact {
		kind = "Exact"
	}
	return tree.NewMap(tree.F("type", tree.NewString(kind)), tree.F("value", tree.NewString(text)))
}

// exactPath is what the API takes as an exact path.
var exactPath = regexp.MustCompile(`^(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+$`)

// literalPath reports whether a path can be an exact one.
func literalPath(p route.Path) bool {
	text := p.String()
	return !p.Rest && !slices.ContainsFunc(p.Segments, func(s route.Segment) bool { return s.Param }) &&
		exactPath.MatchString(text) && !strings.Contains(strings.ToLower(text), "%2f")
}

// pathExpression returns the regular expression of a path.
func pathExpression(p route.Path) string {
	expression := p.Expression()
	switch {
	case p.Rest:
		return expression + "/.*"
	case expression == "":
		return "/"
	}
	return expression + "/?"
}

// candidate is one path of an endpoint in one virtual host.
type candidate struct {
	endpoint, path int
	host           string // the endpoint's own that covers the virtual host
	pattern        route.Path
	methods        []string
	expression     bool // it can't be exact
	match          envoyMatch
}

// matchRoutes decides how each endpoint's paths are matched, host by host, and which hosts share an HTTPRoute.
func (x *envoyGateway) matchRoutes() {
	hosts := x.virtualHosts()
	matches := make([]map[string][]envoyMatch, len(x.doors)) // by endpoint, host
	for i := range matches {
		matches[i] = map[string][]envoyMatch{}
	}
	for _, host := range hosts {
		all := x.candidates(host)
		rankCandidates(all)
		for _, c := range all {
			if matches[c.endpoint][host] == nil {
				matches[c.endpoint][host] = make([]envoyMatch, len(x.doors[c.endpoint].paths))
			}
			matches[c.endpoint][host][c.path] = c.match
		}
	}
	for i, e := range x.doors {
		e.divide(hosts, matches[i])
	}
}

// virtualHosts returns the hosts that an endpoint answers for, the most specific first.
func (x *envoyGateway) virtualHosts() []string {
	var hosts []string
	for _, e := range x.doors {
		hosts = append(hosts, e.hosts...)
	}
	slices.SortFunc(hosts, route.CompareHosts)
	return slices.Compact(hosts)
}

// candidates returns the paths that a virtual host has, the most specific first.
func (x *envoyGateway) candidates(host string) []*candidate {
	var all []*candidate
	for i, e := range x.doors {
		// hosts are sorted, so the first that covers is the most specific.
		at := slices.IndexFunc(e.hosts, func(pattern string) bool { return coversHost(pattern, host) })
		if at < 0 {
			continue
		}
		methods := e.Methods.Values()
		if len(methods) > 0 && e.cors() != nil && !slices.Contains(methods, "OPTIONS") {
			methods = append(slices.Clone(methods), "OPTIONS") // preflights
		}
		for j, p := range e.paths {
			all = append(all, &candidate{endpoint: i, path: j, host: e.hosts[at], pattern: p, methods: methods,
				expression: !literalPath(p) || e.localLimit() != nil})
		}
	}
	slices.SortStableFunc(all, func(a, b *candidate) int { return compareCandidates(a, b) })
	return all
}

func compareCandidates(a, b *candidate) int {
	return route.Compare(a.host, a.pattern, b.host, b.pattern)
}

// coversHost reports whether every request for a host, or for one of a pattern, is one for another pattern.
func coversHost(pattern, host string) bool {
	switch {
	case pattern == "*", pattern == host:
		return true
	case strings.HasPrefix(pattern, "*."):
		return strings.HasSuffix(strings.TrimPrefix(host, "*"), pattern[1:])
	}
	return false
}

// rankCandidates decides how the paths of a virtual host are matched, so that of two that take one request the more specific
// comes first.
func rankCandidates(all []*candidate) {
	for i, c := range all {
		for _, higher := range all[:i] {
			c.expression = c.expression || compareCandidates(higher, c) < 0 && overlap(higher, c)
		}
	}
	for end := len(all); end > 0; {
		// Those of one shape, for different methods, are of one length.
		start := end - 1
		for start > 0 && compareCandidates(all[start-1], all[end-1]) == 0 {
			start--
		}
		length := 0
		for _, c := range all[start:end] {
			for _, lower := range all[end:] {
				if !lower.match.exact && overlap(c, lower) {
					length = max(length, len(lower.match.value)+1)
				}
			}
		}
		expression := slices.ContainsFunc(all[start:end], func(c *candidate) bool { return c.expression })
		for _, c := range all[start:end] {
			if !expression {
				c.match = envoyMatch{true, c.pattern.String()}
				continue
			}
			c.match.value = pathExpression(c.pattern)
			for len(c.match.value) < length {
				c.match.value += emptyGroup
			}
		}
		end = start
	}
}

// overlap reports whether there is a request that both take.
func overlap(a, b *candidate) bool {
	if len(a.methods) > 0 && len(b.methods) > 0 && !slices.ContainsFunc(a.methods, func(m string) bool { return slices.Contains(b.methods, m) }) {
		return false
	}
	p, q := a.pattern, b.pattern
	for i := range min(len(p.Segments), len(q.Segments)) {
		if s, o := p.Segments[i], q.Segments[i]; !s.Param && !o.Param && s.Text != o.Text {
			return false
		}
	}
	switch {
	case len(p.Segments) > len(q.Segments):
		return q.Rest
	case len(p.Segments) < len(q.Segments):
		return p.Rest
	}
	return true
}
