package netpol

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Serves reports whether a Service of the cluster leads to a port of the endpoint's pods.
func (c Cluster) Serves(e Endpoint, port Port) bool {
	for _, service := range c.Services {
		if service.Namespace != e.Namespace || len(service.Spec.Selector) == 0 ||
			!labels.SelectorFromSet(service.Spec.Selector).Matches(labels.Set(e.Labels)) {
			continue
		}
		for _, served := range service.Spec.Ports {
			if targets(served, e.Ports, port) {
				return true
			}
		}
	}
	return false
}

// targets reports whether a Service's port is forwarded to the port of a pod: by number, by the name of
// one of the pod's ports, or, unwritten, by the same number.
func targets(served corev1.ServicePort, ports []corev1.ContainerPort, port Port) bool {
	protocol := served.Protocol
	if protocol == "" {
		protocol = corev1.ProtocolTCP
	}
	if protocol != port.Protocol {
		return false
	}
	if name := served.TargetPort.StrVal; name != "" {
		for _, p := range ports {
			if p.Name == name && protocolOf(p) == protocol {
				return p.ContainerPort == port.Number
			}
		}
		return false
	}
	number := served.TargetPort.IntVal
	if number == 0 {
		number = served.Port
	}
	return number == port.Number
}
