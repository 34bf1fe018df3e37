package crossing

import (
	"regexp"

	"espc.dev/schema/tree"
)

// Cluster is an EKS cluster.
type Cluster struct {
	ARN, Partition, Region, Account, Name string
	// Node is where the environment names it.
	Node *tree.Node
}

// clusterARN is the form of an EKS cluster's ARN, which `aws eks update-kubeconfig` makes the name of the context:
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html.
var clusterARN = regexp.MustCompile(`^arn:(aws[a-z-]*):eks:([a-z0-9-]+):([0-9]{12}):cluster/([0-9A-Za-z][0-9A-Za-z_-]{0,99})$`)

// Cluster returns the EKS cluster that the environment's kubernetes backend names as its context, and false where it names
// another or none.
func (s Sides) Cluster() (Cluster, bool) {
	if e := s.T.Environment; e != nil && e.Backend != nil && e.Backend.Kubernetes != nil {
		if m := clusterARN.FindStringSubmatch(e.Backend.Kubernetes.Context.V); m != nil {
			return Cluster{ARN: m[0], Partition: m[1], Region: m[2], Account: m[3], Name: m[4], Node: s.contextNode()}, true
		}
	}
	return Cluster{}, false
}
