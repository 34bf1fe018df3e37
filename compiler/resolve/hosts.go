package resolve

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// hosts reports endpoints that answer for a host which their gateway does not have.
func (c *checker) hosts() {
	for _, e := range c.t.ApiEndpoints {
		g := c.t.GatewayOf(e)
		if g == nil || !e.Hosts.IsSet() {
			continue
		}
		for _, h := range e.Hosts.Items {
			if slices.ContainsFunc(g.Hosts.Items, func(have schema.Value[string]) bool { return covers(have.V, h.V) }) {
				continue
			}
			c.report(e.Address, diag.HostNotCovered.At(h.Node.Range(), "%s is none of the hosts of %s", h.V, g.Address).
				WithRelated(at(g.Hosts.Node, g.Node), "the gateway's hosts are %s", strings.Join(g.Hosts.Values(), ", ")).
				WithFix("add it to the gateway's hosts, or use one of %s", strings.Join(g.Hosts.Values(), ", ")))
		}
	}
}

// covers reports whether a gateway's host pattern covers an endpoint's: it is the same, "*", or "*." and what follows
// the first label, as certificates and ingresses read a wildcard.
func covers(pattern, host string) bool {
	if pattern == "*" || pattern == host {
		return true
	}
	suffix, wild := strings.CutPrefix(pattern, "*.")
	label, rest, _ := strings.Cut(host, ".")
	return wild && label != "*" && rest == suffix
}

// ingressHosts reports two gateways on Kubernetes that are exposed through an ingress and have a host in common.
func (c *checker) ingressHosts() {
	first := map[string]schema.Value[string]{}
	owner := map[string]*schema.Gateway{}
	for _, g := range c.t.Gateways {
		if g.Expose.V != "ingress" || c.t.Place(g.Address) != schema.BackendKubernetes {
			continue
		}
		for _, h := range g.Hosts.Items {
			if other := owner[h.V]; other != nil && other != g {
				c.report(g.Address, diag.SharedHost.At(at(h.Node, g.Node), "%s and %s both answer for the host %s through an ingress", other.Address, g.Address, h.V).
					WithRelated(at(first[h.V].Node, other.Node), "%s has it too", other.Address).
					WithFix("give each gateway hosts of its own, or expose one of them as loadbalancer or internal"))
				continue
			}
			first[h.V], owner[h.V] = h, g
		}
	}
}
