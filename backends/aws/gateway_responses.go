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
// 403, a challenge with 401, and the origins of the gateway's cross-origin rules.
func (r *render) gatewayResponses(d *door) []resource {
	cors := r.responseCORS(d)
	out := []resource{r.gatewayResponse(d, "NotFound", "MISSING_AUTHENTICATION_TOKEN", d.g.Node, "404", cors,
		tree.F("ResponseTemplates", tree.NewMap(tree.F("application/json", str(`{"message":"Not Found"}`)))),
	)}
	var asked []string
	kinds := r.keeperAuths(d)
	for _, c := range challenges {
		if slices.Contains(kinds, c.auth) {
			asked = append(asked, c.challenge)
		}
	}
	if len(asked) > 0 {
		challenge := tree.F("gatewayresponse.header.WWW-Authenticate", str("'"+strings.Join(asked, ", ")+"'"))
		out = append(out, r.gatewayResponse(d, "Unauthorized", "UNAUTHORIZED", r.keeperReason(d), "401", append([]tree.Field{challenge}, cors...)))
	}
	if len(cors) > 0 {
		out = append(out,
			r.gatewayResponse(d, "Refused", "DEFAULT_4XX", d.g.Cors.Node, "", cors),
			r.gatewayResponse(d, "Failed", "DEFAULT_5XX", d.g.Cors.Node, "", cors))
	}
	return out
}

// gatewayResponse changes the answers of a kind: their status, "" for what it is anyway, and their headers.
func (r *render) gatewayResponse(d *door, role, kind string, why *tree.Node, status string, headers []tree.Field, more ...tree.Field) resource {
	properties := []tree.Field{
		tree.F("RestApiId", ref(d.id())),
		tree.F("ResponseType", derived(ruleResponse, why, kind)),
	}
	if status != "" {
		properties = append(properties, tree.F("StatusCode", derived(ruleResponse, why, status)))
	}
	if len(headers) > 0 {
		properties = append(properties, tree.F("ResponseParameters", ruled(ruleResponse, why, tree.NewMap(headers...))))
	}
	for _, f := range more {
		properties = append(properties, tree.F(f.Key, ruled(ruleResponse, why, f.Value)))
	}
	return r.resource(d.own, "AWS::ApiGateway::GatewayResponse", d.own.id(role), options{}, properties...)
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
