package kubernetes

import (
	"espc.dev/backends"
	"espc.dev/schema/tree"
)

var (
	loadBalancer    = tree.NewString("LoadBalancer")
	localTraffic    = ruled(ruleGatewayDoor, tree.NewString("Local"))
	prefixPath      = tree.NewString("Prefix")
	rootPath        = tree.NewString("/")
	everyNamespace  = tree.NewList(tree.NewMap(tree.F("namespaceSelector", tree.NewMap())))
	ingressHTTPName = tree.NewString("http")
)

// door returns the rule by which a gateway's pods are reached: internal ones from the cluster's pods, or the networks of
// allow_from; all others from anywhere. Behind an ingress the peers are the ingress controller's, so allow_from is left to
// the gateway, which knows the client's address.
func (x *expressGateway) door(w *workload) *tree.Node {
	var from *tree.Node
	why := x.Expose.Node
	switch {
	case x.Expose.V == "ingress":
	case len(x.AllowFrom.Items) > 0:
		why = x.AllowFrom.Node
		var blocks []*tree.Node
		for _, n := range x.AllowFrom.Items {
			blocks = append(blocks, tree.NewMap(tree.F("ipBlock", tree.NewMap(tree.F("cidr", n.Node)))))
		}
		from = tree.NewList(blocks...)
	case x.Expose.V == "internal":
		from = everyNamespace
	}
	return tree.NewMap(tree.F("from", from), tree.F("ports", w.allPorts)).With(tree.Derive(ruleGatewayDoor, why))
}

// serviceFields returns what makes a gateway's Service a load balancer, for which the client's address is kept.
func (x *expressGateway) serviceFields() []tree.Field {
	if x.Expose.V != "loadbalancer" {
		return nil
	}
	fields := []tree.Field{
		tree.F("type", loadBalancer.With(tree.Derive(ruleGatewayDoor, x.Expose.Node))),
		tree.F("externalTrafficPolicy", localTraffic),
	}
	if len(x.AllowFrom.Items) > 0 {
		fields = append(fields, tree.F("loadBalancerSourceRanges", x.AllowFrom.Node))
	}
	return fields
}

// ingress returns the Ingress of a gateway: all paths of each of its hosts, to its Service. It names no class, so the
// cluster's default one serves it.
func (r *render) ingress(w *workload, x *expressGateway) backends.Object {
	backend := tree.NewMap(tree.F("service", tree.NewMap(
		tree.F("name", w.title),
		tree.F("port", tree.NewMap(tree.F("name", ingressHTTPName))))))
	paths := tree.NewMap(tree.F("paths", tree.NewList(tree.NewMap(
		tree.F("path", rootPath), tree.F("pathType", prefixPath), tree.F("backend", backend)))))
	var rules, named []*tree.Node
	for _, h := range x.Hosts.Items {
		host := h.Node
		if h.V == "*" {
			host = nil
		} else {
			named = append(named, h.Node)
		}
		rules = append(rules, tree.NewMap(tree.F("host", host), tree.F("http", paths)))
	}
	var certificates *tree.Node
	if x.Tls != nil {
		secret, _ := r.secretName(x.Tls.Secret.V)
		certificates = tree.NewList(tree.NewMap(tree.F("hosts", list(named)), tree.F("secretName", secret)).
			With(tree.Derive(ruleSecretRef, x.Tls.Secret.Node)))
	}
	return r.object(&w.owner, ingressType, meta{name: w.title}, spec(
		tree.F("tls", certificates),
		tree.F("rules", tree.NewList(rules...).With(tree.Derive(ruleGatewayDoor, x.Hosts.Node)))))
}
