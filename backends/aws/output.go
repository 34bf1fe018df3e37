package aws

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// outputs returns what the topology's outputs show that only the stack knows: an output of the template for each attribute
// of an entity, named as the entity's resources are and by the attribute (OrdersTableName).
func (r *render) outputs() []resource {
	var out []resource
	seen := map[string]bool{}
	for _, d := range r.doors {
		seen[d.own.id("Url")] = true // always there
	}
	for _, e := range r.t.Edges {
		if e.Class != schema.EdgeAddresses || e.From.Kind != schema.KindOutput || !r.here(e.To) {
			continue
		}
		attribute := strings.TrimPrefix(strings.TrimPrefix(e.Node.Text, e.To.String()), ".")
		value := r.attribute(e.To, attribute)
		if value == nil || seen[OutputName(e.To, attribute)] {
			continue
		}
		seen[OutputName(e.To, attribute)] = true
		o := &owner{address: e.From, node: e.Node, unit: e.To}
		out = append(out, r.outputPart(o, OutputName(e.To, attribute),
			derived(ruleOutput, e.Node, e.Node.Text), ruled(ruleOutput, e.Node, value)))
	}
	return out
}

// OutputName is the name of the template's output that shows an attribute of an entity: gateway.edge.url is EdgeGatewayUrl.
func OutputName(a schema.Address, attribute string) string {
	return logicalID(a, "", strings.ToUpper(attribute[:min(1, len(attribute))])+attribute[min(1, len(attribute)):])
}

// attribute returns an attribute of an entity that is lowered here; nil where it has none.
func (r *render) attribute(a schema.Address, attribute string) *tree.Node {
	id := logicalID(a, "", "")
	if f := r.calleeID(a); f != "" {
		return map[string]*tree.Node{"name": ref(f), "arn": att(f, "Arn")}[attribute]
	}
	switch a.Kind {
	case schema.KindMicroservice:
		switch attribute {
		case "arn":
			return ref(id)
		case "name": // the last part of the ARN
			return tree.NewMap(tree.F(fnSelect, tree.NewList(str("2"), tree.NewMap(tree.F(fnSplit, tree.NewList(str("/"), ref(id)))))))
		}
		return servicePart(a, attribute)
	case schema.KindGateway:
		if d := r.doorOf(a); d != nil && attribute != "name" {
			return d.part(attribute)
		} else if d != nil {
			return r.name(maxAPIName, d.g.Node, a.Name)
		}
	case schema.KindEventBus:
		switch attribute {
		case "name":
			return r.busName(a)
		case "arn":
			return r.busARN(a)
		}
	case schema.KindQueue:
		return map[string]*tree.Node{"url": ref(id), "arn": att(id, "Arn"), "name": att(id, "QueueName")}[attribute]
	case schema.KindBucket:
		return map[string]*tree.Node{"name": ref(id), "arn": att(id, "Arn"), "url": sub("https://${" + id + ".RegionalDomainName}")}[attribute]
	case schema.KindTable, schema.KindSchedule:
		return map[string]*tree.Node{"name": ref(id), "arn": att(id, "Arn")}[attribute]
	case schema.KindSchema:
		return map[string]*tree.Node{"name": str(a.Name), "arn": att(id, "SchemaArn")}[attribute]
	}
	return nil
}
