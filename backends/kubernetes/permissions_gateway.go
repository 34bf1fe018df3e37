package kubernetes

import (
	"strings"

	"espc.dev/backends"
)

// proxy reports that the proxies of a Gateway are reached from outside the cluster. Without a type their Service is a load
// balancer.
func (p *permissions) proxy(o *backends.Object) {
	provider := o.Tree.Get("spec").Get("provider").Get("kubernetes")
	service := provider.Get("envoyService")
	way := "a load balancer"
	switch service.Get("type").Str() {
	case "ClusterIP":
		return
	case "NodePort":
		way = "ports of every node"
	}
	from := "anybody outside"
	if ranges := itemsOf(service.Get("loadBalancerSourceRanges")); len(ranges) > 0 {
		from = joined(ranges)
	}
	p.add(o, service, from+" may reach "+ownerOf(o)+" through "+way)
}

// ownerOf names the entity that brings an object, or the object.
func ownerOf(o *backends.Object) string {
	if entity := o.Tree.Get("metadata").Get("labels").Get(labelEntity).Str(); entity != "" {
		return entity
	}
	return o.Address.String()
}

// httpRoute reports the routes of an HTTPRoute that no annotation lists: one that an overlay adds.
func (p *permissions) httpRoute(o *backends.Object) {
	labels, annotations := o.Tree.Get("metadata").Get("labels"), o.Tree.Get("metadata").Get("annotations")
	if labels.Get(labelEntity) != nil {
		p.routes(o)
		return
	}
	if annotations.Get(annotationRoutes) != nil {
		p.routes(o)
	}
	spec := o.Tree.Get("spec")
	host := joined(itemsOf(spec.Get("hostnames")))
	for _, rule := range itemsOf(spec.Get("rules")) {
		var to []string
		for _, ref := range itemsOf(rule.Get("backendRefs")) {
			to = append(to, ref.Get("name").Str())
		}
		for _, m := range itemsOf(rule.Get("matches")) {
			method := m.Get("method").Str()
			if method == "" {
				method = "any method"
			}
			p.add(o, m, "public route "+method+" "+host+m.Get("path").Get("value").Str()+" to "+strings.Join(to, ", "))
		}
	}
}
