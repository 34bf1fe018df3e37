package documents

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// asyncAPIVersion is the version of the AsyncAPI Specification that documents are written in.
const asyncAPIVersion = "3.0.0"

// asyncAPI returns the AsyncAPI document of a topology: its buses as channels, its events as messages, and who sends and receives
// which. It is nil where there are no events.
func asyncAPI(t *schema.Topology) *Document {
	if len(t.Events) == 0 {
		return nil
	}
	a := &asyncDocument{t: t}
	rest := []tree.Field{
		tree.F("defaultContentType", str("application/json")),
		tree.F("channels", a.channels()),
		tree.F("operations", a.operations()),
		tree.F("components", tree.NewMap(tree.F("messages", a.messages()), tree.F("schemas", optionalMap(a.schemas)))),
	}
	var node *tree.Node
	if t.Info != nil {
		node = t.Info.Node
	}
	fields := append([]tree.Field{tree.F("asyncapi", str(asyncAPIVersion)), tree.F("info", info(t, t.Name, rest))}, rest...)
	return &Document{
		ID: "asyncapi." + t.Name, File: "asyncapi.yaml", Address: schema.Address{Kind: "topology", Name: t.Name}, Format: AsyncAPI, Node: node,
		Tree: tree.NewMap(fields...).With(tree.Derive(RuleAsyncAPI, node)),
	}
}

type asyncDocument struct {
	t       *schema.Topology
	schemas []tree.Field
}

// channels returns a channel for each bus that has events. Where it is depends on the backend, unless it stands already.
func (a *asyncDocument) channels() *tree.Node {
	var fields []tree.Field
	for _, b := range a.t.EventBuses {
		var messages []tree.Field
		for _, e := range a.t.Events {
			if e.Bus.V == b.Address {
				messages = append(messages, tree.F(e.Address.Name, ref("#/components/messages/"+e.Address.Name).With(tree.Derive(RuleAsyncAPI, e.Bus.Node))))
			}
		}
		if len(messages) > 0 {
			fields = append(fields, tree.F(b.Address.Name, tree.NewMap(tree.F("address", b.Existing.Node), tree.F("messages", optionalMap(messages))).With(tree.Derive(RuleAsyncAPI, b.Node))))
		}
	}
	return optionalMap(fields)
}

// traffic is what one entity does on one bus.
type traffic struct {
	entity schema.Address
	action string // send or receive
	bus    schema.Address
}

// operations returns an operation for each entity, bus and direction. What dead letters and schedules bring is sent as well.
func (a *asyncDocument) operations() *tree.Node {
	edges := map[traffic][]schema.Edge{}
	for _, edge := range a.t.Edges {
		e := schema.Find[schema.Event](a.t, edge.To)
		if e == nil {
			continue
		}
		action := ""
		switch edge.Class {
		case schema.EdgePublishes, schema.EdgeEmits, schema.EdgeSends, schema.EdgeSchedules, schema.EdgeDeadLetters:
			action = "send"
		case schema.EdgeSubscribes:
			action = "receive"
		default:
			continue
		}
		key := traffic{edge.From, action, e.Bus.V}
		if !slices.ContainsFunc(edges[key], func(other schema.Edge) bool { return other.To == edge.To }) {
			edges[key] = append(edges[key], edge)
		}
	}
	keys := make([]traffic, 0, len(edges))
	for k := range edges {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(x, y traffic) int {
		return cmp.Or(x.entity.Compare(y.entity), x.bus.Compare(y.bus), cmp.Compare(y.action, x.action))
	})
	var fields []tree.Field
	for _, k := range keys {
		var messages []*tree.Node
		for _, edge := range edges[k] {
			messages = append(messages, ref("#/channels/"+k.bus.Name+"/messages/"+edge.To.Name).With(tree.Derive(RuleAsyncAPI, edge.Node)))
		}
		name := strings.Join([]string{string(k.entity.Kind), k.entity.Name, k.action, k.bus.Name}, ".")
		fields = append(fields, tree.F(name, tree.NewMap(
			tree.F("action", str(k.action)),
			tree.F("channel", ref("#/channels/"+k.bus.Name)),
			tree.F("messages", tree.NewList(messages...)),
		).With(tree.Derive(RuleAsyncAPI, edges[k][0].Node))))
	}
	return optionalMap(fields)
}

