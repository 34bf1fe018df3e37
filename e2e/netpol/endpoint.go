package netpol

import (
	"net/netip"

	corev1 "k8s.io/api/core/v1"
)

// An Endpoint is one end of a connection: any pod of a workload, or a host outside the cluster's pod
// network.
type Endpoint struct {
	Name            string
	Namespace       string // empty outside the pod network
	NamespaceLabels map[string]string
	Labels          map[string]string
	Ports           []corev1.ContainerPort // what named ports refer to
	Address         netip.Addr
}

// isPod reports whether policies can select the endpoint, and selectors can match it.
func (e Endpoint) isPod() bool { return e.Namespace != "" }

// A Connection is opened by From to a port of To. A workload's connection to itself is one between two
// of its pods; a pod's connection to itself is never filtered and not modelled.
type Connection struct {
	From, To Endpoint
	Port     int32
	Protocol corev1.Protocol
}
