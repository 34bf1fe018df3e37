package aws

import (
	"slices"
	"strings"

	"espc.dev/schema/tree"
)

// challenges are how a request is told to prove who sends it, by type of authentication (RFC 9110, section 11.6.1).
var challenges = []struct{ auth, challenge string }{
	{"basic", `Basic realm="gateway", charset="UTF-8"`},
	{"jwt", `Bearer error="invalid_token"`},
}

// gatewayResponses make a REST API's own answers those of every gateway: 404 for a path that is not there, which would be
// 403, and a challenge with 401.
func (r *render) gatewayResponses(d *door) []resource {
	out := []resource{r.gatewayResponse(d, "NotFound", "MISSING_AUTHENTICATION_TOKEN", d.g.Node,
		tree.F("StatusCode", str("404")),
		tree.F("ResponseTemplates", tree.NewMap(tree.F("application/json", str(`{"message":"Not Found"}`)))),
	)}
	var asked []string
	for _, c := range challenges {
		if slices.ContainsFunc(r.keeperAuths(d), func(kind string) bool { return kind == c.auth }) {
			asked = append(asked, c.challenge)
		}
	}
	if len(asked) > 0 {
		out = append(out, r.gatewayResponse(d, "Unauthorized", "UNAUTHORIZED", r.keeperReason(d),
			tree.F("StatusCode", str("401")),
			tree.F("ResponseParameters", tree.NewMap(tree.F("gatewayresponse.header.WWW-Authenticate", str("'"+strings.Join(asked, ", ")+"'")))),
		))
	}
	return out
}

func (r *render) gatewayResponse(d *door, role, kind string, why *tree.Node, properties ...tree.Field) resource {
	for i := range properties {
		properties[i].Value = ruled(ruleResponse, why, properties[i].Value)
	}
	return r.resource(d.own, "AWS::ApiGateway::GatewayResponse", d.own.id(role), options{}, append([]tree.Field{
		tree.F("RestApiId", ref(d.id())),
		tree.F("ResponseType", derived(ruleResponse, why, kind)),
	}, properties...)...)
}

// keeperAuths returns the types of authentication that the gatekeeper checks.
func (r *render) keeperAuths(d *door) []string {
	var out []string
	for _, e := range d.endpoints {
		if r.kept(d, e) {
			out = append(out, r.auth(e).Type.V)
		}
	}
	return out
}

// keySource says where a REST API finds the key that usage plans count by: the gatekeeper returns it.
func (r *render) keySource(d *door) *tree.Node {
	if !d.counted {
		return nil
	}
	return derived(ruleUsageKey, r.needsCount(d), "AUTHORIZER")
}
