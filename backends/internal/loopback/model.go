package loopback

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// model returns common/models/<name>.json.
func (p *pod) model(m *schema.Model) *tree.Node {
	c := p.connector(m)
	fields := []tree.Field{
		tree.F("name", tree.NewString(m.ClassName())),
		tree.F("plural", tree.NewString(m.PluralName().V)),
		tree.F("base", tree.NewString(base(m, c))),
		tree.F("strict", tree.NewBool(m.Strict.V)),
	}
	if m.Readonly.V {
		fields = append(fields, tree.F("readonly", tree.NewBool(true)))
	}
	if ownerRule(m) != nil && !isUser(m) {
		// Makes LoopBack look for the owner along belongsTo; a User is its own owner.
		fields = append(fields, tree.F("ownerRelations", tree.NewBool(true)))
	}
	fields = append(fields,
		tree.F("properties", properties(m, c)),
		tree.F("relations", p.relations(m)),
		tree.F("acls", accessRules(m)))
	return tree.NewMap(fields...).With(tree.Derive(RuleModel, m.Node))
}

// base returns what a model extends. Data sources that store no records (files, SOAP operations) give a model its
// methods themselves.
func base(m *schema.Model, c *schema.Connector) string {
	if c != nil && !storesRecords(c) {
		return "Model"
	}
	return m.Base.V
}

func storesRecords(c *schema.Connector) bool { return c.Type.V != "storage" && c.Type.V != "soap" }

func properties(m *schema.Model, c *schema.Connector) *tree.Node {
	var fields []tree.Field
	for _, q := range sortedByLabel(m.Property, func(q *schema.Property) string { return q.Label }) {
		fields = append(fields, tree.F(q.Label, property(q, c)))
	}
	return tree.NewMap(fields...)
}

// floatColumns are the column types of fractional numbers. LoopBack's SQL connectors make an integer column of "number",
// which rounds silently or fails.
var floatColumns = map[string]string{
	"postgresql": "double precision", "mysql": "double", "mssql": "float", "oracle": "BINARY_DOUBLE",
}

func property(q *schema.Property, c *schema.Connector) *tree.Node {
	var fields []tree.Field
	add := func(key string, n *tree.Node) { fields = append(fields, tree.F(key, n)) }
	if q.Type.V == "integer" {
		add("type", tree.NewString("number"))
		add("integer", tree.NewBool(true))
	} else {
		add("type", tree.NewString(q.Type.V))
	}
	if q.Id.V {
		// The client gives the id; LoopBack would otherwise make numbers of its own.
		add("id", tree.NewBool(true))
		add("generated", tree.NewBool(false))
	}
	if q.Required.V || q.Id.V {
		add("required", tree.NewBool(true))
	}
	switch {
	case q.Unique.V:
		add("index", tree.NewMap(tree.F("unique", tree.NewBool(true))))
	case q.Index.V:
		add("index", tree.NewBool(true))
	}
	if q.Default.IsSet() {
		add("default", q.Default.V)
	}
	if q.Description.IsSet() {
		add("description", tree.NewString(q.Description.V))
	}
	if c != nil && q.Type.V == "number" && floatColumns[c.Type.V] != "" {
		add(c.Type.V, tree.NewMap(tree.F("dataType", tree.NewString(floatColumns[c.Type.V]))))
	}
	return tree.NewMap(fields...)
}

// sortedByLabel returns labelled blocks by label, so that the language they are written in does not show.
func sortedByLabel[B any](blocks []B, label func(B) string) []B {
	return slices.SortedFunc(slices.Values(blocks), func(a, b B) int { return strings.Compare(label(a), label(b)) })
}
