package documents

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/route"
)

// modelCall is an operation of a model's REST API, as LoopBack 3 has it.
type modelCall struct {
	method   string
	path     route.Path // as the workspace has it
	summary  string
	query    []string // filter, where, or a text
	body     string   // what is sent: whole, partial, any, or "" for nothing
	optional bool     // the body may be left out
	answer   string   // what comes back: one, many, count, exists, nothing, any
	of       *schema.Model
	missing  bool // answers 404 where there is no such instance
}

// modelAPI is the REST API of a model.
type modelAPI struct {
	model *schema.Model
	calls []modelCall
}

// modelBehind returns the API of the model that an endpoint leads to; nil where it leads elsewhere as well, or where the model's
// data source decides itself what can be called.
func (a *api) modelBehind(e *schema.ApiEndpoint) *modelAPI {
	targets := e.Targets()
	m := schema.Find[schema.Model](a.t, targets[0].V)
	if m == nil || slices.ContainsFunc(targets, func(v schema.Value[schema.Address]) bool { return v.V != m.Address }) {
		return nil
	}
	if c := schema.Find[schema.Connector](a.t, m.Connector.V); c != nil && (c.Type.V == "storage" || c.Type.V == "soap") {
		return nil
	}
	x := &modelAPI{model: m}
	root := "/api/" + m.PluralName().V
	name := m.Address.Name
	for _, c := range []modelCall{
		{method: "GET", path: route.Parse(root), summary: "Find " + name + " instances", query: []string{"filter"}, answer: "many"},
		{method: "POST", path: route.Parse(root), summary: "Create " + an(name), body: "whole", answer: "one"},
		{method: "PUT", path: route.Parse(root), summary: "Replace " + an(name) + ", or create it", body: "whole", answer: "one"},
		{method: "PATCH", path: route.Parse(root), summary: "Change " + an(name) + ", or create it", body: "partial", answer: "one"},
		{method: "GET", path: route.Parse(root + "/findOne"), summary: "Find one " + name, query: []string{"filter"}, answer: "one", missing: true},
		{method: "GET", path: route.Parse(root + "/count"), summary: "Count " + name + " instances", query: []string{"where"}, answer: "count"},
		{method: "POST", path: route.Parse(root + "/update"), summary: "Change all " + name + " instances that match", query: []string{"where"}, body: "partial", answer: "count"},
		{method: "POST", path: route.Parse(root + "/replaceOrCreate"), summary: "Replace " + an(name) + ", or create it", body: "whole", answer: "one"},
		{method: "POST", path: route.Parse(root + "/upsertWithWhere"), summary: "Change the " + name + " that matches, or create it", query: []string{"where"}, body: "whole", answer: "one"},
		{method: "GET", path: route.Parse(root + "/{id}"), summary: "Find " + an(name) + " by its id", query: []string{"filter"}, answer: "one", missing: true},
		{method: "HEAD", path: route.Parse(root + "/{id}"), summary: "Tell whether there is " + an(name), answer: "nothing", missing: true},
		{method: "PUT", path: route.Parse(root + "/{id}"), summary: "Replace " + an(name), body: "whole", answer: "one", missing: true},
		{method: "PATCH", path: route.Parse(root + "/{id}"), summary: "Change " + an(name), body: "partial", answer: "one", missing: true},
		{method: "DELETE", path: route.Parse(root + "/{id}"), summary: "Delete " + an(name), answer: "count"},
		{method: "POST", path: route.Parse(root + "/{id}/replace"), summary: "Replace " + an(name), body: "whole", answer: "one", missing: true},
		{method: "GET", path: route.Parse(root + "/{id}/exists"), summary: "Tell whether there is " + an(name), answer: "exists"},
	} {
		c.of = m
		x.calls = append(x.calls, c)
	}
	for _, r := range byLabel(m.Relation) {
		x.relation(a.t, root, r)
	}
	if m.Base.V == "User" && !m.Readonly.V {
		x.login(root)
	}
	if m.Readonly.V {
		x.calls = slices.DeleteFunc(x.calls, func(c modelCall) bool { return c.method != "GET" && c.method != "HEAD" })
	}
	return x
}

