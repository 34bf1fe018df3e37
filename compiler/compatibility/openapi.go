package compatibility

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"espc.dev/schema/diag"
)

// openAPIs compares API designs: clients of the one have to go on with servers of the other.
func openAPIs(before, after *diag.File, forward bool) ([]Break, error) {
	// The clients are the old ones of a new server or, forward, the new ones of an old server.
	clients, server, err := parseBoth(before, after, forward)
	if err != nil {
		return nil, err
	}
	c := &apiComparison{findings: &findings{forward: forward}}
	c.paths(clients, server)
	return c.breaks, nil
}

type apiComparison struct{ *findings }

var apiMethods = []string{"get", "head", "post", "put", "patch", "delete", "options", "trace"}

var pathParameter = regexp.MustCompile(`\{[^}]*\}`)

func (c *apiComparison) paths(clients, server place) {
	byShape := map[string]place{}
	paths := server.get("paths")
	for _, path := range paths.fields() {
		byShape[pathParameter.ReplaceAllString(path, "{}")] = paths.get(path).resolved()
	}
	for _, path := range clients.get("paths").fields() {
		old := clients.get("paths").get(path).resolved()
		now, ok := byShape[pathParameter.ReplaceAllString(path, "{}")]
		if !ok {
			now = paths.get(path)
		}
		for _, method := range apiMethods {
			if old.get(method).n == nil {
				continue
			}
			if now.get(method).n == nil {
				c.said(old.get(method), now.get(method), "was an operation and is none any more", "is an operation that there was not")
				continue
			}
			c.operation(clients, server, old, now, method)
		}
	}
}

func (c *apiComparison) operation(clients, server, oldPath, nowPath place, method string) {
	old, now := oldPath.get(method), nowPath.get(method)
	c.parameters(parametersOf(oldPath, old), parametersOf(nowPath, now), old)
	c.body(old, now)
	c.responses(old, now)
	c.security(clients, server, old, now)
}

// parametersOf returns the parameters of an operation by where they are and, but for those of a path, by name.
func parametersOf(path, operation place) map[string]place {
	out := map[string]place{}
	for _, owner := range []place{path, operation} {
		inPath := 0
		for _, p := range owner.get("parameters").items() {
			p = p.resolved()
			key := p.n.Get("in").Str() + " " + p.n.Get("name").Str()
			if p.n.Get("in").Str() == "path" {
				key = fmt.Sprintf("path %d", inPath)
				inPath++
			}
			out[key] = p
		}
	}
	return out
}

