package kubernetes

import (
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// policyIndex finds the policies that may select a pod: those whose selector names its app.kubernetes.io/name, and those
// that name none.
type policyIndex struct {
	byName map[string][]policySpec
	others []policySpec
}

func indexPolicies(all []policySpec) policyIndex {
	x := policyIndex{byName: map[string][]policySpec{}}
	for _, s := range all {
		if name := s.selector.Get("matchLabels").Get(labelName).Str(); name != "" {
			x.byName[name] = append(x.byName[name], s)
		} else {
			x.others = append(x.others, s)
		}
	}
	return x
}

// open reports the pods that no policy closes in a direction: they may be called by, or call, anybody.
func (p *permissions) open(o *backends.Object, policies policyIndex) {
	labels := podLabels(o)
	if labels == nil {
		return
	}
	ingress, egress := true, true
	for _, s := range slices.Concat(policies.byName[labels.Get(labelName).Str()], policies.others) {
		if s.object.Address.Namespace == o.Address.Namespace && selects(s.selector, labels) {
			ingress = ingress && !s.ingress
			egress = egress && !s.egress
		}
	}
	who := p.who(tree.NewMap(tree.F(labelName, labels.Get(labelName))))
	if ingress {
		p.add(o, nil, "anybody may call "+who+" on any port")
	}
	if egress {
		p.add(o, nil, who+" may call anybody on any port")
	}
}

// selects reports whether a label selector matches labels.
func selects(selector, labels *tree.Node) bool {
	if match := selector.Get("matchLabels"); match != nil {
		for _, f := range match.Fields {
			if v := labels.Get(f.Key); v == nil || v.Text != f.Value.Str() {
				return false
			}
		}
	}
	for _, e := range itemsOf(selector.Get("matchExpressions")) {
		v := labels.Get(e.Get("key").Str())
		listed := v != nil && slices.ContainsFunc(itemsOf(e.Get("values")), func(n *tree.Node) bool { return n.Text == v.Text })
		ok := false
		switch e.Get("operator").Str() {
		case "In":
			ok = listed
		case "NotIn":
			ok = !listed
		case "Exists":
			ok = v != nil
		case "DoesNotExist":
			ok = v == nil
		}
		if !ok {
			return false
		}
	}
	return true
}

// service reports a Service that is reached from outside the cluster.
func (p *permissions) service(o *backends.Object) {
	spec := o.Tree.Get("spec")
	kind := spec.Get("type")
	var way string
	switch {
	case kind.Str() == "LoadBalancer":
		way = "a load balancer"
	case kind.Str() == "NodePort":
		way = "ports of every node"
	case len(itemsOf(spec.Get("externalIPs"))) > 0:
		way, kind = "external addresses", spec.Get("externalIPs")
	default:
		return
	}
	from := "anybody outside"
	if ranges := itemsOf(spec.Get("loadBalancerSourceRanges")); len(ranges) > 0 {
		from = joined(ranges)
	}
	for _, port := range itemsOf(spec.Get("ports")) {
		p.add(o, kind, from+" may reach "+p.who(spec.Get("selector"))+" through "+way+" on port "+port.Get("port").Str())
	}
}

// ingress reports the hosts of an Ingress.
func (p *permissions) ingress(o *backends.Object) {
	spec := o.Tree.Get("spec")
	to := func(backend *tree.Node) string {
		name := backend.Get("service").Get("name").Str()
		if entity := p.entities[name]; entity != "" {
			return entity
		}
		return "the Service " + name
	}
	if backend := spec.Get("defaultBackend"); backend != nil {
		p.add(o, backend, "anybody outside may reach "+to(backend)+" at any host")
	}
	for _, rule := range itemsOf(spec.Get("rules")) {
		host := rule.Get("host").Str()
		if host == "" {
			host = "any host"
		}
		for _, path := range itemsOf(rule.Get("http").Get("paths")) {
			where := host
			if text := path.Get("path").Str(); text != "" && text != "/" {
				where += text
			}
			p.add(o, rule, "anybody outside may reach "+to(path.Get("backend"))+" at "+where)
		}
	}
}

// routes reports the routes that a gateway's configuration opens, by the annotation that lists them.
func (p *permissions) routes(o *backends.Object) {
	n := o.Tree.Get("metadata").Get("annotations").Get(annotationRoutes)
	if n == nil {
		return
	}
	var routes []publicRoute
	if err := readRoutes(n.Text, &routes); err != nil {
		p.add(o, n, o.Address.String()+" makes routes public that can't be read")
		return
	}
	for i, r := range routes {
		at := n
		if n.Origin != nil && len(n.Origin.Also) == len(routes) { // not so in what a file or a cluster holds
			at = n.With(n.Origin.Also[i])
		}
		p.add(o, at, r.text())
	}
}

// role reports the rights of a role, by whoever is bound to it.
func (p *permissions) role(o *backends.Object) {
	for _, rule := range itemsOf(o.Tree.Get("rules")) {
		what := joined(itemsOf(rule.Get("resources")))
		if urls := itemsOf(rule.Get("nonResourceURLs")); len(urls) > 0 {
			what = joined(urls)
		}
		if names := itemsOf(rule.Get("resourceNames")); len(names) > 0 {
			what += " named " + joined(names)
		}
		p.add(o, rule, o.Address.String()+" may "+joined(itemsOf(rule.Get("verbs")))+" "+what)
	}
}

// binding reports who has a role.
func (p *permissions) binding(o *backends.Object) {
	ref := o.Tree.Get("roleRef")
	for _, s := range itemsOf(o.Tree.Get("subjects")) {
		p.add(o, s, s.Get("kind").Str()+"/"+s.Get("name").Str()+" has "+ref.Get("kind").Str()+"/"+ref.Get("name").Str())
	}
}

// joined writes the texts of nodes, sorted.
func joined(nodes []*tree.Node) string {
	out := make([]string, len(nodes))
	for i, n := range nodes {
		out[i] = n.Str()
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
