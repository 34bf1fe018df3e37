package netpol

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// podNetworks are where pods' addresses may come from; the outcome must not depend on it. Besides the
// private ranges (RFC 1918, RFC 4193) clouds use the one for carriers (RFC 6598).
var podNetworks = []string{"10.244.0.0/16", "172.20.0.0/16", "192.168.128.0/17", "100.64.0.0/10", "fd00:10:244::/48"}

// CheckEdges reports every connection that the policies allow and no edge expects, or the other way
// round, and every edge between workloads that no Service leads along.
func CheckEdges(cluster Cluster, expectation Expectation) error {
	var problems []error
	for _, network := range podNetworks {
		members, err := cast(cluster, expectation, netip.MustParsePrefix(network))
		if err != nil {
			return err
		}
		if err := checkTraffic(cluster, expectation, members); err != nil {
			problems = append(problems, fmt.Errorf("with pods in %s:\n%w", network, err))
		}
	}
	members, err := cast(cluster, expectation, netip.MustParsePrefix(podNetworks[0]))
	if err != nil {
		return err
	}
	return errors.Join(append(problems, checkServices(cluster, expectation, members))...)
}

// checkTraffic tries every port between every two members of which at least one is a workload.
func checkTraffic(cluster Cluster, expectation Expectation, members []member) error {
	ports := probes(expectation)
	outgoing := make([][]networkingv1.NetworkPolicy, len(members))
	incoming := make([][]networkingv1.NetworkPolicy, len(members))
	for i, m := range members {
		var err error
		if outgoing[i], err = governing(cluster.Policies, networkingv1.PolicyTypeEgress, m.Endpoint); err != nil {
			return err
		}
		if incoming[i], err = governing(cluster.Policies, networkingv1.PolicyTypeIngress, m.Endpoint); err != nil {
			return err
		}
	}
	var problems []error
	for i, from := range members {
		for j, to := range members {
			if !from.workload && !to.workload {
				continue
			}
			for _, port := range ports {
				c := Connection{from.Endpoint, to.Endpoint, port.Number, port.Protocol}
				out, err := passesOut(outgoing[i], c)
				if err != nil {
					return err
				}
				in, err := passesIn(incoming[j], c)
				if err != nil {
					return err
				}
				if problem := expectation.judge(from, to, port, out, in); problem != "" {
					problems = append(problems, fmt.Errorf("%s -> %s on %s %s", from.Name, to.Name, port, problem))
				}
			}
		}
	}
	return errors.Join(problems...)
}

// judge compares what the two ends of a connection do with the edges, and returns "" if that is as it
// should be. Between two workloads each end must be closed by itself where there is no edge, so that a
// mistake at one of them opens nothing; but for an end that is open to strangers on that port anyway.
func (e Expectation) judge(from, to member, port Port, out, in bool) string {
	expected := e.allows(from, to, port)
	switch {
	case out && in && !expected:
		return "is allowed without an edge"
	case expected && (!out || !in):
		return "is an edge, but not allowed"
	case expected || !from.workload || !to.workload:
		return ""
	case out && !e.allows(from, stranger, port):
		return "is let out without an edge"
	case in && !e.allows(stranger, to, port):
		return "is let in without an edge"
	default:
		return ""
	}
}

// checkServices looks for the Service that a caller would use.
func checkServices(cluster Cluster, expectation Expectation, members []member) error {
	var problems []error
	for _, from := range members {
		for _, to := range members {
			if !from.workload || !to.workload {
				continue
			}
			for _, port := range probes(expectation) {
				if expectation.allows(from, to, port) && !cluster.Serves(to.Endpoint, port) {
					problems = append(problems, fmt.Errorf("%s -> %s on %s is an edge, but no Service leads there", from.Name, to.Name, port))
				}
			}
		}
	}
	return errors.Join(problems...)
}

func (e Expectation) allows(from, to member, port Port) bool {
	return slices.ContainsFunc(e.Edges, func(edge Edge) bool {
		return (slices.Contains(edge.Ports, port) || slices.Contains(edge.Ports, EveryPort)) && from.isAnyOf(edge.From) && to.isAnyOf(edge.To)
	})
}

func (m member) isAnyOf(names []string) bool {
	return slices.ContainsFunc(m.names, func(name string) bool { return slices.Contains(names, name) })
}

// probes are the ports to try: every one that the expectation names, each with its neighbour and by both
// protocols, and the first and the last there is.
func probes(e Expectation) []Port {
	numbers := []int32{1, 65535}
	add := func(ports []Port) {
		for _, port := range ports {
			if port != EveryPort {
				numbers = append(numbers, port.Number, port.Number+1)
			}
		}
	}
	for _, ports := range e.Workloads {
		add(ports)
	}
	for _, edge := range e.Edges {
		add(edge.Ports)
	}
	slices.Sort(numbers)
	var ports []Port
	for _, number := range slices.Compact(numbers) {
		ports = append(ports, Port{number, corev1.ProtocolTCP}, Port{number, corev1.ProtocolUDP})
	}
	return ports
}
