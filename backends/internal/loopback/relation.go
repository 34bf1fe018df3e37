package loopback

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

func (p *pod) relations(m *schema.Model) *tree.Node {
	var fields []tree.Field
	for _, r := range sortedByLabel(m.Relation, func(r *schema.Relation) string { return r.Label }) {
		fields = append(fields, tree.F(r.Label, p.relation(m, r)))
	}
	if isUser(m) {
		fields = append(fields, tree.F(accessTokens, tree.NewMap(
			tree.F("type", tree.NewString("hasMany")),
			tree.F("model", tree.NewString("AccessToken")),
			tree.F("foreignKey", tree.NewString("userId")),
			tree.F("options", tree.NewMap(tree.F("disableInclude", tree.NewBool(true)))))))
	}
	return tree.NewMap(fields...)
}

// accessTokens is the relation that LoopBack's User has to its tokens.
const accessTokens = "accessTokens"

// relation writes every key out, so that no rename of a class and no default of LoopBack changes a column.
func (p *pod) relation(m *schema.Model, r *schema.Relation) *tree.Node {
	fields := []tree.Field{
		tree.F("type", tree.NewString(r.Type.V)),
		tree.F("model", tree.NewString(p.className(r.Model.V))),
	}
	if r.Through.IsSet() {
		fields = append(fields, tree.F("through", tree.NewString(p.className(r.Through.V))))
	}
	fields = append(fields, tree.F("foreignKey", tree.NewString(foreignKey(m, r))))
	if r.Through.IsSet() {
		fields = append(fields, tree.F("keyThrough", tree.NewString(p.keyThrough(m, r))))
	}
	return tree.NewMap(fields...)
}

func (p *pod) className(a schema.Address) string {
	if m := schema.Find[schema.Model](p.topology, a); m != nil {
		return m.ClassName()
	}
	return ""
}

// foreignKey returns a relation's key; of hasAndBelongsToMany it is the column of the table between the two.
func foreignKey(m *schema.Model, r *schema.Relation) string {
	if key := m.ForeignKey(r); key.IsSet() {
		return key.V
	}
	return schema.LowerCamel(m.Address.Name) + "Id"
}

// keyThrough returns the property of the model between the two that holds the other's id: the foreign key of its
// belongsTo relation to the other, or else lowerCamel(other)+Id. Between a model and itself the two keys differ.
func (p *pod) keyThrough(m *schema.Model, r *schema.Relation) string {
	if through := schema.Find[schema.Model](p.topology, r.Through.V); through != nil {
		for _, back := range sortedByLabel(through.Relation, func(r *schema.Relation) string { return r.Label }) {
			if back.Type.V == "belongsTo" && back.Model.V == r.Model.V && foreignKey(through, back) != foreignKey(m, r) {
				return foreignKey(through, back)
			}
		}
	}
	return schema.LowerCamel(r.Model.V.Name) + "Id"
}
