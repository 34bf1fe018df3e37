package aws

import (
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// serviceIntegration leads a route of an HTTP API to a service: through the VPC link to the listener of its load balancer,
// which tells services apart by Host. The connection is encrypted, and the certificate is checked to be the service's.
func (r *render) serviceIntegration(a apiRoute) (fields, parameters []tree.Field) {
	to, id := a.e.To.Node, logicalID(a.e.To.V, "", "")
	fields = []tree.Field{
		tree.F("IntegrationType", derived(ruleIntegration, to, "HTTP_PROXY")),
		tree.F("IntegrationMethod", derived(ruleIntegration, to, a.method)),
		tree.F("IntegrationUri", ruled(ruleServiceRoute, to, att(id, attrListener))),
		tree.F("ConnectionType", derived(ruleServiceRoute, to, "VPC_LINK")),
		tree.F("ConnectionId", ruled(ruleServiceRoute, to, ref(r.vpcLinkID()))),
		tree.F("TlsConfig", ruled(ruleServiceRoute, to, tree.NewMap(tree.F("ServerNameToVerify", att(id, attrEndpoint))))),
		tree.F("PayloadFormatVersion", derived(ruleIntegration, nil, "1.0")),
	}
	parameters = []tree.Field{tree.F("overwrite:header.Host", ruled(ruleServiceRoute, to, att(id, attrEndpoint)))}
	if a.rewritten() {
		path := a.left(func(name string) string { return "${request.path." + name + "}" })
		parameters = append(parameters, tree.F("overwrite:path", derived(ruleIntegration, a.node, path)))
	}
	return fields, parameters
}

// serviceTarget leads a method of a REST API to a service: the address is the service's own, so that Host and the certificate
// are, and the VPC link finds its load balancer.
func (r *render) serviceTarget(a apiRoute) []tree.Field {
	id := logicalID(a.e.To.V, "", "")
	path := a.left(a.bound)
	return []tree.Field{
		tree.F("Uri", sub("https://${"+id+"."+attrEndpoint+"}"+subText(path))),
		tree.F("ConnectionType", str("VPC_LINK")),
		tree.F("ConnectionId", ref(r.vpcLinkID())),
		tree.F("IntegrationTarget", att(id, attrLoadBalancer)),
	}
}

// setsHost returns what sets the header that tells services apart; nil where nothing does.
func setsHost(h *schema.Headers) *tree.Node {
	if h == nil {
		return nil
	}
	for _, e := range h.RequestSet.Entries {
		if strings.EqualFold(e.Key, "host") {
			return e.Node
		}
	}
	for _, v := range h.RequestRemove.Items {
		if strings.EqualFold(v.V, "host") {
			return v.Node
		}
	}
	return nil
}
