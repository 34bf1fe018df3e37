package kubernetes

import (
	"slices"
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// filters returns the filters of a rule: literal headers, and a reference to what only Envoy Gateway's own filter can do.
func (e *envoyRoute) filters(w rewrite) *tree.Node {
	var out []*tree.Node
	if h := e.x.r.t.EndpointHeaders(e.ApiEndpoint); h != nil {
		for _, side := range []struct {
			kind, key string
			set       schema.Map[schema.Text]
			remove    schema.List[string]
		}{
			{"RequestHeaderModifier", "requestHeaderModifier", h.RequestSet, h.RequestRemove},
			{"ResponseHeaderModifier", "responseHeaderModifier", h.ResponseSet, h.ResponseRemove},
		} {
			if n := headerModifier(side.set, side.remove); n != nil {
				out = append(out, tree.NewMap(tree.F("type", tree.NewString(side.kind)), tree.F(side.key, n)))
			}
		}
	}
	if at := slices.Index(e.filterVariants(), w); at >= 0 {
		out = append(out, tree.NewMap(
			tree.F("type", tree.NewString("ExtensionRef")),
			tree.F("extensionRef", reference(envoyGroup, "HTTPRouteFilter", e.filterTitle(at)))))
	}
	return list(out)
}

// headerModifier returns the literal changes of headers, nil for none. Secret values are not among them.
func headerModifier(set schema.Map[schema.Text], remove schema.List[string]) *tree.Node {
	var values []*tree.Node
	for _, v := range set.Entries {
		if v.V.Secret == (schema.Address{}) {
			values = append(values, tree.NewMap(tree.F("name", tree.NewString(v.Key)), tree.F("value", plainHeader(v.V.Literal, v.Node))).With(v.Node.Origin))
		}
	}
	if len(values) == 0 && len(remove.Items) == 0 {
		return nil
	}
	var removed *tree.Node
	if len(remove.Items) > 0 {
		removed = remove.Node
	}
	return tree.NewMap(tree.F("set", list(values)), tree.F("remove", removed))
}

// plainHeader returns a header's value as written: a proxy would take a single % for the start of a variable.
func plainHeader(s string, n *tree.Node) *tree.Node {
	if !strings.Contains(s, "%") {
		return &tree.Node{Kind: tree.String, Text: s, Origin: n.Origin}
	}
	return derived(ruleEnvoyPercent, n, strings.ReplaceAll(s, "%", "%%"))
}

// filterVariants returns the ways to rewrite a path for which the endpoint needs a filter of Envoy Gateway's own. One that
// leaves the path is among them where the Host header or a credential changes.
func (e *envoyRoute) filterVariants() []rewrite {
	always := e.rewritesHost() || e.credential() != nil
	var out []rewrite
	for _, p := range e.paths {
		w := e.rewrite(p)
		if (always || w != (rewrite{})) && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}

func (e *envoyRoute) filterTitle(at int) *tree.Node {
	name := e.title
	if at > 0 {
		name += "-" + strconv.Itoa(at+1)
	}
	return derived(ruleName, e.Node, name)
}

// filterObjects returns the filters of Envoy Gateway's own that the endpoint's rules name.
func (e *envoyRoute) filterObjects() []backends.Object {
	var objects []backends.Object
	from := []*tree.Node{e.Paths.Node, e.StripPath.Node}
	if e.Rewrite.IsSet() {
		from = []*tree.Node{e.Rewrite.Node, e.Paths.Node}
	}
	for _, t := range e.Targets() {
		if s := schema.Find[schema.ServiceEndpoint](e.x.r.t, t.V); s != nil {
			from = append(from, s.Urls.Node)
			for _, u := range s.Urls.Items {
				from = append(from, u.Node)
			}
		}
	}
	for i, w := range e.filterVariants() {
		var host *tree.Node
		if e.rewritesHost() {
			host = ruled(ruleEnvoyTarget, tree.NewMap(tree.F("type", tree.NewString("Backend"))))
		}
		var rewriting *tree.Node
		if path := w.node(from...); host != nil || path != nil {
			rewriting = tree.NewMap(tree.F("hostname", host), tree.F("path", path))
		}
		objects = append(objects, e.x.r.object(&e.owner, routeFilterType, meta{name: e.filterTitle(i)}, spec(
			tree.F("urlRewrite", rewriting),
			tree.F("credentialInjection", e.credential()))))
	}
	return objects
}

// rewritesHost reports whether targets are asked by their own host name: those that are known by it.
func (e *envoyRoute) rewritesHost() bool {
	return slices.ContainsFunc(e.Targets(), func(t schema.Value[schema.Address]) bool {
		w := e.x.r.runs[t.V]
		return t.V.Kind == schema.KindServiceEndpoint || w != nil && w.serving
	})
}
