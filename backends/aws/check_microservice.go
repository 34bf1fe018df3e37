package aws

import (
	"regexp"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// Bounds of the network: a load balancer has subnets in two zones at least
// (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html), and a function joins
// at most 16 subnets and 5 security groups (API_VpcConfig).
const (
	minSubnets        = 2
	maxSubnets        = 16
	maxSecurityGroups = 5
)

// maxScratch is what a task on Fargate has to write on, in bytes.
const maxScratch = 20 << 30

// onKubernetes is the fix for what Express Mode does not have.
const onKubernetes = `place it on "kubernetes"`

// service reports what a microservice that is an image asks for and ECS Express Mode does not have.
func (c *checker) service(m *schema.Microservice) {
	a := m.Address
	c.references(&m.Workload, a)
	refuse := func(n *tree.Node, fix, format string, args ...any) {
		if n != nil {
			c.report(diag.NotOnECS.At(placed(n, m.Node).Origin.KeyPlace(), format, args...).WithFix("%s", fix), a)
		}
	}
	if m.Protocol.V != "http" {
		refuse(m.Protocol.Node, onKubernetes, "the load balancer of an Express Mode service speaks HTTP/1 to it, and no %s", m.Protocol.V)
	}
	if m.Port.V == 0 {
		refuse(m.Port.Node, "name the port it listens on, or "+onKubernetes, "an Express Mode service listens on a port")
	}
	refuse(m.Command.Node, "write what runs as args, or build an image with that entrypoint", "an Express Mode service runs its image's own entrypoint")
	refuse(m.User.Node, "let the image say its user, or "+onKubernetes, "an Express Mode service runs as its image's own user")
	refuse(m.Group.Node, "let the image say its group, or "+onKubernetes, "an Express Mode service runs as its image's own user")
	refuse(m.FsGroup.Node, onKubernetes, "an Express Mode service mounts no volumes")
	refuse(m.Aliases.Node, "call it by its name, or "+onKubernetes, "an Express Mode service has one name, which AWS gives it")
	for _, p := range m.PortNamed {
		refuse(p.Node, onKubernetes, "an Express Mode service listens on one port")
	}
	for _, v := range m.Volume {
		refuse(v.Node, "keep data in a table or a bucket, or "+onKubernetes, "an Express Mode service mounts no volumes")
	}
	for _, f := range m.File {
		refuse(f.Node, "build an image with the file in it, or "+onKubernetes, "an Express Mode service mounts no files")
	}
	for _, on := range m.On {
		refuse(on.Node, "let a function subscribe, and call this", "events and queues reach no Express Mode service")
	}
	if m.SessionAffinity.V != "none" {
		refuse(m.SessionAffinity.Node, onKubernetes, "an Express Mode service keeps no client with one task")
	}
	if m.Rollout != nil && m.Rollout.Canary.V > 0 {
		refuse(m.Rollout.Canary.Node, backends.NoCanary(c.t, m.Address), "an Express Mode service rolls out in steps of its own")
	}
	if m.Scale == nil && m.ReplicaCount().V == 0 {
		refuse(m.Replicas.Node, "write replicas = 1, or leave the microservice out", "an Express Mode service runs one task at least")
	}
	if m.CPU.V > maxServiceCPU {
		refuse(m.CPU.Node, "write 4 at most, or "+onKubernetes, "%s is more CPU than an Express Mode service has", m.CPU.Node.Text)
	}
	if m.Memory.V > maxServiceMemory {
		refuse(m.Memory.Node, "write 8Gi at most, or "+onKubernetes, "%s is more memory than an Express Mode service has", m.Memory.Node.Text)
	}
	for _, s := range m.Scratch {
		if s.Size.V > maxScratch {
			refuse(s.Size.Node, "write 20Gi at most, or "+onKubernetes, "a task has 20 GiB to write on")
		}
	}
	c.serviceHealth(m, refuse)
	c.serviceSecrets(m)
	c.serviceNetwork(m)
}

// serviceHealth reports probes that the load balancer does not make.
func (c *checker) serviceHealth(m *schema.Microservice, refuse func(n *tree.Node, fix, format string, args ...any)) {
	h := m.Health
	if h == nil {
		return
	}
	if h.Type.IsSet() && h.Type.V != "http" {
		refuse(h.Type.Node, `write type = "http" and a path, or `+onKubernetes, "the load balancer of an Express Mode service asks for health by HTTP alone, not by %s", h.Type.V)
	}
	if h.Port.IsSet() && h.Port.V != m.Port.V {
		refuse(h.Port.Node, "answer on the service's own port, or "+onKubernetes, "the load balancer of an Express Mode service asks for health on the service's own port")
	}
	refuse(h.Delay.Node, "leave delay out: a task has five minutes to start", "the load balancer of an Express Mode service has its own times")
	refuse(h.Period.Node, "leave period out: it asks every 30 seconds", "the load balancer of an Express Mode service has its own times")
}

// likeSuffix is the end of a name that a partial ARN can't have: Secrets Manager would take it for the end of a whole one
// (https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen).
var likeSuffix = regexp.MustCompile(`-[A-Za-z0-9]{6}$`)

// serviceSecrets reports secrets that ECS would not find by their names.
func (c *checker) serviceSecrets(m *schema.Microservice) {
	seen := map[schema.Address]bool{}
	for _, e := range m.Env.Entries {
		s := schema.Find[schema.Secret](c.t, e.V.Secret)
		if s == nil || seen[s.Address] || strings.HasPrefix(s.Key.V, "arn:") || !likeSuffix.MatchString(s.Key.V) {
			continue
		}
		seen[s.Address] = true
		c.report(diag.SecretReference.At(s.Key.Node.Range(), "ECS would take the end of %q for the end of an ARN, and not find the secret for %s", s.Key.V, m.Address).
			WithRelated(e.Node.Range(), "handed to a microservice here").
			WithFix("write the secret's whole ARN, or name it without a hyphen before its last six characters"), s.Address)
	}
}

// serviceNetwork reports a network that is not there.
func (c *checker) serviceNetwork(m *schema.Microservice) {
	const fix = `write subnets = ["subnet-…", "subnet-…"] and security_groups = ["sg-…"] in backend "aws", of private subnets in two zones; or ` + onKubernetes
	if c.settings.subnets() == nil || c.settings.securityGroups() == nil {
		d := diag.NoNetwork.At(m.Node.Origin.KeyPlace(), "%s needs private subnets and security groups to run in on AWS", m.Address).WithFix(fix)
		if c.settings.node != nil {
			d = d.WithRelated(c.settings.node.Origin.KeyPlace(), "the environment")
		}
		c.report(d, m.Address)
	}
}

// network reports a network that load balancers or functions can't be in. It is said once, whatever runs there.
func (c *checker) network() {
	b := c.settings.block
	if b == nil || len(c.imageServices()) == 0 {
		return
	}
	environment := c.t.Environment.Address
	if n := len(b.Subnets.Items); b.Subnets.IsSet() && (n < minSubnets || n > maxSubnets) {
		c.report(diag.NoNetwork.At(b.Subnets.Node.Range(), "there are %d subnets, and a network has %d to %d", n, minSubnets, maxSubnets).
			WithFix("name private subnets in two zones at least"), environment)
	}
	if n := len(b.SecurityGroups.Items); b.SecurityGroups.IsSet() && (n < 1 || n > maxSecurityGroups) {
		c.report(diag.NoNetwork.At(b.SecurityGroups.Node.Range(), "there are %d security groups, and a network has 1 to %d", n, maxSecurityGroups).
			WithFix("name one group, say"), environment)
	}
	for _, list := range []schema.List[string]{b.Subnets, b.SecurityGroups} {
		seen := map[string]bool{}
		for _, v := range list.Items {
			if seen[v.V] {
				c.report(diag.NoNetwork.At(v.Node.Range(), "%s is named twice", v.V).WithFix("name each once"), environment)
			}
			seen[v.V] = true
		}
	}
}

// serviceCycles reports services that call each other: CloudFormation makes one before it knows the other's address.
func (c *checker) serviceCycles() {
	callees := map[schema.Address][]schema.Edge{}
	for _, e := range c.t.Edges {
		if e.Class == schema.EdgeCalls && c.imageService(e.From) != nil && c.imageService(e.To) != nil {
			callees[e.From] = append(callees[e.From], e)
		}
	}
	for _, m := range c.imageServices() {
		for _, e := range callees[m.Address] {
			if reaches(callees, e.To, m.Address, map[schema.Address]bool{}) {
				c.report(diag.NotOnECS.At(e.Node.Range(), "%s calls %s, which calls it back: CloudFormation makes one before it knows the other's address", e.From, e.To).
					WithFix("let one of them answer by an event, or "+onKubernetes), e.From)
			}
		}
	}
}

func reaches(callees map[schema.Address][]schema.Edge, from, to schema.Address, seen map[schema.Address]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	for _, e := range callees[from] {
		if reaches(callees, e.To, to, seen) {
			return true
		}
	}
	return false
}
