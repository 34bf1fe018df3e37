package kubernetes

import (
	"cmp"
	"slices"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

var (
	bothDirections = words("Ingress", "Egress")

	// publicNetworks are all addresses but those that are private (RFC 1918, RFC 6598, RFC 4193), link-local (where clouds
	// have their metadata service) or the node's own.
	publicNetworks = tree.NewList(
		ipBlock("0.0.0.0/0", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"),
		ipBlock("::/0", "::1/128", "fc00::/7", "fe80::/10"),
	)
	// allNetworks are all addresses but link-local ones and the node's own.
	allNetworks = tree.NewList(
		ipBlock("0.0.0.0/0", "127.0.0.0/8", "169.254.0.0/16"),
		ipBlock("::/0", "::1/128", "fe80::/10"),
	)

	protocolUDP = tree.NewString("UDP")
)

func ipBlock(cidr string, except ...string) *tree.Node {
	fields := []tree.Field{tree.F("cidr", tree.NewString(cidr))}
	if len(except) > 0 {
		fields = append(fields, tree.F("except", words(except...)))
	}
	return tree.NewMap(tree.F("ipBlock", tree.NewMap(fields...)))
}

// policyPort is how a policy names a port: the pod's, not the Service's.
func policyPort(p port) *tree.Node {
	if p.udp() {
		return tree.NewMap(tree.F("port", p.container), tree.F("protocol", protocolUDP))
	}
	return tree.NewMap(tree.F("port", p.container))
}

// networkPolicy returns the policy of a workload: what its edges open, and nothing else. more are rules of ingress that
// come from no edge (a gateway's door).
func (r *render) networkPolicy(w *workload, more ...*tree.Node) backends.Object {
	ingress := more
	for _, l := range merged(w.in) {
		ingress = append(ingress, &tree.Node{
			Kind:   tree.Map,
			Fields: []tree.Field{{Key: "from", Value: l.peer.peer}, {Key: "ports", Value: w.portList(l.main)}},
			Origin: tree.Derive(ruleIngress, l.node),
		})
	}
	ingress = append(ingress, w.entryRules()...)
	var egress []*tree.Node
	for _, l := range merged(w.out) {
		egress = append(egress, &tree.Node{
			Kind:   tree.Map,
			Fields: []tree.Field{{Key: "to", Value: l.peer.peer}, {Key: "ports", Value: l.peer.portList(l.main)}},
			Origin: tree.Derive(ruleEgress, l.node),
		})
	}
	egress = append(egress, w.leaveRules()...)
	egress = append(egress, r.exits(w)...)
	if len(egress) > 0 {
		egress = append(egress, dnsRules...)
	}
	return r.object(&w.owner, networkPolicyType, meta{name: w.title}, spec(
		tree.F("podSelector", tree.NewMap(tree.F("matchLabels", w.selector))),
		tree.F("policyTypes", bothDirections),
		tree.F("ingress", list(ingress)),
		tree.F("egress", list(egress)),
	))
}

func (w *workload) portList(main bool) *tree.Node {
	if main {
		return w.mainPort
	}
	return w.allPorts
}

// merged returns links sorted by the name of the far end, one for each: that with all ports where there are several.
func merged(links []link) []link {
	if len(links) < 2 {
		return links
	}
	links = slices.Clone(links)
	slices.SortStableFunc(links, func(a, b link) int {
		return cmp.Or(cmp.Compare(a.peer.name, b.peer.name), compareBool(a.main, b.main))
	})
	return slices.CompactFunc(links, func(a, b link) bool { return a.peer == b.peer })
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// exits returns the rules for what is outside the topology, each once.
func (r *render) exits(w *workload) []*tree.Node {
	type key struct {
		scope   scope
		port    int64
		address string
	}
	where := func(e exit) key {
		k := key{e.scope, e.port, e.namespace}
		if e.address.IsValid() {
			k.address = e.address.String()
		}
		return k
	}
	if len(w.outside) == 0 {
		return nil
	}
	all := slices.Clone(w.outside)
	slices.SortStableFunc(all, func(a, b exit) int {
		ka, kb := where(a), where(b)
		return cmp.Or(cmp.Compare(ka.scope, kb.scope), cmp.Compare(ka.address, kb.address), cmp.Compare(ka.port, kb.port))
	})
	all = slices.CompactFunc(all, func(a, b exit) bool { return where(a) == where(b) })
	rules := make([]*tree.Node, len(all))
	for i, e := range all {
		rules[i] = e.rule()
	}
	return rules
}

// rule returns the rule of an exit. It comes from the edge; its port from what says where.
func (e exit) rule() *tree.Node {
	var ports *tree.Node
	if e.port != 0 {
		ports = tree.NewList(tree.NewMap(tree.F("port", derivedInt(ruleOutside, e.portAt, e.port))))
	}
	rule := tree.NewMap(tree.F("to", e.networks()), tree.F("ports", ports))
	rule.Origin = tree.DeriveFrom(ruleOutside, e.edge, e.at)
	return rule
}

func (e exit) networks() *tree.Node {
	switch {
	case e.scope == public:
		return publicNetworks
	case e.scope == anywhere:
		return allNetworks
	case e.namespace != "":
		return tree.NewList(inNamespace(e.namespace))
	}
	return tree.NewList(ipBlock(e.address.String()))
}
