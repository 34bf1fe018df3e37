package kubernetes

import (
	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// topologyOwner owns what is there for the topology as a whole.
func (r *render) topologyOwner() owner {
	node := r.namespace
	if r.t.Info != nil && r.t.Info.Node != nil {
		node = r.t.Info.Node
	}
	return r.newOwner(schema.Address{Kind: componentTopology, Name: r.t.Name}, componentTopology, r.t.Name, node)
}

// enforceRestricted makes the API server refuse pods that are not restricted, by the rules of its own version.
var enforceRestricted = []tree.Field{tree.F("pod-security.kubernetes.io/enforce", ruled(ruleRestricted, tree.NewString("restricted")))}

// topology returns the namespace, and the policy that closes whatever no edge opens. The policy selects this topology's
// pods alone, because a namespace may hold others.
func (r *render) topology(o *owner) []backends.Object {
	return []backends.Object{
		r.object(o, namespaceType, meta{name: r.namespace, clusterWide: true, labels: enforceRestricted}),
		r.object(o, networkPolicyType, meta{name: derived(ruleDefaultDeny, o.node, r.t.Name+"-default-deny")}, spec(
			tree.F("podSelector", tree.NewMap(tree.F("matchLabels", tree.NewMap(
				tree.Field{Key: labelPartOf, Value: r.partOf},
				tree.Field{Key: labelManagedBy, Value: managedByNode},
			)))),
			tree.F("policyTypes", bothDirections),
		)),
	}
}
