package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// policyName is the name of a role's one policy.
const policyName = "edges"

// role returns a role that a service takes on, with one statement for each edge. condition narrows who may take it on.
func (r *render) role(o *owner, id, by string, condition *tree.Node, statements []statement) resource {
	return r.roleOf(o, id, ruled(ruleRole, o.node, tree.NewMap(
		tree.F("Version", str("2012-10-17")),
		tree.F("Statement", tree.NewList(tree.NewMap(
			tree.F("Effect", str("Allow")),
			tree.F("Principal", service(by)),
			tree.F("Action", str("sts:AssumeRole")),
			tree.F("Condition", condition),
		))),
	)), statements)
}

// roleOf returns a role with one statement for each edge. trust says who takes it on.
func (r *render) roleOf(o *owner, id string, trust *tree.Node, statements []statement) resource {
	var policies *tree.Node
	if len(statements) > 0 {
		policies = tree.NewList(tree.NewMap(
			tree.F("PolicyName", ruled(ruleRole, o.node, str(policyName))),
			tree.F("PolicyDocument", policyDocument(statements...)),
		))
	}
	return r.resource(o, "AWS::IAM::Role", id, options{},
		tree.F("AssumeRolePolicyDocument", trust),
		tree.F("Policies", policies),
	)
}

// sameAccount is the condition that a service acts for this account.
func sameAccount() *tree.Node {
	return tree.NewMap(tree.F("StringEquals", tree.NewMap(tree.F("aws:SourceAccount", account()))))
}

// permission lets a service call a function for one source.
func (r *render) permission(o *owner, id, function, by string, source, edge *tree.Node) resource {
	return r.resource(o, "AWS::Lambda::Permission", id, options{},
		tree.F("Action", ruled(rulePermission, edge, str(actionsCall[0]))),
		tree.F("FunctionName", ref(function)),
		tree.F("Principal", ruled(rulePermission, edge, str(by+".amazonaws.com"))),
		tree.F("SourceAccount", ruled(rulePermission, edge, account())),
		tree.F("SourceArn", ruled(rulePermission, edge, source)),
	)
}

// edgeStatements returns what a function's written edges need of its role: one statement for each.
func (r *render) edgeStatements(w *schema.Workload) []statement {
	var out []statement
	seen := map[string]bool{}
	once := func(s statement, ok bool) {
		if ok && !seen[s.sid] {
			seen[s.sid] = true
			out = append(out, s)
		}
	}
	for _, c := range w.Calls.Items {
		once(r.callStatement(c.V, c.Node))
	}
	for _, p := range w.Publishes.Items {
		once(r.publishStatement(p.V, p.Node))
	}
	for _, u := range w.Uses {
		once(r.useStatement(u))
	}
	return out
}

// sid returns the id of a statement: what it does and what with.
func sid(verb string, a schema.Address) string { return verb + logicalID(a, "", "") }

func (r *render) callStatement(a schema.Address, edge *tree.Node) (statement, bool) {
	f, ok := r.callee(a)
	if !ok {
		return statement{}, false
	}
	return statement{sid: sid("Calls", a), actions: actionsCall, resources: []*tree.Node{r.functionARN(f)}, node: edge}, true
}

// publishStatement lets an event be put, of its detail-type and source alone.
func (r *render) publishStatement(a schema.Address, edge *tree.Node) (statement, bool) {
	e := schema.Find[schema.Event](r.t, a)
	if e == nil || !r.here(e.Bus.V) {
		return statement{}, false
	}
	return statement{
		sid: sid("Publishes", a), actions: actionsPublish, resources: []*tree.Node{r.busARN(e.Bus.V)}, node: edge,
		condition: tree.NewMap(tree.F("StringEquals", tree.NewMap(
			tree.F("events:detail-type", r.t.EventType(e).Node),
			tree.F("events:source", r.t.EventSource(e).Node),
		))),
	}, true
}

// useStatement lets a managed resource be used as its access says. Two accesses to one resource are two edges.
func (r *render) useStatement(u *schema.Use) (statement, bool) {
	actions := useActions[u.Of.V.Kind][u.Access.V]
	if len(actions) == 0 || !r.here(u.Of.V) {
		return statement{}, false
	}
	id := logicalID(u.Of.V, "", "")
	resources := []*tree.Node{att(id, "Arn")}
	switch u.Of.V.Kind {
	case schema.KindTable:
		if t := schema.Find[schema.Table](r.t, u.Of.V); t != nil && u.Access.V != "write" {
			for _, index := range t.Index {
				resources = append(resources, sub("${"+id+".Arn}/index/"+subText(index.Label)))
			}
		}
	case schema.KindBucket:
		objects := sub("${" + id + ".Arn}/*")
		if resources = append(resources, objects); u.Access.V == "write" {
			resources = []*tree.Node{objects}
		}
	}
	verbs := map[string]string{"read": "Reads", "write": "Writes", "readwrite": "ReadsAndWrites", "send": "SendsTo", "receive": "ReceivesFrom"}
	return statement{sid: sid(verbs[u.Access.V], u.Of.V), actions: actions, resources: resources, node: u.Of.Node}, true
}
