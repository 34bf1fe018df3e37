package aws

import (
	"slices"
	"strings"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

const (
	headerOrigin      = "Access-Control-Allow-Origin"
	headerCredentials = "Access-Control-Allow-Credentials"
)

// corsMethods are the methods that cross-origin rules allow where they name none.
var corsMethods = []string{"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"}

// httpCORS returns an HTTP API's cross-origin rules.
func (r *render) httpCORS(d *door) *tree.Node {
	c := d.g.Cors
	if c == nil {
		return nil
	}
	methods, headers := c.Methods.Node, c.Headers.Node
	if methods == nil {
		methods = ruled(ruleCORS, c.Node, words(corsMethods...))
	}
	if headers == nil {
		headers = ruled(ruleCORS, c.Node, words(r.anyHeader(d.endpoints)...))
	}
	var age *tree.Node
	if c.MaxAge.IsSet() {
		age = seconds(c.MaxAge)
	}
	return tree.NewMap(
		tree.F("AllowOrigins", c.Origins.Node),
		tree.F("AllowMethods", methods),
		tree.F("AllowHeaders", headers),
		tree.F("AllowCredentials", c.Credentials.Node),
		tree.F("MaxAge", age),
	).With(originOf(c.Node))
}

// anyHeader are the headers that cross-origin rules allow where they name none. For browsers a star is all of them but
// Authorization (https://fetch.spec.whatwg.org/#cors-non-wildcard-request-header-name), so an endpoint that reads that one has it
// named.
func (r *render) anyHeader(endpoints []*schema.ApiEndpoint) []string {
	for _, e := range endpoints {
		if auth := r.auth(e); auth != nil && auth.In.V != "query" && strings.EqualFold(auth.Name.V, "Authorization") {
			return []string{"*", "Authorization"}
		}
	}
	return []string{"*"}
}

// allowedMethods are the methods that a preflight of a path allows: as written, or those of the endpoints that have the path and
// these rules.
func (r *render) allowedMethods(d *door, path string, c *schema.Cors) []string {
	if methods := c.Methods.Values(); len(methods) > 0 {
		return methods
	}
	var has []string
	for _, e := range d.endpoints {
		for _, a := range d.routes[e] {
			if r.t.EndpointCors(e) == c && a.text() == path {
				has = append(has, a.method)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(corsMethods), func(m string) bool { return !slices.Contains(has, m) })
}

// oneOrigin returns the origin that every answer names, * for all of them; "" where it depends on who asks.
func oneOrigin(c *schema.Cors) string {
	switch origins := c.Origins.Values(); {
	case slices.Contains(origins, "*"):
		return "*"
	case len(origins) == 1:
		return origins[0]
	}
	return ""
}

// preflight answers OPTIONS by itself, and names the origin that asks where it is one of several.
func (r *render) preflight(d *door, a apiRoute, id string, c *schema.Cors) resource {
	methods, headers := strings.Join(r.allowedMethods(d, a.text(), c), ","), strings.Join(c.Headers.Values(), ",")
	if headers == "" {
		headers = strings.Join(r.anyHeader(d.at(a.text())), ",")
	}
	value := func(name, v string) tree.Field {
		return tree.F("method.response.header."+name, str("'"+v+"'"))
	}
	answers := []tree.Field{
		value("Access-Control-Allow-Methods", methods),
		value("Access-Control-Allow-Headers", headers),
	}
	var templates *tree.Node
	if one := oneOrigin(c); one != "" {
		answers = append(answers, value(headerOrigin, one))
	} else {
		answers = append(answers, value("Vary", "Origin"))
		templates = tree.NewMap(tree.F("application/json", str(originTemplate(c))))
	}
	if c.Credentials.V {
		answers = append(answers, value("Access-Control-Allow-Credentials", "true"))
	}
	if c.MaxAge.IsSet() {
		answers = append(answers, value("Access-Control-Max-Age", seconds(c.MaxAge).Text))
	}
	var declared []tree.Field
	for _, f := range answers {
		declared = append(declared, tree.F(f.Key, tree.NewBool(true)))
	}
	return r.resource(d.own, "AWS::ApiGateway::Method", id, options{node: c.Node},
		tree.F("RestApiId", ref(d.id())),
		tree.F("ResourceId", d.pathNode(a.segments())),
		tree.F("HttpMethod", derived(ruleCORS, c.Node, "OPTIONS")),
		tree.F("AuthorizationType", derived(ruleCORS, c.Node, "NONE")),
		tree.F("Integration", ruled(ruleCORS, c.Node, tree.NewMap(
			tree.F("Type", str("MOCK")),
			tree.F("ContentHandling", str("CONVERT_TO_TEXT")), // every media type is binary, and a template reads text
			tree.F("RequestTemplates", tree.NewMap(tree.F("application/json", str(`{"statusCode": 204}`)))),
			tree.F("IntegrationResponses", tree.NewList(tree.NewMap(
				tree.F("StatusCode", str("204")),
				tree.F("ResponseParameters", tree.NewMap(answers...)),
				tree.F("ResponseTemplates", templates),
			))),
		))),
		tree.F("MethodResponses", ruled(ruleCORS, c.Node, tree.NewList(tree.NewMap(
			tree.F("StatusCode", str("204")),
			tree.F("ResponseParameters", tree.NewMap(declared...)),
		)))),
	)
}

// at are the endpoints with a path.
func (d *door) at(path string) []*schema.ApiEndpoint {
	return slices.DeleteFunc(slices.Clone(d.endpoints), func(e *schema.ApiEndpoint) bool {
		return !slices.ContainsFunc(d.routes[e], func(a apiRoute) bool { return a.text() == path })
	})
}

// originTemplate names the origin of a preflight where it is one of several. A client of HTTP/2 writes header names in lower
// case, and API Gateway looks for them as they are written.
func originTemplate(c *schema.Cors) string {
	return `#set($origin = $input.params().header.get("origin"))
#if(!$origin || $origin == "")#set($origin = $input.params().header.get("Origin"))#end
#foreach($allowed in ["` + strings.Join(c.Origins.Values(), `", "`) + `"])
#if($allowed == $origin)#set($context.responseOverride.header.` + headerOrigin + ` = $allowed)#end
#end
`
}

// corsRules returns the cross-origin rules of a function's routes on REST APIs, by METHOD /resource: there the adapter
// writes the headers, because API Gateway passes a function's answer on as it is.
func (r *render) corsRules(f *schema.Function) *tree.Node {
	var rules []tree.Field
	var why *tree.Node
	for _, d := range r.doors {
		for _, e := range d.endpoints {
			c := r.t.EndpointCors(e)
			if !d.rest || c == nil || e.To.V != f.Address {
				continue
			}
			why = c.Node
			var credentials *tree.Node
			if c.Credentials.V {
				credentials = tree.NewBool(true)
			}
			for _, a := range d.routes[e] {
				rules = append(rules, tree.F(a.key(), tree.NewMap(
					tree.F("origins", words(c.Origins.Values()...)), tree.F("credentials", credentials))))
			}
		}
	}
	if len(rules) == 0 {
		return nil
	}
	slices.SortFunc(rules, func(a, b tree.Field) int { return strings.Compare(a.Key, b.Key) })
	return derived(ruleCORS, why, string(tree.AppendJSON(nil, tree.NewMap(rules...), "")))
}

// responseCORS returns what an API's own answers say to browsers: the origin, where all of a gateway's endpoints have the
// same one.
func (r *render) responseCORS(d *door) []tree.Field {
	c := d.g.Cors
	if c == nil || oneOrigin(c) == "" || slices.ContainsFunc(d.endpoints, func(e *schema.ApiEndpoint) bool { return e.Cors != nil }) {
		return nil
	}
	out := []tree.Field{tree.F("gatewayresponse.header."+headerOrigin, str("'"+oneOrigin(c)+"'"))}
	if c.Credentials.V {
		out = append(out, tree.F("gatewayresponse.header."+headerCredentials, str("'true'")))
	}
	return out
}
