package kubernetes

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Keys of labels and annotations.
const (
	labelName      = "app.kubernetes.io/name"
	labelPartOf    = "app.kubernetes.io/part-of"
	labelComponent = "app.kubernetes.io/component"
	labelManagedBy = "app.kubernetes.io/managed-by"
	labelEntity    = "espc.dev/entity"

	// annotationChecksum is a digest of the configuration that a pod mounts.
	annotationChecksum = "espc.dev/config-checksum"
	// annotationAfter lists the jobs, by their objects' names, that are done before a workload starts.
	annotationAfter = "espc.dev/after"
	// annotationRoutes lists the routes that a gateway's configuration makes public, as a JSON list of publicRoute.
	annotationRoutes = "espc.dev/public-routes"
)

// managedBy is the value of the managed-by label on everything.
const managedBy = "espc"

var managedByNode = tree.NewString(managedBy)

// owner is what an entity puts on each of the objects that it brings.
type owner struct {
	address schema.Address
	node    *tree.Node // the entity's; its origin is that of the objects
	name    string     // the app.kubernetes.io/name
	labels  *tree.Node
	source  []schema.Address
	file    string
}

// newOwner returns the owner of an entity's objects. identity are the labels that say what the objects are; the
// topology's own labels follow them.
func (r *render) newOwner(address schema.Address, component, name string, node *tree.Node) owner {
	return owner{
		address: address,
		node:    node,
		name:    name,
		labels:  r.labels(address, component, name, node, true),
		source:  []schema.Address{address},
		file:    string(address.Kind) + "-" + address.Name + ".yaml",
	}
}

// labels returns the labels of an entity's objects; with the topology's own, or without them for what can't be changed
// once it stands (volume claims).
func (r *render) labels(address schema.Address, component, name string, node *tree.Node, own bool) *tree.Node {
	fields := make([]tree.Field, 0, 5+len(r.topologyLabels))
	fields = append(fields,
		tree.Field{Key: labelName, Value: tree.NewString(name)},
		tree.Field{Key: labelPartOf, Value: r.partOf},
		tree.Field{Key: labelComponent, Value: tree.NewString(component)},
		tree.Field{Key: labelManagedBy, Value: managedByNode},
		tree.Field{Key: labelEntity, Value: tree.NewString(address.String())},
	)
	if own {
		fields = append(fields, r.topologyLabels...)
	}
	return &tree.Node{Kind: tree.Map, Fields: fields, Origin: tree.Derive(ruleLabels, node)}
}