// relation adds the operations of a relation.
func (x *modelAPI) relation(t *schema.Topology, root string, r *schema.Relation) {
	other := schema.Find[schema.Model](t, r.Model.V)
	if other == nil {
		return
	}
	at := root + "/{id}/" + r.Label
	add := func(method, path, summary string, c modelCall) {
		if c.of == nil {
			c.of = other
		}
		if c.of == other && other.Readonly.V && method != "GET" && method != "HEAD" && !strings.Contains(path, "/rel/") {
			return // by a relation it is not written either
		}
		c.method, c.path, c.summary, c.missing = method, route.Parse(path), summary, true
		x.calls = append(x.calls, c)
	}
	one, of := other.Address.Name, " of "+an(x.model.Address.Name)
	if single(r) {
		add("GET", at, "Get "+r.Label+of, modelCall{answer: "one"})
	} else {
		add("GET", at, "Get "+r.Label+of, modelCall{query: []string{"filter"}, answer: "many"})
	}
	switch {
	case r.Type.V == "belongsTo":
		return
	case single(r):
		add("POST", at, "Create "+r.Label+of, modelCall{body: "whole", answer: "one"})
		add("PUT", at, "Change "+r.Label+of, modelCall{body: "partial", answer: "one"})
		add("DELETE", at, "Delete "+r.Label+of, modelCall{answer: "nothing"})
		return
	}
	add("POST", at, "Create "+an(one)+" in "+r.Label+of, modelCall{body: "whole", answer: "one"})
	add("DELETE", at, "Delete all "+r.Label+of, modelCall{answer: "nothing"})
	add("GET", at+"/count", "Count "+r.Label+of, modelCall{query: []string{"where"}, answer: "count"})
	add("GET", at+"/{fk}", "Find "+an(one)+" in "+r.Label+of, modelCall{answer: "one"})
	add("PUT", at+"/{fk}", "Change "+an(one)+" in "+r.Label+of, modelCall{body: "partial", answer: "one"})
	add("DELETE", at+"/{fk}", "Delete "+an(one)+" in "+r.Label+of, modelCall{answer: "nothing"})
	if r.Type.V == "hasAndBelongsToMany" || r.Through.IsSet() {
		add("HEAD", at+"/rel/{fk}", "Tell whether "+an(one)+" is in "+r.Label+of, modelCall{answer: "nothing"})
		put := modelCall{answer: "any"}
		if through := schema.Find[schema.Model](t, r.Through.V); through != nil {
			put = modelCall{body: "partial", optional: true, answer: "one", of: through}
		}
		add("PUT", at+"/rel/{fk}", "Put "+an(one)+" into "+r.Label+of, put)
		add("DELETE", at+"/rel/{fk}", "Take "+an(one)+" out of "+r.Label+of, modelCall{answer: "nothing"})
	}
}

// an is a name with its article.
func an(name string) string {
	if strings.ContainsAny(name[:1], "aeiou") {
		return "an " + name
	}
	return "a " + name
}

func single(r *schema.Relation) bool { return r.Type.V == "belongsTo" || r.Type.V == "hasOne" }

// login adds what a model has that people log in with. Their access tokens, which LoopBack has below them, are left out: its rules open
// them to nobody.
func (x *modelAPI) login(root string) {
	x.calls = append(x.calls,
		modelCall{method: "GET", path: route.Parse(root + "/confirm"), summary: "Confirm an e-mail address", query: []string{"uid", "token", "redirect"}, answer: "nothing", of: x.model},
		modelCall{method: "POST", path: route.Parse(root + "/{id}/verify"), summary: "Ask for an e-mail that confirms the address", answer: "nothing", of: x.model, missing: true})
	for _, c := range []struct{ path, summary, answer string }{
		{"/login", "Log in", "any"},
		{"/logout", "Log out", "nothing"},
		{"/reset", "Ask for a new password", "nothing"},
		{"/change-password", "Change the password", "nothing"},
		{"/reset-password", "Set a new password", "nothing"},
	} {
		call := modelCall{method: "POST", path: route.Parse(root + c.path), summary: c.summary, body: "any", answer: c.answer, of: x.model}
		if c.path == "/login" {
			call.query = []string{"include"}
		}
		x.calls = append(x.calls, call)
	}
}

// outside returns the path under which clients reach a path of the workspace through a path of an endpoint; see strip_path and
// rewrite in the language.
func (x *modelAPI) outside(e *schema.ApiEndpoint, through, inside route.Path) (route.Path, bool) {
	rest := inside.Segments
	for _, s := range route.Parse(e.Rewrite.V).Segments {
		if len(rest) == 0 || rest[0].Param || rest[0].Text != s.Text {
			return route.Path{}, false
		}
		rest = rest[1:]
	}
	var out route.Path
	if e.StripPath.V {
		for _, s := range through.Segments {
			if s.Param {
				break
			}
			out.Segments = append(out.Segments, s)
		}
	}
	out.Segments = append(out.Segments, rest...)
	for i, s := range through.Segments {
		if i >= len(out.Segments) || !s.Param && (out.Segments[i].Param || out.Segments[i].Text != s.Text) {
			return route.Path{}, false
		}
	}
	if through.Rest {
		return out, len(out.Segments) > len(through.Segments)
	}
	return out, len(out.Segments) == len(through.Segments)
}
