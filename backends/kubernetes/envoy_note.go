package kubernetes

import (
	"espc.dev/schema"
	"espc.dev/schema/diag"
	"espc.dev/schema/tree"
)

// notes says where limits do not count as somebody might expect, and what the cluster's Envoy Gateway has to be set up for.
func (x *envoyGateway) notes() diag.List {
	var ds diag.List
	if l := x.alone(); l != nil && x.size().most() > 1 {
		ds = append(ds, diag.GatewayAPICount.At(l.Origin.KeyPlace(), "each proxy of %s counts alone, each path and method by itself, so more requests pass while several run", x.Address).
			WithFix("write a rate for one proxy, or replicas = 1 where it has to be exact").WithAddress(x.Address.String()))
	}
	if n := x.together(); n != nil {
		ds = append(ds, diag.GatewayAPINeeds.At(n.Range(), "the proxies of %s count together, for which Envoy Gateway needs a Redis", x.Address).
			WithFix("set rateLimit.backend in the configuration of the cluster's Envoy Gateway; nothing to do where that is so").WithAddress(x.Address.String()))
	}
	if n := x.named(); n != nil {
		ds = append(ds, diag.GatewayAPINeeds.At(n.Range(), "%s leads to what is known by its host name, for which Envoy Gateway needs its Backend API", x.Address).
			WithFix("set extensionApis.enableBackend in the configuration of the cluster's Envoy Gateway; nothing to do where that is so").WithAddress(x.Address.String()))
	}
	return ds
}

// alone returns the first limit that each proxy counts by itself, nil for none.
func (x *envoyGateway) alone() *tree.Node {
	for _, e := range x.doors {
		if l := e.localLimit(); l != nil {
			return l.Node
		}
	}
	return nil
}

// together returns what makes the proxies count together, nil for nothing.
func (x *envoyGateway) together() *tree.Node {
	if rules := x.planRules(); len(rules) > 0 {
		for _, c := range x.keyHolders() {
			if c.Plan.IsSet() {
				return c.Plan.Node
			}
		}
	}
	for _, e := range x.doors {
		if e.sharedRules() == nil {
			continue
		}
		if l, per := e.limit(); l != nil && per == "consumer" {
			return l.Rate.Node
		}
		return e.Node
	}
	return nil
}

// named returns the first of what is asked that has a Backend, nil for none.
func (x *envoyGateway) named() *tree.Node {
	for _, e := range x.doors {
		for _, t := range e.asked() {
			if w := x.r.runs[t.V]; t.V.Kind == schema.KindServiceEndpoint || w != nil && w.serving {
				return t.Node
			}
		}
	}
	return nil
}
