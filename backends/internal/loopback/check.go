package loopback

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Check reports what LoopBack can't do with the models of one process.
func Check(t *schema.Topology, models []*schema.Model) diag.List {
	p := newPod(t, models)
	ds := slices.Concat(p.checkNames(), p.checkUsers())
	for _, m := range p.models {
		ds = append(ds, checkProperties(m)...)
		ds = append(ds, p.checkSource(m)...)
		ds = append(ds, p.checkAccess(m)...)
		ds = append(ds, p.checkKeys(m)...)
	}
	for _, c := range p.connectors {
		ds = append(ds, checkConnector(c)...)
	}
	return ds
}

// builtIn are the models that LoopBack brings: a model of the topology can't take their place.
var builtIn = []string{
	"AccessToken", "ACL", "Application", "Change", "Checkpoint", "Email", "KeyValueModel", "Model", "PersistedModel", "Role",
	"RoleMapping", "Scope", "User",
}

func (p *pod) checkNames() diag.List {
	var ds diag.List
	for _, m := range p.models {
		name := m.ClassName()
		if slices.ContainsFunc(builtIn, func(b string) bool { return strings.EqualFold(b, name) }) {
			ds = append(ds, diag.LoopbackName.At(m.Node.Origin.KeyPlace(), "model %q becomes %s, which LoopBack has itself", m.Address.Name, name).
				WithFix("give the model a more specific name, such as %q", p.topology.Name+"-"+m.Address.Name).WithAddress(m.Address.String()))
		}
	}
	return ds
}

func (p *pod) checkUsers() diag.List {
	var ds diag.List
	users := p.users()
	for i, m := range users {
		if i > 0 {
			ds = append(ds, diag.LoopbackUsers.At(m.Base.Node.Range(), "models %q and %q are both of base User in one pod", users[0].Address.Name, m.Address.Name).
				WithRelated(users[0].Base.Node.Range(), "the other model").
				WithFix("keep one model of base User and tell people apart by roles, or move one with its relations into a microservice").WithAddress(m.Address.String()))
		}
	}
	return ds
}

// userProperties are what LoopBack's User has.
var userProperties = []string{"email", "emailVerified", "password", "realm", "username", "verificationToken", accessTokens}

func checkProperties(m *schema.Model) diag.List {
	var ds diag.List
	names := map[string]*tree.Node{}
	report := func(n *tree.Node, summary, fix string, args ...any) {
		ds = append(ds, diag.LoopbackProperty.At(n.Origin.KeyPlace(), summary, args...).WithFix("%s", fix).WithAddress(m.Address.String()))
	}
	for _, q := range m.Property {
		names[q.Label] = q.Node
		switch {
		case q.Label == "id" && !q.Id.V:
			report(q.Node, "LoopBack makes a property id of its own, so %s.id has to say that it is the id", "write id = true, remove the property, or rename it", m.Address.Name)
		case q.Label == "constructor" || strings.HasPrefix(q.Label, "__"):
			report(q.Node, "LoopBack needs the name %q itself", "rename the property", q.Label)
		}
	}
	for _, r := range m.Relation {
		names[r.Label] = r.Node
	}
	for _, name := range userProperties {
		if n := names[name]; n != nil && isUser(m) {
			report(n, "a model of base User has %q already", "remove it, or rename it", name)
		}
	}
	return ds
}

// checkKeys reports a relation through another model in which one property would be the key of both sides.
func (p *pod) checkKeys(m *schema.Model) diag.List {
	var ds diag.List
	for _, r := range m.Relation {
		if r.Through.IsSet() && p.keyThrough(m, r) == foreignKey(m, r) {
			through := r.Through.V.Name
			ds = append(ds, diag.LoopbackKeys.At(r.Through.Node.Range(), "%s of %q would hold the ids of both sides of %q", foreignKey(m, r), through, r.Label).
				WithFix("give model %q a belongsTo relation to model %q with a foreign_key of its own", through, r.Model.V.Name).WithAddress(m.Address.String()))
		}
	}
	return ds
}
