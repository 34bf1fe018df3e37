package aws

import (
	"slices"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// stageName is the name of the one stage of a REST API. An HTTP API has the stage $default, which adds nothing to its URL.
const stageName = "live"

// door is a gateway that is lowered here, with its endpoints.
type door struct {
	g         *schema.Gateway
	own       *owner
	endpoints []*schema.ApiEndpoint
	// rest says that the gateway is a REST API, and why what asks for it.
	rest bool
	why  *tree.Node
}

// findDoors lists the gateways here, each with its endpoints, and decides which class of API each is.
func (r *render) findDoors() {
	for _, g := range r.t.Gateways {
		if !r.here(g.Address) {
			continue
		}
		d := &door{g: g, own: own(&g.Meta), rest: r.settings.gateway == "rest"}
		for _, e := range r.t.ApiEndpoints {
			if e.Gateway.V == g.Address {
				d.endpoints = append(d.endpoints, e)
			}
		}
		slices.SortFunc(d.endpoints, func(a, b *schema.ApiEndpoint) int { return a.Address.Compare(b.Address) })
		if r.settings.gateway == "auto" {
			d.why = r.needsREST(d)
			d.rest = d.why != nil
		}
		r.doors = append(r.doors, d)
	}
}

// needsREST returns what takes a REST API: a key, or a consumer's plan.
func (r *render) needsREST(d *door) *tree.Node {
	for _, e := range d.endpoints {
		a := r.t.EndpointAuth(e)
		if a == nil || a.Type.V == "none" {
			continue
		}
		if a.Type.V == "key" {
			return a.Type.Node
		}
		for _, c := range r.t.Consumers {
			if c.Plan.IsSet() && admits(c, e) {
				return c.Plan.Node
			}
		}
	}
	return nil
}

// admits reports whether a consumer may call an endpoint with authentication: those it lists, or else all.
func admits(c *schema.Consumer, e *schema.ApiEndpoint) bool {
	return !c.Endpoints.IsSet() || slices.Contains(c.Endpoints.Values(), e.Address)
}

// doorOf returns the door of a gateway, or nil where it is placed elsewhere.
func (r *render) doorOf(a schema.Address) *door {
	for _, d := range r.doors {
		if d.g.Address == a {
			return d
		}
	}
	return nil
}

// id is the logical id of the API.
func (d *door) id() string { return d.own.id("Api") }

// host returns the host name of the API, as a text of Fn::Sub.
func (d *door) host() string { return "${" + d.id() + "}.execute-api.${AWS::Region}.${AWS::URLSuffix}" }

// part returns a part of the gateway's address: url, address (host:port), host or port.
func (d *door) part(part string) *tree.Node {
	switch part {
	case "host":
		return sub(d.host())
	case "port":
		return str("443")
	case "address":
		return sub(d.host() + ":443")
	}
	if d.rest {
		return sub("https://" + d.host() + "/" + stageName)
	}
	return sub("https://" + d.host())
}

// gateway lowers a gateway with its endpoints. All of it stays in the first template, because an API has each route once,
// but for what opens a function to it.
func (r *render) gateway(d *door) []resource {
	lower := r.httpAPI
	if d.rest {
		lower = r.restAPI
	}
	out := lower(d)
	for i := range out {
		out[i].root = out[i].Address.Type != "AWS::Lambda::Permission"
	}
	return out
}
