package netpol

import (
	"fmt"
	"net/netip"

	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// peerMatches reports whether one peer of a rule is the endpoint. A podSelector alone looks into the
// policy's own namespace; with a namespaceSelector both must match.
//
// Whether an ipBlock matches pods depends on the network plugin (Calico: yes, Cilium: no). Here it does,
// so a block that covers the pods' addresses counts as an opening to them.
func peerMatches(namespace string, peer networkingv1.NetworkPolicyPeer, e Endpoint) (bool, error) {
	if peer.IPBlock != nil {
		return blockMatches(*peer.IPBlock, e.Address)
	}
	if !e.isPod() {
		return false, nil
	}
	inNamespace := e.Namespace == namespace
	if peer.NamespaceSelector != nil {
		var err error
		if inNamespace, err = matches(peer.NamespaceSelector, e.NamespaceLabels); err != nil {
			return false, err
		}
	}
	if peer.PodSelector == nil {
		return inNamespace && peer.NamespaceSelector != nil, nil
	}
	selected, err := matches(peer.PodSelector, e.Labels)
	return inNamespace && selected, err
}

func blockMatches(block networkingv1.IPBlock, address netip.Addr) (bool, error) {
	within, err := contains(block.CIDR, address)
	if err != nil || !within {
		return false, err
	}
	for _, cidr := range block.Except {
		excepted, err := contains(cidr, address)
		if err != nil || excepted {
			return false, err
		}
	}
	return true, nil
}

func contains(cidr string, address netip.Addr) (bool, error) {
	prefix, err := netip.ParsePrefix(cidr)
	if err != nil {
		return false, fmt.Errorf("ipBlock: %w", err)
	}
	return prefix.Masked().Contains(address), nil
}

// matches reports whether a selector matches a set of labels; an empty selector matches all.
func matches(selector *metav1.LabelSelector, set map[string]string) (bool, error) {
	compiled, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return false, err
	}
	return compiled.Matches(labels.Set(set)), nil
}
