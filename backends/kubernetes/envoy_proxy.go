package kubernetes

import (
	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// proxy returns how the gateway's proxies run: how many, how large, and how they are reached. They are pods of Envoy Gateway's
// own, in its namespace.
func (x *envoyGateway) proxy() backends.Object {
	s := x.size()
	deployment := tree.NewMap(
		tree.F("replicas", s.replicas),
		tree.F("container", tree.NewMap(tree.F("resources", resources(memory(x.Memory), cpu(x.CPU))))))
	var scaling, disruption *tree.Node
	if s.replicas == nil {
		scaling = tree.NewMap(
			tree.F("minReplicas", s.min),
			tree.F("maxReplicas", s.max),
			tree.F("metrics", s.metrics()))
	}
	if s.least > 1 {
		disruption = tree.NewMap(tree.F("maxUnavailable", oneUnavailable))
	}
	kubernetes := tree.NewMap(
		tree.F("envoyDeployment", deployment),
		tree.F("envoyHpa", scaling),
		tree.F("envoyPDB", disruption),
		tree.F("envoyService", x.proxyService()))
	return x.r.object(&x.owner, envoyProxyType, meta{name: x.title}, spec(
		tree.F("provider", tree.NewMap(tree.F("type", tree.NewString("Kubernetes")), tree.F("kubernetes", kubernetes))),
		tree.F("filterOrder", x.filterOrder())))
}

// proxyService returns how the proxies are reached. An ingress is the class's own way in, which is a load balancer, as one of
// its own is.
func (x *envoyGateway) proxyService() *tree.Node {
	kind := "LoadBalancer"
	var ranges, local *tree.Node
	if x.Expose.V == "internal" {
		kind = "ClusterIP"
	} else {
		local = tree.NewString("Local")
		if len(x.AllowFrom.Items) > 0 {
			ranges = x.AllowFrom.Node
		}
	}
	return tree.NewMap(
		tree.F("type", tree.NewString(kind)),
		tree.F("externalTrafficPolicy", local),
		tree.F("loadBalancerSourceRanges", ranges)).With(tree.Derive(ruleGatewayDoor, x.Expose.Node))
}

// filterOrder puts the limits of what is known without a credential before the credentials are checked, as the language
// orders them; Envoy Gateway's own order has all limits last.
func (x *envoyGateway) filterOrder() *tree.Node {
	for _, e := range x.doors {
		if e.auth == nil || e.localLimit() == nil {
			continue
		}
		// The first of the filters that check credentials.
		var order []*tree.Node
		for _, name := range []string{"jwt_authn", "api_key_auth", "ext_authz"} {
			order = append(order, tree.NewMap(
				tree.F("name", tree.NewString("envoy.filters.http.local_ratelimit")),
				tree.F("before", tree.NewString("envoy.filters.http."+name))))
		}
		return tree.NewList(order...).With(tree.Derive(ruleEnvoyOrder, x.Node))
	}
	return nil
}
