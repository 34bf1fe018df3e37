package kubernetes

import (
	"net/netip"

	"espc.dev/backends/internal/crossing"
	"espc.dev/backends/internal/loopback"
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// httpsNumber is the port of AWS's APIs.
const httpsNumber = 443

// Where a pod gets credentials of its role, by both families: the agent of EKS Pod Identity on its node, see
// https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html.
var (
	identityAgents = []netip.Prefix{netip.MustParsePrefix("169.254.170.23/32"), netip.MustParsePrefix("fd00:ec2::23/128")}
	identityPort   = int64(80)
)

// onAWS reports whether an entity is placed on AWS.
func (r *render) onAWS(a schema.Address) bool { return r.sides.Backend(a) == schema.BackendAWS }

// connectAWS opens the way to AWS for each workload that acts on it: to its APIs, of which a policy knows no addresses, and
// to what hands out credentials.
func (r *render) connectAWS() {
	for _, c := range r.sides.From(Name) {
		from := r.runs[c.By]
		if from == nil || c.Rule.Way != crossing.ByRole {
			continue
		}
		at := c.Node
		if cluster, ok := r.sides.Cluster(); ok {
			at = cluster.Node
		}
		from.outside = append(from.outside, exit{scope: public, port: httpsNumber, at: at, edge: c.Node})
		for _, agent := range identityAgents {
			from.outside = append(from.outside, exit{scope: network, port: identityPort, address: agent, at: at, edge: c.Node})
		}
	}
}

// isIdentityAgent reports whether a block of addresses is the agent's.
func isIdentityAgent(cidr string) bool {
	for _, agent := range identityAgents {
		if cidr == agent.String() {
			return true
		}
	}
	return false
}

// crossingVariables returns what a workload's edges into AWS lead to, under the names that a function on Lambda has them.
func (r *render) crossingVariables(wl *schema.Workload) []variableNode {
	cluster, ok := r.sides.Cluster()
	if !ok {
		return nil // Check has spoken of it
	}
	var out []variableNode
	add := func(a schema.Address, part, value string, edge *tree.Node) {
		out = append(out, variableNode{variable(string(a.Kind), a.Name, part), tree.F("value", derived(ruleAWS, edge, escapeDollar(value))), edge})
	}
	for _, c := range wl.Calls.Items {
		if _, ok := r.sides.Lambda(c.V); !ok || !r.onAWS(c.V) {
			continue
		}
		add(c.V, "arn", r.sides.FunctionARN(cluster, c.V), c.Node)
		if m := schema.Find[schema.Model](r.t, c.V); m != nil {
			add(c.V, "path", loopback.Path(m), c.Node)
		}
	}
	for _, p := range wl.Publishes.Items {
		if e := schema.Find[schema.Event](r.t, p.V); e != nil && r.onAWS(e.Bus.V) {
			add(p.V, "route", r.sides.EventRoute(e), p.Node)
			add(e.Bus.V, "name", r.sides.BusName(e.Bus.V), p.Node)
		}
	}
	if len(out) > 0 {
		out = append(out, r.regionVariable(cluster))
	}
	return out
}

// regionVariable tells SDKs and the client which region to call.
func (r *render) regionVariable(c crossing.Cluster) variableNode {
	return variableNode{"AWS_REGION", tree.F("value", derived(ruleAWS, c.Node, c.Region)), c.Node}
}
