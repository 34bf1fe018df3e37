package kubernetes

import (
	"cmp"
	"slices"
	"strings"

	"espc.dev/schema/tree"
)

// infrastructure is a part of the cluster that works for every topology and stands between two ends of an edge: the callee sees
// its pods, and not the caller's. It is known by its namespaces, as its own installation names them.
type infrastructure struct{ namespaces []string }

var (
	// eventMesh receives, keeps and delivers events: Knative Eventing, with its Kafka data plane.
	eventMesh = infrastructure{[]string{"knative-eventing"}}
	// servingMesh leads requests to Knative Services: the activator, and the ingress of whichever networking layer is installed.
	servingMesh = infrastructure{[]string{"contour-internal", "istio-system", "knative-serving", "kourier-system"}}
	// gatewayMesh runs the proxies of Gateways: Envoy Gateway.
	gatewayMesh = infrastructure{[]string{"envoy-gateway-system"}}
)

// peer is how a policy names it.
func (i infrastructure) peer() *tree.Node {
	if len(i.namespaces) == 1 {
		return inNamespace(i.namespaces[0])
	}
	return tree.NewMap(tree.F("namespaceSelector", tree.NewMap(tree.F("matchExpressions", tree.NewList(tree.NewMap(
		tree.F("key", tree.NewString("kubernetes.io/metadata.name")),
		tree.F("operator", tree.NewString("In")),
		tree.F("values", words(i.namespaces...)),
	))))))
}

// passage is a way between a workload and an infrastructure.
type passage struct {
	by   infrastructure
	main bool // into the workload: its own port alone
	any  bool // into the workload: every port of its pods, those that the infrastructure adds included
	// edge is the reference as written.
	edge *tree.Node
}

// letIn opens a workload's own port to an infrastructure, or with any every port of its pods.
func (w *workload) letIn(by infrastructure, any bool, edge *tree.Node) {
	w.entries = append(w.entries, passage{by: by, main: w.main, any: any, edge: edge})
}

// letOut opens a workload's way to an infrastructure, on every port: which one a Service leads to is the installation's to say.
func (w *workload) letOut(by infrastructure, edge *tree.Node) {
	w.leaves = append(w.leaves, passage{by: by, edge: edge})
}

// passages returns passages sorted by infrastructure, the widest of each.
func passages(all []passage) []passage {
	if len(all) < 2 {
		return all
	}
	all = slices.Clone(all)
	name := func(p passage) string { return strings.Join(p.by.namespaces, ",") }
	slices.SortStableFunc(all, func(a, b passage) int {
		return cmp.Or(cmp.Compare(name(a), name(b)), compareBool(b.any, a.any))
	})
	return slices.CompactFunc(all, func(a, b passage) bool { return name(a) == name(b) })
}

// entryRules returns a policy's rules of ingress for the infrastructure that reaches a workload.
func (w *workload) entryRules() []*tree.Node {
	var rules []*tree.Node
	for _, p := range passages(w.entries) {
		var ports *tree.Node
		if !p.any {
			ports = w.portList(p.main)
		}
		rule := tree.NewMap(tree.F("from", tree.NewList(p.by.peer())), tree.F("ports", ports))
		rule.Origin = tree.Derive(ruleIngress, p.edge)
		rules = append(rules, rule)
	}
	return rules
}

// leaveRules returns a policy's rules of egress to infrastructure.
func (w *workload) leaveRules() []*tree.Node {
	var rules []*tree.Node
	for _, p := range passages(w.leaves) {
		rule := tree.NewMap(tree.F("to", tree.NewList(p.by.peer())))
		rule.Origin = tree.Derive(ruleEgress, p.edge)
		rules = append(rules, rule)
	}
	return rules
}
