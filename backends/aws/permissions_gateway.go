package aws

import (
	"slices"
	"strconv"
	"strings"

	"espc.dev/backends"
	"espc.dev/schema/tree"
)

// api adds who may reach an API at all, and where.
func (p *permissions) api(o *backends.Object, properties *tree.Node) {
	callers := []*tree.Node{nil}
	if policy := properties.Get("Policy"); policy != nil {
		if allowed := allowedNetworks(policy); allowed != nil {
			callers = allowed
		} else {
			p.policy(o, "", policy)
		}
	}
	for _, caller := range callers {
		from := "anybody outside"
		if caller != nil {
			from = caller.Str()
		}
		for _, host := range p.hosts(o.Address.Name) {
			if host == "" {
				host = "its own address"
			}
			p.add(o, caller, from+" may reach "+gatewayOf(named(o.Address.Name))+" at "+host)
		}
	}
}

// allowedNetworks returns the networks that the policy of an API lets in, or nil where it is no such policy.
func allowedNetworks(policy *tree.Node) []*tree.Node {
	statements := items(policy.Get("Statement"))
	if len(statements) != 2 || statements[0].Get("Condition") != nil || statements[1].Get("Effect").Str() != "Deny" ||
		statements[1].Get("Principal").Str() != "*" || statements[1].Get("Resource").Str() != thisAPI {
		return nil
	}
	condition := statements[1].Get("Condition")
	if len(fields(condition)) != 1 || len(fields(condition.Get("NotIpAddress"))) != 1 {
		return nil
	}
	return items(condition.Get("NotIpAddress").Get("aws:SourceIp"))
}

// hosts returns the hosts that lead to an API, "" for its own address.
func (p *permissions) hosts(api string) []string {
	var out []string
	if p.resources[api].Get("DisableExecuteApiEndpoint").Str() != "true" {
		out = append(out, "")
	}
	for _, mapping := range p.domains[api] {
		domain := p.resources[mapping].Get("DomainName")
		if of := domain.Get(fnRef); of != nil {
			domain = p.resources[of.Str()].Get("DomainName")
		}
		out = append(out, domain.Str())
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// authText says what a route asks of its callers.
func (p *permissions) authText(properties *tree.Node, route string) string {
	kind := properties.Get("AuthorizationType").Str()
	switch {
	case kind == "CUSTOM":
		return " with auth " + p.decides(p.resources[properties.Get("AuthorizerId").Get(fnRef).Str()], route)
	case kind != "" && kind != "NONE":
		return " with auth " + strings.ToLower(kind)
	case properties.Get("ApiKeyRequired").Str() == "true":
		return " with auth key"
	}
	return ""
}

// decides returns the type of authentication by which an authorizer decides about a route: the gatekeeper's policy says it,
// and others are functions of the topology.
func (p *permissions) decides(authorizer *tree.Node, route string) string {
	kind := "function"
	references(authorizer.Get("AuthorizerUri"), func(id, _ string) {
		if policy := p.policies[id]; policy != nil {
			kind = askedBy(policy, policy.Get("routes").Get(route))
		}
	})
	return kind
}

// askedBy returns the type of authentication of a route in a gatekeeper's policy, or "".
func askedBy(policy, route *tree.Node) string {
	all := items(policy.Get("auth"))
	if i, err := strconv.Atoi(route.Get("auth").Str()); err == nil && i >= 0 && i < len(all) {
		return all[i].Get("type").Str()
	}
	return ""
}

// consumers adds which endpoints a gatekeeper lets each consumer call.
func (p *permissions) consumers(o *backends.Object) {
	policy := p.policies[o.Address.Name]
	for _, c := range items(policy.Get("consumers")) {
		for _, route := range fields(policy.Get("routes")) {
			endpoint := route.Value.Get("endpoint").Str()
			listed, scopes := c.Get("endpoints"), texts(c.Get("scopes"))
			switch {
			case c.Get(askedBy(policy, route.Value)) == nil, listed != nil && !slices.Contains(texts(listed), endpoint):
			case slices.ContainsFunc(texts(route.Value.Get("scopes")), func(s string) bool { return !slices.Contains(scopes, s) }):
			default:
				p.add(o, c, "consumer."+c.Get("name").Str()+" may call api_endpoint."+endpoint)
			}
		}
	}
}