// messages returns a message for each event: a CloudEvent whose data is the payload. Its attributes are headers, as HTTP has them in
// binary mode.
func (a *asyncDocument) messages() *tree.Node {
	var fields []tree.Field
	for _, e := range a.t.Events {
		typ, source := a.t.EventType(e), a.t.EventSource(e)
		fields = append(fields, tree.F(e.Address.Name, tree.NewMap(
			tree.F("name", str(typ.V).With(tree.Derive(RuleAsyncAPI, typ.Node))),
			tree.F("contentType", str("application/json")),
			tree.F("headers", tree.NewMap(
				tree.F("type", str("object")),
				tree.F("properties", tree.NewMap(
					tree.F("ce-specversion", constant("1.0")),
					tree.F("ce-type", constant(typ.V)),
					tree.F("ce-source", constant(source.V)),
					tree.F("ce-id", tree.NewMap(tree.F("type", str("string")))))),
				tree.F("required", words("ce-specversion", "ce-type", "ce-source", "ce-id")))),
			tree.F("payload", a.payload(e)),
		).With(tree.Derive(RuleAsyncAPI, e.Node))))
	}
	return optionalMap(fields)
}

func constant(s string) *tree.Node {
	return tree.NewMap(tree.F("type", str("string")), tree.F("const", str(s)))
}

// payload returns a reference to the schema of an event's data; nil where it has none that describes data.
func (a *asyncDocument) payload(e *schema.Event) *tree.Node {
	s := schema.Find[schema.Schema](a.t, e.Schema.V)
	if s == nil {
		return nil
	}
	name := s.Address.Name
	if !slices.ContainsFunc(a.schemas, func(f tree.Field) bool { return f.Key == name }) {
		content, format := a.content(s, "#/components/schemas/"+name+"/schema")
		if content == nil {
			return nil
		}
		a.schemas = append(a.schemas, tree.F(name, tree.NewMap(tree.F("schemaFormat", str(format)), tree.F("schema", content)).With(tree.Derive(RuleAsyncAPI, s.Node))))
	}
	return ref("#/components/schemas/" + name).With(tree.Derive(RuleAsyncAPI, e.Schema.Node))
}

// content returns a schema as a document has it, and its format as AsyncAPI names formats. at is where it will stand: references
// within it lead from there.
func (a *asyncDocument) content(s *schema.Schema, at string) (content *tree.Node, format string) {
	switch n := SchemaTree(a.t, s); s.Format.V {
	case JSONSchema:
		if n == nil {
			return nil, ""
		}
		return rebased(n, at), "application/schema+json;version=" + draft(n)
	case Avro:
		return n, "application/vnd.apache.avro+json;version=1.9.0"
	case Protobuf:
		text := schemaDocument(a.t, s).Text()
		version := "2"
		if strings.Contains(text, `"proto3"`) || strings.Contains(text, `'proto3'`) {
			version = "3"
		}
		return str(text), "application/vnd.google.protobuf;version=" + version
	}
	return nil, ""
}

// draft returns the version of JSON Schema that a schema says it is written in; draft-07 is what AsyncAPI takes for granted.
func draft(n *tree.Node) string {
	for _, d := range []string{"2019-09", "2020-12"} {
		if strings.Contains(n.Get("$schema").Str(), d) {
			return d
		}
	}
	return "draft-07"
}

// rebased returns a JSON Schema whose references lead to the same places when it stands within another document.
func rebased(n *tree.Node, at string) *tree.Node {
	switch {
	case len(n.Items) > 0:
		out := &tree.Node{Kind: tree.List, Origin: n.Origin}
		for _, item := range n.Items {
			out.Items = append(out.Items, rebased(item, at))
		}
		return out
	case len(n.Fields) > 0:
		out := &tree.Node{Kind: tree.Map, Origin: n.Origin}
		for _, f := range n.Fields {
			pointer, local := strings.CutPrefix(f.Value.Text, "#")
			switch f.Key {
			case "$ref":
				if f.Value.Kind == tree.String && local && (pointer == "" || pointer[0] == '/') {
					f.Value = str(at + pointer).With(f.Value.Origin)
				}
			case "properties", "patternProperties", "dependentSchemas", "$defs", "definitions":
				f.Value = rebasedEach(f.Value, at)
			case "const", "enum", "default", "examples": // values, not schemas
			default:
				f.Value = rebased(f.Value, at)
			}
			out.Fields = append(out.Fields, f)
		}
		return out
	}
	return n
}

// rebasedEach returns schemas by names, which may be any.
func rebasedEach(n *tree.Node, at string) *tree.Node {
	out := *n
	out.Fields = nil
	for _, f := range n.Fields {
		out.Fields = append(out.Fields, tree.F(f.Key, rebased(f.Value, at)))
	}
	return &out
}
