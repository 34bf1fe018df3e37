package aws

import (
	"slices"

	"espc.dev/backends/internal/crossing"
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// roleIdentity is the role of what gives a workload of a cluster its IAM role.
const roleIdentity = "PodIdentity"

// actionsIdentity are what EKS Pod Identity takes a role on with; it tags the session with who asked.
var actionsIdentity = []string{"sts:AssumeRole", "sts:TagSession"}

// agents returns the workloads on Kubernetes that act on AWS, in the order of their first edges.
func (r *render) agents() []schema.Address {
	var out []schema.Address
	seen := map[schema.Address]bool{}
	for _, c := range r.sides.Into(Name) {
		if c.Here == schema.BackendKubernetes && c.Rule.Way == crossing.ByRole && !seen[c.By] {
			seen[c.By] = true
			out = append(out, c.By)
		}
	}
	return out
}

// agent lowers what a workload on Kubernetes needs on AWS: a role with the statements that a function with the same edges
// has, and the association that gives it to the workload's service account.
func (r *render) agent(a schema.Address) []resource {
	cluster, ok := r.sides.Cluster()
	entity := r.t.Lookup(a)
	if !ok || entity == nil {
		return nil
	}
	o := own(entity.EntityMeta())
	statements := r.agentStatements(a)
	if len(statements) == 0 {
		return nil
	}
	namespace := r.t.Namespace().Node
	if namespace == nil {
		namespace = derived(ruleIdentity, o.node, r.sides.Namespace())
	}
	account := derived(ruleIdentity, o.node, r.sides.ServiceAccount(a))
	return []resource{
		r.roleOf(o, o.id(roleRole), r.podTrust(o, cluster, namespace, account), statements),
		r.resource(o, "AWS::EKS::PodIdentityAssociation", o.id(roleIdentity), options{},
			tree.F("ClusterName", derived(ruleIdentity, cluster.Node, cluster.Name)),
			tree.F("Namespace", namespace),
			tree.F("ServiceAccount", account),
			tree.F("RoleArn", ruled(ruleIdentity, o.node, att(o.id(roleRole), "Arn"))),
		),
	}
}

// podTrust lets EKS Pod Identity take on a role for one service account of one cluster of this account. The service sets the
// tags itself: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html.
func (r *render) podTrust(o *owner, cluster crossing.Cluster, namespace, serviceAccount *tree.Node) *tree.Node {
	return ruled(ruleIdentity, o.node, tree.NewMap(
		tree.F("Version", str("2012-10-17")),
		tree.F("Statement", tree.NewList(tree.NewMap(
			tree.F("Effect", str("Allow")),
			tree.F("Principal", service("pods.eks")),
			tree.F("Action", words(actionsIdentity...)),
			tree.F("Condition", tree.NewMap(tree.F("StringEquals", tree.NewMap(
				tree.F("aws:SourceAccount", account()),
				tree.F("aws:RequestTag/eks-cluster-arn", derived(ruleIdentity, cluster.Node, cluster.ARN)),
				tree.F("aws:RequestTag/kubernetes-namespace", namespace),
				tree.F("aws:RequestTag/kubernetes-service-account", serviceAccount),
			)))),
		))),
	))
}

// agentStatements returns what the edges of a workload on Kubernetes need of its role: one statement for each.
func (r *render) agentStatements(a schema.Address) []statement {
	if w := r.t.Workload(a); w != nil {
		return r.edgeStatements(w)
	}
	var out []statement
	seen := map[string]bool{}
	for _, c := range r.sides.Into(Name) { // the routes of a gateway
		if c.By != a || c.Class != schema.EdgeRoutes || c.Rule.Way != crossing.ByRole {
			continue
		}
		if s, ok := r.callStatement(c.To, c.Node); ok && !seen[s.sid] {
			seen[s.sid] = true
			out = append(out, s)
		}
	}
	return out
}

// called are the functions that what runs elsewhere knows by their names.
func (r *render) called() []schema.Address {
	var out []schema.Address
	for _, c := range r.sides.Into(Name) {
		if f, ok := r.callee(c.To); ok && c.Rule.Way == crossing.ByRole {
			out = append(out, f)
		}
	}
	return out
}

// elsewhere returns the address of what is on Kubernetes as what runs on AWS reaches it, or a part of it; nil for what is
// here, or can't be reached, of which Check has spoken.
func (r *render) elsewhere(a schema.Address, part string, edge *tree.Node) *tree.Node {
	if r.sides.Backend(a) != schema.BackendKubernetes {
		return nil
	}
	url := ""
	from := []*tree.Node{edge}
	if a.Kind == schema.KindGateway {
		if g := schema.Find[schema.Gateway](r.t, a); g != nil {
			from = append(from, g.Hosts.Node)
		}
		if host := r.sides.GatewayHost(a); host != "" {
			scheme := "http"
			if g := schema.Find[schema.Gateway](r.t, a); g.Tls != nil {
				scheme = "https"
			}
			url = scheme + "://" + host
		}
	} else if door, _ := r.sides.Door(a, r.sides.Call(a)); door != nil {
		url = door.URL(r.sides.Root(a))
		from = append(from, door.Path, door.Endpoint.Node)
		if g := r.t.GatewayOf(door.Endpoint); g != nil {
			from = append(from, r.t.EndpointHosts(door.Endpoint).Node, g.Hosts.Node)
		}
	}
	if url == "" {
		return nil
	}
	return derivedOf(ruleDoor, urlPart(url, part), from...)
}

// throughDoor returns the URL by which a route reaches its target on Kubernetes, "" where it can't.
func (r *render) throughDoor(a apiRoute) string {
	door, _ := r.sides.Door(a.e.To.V, r.sides.Route(a.e))
	if door == nil {
		return ""
	}
	return door.URL(a.left(a.bound))
}

// identityText says which pods act as what a role belongs to.
func identityText(properties *tree.Node) string {
	role := properties.Get("RoleArn")
	who := role.Str()
	if at := role.Get(fnGetAtt); at != nil && len(at.Items) == 2 {
		who = bearer(at.Items[0].Str())
	}
	return "pods of ServiceAccount/" + properties.Get("ServiceAccount").Str() + " in namespace " + properties.Get("Namespace").Str() +
		" of cluster " + properties.Get("ClusterName").Str() + " act as " + who
}

// strangers reports endpoints that ask for the credential of a consumer where those who have one are on Kubernetes, so that
// nobody could call.
func (c *checker) strangers() {
	for _, d := range c.doors {
		for _, e := range d.endpoints {
			auth := c.t.EndpointAuth(e)
			if auth == nil || auth.Type.V != "key" && auth.Type.V != "basic" {
				continue
			}
			var elsewhere *schema.Consumer
			known := false
			for _, consumer := range c.t.Consumers {
				has := auth.Type.V == "key" && consumer.Key.IsSet() || auth.Type.V == "basic" && consumer.Basic.IsSet()
				switch {
				case !has || consumer.Endpoints.IsSet() && !slices.Contains(consumer.Endpoints.Values(), e.Address):
				case c.here(consumer.Address):
					known = true
				case elsewhere == nil && !consumer.Endpoints.IsSet(): // a list is a reference, of which the tables speak
					elsewhere = consumer
				}
			}
			if !known && elsewhere != nil {
				c.report(diag.AWSOtherBackend.At(e.Node.Origin.KeyPlace(), "%s asks for auth of type %s, and %s, which has such a credential, is on Kubernetes", e.Address, auth.Type.V, elsewhere.Address).
					WithRelated(elsewhere.Node.Origin.KeyPlace(), "the consumer").
					WithFix("place %s on aws", elsewhere.Address), e.Address)
			}
		}
	}
}

// reads reports whether something on AWS reads a secret: what runs here, a gateway here with its endpoints and consumers, or
// what either of them leads to.
func (r *render) reads(secret schema.Address) bool {
	for _, e := range r.t.To(secret) {
		switch e.From.Kind {
		case schema.KindConnector, schema.KindServiceEndpoint:
			for _, by := range r.t.To(e.From) {
				if r.sides.Backend(by.From) != schema.BackendKubernetes {
					return true
				}
			}
		default:
			if r.sides.Backend(e.From) != schema.BackendKubernetes {
				return true
			}
		}
	}
	return false
}
