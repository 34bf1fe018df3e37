package aws

import (
	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// authorizers are the authorizers of an API: one for each block of authentication and what checks it.
type authorizers struct {
	ids map[authorizerKey]string
	out []resource
}

type authorizerKey struct {
	auth *schema.Auth
	kept bool
}

// authorizer returns the logical id of an endpoint's authorizer, and makes it where there is none yet; "" where everybody
// may call.
func (r *render) authorizer(d *door, e *schema.ApiEndpoint, known *authorizers) string {
	auth := r.auth(e)
	if auth == nil {
		return ""
	}
	key := authorizerKey{auth, r.kept(d, e)}
	if id := known.ids[key]; id != "" {
		return id
	}
	o := d.own
	if e.Auth != nil {
		o = own(&e.Meta)
	}
	id := o.id(d.role("Authorizer"))
	if auth.Type.V == "jwt" && key.kept && !d.rest {
		id = o.id("KeptAuthorizer") // beside the API's own check of the same tokens
	}
	if known.ids == nil {
		known.ids = map[authorizerKey]string{}
	}
	known.ids[key] = id
	a := authorizer{id: id, name: o.address.Name, auth: auth, kept: key.kept, unit: d.own}
	if key.kept {
		a.function, a.why = d.own.id(roleKeeper), auth.Type.Node
	} else if auth.Type.V == "function" {
		a.function, a.why = logicalID(auth.Authorizer.V, "", ""), auth.Authorizer.Node
		if !d.rest {
			a.unit = d.own.with(auth.Authorizer.V)
		}
	}
	if d.rest {
		known.out = append(known.out, r.restAuthorizer(d, a))
	} else {
		known.out = append(known.out, r.httpAuthorizer(d, a))
	}
	if a.function != "" {
		p := r.permission(a.unit, id+rolePermission, a.function, "apigateway",
			arn("execute-api", "${"+d.id()+"}/authorizers/${"+id+"}"), a.why)
		p.root = a.kept // as the gatekeeper
		known.out = append(known.out, p)
	}
	return id
}

// authorizer is one authorizer.
type authorizer struct {
	id, name string
	auth     *schema.Auth
	kept     bool   // by the gatekeeper
	function string // the logical id of the function that decides; "" for the API itself
	why      *tree.Node
	unit     *owner
}

// authorizationType is that of a route with an authorizer.
func (d *door) authorizationType(auth *schema.Auth, kept bool) string {
	if auth.Type.V == "jwt" && !kept && !d.rest {
		return "JWT"
	}
	return "CUSTOM"
}

// ttl returns for how many seconds an authorizer's answer holds: a user's function is asked each time.
func (a authorizer) ttl() *tree.Node {
	if a.kept {
		return derivedInt(ruleGatekeeper, nil, keeperKept)
	}
	return derivedInt(ruleAuthorizer, nil, 0)
}

// httpAuthorizer asks who calls: by a token of an issuer, or by a function.
func (r *render) httpAuthorizer(d *door, a authorizer) resource {
	source := "$request.header." + a.auth.Name.V
	if a.auth.In.V == "query" {
		source = "$request.querystring." + a.auth.Name.V
	}
	sources := []*tree.Node{derived(ruleAuthorizer, a.auth.Name.Node, source)}
	if a.kept {
		sources = append(sources, derived(ruleGatekeeper, a.why, "$context.routeKey"))
	}
	fields := []tree.Field{
		tree.F("ApiId", ref(d.id())),
		tree.F("Name", derived(ruleAuthorizer, a.auth.Type.Node, a.id)),
		tree.F("IdentitySource", tree.NewList(sources...)),
	}
	if a.function == "" {
		return r.resource(d.own, "AWS::ApiGatewayV2::Authorizer", a.id, options{root: true}, append(fields,
			tree.F("AuthorizerType", derived(ruleAuthorizer, a.auth.Type.Node, "JWT")),
			tree.F("JwtConfiguration", tree.NewMap(tree.F("Issuer", a.auth.Issuer.Node), tree.F("Audience", a.auth.Audience.Node)).With(originOf(a.auth.Node))),
		)...)
	}
	return r.resource(a.unit, "AWS::ApiGatewayV2::Authorizer", a.id, options{}, append(fields,
		tree.F("AuthorizerType", derived(ruleAuthorizer, a.auth.Type.Node, "REQUEST")),
		tree.F("AuthorizerUri", ruled(ruleAuthorizer, a.why, invocationURI(a.function))),
		tree.F("AuthorizerPayloadFormatVersion", derived(ruleAuthorizer, nil, "2.0")),
		tree.F("EnableSimpleResponses", ruled(ruleAuthorizer, nil, tree.NewBool(true))),
		tree.F("AuthorizerResultTtlInSeconds", a.ttl()),
	)...)
}

// restAuthorizer asks a function who calls.
func (r *render) restAuthorizer(d *door, a authorizer) resource {
	source := "method.request.header." + a.auth.Name.V
	if a.auth.In.V == "query" {
		source = "method.request.querystring." + a.auth.Name.V
	}
	if a.kept {
		source += ",context.httpMethod,context.resourcePath"
	}
	return r.resource(d.own, "AWS::ApiGateway::Authorizer", a.id, options{},
		tree.F("RestApiId", ref(d.id())),
		tree.F("Name", derived(ruleAuthorizer, a.auth.Type.Node, a.id)),
		tree.F("Type", derived(ruleAuthorizer, a.auth.Type.Node, "REQUEST")),
		tree.F("AuthorizerUri", ruled(ruleAuthorizer, a.why, invocationURI(a.function))),
		tree.F("IdentitySource", derived(ruleAuthorizer, a.auth.Name.Node, source)),
		tree.F("AuthorizerResultTtlInSeconds", a.ttl()),
	)
}

// invocationURI is the address by which API Gateway calls a function.
func invocationURI(function string) *tree.Node {
	return sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${" + function + ".Arn}/invocations")
}
