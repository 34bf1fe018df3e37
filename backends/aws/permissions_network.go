package aws

import (
	"slices"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// service adds what may call a service. Its load balancer takes what comes from its network, whoever sends it: there is no
// policy between two that are in one network.
func (p *permissions) service(o *backends.Object, properties *tree.Node) {
	subnets := properties.Get("NetworkConfiguration").Get("Subnets")
	where := "the default VPC's public subnets, and from everywhere"
	if subnets != nil {
		where = "the network of " + strings.Join(texts(subnets), ", ")
	}
	p.add(o, subnets, "anybody in "+where+" may call "+entityOf(o.Address.Name)+" on port "+servicePort)
	p.callees(o, properties.Get("PrimaryContainer").Get("Environment"))
}

// callees adds the services whose address an object is handed: those that it calls.
func (p *permissions) callees(o *backends.Object, environment *tree.Node) {
	var seen []string
	p.endpoints(environment, func(id string, at *tree.Node) {
		if !slices.Contains(seen, id) {
			seen = append(seen, id)
			p.add(o, at, entityOf(o.Address.Name)+" may call "+named(id)+" on port "+servicePort)
		}
	})
}

// endpoints calls visit for each service whose endpoint a tree refers to, with the innermost node that has a place.
func (p *permissions) endpoints(n *tree.Node, visit func(id string, at *tree.Node)) {
	if n == nil {
		return
	}
	if n.Get(fnSub) != nil || n.Get(fnGetAtt) != nil || n.Get(fnRef) != nil {
		references(n, func(id, attribute string) {
			if attribute == "" { // in a nested stack it is a parameter
				id, attribute = strings.TrimSuffix(id, attrEndpoint), attrEndpoint
			}
			if attribute == attrEndpoint && p.resources[id].Get("PrimaryContainer") != nil {
				visit(id, n)
			}
		})
		return
	}
	for _, f := range n.Fields {
		p.endpoints(f.Value, visit)
	}
	for _, item := range n.Items {
		p.endpoints(item, visit)
	}
}

// joins adds the network that a function is in.
func (p *permissions) joins(o *backends.Object, properties *tree.Node) {
	if vpc := properties.Get("VpcConfig"); vpc != nil {
		p.add(o, vpc, entityOf(o.Address.Name)+" may reach the network of "+strings.Join(texts(vpc.Get("SubnetIds")), ", ")+" as a member of "+
			strings.Join(texts(vpc.Get("SecurityGroupIds")), ", "))
	}
	p.callees(o, properties.Get("Environment"))
}

// linked adds the service that a gateway reaches by a VPC link.
func (p *permissions) linked(o *backends.Object, api, integration *tree.Node) {
	p.add(o, serviceTargetOf(integration), gatewayOf(p.resource(api))+" may call "+p.resource(serviceTargetOf(integration))+" on port "+servicePort)
}

// serviceTargetOf returns what an integration by a VPC link leads to.
func serviceTargetOf(integration *tree.Node) *tree.Node {
	if n := integration.Get("IntegrationTarget"); n != nil { // a REST API's
		return n
	}
	return integration.Get("IntegrationUri")
}

// implied reports whether a statement follows from what its owner is, and is listed as that: who runs writes its own log; a
// service is started by getting its image; what is in a network is put there by Lambda, whose actions its code is denied.
func (p *permissions) implied(o *backends.Object, who string, actions, targets []string) bool {
	switch {
	case slices.Equal(actions, actionsLogs):
		// The log of an entity, or of something that an entity brings (a gateway's Gatekeeper: GatekeeperLogs).
		who = strings.TrimSuffix(who, "'s Execution")
		return slices.Equal(targets, []string{who + "'s Logs"}) || strings.Contains(who, "'s ") && slices.Equal(targets, []string{who + "Logs"})
	case slices.Equal(actions, actionsLogin):
		return strings.HasSuffix(who, "'s Execution")
	case slices.Equal(actions, actionsNetwork):
		return p.resources[strings.TrimSuffix(o.Address.Name, roleRole)].Get("VpcConfig") != nil
	}
	return false
}
