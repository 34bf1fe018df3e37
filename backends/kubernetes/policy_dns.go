package kubernetes

import "espc.dev/schema/tree"

// dnsRules let a workload that calls something ask the cluster's DNS: whatever answers on port 53 in kube-system, under
// any label; the node's cache at the address that NodeLocal DNSCache listens on; and OpenShift's, whose pods listen on 5353
// behind their Service's 53.
var dnsRules = []*tree.Node{
	ruled(ruleDNS, tree.NewMap(
		tree.F("to", tree.NewList(inNamespace("kube-system"), ipBlock("169.254.20.10/32"))),
		tree.F("ports", bothProtocols(53)))),
	ruled(ruleDNS, tree.NewMap(
		tree.F("to", tree.NewList(inNamespace("openshift-dns"))),
		tree.F("ports", bothProtocols(5353)))),
}

// inNamespace is how a policy names every pod of a namespace.
func inNamespace(name string) *tree.Node {
	return tree.NewMap(tree.F("namespaceSelector", tree.NewMap(
		tree.F("matchLabels", tree.NewMap(tree.F("kubernetes.io/metadata.name", tree.NewString(name)))))))
}

func bothProtocols(port int64) *tree.Node {
	return tree.NewList(
		tree.NewMap(tree.F("port", tree.NewInt(port)), tree.F("protocol", protocolUDP)),
		tree.NewMap(tree.F("port", tree.NewInt(port))))
}

// isDNS reports whether a rule is one of dnsRules.
func isDNS(rule *tree.Node) bool {
	for _, r := range dnsRules {
		if tree.Equal(rule, r) {
			return true
		}
	}
	return false
}
