package kubernetes

import (
	"net/url"
	"regexp"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/route"
	"espc.dev/schema/tree"
)

// rewrite is what becomes of a request's path: the part that an expression matches is replaced. The zero value leaves it.
type rewrite struct{ pattern, substitution string }

// rewrite returns what becomes of the paths of one pattern: strip_path removes everything before the first parameter or
// wildcard (all of a path that has neither), rewrite stands before what is left, and the path of an outside service's URL
// before that.
func (e *envoyRoute) rewrite(p route.Path) rewrite {
	prefix := e.basePath() + strings.TrimRight(e.Rewrite.V, "/")
	if !e.StripPath.V {
		return before("/", prefix)
	}
	stripped := "/"
	for _, s := range p.Segments {
		if s.Param {
			return before(stripped, prefix)
		}
		stripped += s.Text + "/"
	}
	if p.Rest {
		return before(stripped, prefix)
	}
	if prefix == "" {
		prefix = "/"
	}
	return rewrite{"^/.*$", substitution(prefix)}
}

// before replaces the start of a path, which ends in a slash, by a prefix.
func before(start, prefix string) rewrite {
	if start == "/" && prefix == "" {
		return rewrite{}
	}
	return rewrite{"^" + regexp.QuoteMeta(start), substitution(prefix + "/")}
}

// substitution escapes what RE2 would take for the number of a group.
func substitution(text string) string { return strings.ReplaceAll(text, `\`, `\\`) }

// basePath returns the path that the URL of the endpoint's target has, without its last slashes.
func (e *envoyRoute) basePath() string {
	for _, t := range e.Targets() {
		if s := schema.Find[schema.ServiceEndpoint](e.x.r.t, t.V); s != nil {
			for _, raw := range s.Urls.Values() {
				return servicePath(raw)
			}
		}
	}
	return ""
}

// servicePath returns the path of a URL as it is sent, without its last slashes.
func servicePath(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return strings.TrimRight(u.EscapedPath(), "/")
}

// node returns a rewrite as an HTTPRouteFilter has it, nil for none.
func (w rewrite) node(from ...*tree.Node) *tree.Node {
	if w == (rewrite{}) {
		return nil
	}
	return tree.NewMap(
		tree.F("type", tree.NewString("ReplaceRegexMatch")),
		tree.F("replaceRegexMatch", tree.NewMap(
			tree.F("pattern", tree.NewString(w.pattern)),
			tree.F("substitution", tree.NewString(w.substitution))))).With(tree.DeriveFrom(ruleEnvoyRewrite, from...))
}
