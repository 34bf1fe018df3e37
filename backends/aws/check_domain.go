package aws

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/diag"
)

// certificateARN matches the ARN of a certificate; its region is the first group.
var certificateARN = regexp.MustCompile(`^arn:aws[a-z-]*:acm:([a-z0-9-]+):\d{12}:certificate/[A-Za-z0-9-]+$`)

// domains reports hosts that an API can't answer for, and certificates that it can't use.
func (c *checker) domains(d *door) {
	g := d.g
	if !d.open && d.address() == "" {
		c.refuse(d.domains[0].node, g.Address, "name a host without * besides, by which the gateway is shown and called", "%s has patterns of hosts alone, so no address", g.Address)
	}
	for _, x := range d.domains {
		for _, other := range c.doors {
			if other.g.Address.Compare(g.Address) < 0 && slices.ContainsFunc(other.domains, func(y domain) bool { return y.host == x.host }) {
				c.refuse(x.node, g.Address, "give each gateway hosts of its own", "%s leads to %s already, and a domain leads to one API", x.host, other.g.Address)
			}
		}
	}
	if g.Tls == nil {
		return
	}
	if len(d.domains) == 0 {
		c.report(diag.APICertificate.At(g.Tls.Node.Range(), "the API's own address has a certificate of its own, and %s has no other", g.Address).
			WithFix("name the gateway's hosts, or leave tls out"), g.Address)
		return
	}
	s := schema.Find[schema.Secret](c.t, g.Tls.Secret.V)
	if s == nil {
		return
	}
	match := certificateARN.FindStringSubmatch(s.Key.V)
	switch b := c.settings.block; {
	case match == nil:
		c.report(diag.APICertificate.At(s.Key.Node.Range(), "an API takes a certificate of AWS Certificate Manager, and this is no ARN of one").
			WithRelated(g.Tls.Secret.Node.Range(), "the gateway's certificate").
			WithFix("override %q { key = \"arn:aws:acm:REGION:ACCOUNT:certificate/ID\" } in the environment, or let the stack ask for one: override %q { tls = null }", s.Address, g.Address), s.Address)
	case b != nil && b.Region.IsSet() && b.Region.V != match[1]:
		c.report(diag.APICertificate.At(s.Key.Node.Range(), "the certificate is in %s, and the API in %s", match[1], b.Region.V).
			WithRelated(b.Region.Node.Range(), "the environment's region").
			WithFix("name a certificate in %s", b.Region.V), s.Address)
	case s.Property.IsSet():
		c.report(diag.NoEffect.At(s.Property.Node.Range(), "a certificate is known by its ARN alone, so property is not read").
			WithFix("remove it"), s.Address)
	}
}

// endpointHosts reports endpoints that answer for some of their gateway's hosts only.
func (c *checker) endpointHosts(d *door, e *schema.ApiEndpoint) {
	if !e.Hosts.IsSet() || len(e.Hosts.Items) == 0 {
		return
	}
	for _, host := range d.hosts() {
		if !slices.ContainsFunc(e.Hosts.Values(), func(h string) bool { return strings.EqualFold(h, host) || h == "*" }) {
			c.refuse(e.Hosts.Items[0].Node, e.Address, "leave hosts out, or put the endpoint on a gateway of its own with these hosts",
				"an API routes by path alone, so this endpoint would answer for %s as well", host)
			return
		}
	}
}

// networks reports networks that an API can't tell apart.
func (c *checker) networks(d *door) {
	from := d.g.AllowFrom
	if !from.IsSet() {
		return
	}
	if !d.rest {
		c.refuse(from.Node, d.g.Address, `write gateway = "auto" in the environment`, "an HTTP API has no policy that would keep others out")
	}
	for _, v := range from.Items {
		if p, err := netip.ParsePrefix(v.V); err == nil && (p.Addr().IsPrivate() || p.Addr().IsLoopback() || p.Addr().IsLinkLocalUnicast()) {
			c.refuse(v.Node, d.g.Address, "name the public addresses by which that network is seen", "an API sees public addresses, so none of %s ever reaches it", v.V)
		}
	}
}
