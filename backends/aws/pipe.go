package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// pipeBatch is how many events a pipe puts at once: PutEvents takes no more.
const pipeBatch = 10

// letterPipe takes failed events from their queue to an event's bus. What failed becomes the data.
func (r *render) letterPipe(o *owner, id, role, queue string, to schema.Value[schema.Address]) []resource {
	e := schema.Find[schema.Event](r.t, to.V)
	if e == nil {
		return nil
	}
	put, _ := r.publishStatement(to.V, to.Node)
	read := statement{sid: "Receives", actions: actionsConsume, resources: []*tree.Node{att(queue, "Arn")}, node: to.Node}
	target := r.busTarget(e, to.Node)
	target.Fields = append(target.Fields, tree.F("InputTemplate", str("<$.body>")))
	return []resource{
		r.role(o, role, "pipes", sameAccount(), []statement{read, put}),
		r.resource(o, "AWS::Pipes::Pipe", id, options{},
			tree.F("RoleArn", att(role, "Arn")),
			tree.F("Source", ruled(rulePipe, to.Node, att(queue, "Arn"))),
			tree.F("SourceParameters", ruled(rulePipe, to.Node, tree.NewMap(tree.F("SqsQueueParameters", tree.NewMap(tree.F("BatchSize", tree.NewInt(pipeBatch))))))),
			tree.F("Target", ruled(rulePipe, to.Node, r.busARN(e.Bus.V))),
			tree.F("TargetParameters", target),
		),
	}
}

// streamPipe takes the changes of a table to an event's bus.
func (r *render) streamPipe(t *schema.Table) []resource {
	e := schema.Find[schema.Event](r.t, t.Stream.V)
	if e == nil || !r.here(e.Bus.V) {
		return nil
	}
	o := own(&t.Meta)
	stream := att(o.id(""), "StreamArn")
	put, _ := r.publishStatement(t.Stream.V, t.Stream.Node)
	read := statement{sid: sid("ReadsStreamOf", t.Address), actions: actionsStream, resources: []*tree.Node{stream}, node: t.Stream.Node}
	return []resource{
		r.role(o, o.id(rolePipeRole), "pipes", sameAccount(), []statement{read, put}),
		r.resource(o, "AWS::Pipes::Pipe", o.id(rolePipe), options{},
			tree.F("RoleArn", att(o.id(rolePipeRole), "Arn")),
			tree.F("Source", ruled(rulePipe, t.Stream.Node, stream)),
			tree.F("SourceParameters", ruled(rulePipe, t.Stream.Node, tree.NewMap(tree.F("DynamoDBStreamParameters", tree.NewMap(
				tree.F("StartingPosition", str("LATEST")),
				tree.F("BatchSize", tree.NewInt(pipeBatch)),
			))))),
			tree.F("Target", ruled(rulePipe, t.Stream.Node, r.busARN(e.Bus.V))),
			tree.F("TargetParameters", r.busTarget(e, t.Stream.Node)),
		),
	}
}

// busTarget says as what a pipe puts an event.
func (r *render) busTarget(e *schema.Event, from *tree.Node) *tree.Node {
	return ruled(rulePipe, from, tree.NewMap(tree.F("EventBridgeEventBusParameters", tree.NewMap(
		tree.F("DetailType", r.t.EventType(e).Node),
		tree.F("Source", r.t.EventSource(e).Node),
	))))
}
