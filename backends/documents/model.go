package documents

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

const dialect = "https://json-schema.org/draft/2020-12/schema"

func modelDocument(t *schema.Topology, m *schema.Model) Document {
	name := "model-" + m.Address.Name
	fields := append([]tree.Field{tree.F("$schema", str(dialect))}, modelSchema(t, m, whole, true).Fields...)
	return Document{
		ID: m.Address.String(), File: name + ".schema.json", Address: m.Address, Format: JSONSchema, Node: m.Node,
		Tree: (&tree.Node{Kind: tree.Map, Fields: fields}).With(tree.Derive(RuleModel, m.Node)),
	}
}

// part says which instances of a model a schema is for.
type part bool

const (
	whole   part = false
	partial part = true // a change of some properties
)

// modelSchema returns the JSON Schema of a model's instances as its REST API takes and gives them. What is not required may be null:
// that is how a database keeps what was never set. Alone it is closed where the model is strict; an answer of the REST API may
// include related instances.
func modelSchema(t *schema.Topology, m *schema.Model, of part, alone bool) *tree.Node {
	var required []*tree.Node
	properties := modelProperties(t, m)
	fields := make([]tree.Field, len(properties))
	for i, p := range properties {
		fields[i] = tree.F(p.name, p.schema)
		if p.required && of == whole {
			required = append(required, str(p.name))
		}
	}
	var closed *tree.Node
	if m.Strict.V && alone {
		closed = tree.NewBool(false).With(tree.Derive(RuleModel, m.Strict.Node))
	}
	return tree.NewMap(
		tree.F("title", str(m.ClassName())),
		tree.F("type", str("object")),
		tree.F("properties", optionalMap(fields)),
		tree.F("required", optionalList(required)),
		tree.F("additionalProperties", closed),
	).With(tree.Derive(RuleModel, m.Node))
}

// modelProperty is one property of a model in JSON.
type modelProperty struct {
	name     string
	schema   *tree.Node
	required bool
}

// modelProperties returns a model's properties: its id first, its own and those of a User by name, and the keys of relations.
func modelProperties(t *schema.Topology, m *schema.Model) []modelProperty {
	own := slices.SortedFunc(slices.Values(m.Property), func(a, b *schema.Property) int { return strings.Compare(a.Label, b.Label) })
	var out []modelProperty
	has := func(name string) bool {
		return slices.ContainsFunc(out, func(p modelProperty) bool { return p.name == name })
	}
	id := slices.IndexFunc(own, func(p *schema.Property) bool { return p.Id.V })
	if id < 0 {
		n := withField(idSchema(t, m), tree.F("readOnly", tree.NewBool(true)))
		out = append(out, modelProperty{"id", n.With(tree.Derive(RuleModel, m.Node)), true})
	} else {
		out = append(out, modelProperty{own[id].Label, propertySchema(own[id]), true})
	}
	for _, p := range own {
		if !p.Id.V {
			out = append(out, modelProperty{p.Label, propertySchema(p), p.Required.V})
		}
	}
	if m.Base.V == "User" {
		for _, p := range userProperties {
			if !has(p.name) {
				out = append(out, modelProperty{p.name, p.schema.With(tree.Derive(RuleModel, m.Base.Node)), p.required})
			}
		}
	}
	for _, k := range foreignKeys(t, m) {
		if !has(k.name) {
			out = append(out, k)
		}
	}
	return out
}

// userProperties are what LoopBack gives a model that people log in with; a password is only ever sent.
var userProperties = []modelProperty{
	{"realm", tree.NewMap(tree.F("type", words("string", "null"))), false},
	{"username", tree.NewMap(tree.F("type", words("string", "null"))), false},
	{"email", tree.NewMap(tree.F("type", str("string")), tree.F("format", str("email"))), true},
	{"emailVerified", tree.NewMap(tree.F("type", words("boolean", "null"))), false},
	{"password", tree.NewMap(tree.F("type", str("string")), tree.F("writeOnly", tree.NewBool(true))), false},
}

