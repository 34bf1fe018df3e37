package netpol

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
)

// Allowed reports whether a connection gets through: the policies that select From for egress let it
// out, and those that select To for ingress let it in. A pod that no policy selects for a direction is
// open in that direction; policies that do select it add up. The error is about a policy that is not
// valid (a selector, a CIDR).
func Allowed(policies []networkingv1.NetworkPolicy, c Connection) (bool, error) {
	outgoing, err := governing(policies, networkingv1.PolicyTypeEgress, c.From)
	if err != nil {
		return false, err
	}
	incoming, err := governing(policies, networkingv1.PolicyTypeIngress, c.To)
	if err != nil {
		return false, err
	}
	out, err := passesOut(outgoing, c)
	if err != nil || !out {
		return false, err
	}
	return passesIn(incoming, c)
}

// passesOut decides for policies that are known to govern the egress of From.
func passesOut(governing []networkingv1.NetworkPolicy, c Connection) (bool, error) {
	for _, policy := range governing {
		for _, rule := range policy.Spec.Egress {
			allowed, err := ruleAllows(policy.Namespace, rule.To, rule.Ports, c.To, c)
			if err != nil {
				return false, fmt.Errorf("NetworkPolicy %s: egress: %w", policy.Name, err)
			}
			if allowed {
				return true, nil
			}
		}
	}
	return len(governing) == 0, nil
}

// passesIn decides for policies that are known to govern the ingress of To.
func passesIn(governing []networkingv1.NetworkPolicy, c Connection) (bool, error) {
	for _, policy := range governing {
		for _, rule := range policy.Spec.Ingress {
			allowed, err := ruleAllows(policy.Namespace, rule.From, rule.Ports, c.From, c)
			if err != nil {
				return false, fmt.Errorf("NetworkPolicy %s: ingress: %w", policy.Name, err)
			}
			if allowed {
				return true, nil
			}
		}
	}
	return len(governing) == 0, nil
}

// governing are the policies that select an endpoint for a direction.
func governing(policies []networkingv1.NetworkPolicy, direction networkingv1.PolicyType, e Endpoint) ([]networkingv1.NetworkPolicy, error) {
	var selected []networkingv1.NetworkPolicy
	for _, policy := range policies {
		is, err := selects(policy, direction, e)
		if err != nil {
			return nil, err
		}
		if is {
			selected = append(selected, policy)
		}
	}
	return selected, nil
}

// selects reports whether a policy governs one direction of an endpoint's traffic.
func selects(policy networkingv1.NetworkPolicy, direction networkingv1.PolicyType, e Endpoint) (bool, error) {
	if !e.isPod() || policy.Namespace != e.Namespace || !slices.Contains(policyTypes(policy), direction) {
		return false, nil
	}
	selected, err := matches(&policy.Spec.PodSelector, e.Labels)
	if err != nil {
		return false, fmt.Errorf("NetworkPolicy %s: podSelector: %w", policy.Name, err)
	}
	return selected, nil
}

// policyTypes are the directions that a policy governs. Unwritten, they are ingress, and egress where
// there is an egress rule.
func policyTypes(policy networkingv1.NetworkPolicy) []networkingv1.PolicyType {
	if len(policy.Spec.PolicyTypes) > 0 {
		return policy.Spec.PolicyTypes
	}
	types := []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
	if len(policy.Spec.Egress) > 0 {
		types = append(types, networkingv1.PolicyTypeEgress)
	}
	return types
}

// ruleAllows reports whether a rule matches the far end and the port. No peers means everybody, no ports
// means every port of every protocol.
func ruleAllows(namespace string, peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort,
	far Endpoint, c Connection) (bool, error) {
	onPort := len(ports) == 0 || slices.ContainsFunc(ports, func(port networkingv1.NetworkPolicyPort) bool {
		return portMatches(port, c)
	})
	if !onPort {
		return false, nil
	}
	for _, peer := range peers {
		matched, err := peerMatches(namespace, peer, far)
		if err != nil || matched {
			return matched, err
		}
	}
	return len(peers) == 0, nil
}

// portMatches reports whether a rule's port covers the connection's. A named port is looked up in the
// pod that is connected to; a host outside the cluster has none.
func portMatches(port networkingv1.NetworkPolicyPort, c Connection) bool {
	protocol := corev1.ProtocolTCP
	if port.Protocol != nil {
		protocol = *port.Protocol
	}
	if protocol != c.Protocol {
		return false
	}
	switch {
	case port.Port == nil:
		return true
	case port.Port.StrVal != "":
		return slices.ContainsFunc(c.To.Ports, func(p corev1.ContainerPort) bool {
			return p.Name == port.Port.StrVal && p.ContainerPort == c.Port && protocolOf(p) == protocol
		})
	case port.EndPort != nil:
		return port.Port.IntVal <= c.Port && c.Port <= *port.EndPort
	default:
		return port.Port.IntVal == c.Port
	}
}

func protocolOf(port corev1.ContainerPort) corev1.Protocol {
	if port.Protocol == "" {
		return corev1.ProtocolTCP
	}
	return port.Protocol
}
