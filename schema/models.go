package schema

import "strings"

// PluralName returns the model's name in URLs: as written, else the lower-case English plural of its name. Its REST root
// is /api/ and this.
func (m *Model) PluralName() Value[string] {
	return written(m.Plural, "model.plural", Plural(m.Address.Name), m.Node)
}

// ClassName returns the name a model has in LoopBack: coffee-shop is CoffeeShop.
func (m *Model) ClassName() string { return pascal(m.Address.Name) }

// ForeignKey returns the property that holds the other model's id in a relation of m: as written, else lowerCamel(model)
// and Id, of belongsTo after the model it names, of hasMany and hasOne after m. hasAndBelongsToMany keeps its ids in a
// model between the two and has none: the result is unset.
func (m *Model) ForeignKey(r *Relation) Value[string] {
	named := m.Address.Name
	switch r.Type.V {
	case "belongsTo":
		named = r.Model.V.Name
	case "hasAndBelongsToMany":
		return r.ForeignKey
	}
	return written(r.ForeignKey, "relation.foreign_key", LowerCamel(named)+"Id", r.Node)
}

// WorkspaceModels returns the models that stay in the workspace: those that no microservice takes.
func (t *Topology) WorkspaceModels() []*Model {
	var out []*Model
	for _, m := range t.Models {
		if t.ModelService(m.Address) == nil {
			out = append(out, m)
		}
	}
	return out
}

// ModelService returns the microservice that takes a model out of the workspace, or nil.
func (t *Topology) ModelService(model Address) *Microservice {
	for _, e := range t.To(model) {
		if e.Class == EdgeRuns {
			return Find[Microservice](t, e.From)
		}
	}
	return nil
}

// LowerCamel returns a name as a lower camel case identifier: coffee-shop is coffeeShop.
func LowerCamel(name string) string {
	s := pascal(name)
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func pascal(name string) string {
	var b strings.Builder
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '-' || r == '_' }) {
		b.WriteString(strings.ToUpper(part[:1]) + part[1:])
	}
	return b.String()
}
