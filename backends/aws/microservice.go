package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// Attributes of a service that others refer to.
const (
	attrEndpoint     = "Endpoint" // its host name; the certificate is for it
	attrListener     = "ECSManagedResourceArns.IngressPath.ListenerArn"
	attrLoadBalancer = "ECSManagedResourceArns.IngressPath.LoadBalancerArn"
)

// servicePort is the port that a service's load balancer listens on, whatever the container's own is.
const servicePort = "443"

// Roles of a service's resources besides the role of its tasks.
const (
	roleExecution      = "ExecutionRole"
	roleInfrastructure = "InfrastructureRole"
	roleCluster        = "Cluster"
)

// maxClusterName is the longest name of an ECS cluster.
const maxClusterName = 255

// infrastructurePolicy is what ECS needs to run the load balancer, its security groups, its certificate and the scaling of
// Express Mode services. It is Amazon's own, and follows what Express Mode makes.
const infrastructurePolicy = "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonECSInfrastructureRoleforExpressGatewayServices"

// imageService returns a microservice that is an image and runs here, or nil. One of models is a function.
func (r *render) imageService(a schema.Address) *schema.Microservice {
	m := schema.Find[schema.Microservice](r.t, a)
	if m == nil || m.Models.IsSet() || !r.here(a) {
		return nil
	}
	return m
}

// imageServices returns them all.
func (r *render) imageServices() []*schema.Microservice {
	var out []*schema.Microservice
	for _, m := range r.t.Microservices {
		if r.imageService(m.Address) != nil {
			out = append(out, m)
		}
	}
	return out
}

// cluster lowers the cluster that a topology's services share, so that they are not among others of the account.
func (r *render) cluster() []resource {
	services := r.imageServices()
	if len(services) == 0 {
		return nil
	}
	o := own(&services[0].Meta)
	return []resource{r.resource(o, "AWS::ECS::Cluster", r.clusterID(), options{root: true, node: r.topologyNode()},
		tree.F("ClusterName", derived(ruleName, r.topologyNode(), shorten(r.t.Name+"-"+r.settings.environment, maxClusterName))),
		tree.F("CapacityProviders", ruled(ruleService, o.node, words("FARGATE"))),
	)}
}

func (r *render) clusterID() string { return logicalID(r.topologyAddress(), "", roleCluster) }

// microservice lowers an image to an ECS Express Mode service: its log, the role of its tasks with a statement for each edge,
// the role that starts them, the role by which ECS runs what is around it, and the service. All of it stays in the first
// template, because callers in several refer to it.
//
// The service has no name of its own: ECS never gives a name free, so a service made anew could not have it again.
func (r *render) microservice(m *schema.Microservice) []resource {
	o := own(&m.Meta)
	logs := o.id(roleLogs)
	out := []resource{
		r.resource(o, "AWS::Logs::LogGroup", logs, options{},
			tree.F("LogGroupName", derived(ruleLogs, o.node, "/aws/ecs/"+r.t.Name+"-"+r.settings.environment+"-"+m.Address.Name)),
			tree.F("RetentionInDays", derivedInt(ruleLogs, nil, logRetention)),
		),
		r.role(o, o.id(roleRole), "ecs-tasks", sameAccount(), r.edgeStatements(&m.Workload)),
		r.role(o, o.id(roleExecution), "ecs-tasks", nil, r.executionStatements(m)),
		r.infrastructureRole(o),
		r.resource(o, "AWS::ECS::ExpressGatewayService", o.id(""), options{after: r.jobsBefore(m.Address)},
			tree.F("Cluster", ref(r.clusterID())),
			tree.F("PrimaryContainer", r.container(o, m)),
			tree.F("Cpu", fargateSize(m).cpuNode(m)),
			tree.F("Memory", fargateSize(m).memoryNode(m)),
			tree.F("HealthCheckPath", healthPath(m)),
			tree.F("ScalingTarget", scalingTarget(m)),
			tree.F("NetworkConfiguration", tree.NewMap(
				tree.F("Subnets", r.settings.subnets()),
				tree.F("SecurityGroups", r.settings.securityGroups()),
			)),
			tree.F("ExecutionRoleArn", att(o.id(roleExecution), "Arn")),
			tree.F("InfrastructureRoleArn", att(o.id(roleInfrastructure), "Arn")),
			tree.F("TaskRoleArn", att(o.id(roleRole), "Arn")),
		),
	}
	for i := range out {
		out[i].root = true
	}
	return out
}

// infrastructureRole is taken on by ECS itself.
func (r *render) infrastructureRole(o *owner) resource {
	res := r.role(o, o.id(roleInfrastructure), "ecs", nil, nil)
	properties := res.Tree.Get("Properties")
	properties.Fields = append(properties.Fields, tree.F("ManagedPolicyArns", tree.NewList(ruled(ruleService, o.node, sub(infrastructurePolicy)))))
	return res
}

// healthPath is the path that the load balancer asks for.
func healthPath(m *schema.Microservice) *tree.Node {
	if m.Health != nil && m.Health.Path.IsSet() {
		return text(m.Health.Path.V, m.Health.Path.Node)
	}
	return derived(ruleServiceHealth, m.Node, "/")
}

// scalingTarget returns how many tasks run: the written bounds at their use of CPU, or just the replicas.
func scalingTarget(m *schema.Microservice) *tree.Node {
	if s := m.Scale; s != nil {
		return tree.NewMap(
			tree.F("MinTaskCount", integer(s.Min.V, s.Min.Node)),
			tree.F("MaxTaskCount", integer(s.Max.V, s.Max.Node)),
			tree.F("AutoScalingMetric", derived(ruleService, s.Node, "AVERAGE_CPU")),
			tree.F("AutoScalingTargetValue", integer(s.CPUPercent.V, s.CPUPercent.Node)),
		).With(originOf(s.Node))
	}
	replicas := m.ReplicaCount()
	n := integer(replicas.V, replicas.Node)
	return ruled(ruleService, replicas.Node, tree.NewMap(tree.F("MinTaskCount", n), tree.F("MaxTaskCount", n)))
}

// servicePart returns a part of a service's address: url, address (host:port), host or port.
func servicePart(a schema.Address, part string) *tree.Node {
	id := logicalID(a, "", "")
	switch part {
	case "host":
		return att(id, attrEndpoint)
	case "port":
		return str(servicePort)
	case "address":
		return sub("${" + id + "." + attrEndpoint + "}:" + servicePort)
	}
	return sub("https://${" + id + "." + attrEndpoint + "}")
}
