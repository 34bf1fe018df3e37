package loopback

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// checkAccess reports rules that are never met or never applied: LoopBack takes them without a word.
func (p *pod) checkAccess(m *schema.Model) diag.List {
	var ds diag.List
	for _, a := range m.Access {
		switch {
		case a.Principal.V == "owner" && !p.owned(m):
			ds = append(ds, diag.LoopbackOwner.At(a.Principal.Node.Range(), "model %q has no owner: none of its belongsTo relations leads to a model of base User", m.Address.Name).
				WithFix("add a belongsTo relation to the model that people log in with").WithAddress(m.Address.String()))
		case a.Principal.V != "owner" && a.Principal.V != "everyone" && len(p.users()) == 0:
			ds = append(ds, diag.LoopbackLogin.At(a.Principal.Node.Range(), "nobody can log in where model %q runs, so this rule is never met", m.Address.Name).
				WithFix("give one model of the same pod base = \"User\", or write the rule for \"everyone\"").WithAddress(m.Address.String()))
		}
		if a.Method.IsSet() && !p.hasMethod(m, a.Method.V) {
			ds = append(ds, diag.LoopbackMethod.At(a.Method.Node.Range(), "model %q has no method %q", m.Address.Name, a.Method.V).
				WithFix("write one of %s, or __get__NAME and the like for a relation NAME", strings.Join(recordMethods[:12], ", ")).WithAddress(m.Address.String()))
		}
	}
	return ds
}

// owned reports whether instances of a model have an owner: they are users, or belong to one.
func (p *pod) owned(m *schema.Model) bool {
	if isUser(m) {
		return true
	}
	return slices.ContainsFunc(m.Relation, func(r *schema.Relation) bool {
		other := schema.Find[schema.Model](p.topology, r.Model.V)
		return r.Type.V == "belongsTo" && other != nil && isUser(other)
	})
}

// recordMethods are the remote methods of a persisted model, the usual ones first, then their other names.
var recordMethods = []string{
	"create", "find", "findById", "findOne", "exists", "count", "patchAttributes", "replaceById", "deleteById", "updateAll",
	"upsert", "upsertWithWhere", "patchOrCreate", "patchOrCreateWithWhere", "replaceOrCreate", "updateOrCreate", "update",
	"updateAttributes", "destroyById", "removeById",
}

// userMethods are those that a model of base User has besides.
var userMethods = []string{"login", "logout", "confirm", "resetPassword", "changePassword", "setPassword", "verify"}

// relationVerbs are the first parts of a relation's methods: __VERB__NAME.
var relationVerbs = []string{"get", "create", "update", "destroy", "delete", "count", "findById", "updateById", "destroyById", "link", "unlink", "exists"}

func (p *pod) hasMethod(m *schema.Model, method string) bool {
	if c := p.connector(m); c == nil || !storesRecords(c) {
		return true // the methods are those of the service or the file store
	}
	if slices.Contains(recordMethods, method) || isUser(m) && slices.Contains(userMethods, method) {
		return true
	}
	verb, name, ok := strings.Cut(strings.TrimPrefix(method, "__"), "__")
	if !ok || !strings.HasPrefix(method, "__") || !slices.Contains(relationVerbs, verb) {
		return false
	}
	return isUser(m) && name == accessTokens || slices.ContainsFunc(m.Relation, func(r *schema.Relation) bool { return r.Label == name })
}
