package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// subnets returns the private subnets of the environment, nil where it names none.
func (s settings) subnets() *tree.Node {
	if s.block == nil || !s.block.Subnets.IsSet() {
		return nil
	}
	return s.block.Subnets.Node
}

// securityGroups returns the security groups of what runs in them.
func (s settings) securityGroups() *tree.Node {
	if s.block == nil || !s.block.SecurityGroups.IsSet() {
		return nil
	}
	return s.block.SecurityGroups.Node
}

// joins returns the first reference by which what runs on Lambda calls a service, whose network it has to join for it; nil
// where it calls none.
func (r *render) joins(w *schema.Workload) *tree.Node {
	for _, c := range w.Calls.Items {
		if r.imageService(c.V) != nil {
			return c.Node
		}
	}
	for _, e := range w.Env.Entries {
		if v := e.V.Endpoint; v != nil && r.imageService(v.Of.V) != nil {
			return v.Of.Node
		}
	}
	return nil
}

// workspaceJoins returns why a workspace joins the network: it calls a service, or, where the environment names subnets, its
// connectors have a server, which is in there with the microservices.
func (r *render) workspaceJoins(w *workspace) *tree.Node {
	if edge := r.joins(w.workload()); edge != nil || r.settings.subnets() == nil {
		return edge
	}
	for _, m := range w.models {
		if c := schema.Find[schema.Connector](r.t, m.Connector.V); c != nil && (c.Host.IsSet() || c.URL.IsSet()) {
			return m.Connector.Node
		}
	}
	return nil
}

// vpcConfig puts a function into the environment's network; edge is why it joins, nil where it does not.
func (r *render) vpcConfig(edge *tree.Node) *tree.Node {
	if edge == nil {
		return nil
	}
	return ruled(ruleSubnets, edge, tree.NewMap(
		tree.F("SubnetIds", r.settings.subnets()),
		tree.F("SecurityGroupIds", r.settings.securityGroups()),
	))
}

// actionsNetwork are what Lambda does in a function's name to put it into a network
// (https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions).
var actionsNetwork = []string{
	"ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces",
	"ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses",
}

// networkStatements let Lambda put a function into a network; edge is why it joins, nil where it does not. Lambda takes no exact resources for
// these actions; so that they are Lambda's alone, the function's own code is denied them.
func (r *render) networkStatements(function schema.Address, edge *tree.Node) []statement {
	if edge == nil {
		return nil
	}
	all := []*tree.Node{str("*")}
	return []statement{
		{sid: "JoinsNetwork", actions: actionsNetwork, resources: all, node: edge},
		{sid: "LeavesNetworkToLambda", deny: true, actions: actionsNetwork, resources: all, node: edge, condition: tree.NewMap(
			tree.F("ArnEquals", tree.NewMap(tree.F("lambda:SourceFunctionArn", r.functionARN(function)))))},
	}
}

// roleVPCLink is the way of the APIs into the network.
const roleVPCLink = "VpcLink"

// maxVPCLinkName is the longest name of a VPC link.
const maxVPCLinkName = 128

// vpcLink lowers the way by which API Gateway reaches services, which all gateways share; there is none where no route leads
// to a service.
func (r *render) vpcLink() []resource {
	for _, d := range r.doors {
		for _, e := range d.endpoints {
			if r.imageService(e.To.V) == nil {
				continue
			}
			return []resource{r.resource(d.own, "AWS::ApiGatewayV2::VpcLink", r.vpcLinkID(), options{root: true, node: e.To.Node},
				tree.F("Name", derived(ruleName, r.topologyNode(), shorten(r.t.Name+"-"+r.settings.environment, maxVPCLinkName))),
				tree.F("SubnetIds", r.settings.subnets()),
				tree.F("SecurityGroupIds", r.settings.securityGroups()),
			)}
		}
	}
	return nil
}

func (r *render) vpcLinkID() string { return logicalID(r.topologyAddress(), "", roleVPCLink) }