// foreignKeys returns the properties that relations give a model: those of its own belongsTo, and those of the hasMany and hasOne
// of others that lead to it.
func foreignKeys(t *schema.Topology, m *schema.Model) []modelProperty {
	var out []modelProperty
	add := func(owner *schema.Model, r *schema.Relation, of *schema.Model) {
		key := owner.ForeignKey(r)
		if of == nil || !key.IsSet() || slices.ContainsFunc(out, func(p modelProperty) bool { return p.name == key.V }) {
			return
		}
		n := nullable(idSchema(t, of))
		out = append(out, modelProperty{key.V, n.With(tree.Derive(RuleModel, r.Node)), false})
	}
	for _, r := range byLabel(m.Relation) {
		if r.Type.V == "belongsTo" {
			add(m, r, schema.Find[schema.Model](t, r.Model.V))
		}
	}
	for _, other := range t.Models {
		for _, r := range byLabel(other.Relation) {
			if r.Model.V == m.Address && !r.Through.IsSet() && (r.Type.V == "hasMany" || r.Type.V == "hasOne") {
				add(other, r, other)
			}
		}
	}
	slices.SortFunc(out, func(a, b modelProperty) int { return strings.Compare(a.name, b.name) })
	return out
}

func byLabel(relations []*schema.Relation) []*schema.Relation {
	return slices.SortedFunc(slices.Values(relations), func(a, b *schema.Relation) int { return strings.Compare(a.Label, b.Label) })
}

// idSchema returns the type of a model's id: its own, or what its data source makes.
func idSchema(t *schema.Topology, m *schema.Model) *tree.Node {
	for _, p := range m.Property {
		if p.Id.V {
			return typeSchema(p.Type.V)
		}
	}
	if c := schema.Find[schema.Connector](t, m.Connector.V); c != nil && (c.Type.V == "mongodb" || c.Type.V == "redis") {
		return typeSchema("string")
	}
	return typeSchema("number")
}

func propertySchema(p *schema.Property) *tree.Node {
	n := typeSchema(p.Type.V)
	if !p.Required.V && !p.Id.V {
		n = nullable(n)
	}
	n = withField(n, tree.F("default", p.Default.V))
	return withField(n, tree.F("description", p.Description.Node)).With(tree.Derive(RuleModel, p.Node))
}

// typeSchema returns the schema of a property's type. A buffer is whatever LoopBack makes of it.
func typeSchema(typ string) *tree.Node {
	switch typ {
	case "date":
		return tree.NewMap(tree.F("type", str("string")), tree.F("format", str("date-time")))
	case "geopoint":
		coordinate := tree.NewMap(tree.F("type", str("number")))
		return tree.NewMap(
			tree.F("type", str("object")),
			tree.F("properties", tree.NewMap(tree.F("lat", coordinate), tree.F("lng", coordinate))),
			tree.F("required", words("lat", "lng")),
		)
	case "buffer":
		return tree.NewMap()
	}
	return tree.NewMap(tree.F("type", str(typ)))
}

// nullable returns a schema that takes null as well.
func nullable(n *tree.Node) *tree.Node {
	typ := n.Get("type")
	if typ == nil || typ.Kind != tree.String {
		return n
	}
	out := &tree.Node{Kind: tree.Map, Fields: slices.Clone(n.Fields)}
	for i := range out.Fields {
		if out.Fields[i].Key == "type" {
			out.Fields[i].Value = words(typ.Text, "null")
		}
	}
	return out
}

// withField returns a map with one more field, where it has a value.
func withField(n *tree.Node, f tree.Field) *tree.Node {
	if f.Value == nil {
		return n
	}
	return &tree.Node{Kind: tree.Map, Fields: append(slices.Clip(n.Fields), f), Origin: n.Origin}
}
