package kubernetes

import (
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// policySpec is a NetworkPolicy as the API defines it.
type policySpec struct {
	object          *backends.Object
	selector        *tree.Node
	ingress, egress bool // the directions that it closes but for its rules
}

func newPolicySpec(o *backends.Object) policySpec {
	spec := o.Tree.Get("spec")
	p := policySpec{object: o, selector: spec.Get("podSelector")}
	if types := spec.Get("policyTypes"); types != nil {
		for _, t := range types.Items {
			p.ingress = p.ingress || t.Text == "Ingress"
			p.egress = p.egress || t.Text == "Egress"
		}
	} else {
		p.ingress = true
		p.egress = len(itemsOf(spec.Get("egress"))) > 0
	}
	return p
}

// policy lists what a policy's rules open. A connection between two pods takes both ends, and is listed as soon as one of
// them allows it. That who calls something may look names up goes without saying.
func (p *permissions) policy(s policySpec) {
	subject := p.pods(s.selector)
	spec := s.object.Tree.Get("spec")
	if s.ingress {
		for _, rule := range itemsOf(spec.Get("ingress")) {
			for _, peer := range p.peers(rule.Get("from")) {
				p.add(s.object, rule, peer+" may call "+subject+onPorts(rule.Get("ports")))
			}
		}
	}
	if s.egress {
		rules := itemsOf(spec.Get("egress"))
		onlyDNS := !slices.ContainsFunc(rules, func(rule *tree.Node) bool { return !isDNS(rule) })
		for _, rule := range rules {
			if !onlyDNS && isDNS(rule) {
				continue
			}
			for _, peer := range p.peers(rule.Get("to")) {
				text := subject + " may call " + peer + onPorts(rule.Get("ports"))
				if strings.HasPrefix(peer, "any ") {
					text += " (a policy knows no host names)"
				}
				p.add(s.object, rule, text)
			}
		}
	}
}

// peers names a rule's peers; no peers are everybody. All addresses of both families are one peer.
func (p *permissions) peers(n *tree.Node) []string {
	if len(itemsOf(n)) == 0 {
		return []string{"anybody"}
	}
	out := make([]string, len(n.Items))
	for i, peer := range n.Items {
		out[i] = p.peer(peer)
	}
	for _, all := range []string{"any public ", "any "} {
		four, six := slices.Index(out, all+"IPv4 address"), slices.Index(out, all+"IPv6 address")
		if four >= 0 && six >= 0 {
			out[four] = all + "address"
			out = slices.Delete(out, six, six+1)
		}
	}
	return out
}

// peer names one peer of a rule.
func (p *permissions) peer(n *tree.Node) string {
	if block := n.Get("ipBlock"); block != nil {
		return addresses(block)
	}
	namespaces, pods := n.Get("namespaceSelector"), n.Get("podSelector")
	if namespaces == nil {
		return p.pods(pods)
	}
	where := "every namespace"
	if labels := namespaces.Get("matchLabels"); labels != nil && len(labels.Fields) == 1 && labels.Fields[0].Key == "kubernetes.io/metadata.name" {
		where = "the namespace " + labels.Fields[0].Value.Str()
	} else if names := namespaceNames(namespaces); names != "" && labels == nil {
		where = "the namespaces " + names
	} else if text := selectorText(labels) + expressionText(namespaces); text != "" {
		where = "namespaces with " + text
	}
	switch name := pods.Get("matchLabels").Get("k8s-app").Str(); {
	case selectsAll(pods):
		return "every pod of " + where
	case name == "kube-dns" && where == "the namespace kube-system":
		return "the cluster's DNS"
	}
	return p.pods(pods) + " in " + where
}

// namespaceNames lists the namespaces of a selector that names them and says nothing else, or returns "".
func namespaceNames(selector *tree.Node) string {
	expressions := itemsOf(selector.Get("matchExpressions"))
	if len(expressions) != 1 || expressions[0].Get("key").Str() != "kubernetes.io/metadata.name" || expressions[0].Get("operator").Str() != "In" {
		return ""
	}
	var names []string
	for _, v := range itemsOf(expressions[0].Get("values")) {
		names = append(names, v.Text)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// pods names what a selector selects in the policy's own namespace.
func (p *permissions) pods(selector *tree.Node) string {
	if selectsAll(selector) {
		return "every pod of the namespace"
	}
	if text := expressionText(selector); text != "" {
		return "pods with " + strings.Trim(selectorText(selector.Get("matchLabels"))+", "+text, ", ")
	}
	return p.who(selector.Get("matchLabels"))
}

func selectsAll(selector *tree.Node) bool {
	labels := selector.Get("matchLabels")
	return (labels == nil || len(labels.Fields) == 0) && len(itemsOf(selector.Get("matchExpressions"))) == 0
}

// addresses names a block of addresses.
func addresses(block *tree.Node) string {
	cidr := block.Get("cidr").Str()
	except := make([]string, 0, 8)
	for _, e := range itemsOf(block.Get("except")) {
		except = append(except, e.Text)
	}
	switch {
	case isIdentityAgent(cidr):
		return "the Pod Identity agent"
	case cidr == "0.0.0.0/0" && slices.Contains(except, "10.0.0.0/8"):
		return "any public IPv4 address"
	case cidr == "::/0" && slices.Contains(except, "fc00::/7"):
		return "any public IPv6 address"
	case cidr == "0.0.0.0/0":
		return "any IPv4 address"
	case cidr == "::/0":
		return "any IPv6 address"
	case len(except) > 0:
		return cidr + " but " + strings.Join(except, ", ")
	}
	return cidr
}

// onPorts names the ports of a rule.
func onPorts(n *tree.Node) string {
	var ports []string
	for _, p := range itemsOf(n) {
		text := p.Get("port").Str()
		if text == "" {
			text = "any"
		}
		if end := p.Get("endPort").Str(); end != "" {
			text += "-" + end
		}
		if protocol := p.Get("protocol").Str(); protocol != "" && protocol != "TCP" {
			text += "/" + strings.ToLower(protocol)
		}
		ports = append(ports, text)
	}
	slices.Sort(ports)
	switch len(ports) {
	case 0:
		return " on any port"
	case 1:
		return " on port " + ports[0]
	}
	return " on ports " + strings.Join(ports, ", ")
}

// selectorText writes labels as kubectl takes them, sorted.
func selectorText(labels *tree.Node) string {
	if labels == nil {
		return ""
	}
	var out []string
	for _, f := range labels.Fields {
		out = append(out, f.Key+"="+f.Value.Str())
	}
	slices.Sort(out)
	return strings.Join(out, ",")
}

func expressionText(selector *tree.Node) string {
	var out []string
	for _, e := range itemsOf(selector.Get("matchExpressions")) {
		var values []string
		for _, v := range itemsOf(e.Get("values")) {
			values = append(values, v.Text)
		}
		slices.Sort(values)
		out = append(out, e.Get("key").Str()+" "+e.Get("operator").Str()+" ("+strings.Join(values, ",")+")")
	}
	slices.Sort(out)
	return strings.Join(out, ",")
}
