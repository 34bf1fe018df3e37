package resolve

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// models reports models that two microservices take, and models that would be alike in LoopBack, in a database that does
// not tell upper from lower case, or in the URLs of one workspace.
func (c *checker) models() {
	type home struct{ service, name string }
	classes, plurals := map[string]*schema.Model{}, map[home]*schema.Model{}
	for _, m := range c.t.Models {
		c.takenTwice(m)
		c.properties(m)
		class := strings.ToLower(m.ClassName())
		if other := classes[class]; other != nil {
			c.report(m.Address, diag.NameCollision.At(key(m.Node), "%s and %s are both called %s in LoopBack, but for upper and lower case", other.Address, m.Address, m.ClassName()).
				WithRelated(key(other.Node), "%s", other.Address).WithFix("rename one of them"))
			continue
		}
		classes[class] = m
		id := home{name: m.PluralName().V}
		if s := c.t.ModelService(m.Address); s != nil {
			id.service = s.Address.Name
		}
		if other := plurals[id]; other != nil {
			c.report(m.Address, diag.NameCollision.At(at(m.Plural.Node, m.Node), "%s and %s both answer below /api/%s", other.Address, m.Address, id.name).
				WithRelated(at(other.Plural.Node, other.Node), "%s", other.Address).WithFix("give one of them another plural"))
			continue
		}
		plurals[id] = m
	}
}

func (c *checker) takenTwice(m *schema.Model) {
	var first *schema.Edge
	for _, e := range c.t.To(m.Address) {
		switch {
		case e.Class != schema.EdgeRuns:
		case first == nil:
			first = &e
		case e.From != first.From:
			c.report(e.From, diag.TakenTwice.At(e.Node.Range(), "%s takes %s, which %s takes already", e.From, m.Address, first.From).
				WithRelated(first.Node.Range(), "%s takes it here", first.From).WithFix("leave it in one of them; the other one can call it"))
		}
	}
}

// properties reports a property and a relation of one name: in LoopBack both are members of the model.
func (c *checker) properties(m *schema.Model) {
	members := c.distinct(m.Address, "property or relation")
	for _, p := range m.Property {
		members(p.Label, nil, p.Node)
	}
	for _, r := range m.Relation {
		members(r.Label, nil, r.Node)
	}
	x := schema.Find[schema.Connector](c.t, m.Connector.V)
	if x == nil || !foldsCase(x.Type.V) {
		return
	}
	columns := map[string]*schema.Property{}
	for _, p := range m.Property {
		column := strings.ToLower(p.Label)
		if other := columns[column]; other != nil && other.Label != p.Label {
			c.report(m.Address, diag.NameCollision.At(key(p.Node), "the properties %s and %s of %s are one column in a database of type %s", other.Label, p.Label, m.Address, x.Type.V).
				WithRelated(key(other.Node), "the other one").WithFix("rename one of them"))
			continue
		}
		columns[column] = p
	}
}

// foldsCase reports whether a type of connector keeps columns whose names differ by case alone as one: LoopBack's connectors write
// them in lower case (PostgreSQL) or upper case (Oracle), and MySQL and, as it is set up, SQL Server do not tell them apart.
func foldsCase(connector string) bool {
	switch connector {
	case "postgresql", "mysql", "mssql", "oracle":
		return true
	}
	return false
}

// relations reports relations between models that do not live together, and through or foreign_key where they mean nothing.
func (c *checker) relations() {
	for _, m := range c.t.Models {
		for _, r := range m.Relation {
			c.together(m, r.Model)
			c.together(m, r.Through)
			if r.Through.IsSet() && r.Type.V != "hasMany" && r.Type.V != "" {
				c.report(m.Address, diag.BadRelation.At(r.Through.Node.Range(), "a relation of type %s goes through no other model", r.Type.V).
					WithFix("use hasMany, or remove through"))
			}
			if r.ForeignKey.IsSet() && r.Type.V == "hasAndBelongsToMany" {
				c.noEffect(m.Address, r.ForeignKey.Node, "foreign_key", "a relation of type "+r.Type.V)
			}
		}
	}
}

func (c *checker) together(m *schema.Model, ref schema.Value[schema.Address]) {
	other := schema.Find[schema.Model](c.t, ref.V)
	if other == nil {
		return
	}
	here, there := c.t.ModelService(m.Address), c.t.ModelService(other.Address)
	if here != there {
		c.report(m.Address, diag.BadRelation.At(ref.Node.Range(), "%s runs in %s and %s in %s, so no relation can join them", m.Address, serviceName(here), other.Address, serviceName(there)).
			WithFix("let both run in the same place, or replace the relation by a call"))
	}
}

func serviceName(m *schema.Microservice) string {
	if m == nil {
		return "the workspace"
	}
	return m.Address.String()
}

// accessRules reports two rules about the same thing that disagree or repeat each other: the most specific rule decides,
// and neither is.
func (c *checker) accessRules() {
	type subject struct{ principal, operation, method string }
	for _, m := range c.t.Models {
		seen := map[subject]*schema.Access{}
		for _, a := range m.Access {
			id := subject{a.Principal.V, a.Operation.V, a.Method.V}
			other := seen[id]
			if other == nil || a.Principal.V == "" {
				seen[id] = a
				continue
			}
			c.report(m.Address, diag.Conflict.At(key(a.Node), "two access rules of %s are about the same principal, operation and method", m.Address).
				WithRelated(key(other.Node), "the other one").WithFix("remove one of them"))
		}
	}
}
