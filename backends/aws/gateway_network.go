package aws

import (
	"espc.dev/schema/tree"
)

// thisAPI is how the policy of an API names the API itself, which has no id yet; API Gateway makes the whole ARN of it.
const thisAPI = "execute-api:/*"

// networkPolicy lets the networks of allow_from reach a REST API, and nobody else. That is an explicit denial, because an
// authorizer's word would open what no statement of the API's own policy allows.
func networkPolicy(d *door) *tree.Node {
	from := d.g.AllowFrom
	if !from.IsSet() {
		return nil
	}
	statement := func(sid, effect string, condition *tree.Node) *tree.Node {
		return tree.NewMap(
			tree.F("Sid", str(sid)),
			tree.F("Effect", str(effect)),
			tree.F("Principal", str("*")),
			tree.F("Action", str("execute-api:Invoke")),
			tree.F("Resource", str(thisAPI)),
			tree.F("Condition", condition),
		)
	}
	elsewhere := tree.NewMap(tree.F("NotIpAddress", tree.NewMap(tree.F("aws:SourceIp", from.Node))))
	return ruled(ruleNetwork, from.Node, tree.NewMap(
		tree.F("Version", str("2012-10-17")),
		tree.F("Statement", tree.NewList(
			statement("Callers", "Allow", nil),
			statement("FromElsewhere", "Deny", elsewhere),
		)),
	))
}
