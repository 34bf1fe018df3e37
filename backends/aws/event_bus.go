package aws

import (
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

const day = 24 * time.Hour

// eventBus lowers a bus: an EventBus, and an Archive where its events are kept. One that stands already brings nothing.
func (r *render) eventBus(b *schema.EventBus) []resource {
	if b.Existing.IsSet() {
		return nil
	}
	o := own(&b.Meta)
	out := []resource{r.resource(o, "AWS::Events::EventBus", o.id(""), options{data: b.Retention.V > 0, root: true},
		tree.F("Name", r.name(maxBusName, b.Node, b.Address.Name)),
	)}
	if b.Retention.V > 0 {
		out = append(out, r.resource(o, "AWS::Events::Archive", o.id(roleArchive), options{data: true},
			tree.F("SourceArn", att(o.id(""), "Arn")),
			tree.F("RetentionDays", derivedInt(ruleDays, b.Retention.Node, int64(b.Retention.V/day))),
		))
	}
	return out
}

// busName returns the name of a bus as a rule takes it.
func (r *render) busName(a schema.Address) *tree.Node {
	b := schema.Find[schema.EventBus](r.t, a)
	if b != nil && b.Existing.IsSet() {
		return text(b.Existing.V, b.Existing.Node)
	}
	return att(logicalID(a, "", ""), "Name")
}

// busARN returns the ARN of a bus.
func (r *render) busARN(a schema.Address) *tree.Node {
	b := schema.Find[schema.EventBus](r.t, a)
	if b != nil && b.Existing.IsSet() {
		return arn("events", "event-bus/"+subText(b.Existing.V))
	}
	return att(logicalID(a, "", ""), "Arn")
}
