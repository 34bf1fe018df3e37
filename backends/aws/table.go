package aws

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// attributeTypes are DynamoDB's names of the types of keys.
var attributeTypes = map[string]string{"string": "S", "number": "N", "binary": "B"}

// table lowers a table, paid by request, and the pipe of its stream.
func (r *render) table(t *schema.Table) []resource {
	o := own(&t.Meta)
	var attributes []*tree.Node
	known := map[string]bool{}
	declare := func(v schema.Value[string]) {
		name, typ, _ := strings.Cut(v.V, ":")
		if !v.IsSet() || known[name] {
			return
		}
		known[name] = true
		attributes = append(attributes, ruled(ruleTable, v.Node, tree.NewMap(
			tree.F("AttributeName", str(name)), tree.F("AttributeType", str(attributeTypes[typ])))))
	}
	declare(t.Key)
	declare(t.SortKey)
	var indexes []*tree.Node
	for _, i := range t.Index {
		declare(i.Key)
		declare(i.SortKey)
		indexes = append(indexes, tree.NewMap(
			tree.F("IndexName", str(i.Label)),
			tree.F("KeySchema", keySchema(i.Key, i.SortKey)),
			tree.F("Projection", ruled(ruleTable, i.Node, tree.NewMap(tree.F("ProjectionType", str("ALL"))))),
		).With(originOf(i.Node)))
	}
	var ttl, stream *tree.Node
	if t.TTL.IsSet() {
		ttl = tree.NewMap(tree.F("AttributeName", text(t.TTL.V, t.TTL.Node)), tree.F("Enabled", tree.NewBool(true))).With(originOf(t.TTL.Node))
	}
	if t.Stream.IsSet() {
		stream = ruled(rulePipe, t.Stream.Node, tree.NewMap(tree.F("StreamViewType", str("NEW_AND_OLD_IMAGES"))))
	}
	out := []resource{r.resource(o, "AWS::DynamoDB::Table", o.id(""), options{data: true},
		tree.F("BillingMode", derived(ruleOnDemand, nil, "PAY_PER_REQUEST")),
		tree.F("AttributeDefinitions", tree.NewList(attributes...)),
		tree.F("KeySchema", keySchema(t.Key, t.SortKey)),
		tree.F("GlobalSecondaryIndexes", list(indexes)),
		tree.F("TimeToLiveSpecification", ttl),
		tree.F("StreamSpecification", stream),
	)}
	if t.Stream.IsSet() {
		out = append(out, r.streamPipe(t)...)
	}
	return out
}

func keySchema(key, sort schema.Value[string]) *tree.Node {
	part := func(v schema.Value[string], typ string) *tree.Node {
		name, _, _ := strings.Cut(v.V, ":")
		return ruled(ruleTable, v.Node, tree.NewMap(tree.F("AttributeName", str(name)), tree.F("KeyType", str(typ))))
	}
	items := []*tree.Node{part(key, "HASH")}
	if sort.IsSet() {
		items = append(items, part(sort, "RANGE"))
	}
	return tree.NewList(items...)
}
