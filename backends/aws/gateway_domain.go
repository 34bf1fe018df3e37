package aws

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// domain is a host name that leads to a gateway, or a pattern of some (*.example.com).
type domain struct {
	host string
	node *tree.Node // what names it
}

// findDomains decides by which hosts a gateway is reached: those that it names, or else the environment's domain. One that
// names * is reached by its API's own address; with the environment's domain it is so where it names others besides.
func (r *render) findDomains(d *door) {
	d.open = true
	for _, h := range d.g.Hosts.Items {
		if h.V != "*" {
			d.domains = append(d.domains, domain{strings.ToLower(h.V), h.Node})
		}
	}
	any := slices.Contains(d.g.Hosts.Values(), "*")
	switch b := r.settings.block; {
	case len(d.domains) > 0:
		d.open = any
	case any && b != nil && b.Domain.IsSet():
		d.domains = []domain{{strings.ToLower(b.Domain.V), b.Domain.Node}}
		d.open = false
	}
}

// pattern reports whether a domain stands for several hosts.
func (x domain) pattern() bool { return strings.HasPrefix(x.host, "*.") }

// address returns the first of a gateway's hosts that is one, or "" where it is reached by its API's own address alone.
func (d *door) address() string {
	for _, x := range d.domains {
		if !x.pattern() {
			return x.host
		}
	}
	return ""
}

// hosts are the hosts that a gateway answers for, * for its API's own address.
func (d *door) hosts() []string {
	var out []string
	for _, x := range d.domains {
		out = append(out, x.host)
	}
	if d.open {
		out = append(out, "*")
	}
	return out
}

// closed switches an API's own address off where its domains alone lead to it.
func (d *door) closed() *tree.Node {
	if d.open {
		return nil
	}
	return ruled(ruleDomain, d.domains[0].node, tree.NewBool(true))
}

// domainID is the logical id of what a domain brings, by role.
func (d *door) domainID(x domain, role string) string {
	label := strings.ReplaceAll(x.host, ".", "-")
	if x.pattern() {
		label = "any" + label[1:] + "-p" + digest(x.host)[:6]
	}
	return logicalID(d.g.Address, label, role)
}

// domainResources lowers the domains of a gateway: each with its mapping to the API, one certificate for all of them where
// none is given, and outputs that say where the domains' DNS records lead. Both classes of API take the same resources, so
// that a gateway that changes its class keeps its domains.
func (r *render) domainResources(d *door) []resource {
	if len(d.domains) == 0 {
		return nil
	}
	certificate := r.certificateARN(d)
	var out []resource
	if certificate == nil {
		certificate = ref(d.own.id("Certificate"))
		out = append(out, r.certificate(d))
	}
	for _, x := range d.domains {
		id := d.domainID(x, "Domain")
		out = append(out,
			r.resource(d.own, "AWS::ApiGatewayV2::DomainName", id, options{node: x.node},
				tree.F("DomainName", text(x.host, x.node)),
				tree.F("DomainNameConfigurations", ruled(ruleDomain, x.node, tree.NewList(tree.NewMap(
					tree.F("CertificateArn", certificate),
					tree.F("EndpointType", str("REGIONAL")),
					tree.F("SecurityPolicy", str("TLS_1_2")),
				)))),
			),
			r.resource(d.own, "AWS::ApiGatewayV2::ApiMapping", d.domainID(x, "Mapping"), options{node: x.node},
				tree.F("ApiId", ref(d.id())),
				tree.F("DomainName", ref(id)),
				tree.F("Stage", ref(d.stageID())),
			),
			r.outputPart(d.own, d.domainID(x, "Target"), derived(ruleDomain, x.node, "Where the DNS record of "+x.host+" leads: an alias, or a CNAME"),
				ruled(ruleDomain, x.node, att(id, "RegionalDomainName"))),
			r.outputPart(d.own, d.domainID(x, "Zone"), derived(ruleDomain, x.node, "The hosted zone of that target, which an alias names"),
				ruled(ruleDomain, x.node, att(id, "RegionalHostedZoneId"))),
		)
	}
	return out
}

// certificate is one for all domains of a gateway, which the stack waits for until DNS proves that they are the account's.
func (r *render) certificate(d *door) resource {
	var others []*tree.Node
	for _, x := range d.domains[1:] {
		others = append(others, text(x.host, x.node))
	}
	return r.resource(d.own, "AWS::CertificateManager::Certificate", d.own.id("Certificate"), options{},
		tree.F("DomainName", text(d.domains[0].host, d.domains[0].node)),
		tree.F("SubjectAlternativeNames", list(others)),
		tree.F("ValidationMethod", derived(ruleDomain, d.g.Node, "DNS")),
	)
}

// certificateARN returns the ARN of the certificate that a gateway is given, or nil.
func (r *render) certificateARN(d *door) *tree.Node {
	if d.g.Tls == nil {
		return nil
	}
	s := schema.Find[schema.Secret](r.t, d.g.Tls.Secret.V)
	if s == nil {
		return nil
	}
	return derivedOf(ruleDomain, s.Key.V, d.g.Tls.Secret.Node, s.Key.Node)
}