func (c *apiComparison) parameters(clients, server map[string]place, operation place) {
	var keys []string
	for key := range server {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	for _, key := range keys {
		now, old := server[key], clients[key]
		needed := now.n.Get("required").Str() == "true"
		switch {
		case old.n == nil && needed:
			c.said(operation, now, fmt.Sprintf("is the parameter %s, which clients must send now", now.n.Get("name").Str()), fmt.Sprintf("lacks the parameter %s, which had to be sent", now.n.Get("name").Str()))
		case old.n == nil:
		case needed && old.n.Get("required").Str() != "true":
			c.said(old, now, fmt.Sprintf("is required now (%s), and was not", now.n.Get("name").Str()), fmt.Sprintf("was required (%s), and is not any more", now.n.Get("name").Str()))
		default:
			c.schemas(old.get("schema"), now.get("schema"), true)
			c.content(old, now, true)
		}
	}
}

// body compares what clients send.
func (c *apiComparison) body(old, now place) {
	was, is := old.get("requestBody").resolved(), now.get("requestBody").resolved()
	switch {
	case is.n == nil:
		if was.n != nil {
			c.said(was, is, "was what clients send, and is taken no more", "is what clients send now, and was not taken")
		}
	case was.n == nil:
		if is.n.Get("required").Str() == "true" {
			c.said(old, is, "must be sent now", "had to be sent")
		}
	default:
		if is.n.Get("required").Str() == "true" && was.n.Get("required").Str() != "true" {
			c.said(was, is, "is required now, and was not", "was required, and is not any more")
		}
		c.content(was, is, true)
	}
}

// content compares bodies: each media type of the one that sends has to be one of the other's.
func (c *apiComparison) content(from, to place, request bool) {
	have := to.get("content")
	for _, media := range from.get("content").fields() {
		old, now := from.get("content").get(media), have.get(media)
		if now.n == nil {
			now = have.get("*/*")
		}
		if now.n == nil && have.n != nil {
			c.said(old, have, "no longer have "+media, "now have "+media)
			continue
		}
		c.schemas(old.get("schema"), now.get("schema"), request)
	}
}

// responses compares what comes back: here the server writes and clients read.
func (c *apiComparison) responses(old, now place) {
	expected, given := old.get("responses"), now.get("responses")
	for _, status := range expected.fields() {
		was, is := expected.get(status).resolved(), given.get(status).resolved()
		if is.n == nil {
			if strings.HasPrefix(status, "2") {
				c.said(expected.get(status), given.get(status), "was an answer and is none any more", "is an answer that there was not")
			}
			continue
		}
		back := &apiComparison{&findings{forward: !c.forward}}
		back.content(is, was, false)
		c.breaks = append(c.breaks, back.breaks...)
	}
}

func (c *apiComparison) schemas(w, r place, request bool) {
	if w.n == nil && r.n == nil || r.n == nil {
		return
	}
	inner := newJSONComparison(&findings{forward: c.forward})
	inner.request, inner.response = request, !request
	inner.sub(w, r)
	c.breaks = append(c.breaks, inner.breaks...)
}

// security reports what clients have to prove and did not have to before.
func (c *apiComparison) security(clients, server, old, now place) {
	was, is := securityOf(clients, old), securityOf(server, now)
	if len(is) == 0 {
		return
	}
	for _, need := range was {
		if slices.ContainsFunc(is, func(other map[string][]string) bool { return covers(need, other) }) {
			return
		}
	}
	at := now.get("security")
	if at.n == nil {
		at = now
	}
	c.changed(old.get("security"), at, "what is asked for", securityText(was), securityText(is))
}

// securityOf lists the ways to be let in: the scopes of each scheme, by what the scheme is.
func securityOf(root, operation place) []map[string][]string {
	list := operation.get("security")
	if list.n == nil {
		list = root.get("security")
	}
	var out []map[string][]string
	for _, way := range list.items() {
		needs := map[string][]string{}
		for _, name := range way.fields() {
			s := root.get("components").get("securitySchemes").get(name).resolved()
			key := name
			if s.n != nil {
				key = strings.TrimSpace(strings.Join([]string{s.n.Get("type").Str(), s.n.Get("scheme").Str(), s.n.Get("in").Str(), s.n.Get("name").Str()}, " "))
			}
			needs[strings.Join(strings.Fields(key), " ")] = way.get(name).words()
		}
		if len(needs) == 0 {
			return nil // nothing is one of the ways
		}
		out = append(out, needs)
	}
	return out
}

// covers reports whether who proves the one also proves the other.
func covers(have, need map[string][]string) bool {
	for scheme, scopes := range need {
		had, ok := have[scheme]
		if !ok || slices.ContainsFunc(scopes, func(s string) bool { return !slices.Contains(had, s) }) {
			return false
		}
	}
	return true
}

func securityText(ways []map[string][]string) string {
	var texts []string
	for _, way := range ways {
		var parts []string
		for scheme, scopes := range way {
			if len(scopes) > 0 {
				scheme += " with " + strings.Join(scopes, ", ")
			}
			parts = append(parts, scheme)
		}
		slices.Sort(parts)
		texts = append(texts, strings.Join(parts, " and "))
	}
	if len(texts) == 0 {
		return "nothing"
	}
	return strings.Join(texts, ", or ")
}
