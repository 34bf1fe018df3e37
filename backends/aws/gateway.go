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
	// routes are those of each endpoint, once more than one path has them where the API would not find them otherwise.
	routes map[*schema.ApiEndpoint][]apiRoute
	// paths is how many paths a REST API has.
	paths int
	// rest says that the gateway is a REST API, and why what asks for it.
	rest bool
	why  *tree.Node
	// domains are the host names that lead to it; open says that its API's own address does, too.
	domains []domain
	open    bool
	// counted says that usage plans count the calls of its consumers.
	counted bool
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
		r.findDomains(d)
		if r.settings.gateway == "auto" {
			d.why = r.needsREST(d)
			d.rest = d.why != nil
		}
		d.findRoutes()
		d.counted = d.rest && r.needsCount(d) != nil
		r.doors = append(r.doors, d)
	}
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
func (d *door) id() string { return d.own.id(d.role("Api")) }

// stageID is the logical id of the API's stage.
func (d *door) stageID() string { return d.own.id(d.role("Stage")) }

// routeID is the logical id of what an API has once for each method and path, whichever endpoint it belongs to: a path that
// goes from one endpoint to another, or whose endpoint is renamed, would else be made anew beside itself, which is refused.
func (d *door) routeID(label, role string) string { return logicalID(d.g.Address, label, role) }

// role is the role of a resource that both classes of API have, each of a type of its own. CloudFormation changes no
// resource's type, so a gateway that changes its class has other resources, and the old ones go once the new ones stand.
func (d *door) role(of string) string {
	if d.rest {
		return "Rest" + of
	}
	return of
}

// host returns the host name of the API's own address, as a text of Fn::Sub.
func (d *door) host() string { return "${" + d.id() + "}.execute-api.${AWS::Region}.${AWS::URLSuffix}" }

// part returns a part of the gateway's address: url, address (host:port), host or port.
func (d *door) part(part string) *tree.Node {
	if s, ok := d.knownPart(part); ok {
		return str(s)
	}
	switch part {
	case "host":
		return sub(d.host())
	case "address":
		return sub(d.host() + ":443")
	}
	if d.rest {
		return sub("https://" + d.host() + "/" + stageName)
	}
	return sub("https://" + d.host())
}

// knownPart returns a part of the gateway's address as far as it is known before anything is deployed.
func (d *door) knownPart(part string) (string, bool) {
	host := d.address()
	switch {
	case part == "port":
		return "443", true
	case host == "":
		return "", false
	case part == "host":
		return host, true
	case part == "address":
		return host + ":443", true
	}
	return "https://" + host, part == "url"
}

// gateway lowers a gateway with its endpoints. All of it stays in the first template, because an API has each route once,
// but for what opens a function to it.
func (r *render) gateway(d *door) []resource {
	lower := r.httpAPI
	if d.rest {
		lower = r.restAPI
	}
	out := append(lower(d), r.domainResources(d)...)
	for i := range out {
		out[i].root = out[i].root || out[i].Address.Type != "AWS::Lambda::Permission"
	}
	return out
}
