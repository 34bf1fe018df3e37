package loopback

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// accessRules returns a model's acls in the order of their labels; order means nothing to LoopBack. It lets the most
// specific rule decide: first by how exactly the method is named, then the operation, then the role (one of the topology's
// before $owner, $authenticated and $everyone), and of two alike the one that denies. A request that no rule is about is
// allowed.
func accessRules(m *schema.Model) *tree.Node {
	rules := []*tree.Node{}
	for _, a := range sortedByLabel(m.Access, func(a *schema.Access) string { return a.Label }) {
		fields := []tree.Field{
			tree.F("principalType", tree.NewString("ROLE")),
			tree.F("principalId", tree.NewString(principalID(a.Principal.V))),
			tree.F("accessType", tree.NewString(accessType(a.Operation.V))),
		}
		if a.Method.IsSet() {
			fields = append(fields, tree.F("property", tree.NewString(a.Method.V)))
		}
		permission := "DENY"
		if a.Allow.V {
			permission = "ALLOW"
		}
		rules = append(rules, tree.NewMap(append(fields, tree.F("permission", tree.NewString(permission)))...))
	}
	return tree.NewList(rules...)
}

// principalID returns LoopBack's name of whom a rule is about; a role of the topology is its own name.
func principalID(principal string) string {
	switch principal {
	case "everyone", "authenticated", "owner":
		return "$" + principal
	}
	return principal
}

func accessType(operation string) string {
	switch operation {
	case "read":
		return "READ"
	case "write":
		return "WRITE"
	case "execute":
		return "EXECUTE"
	}
	return "*"
}

// ownerRule returns a rule of the model about its owner, or nil.
func ownerRule(m *schema.Model) *schema.Access {
	for _, a := range m.Access {
		if a.Principal.V == "owner" {
			return a
		}
	}
	return nil
}
