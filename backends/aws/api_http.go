package aws

import (
	"math"
	"strconv"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// httpAPI lowers a gateway to an HTTP API: Api, Stage, and an Integration and a Route for each route.
func (r *render) httpAPI(d *door) []resource {
	api := d.id()
	out := []resource{r.resource(d.own, "AWS::ApiGatewayV2::Api", api, options{root: true},
		tree.F("Name", r.name(maxAPIName, d.g.Node, d.g.Address.Name)),
		tree.F("ProtocolType", derived(ruleAPI, d.g.Node, "HTTP")),
		tree.F("CorsConfiguration", httpCORS(d.g.Cors)),
	)}
	var limits []tree.Field
	var limited []string
	authorizers := map[*schema.Auth]string{}
	if n := r.asksBasic(d); n != nil {
		out = append(out, r.gatekeeper(d, n)...)
	}
	for _, e := range d.endpoints {
		auth := r.t.EndpointAuth(e)
		if auth != nil && auth.Type.V != "none" && authorizers[auth] == "" {
			o := d.own
			if e.Auth != nil {
				o = own(&e.Meta)
			}
			authorizers[auth] = o.id("Authorizer")
			out = append(out, r.httpAuthorizer(d, o, auth)...)
		}
		resources, keys := r.httpEndpoint(d, e, auth, authorizers[auth])
		out = append(out, resources...)
		if limit := r.t.EndpointRateLimit(e); limit != nil {
			for _, k := range keys {
				limits = append(limits, tree.F(k.key, throttle(limit)))
				limited = append(limited, k.id)
			}
		}
	}
	var settings *tree.Node
	if len(limits) > 0 {
		settings = tree.NewMap(limits...)
	}
	out = append(out, r.resource(d.own, "AWS::ApiGatewayV2::Stage", d.own.id("Stage"), options{root: true, after: limited},
		tree.F("ApiId", ref(api)),
		tree.F("StageName", derived(ruleAPI, nil, "$default")),
		tree.F("AutoDeploy", ruled(ruleAPI, nil, tree.NewBool(true))),
		tree.F("RouteSettings", settings),
	))
	return append(out, r.urlOutput(d))
}

// asksBasic returns what asks for user and password on a gateway, or nil.
func (r *render) asksBasic(d *door) *tree.Node {
	for _, e := range d.endpoints {
		if auth := r.t.EndpointAuth(e); auth != nil && auth.Type.V == "basic" {
			return auth.Type.Node
		}
	}
	return nil
}

// urlOutput shows where a gateway is reached.
func (r *render) urlOutput(d *door) resource {
	return r.outputPart(d.own, d.own.id("Url"), derived(ruleOutput, d.g.Node, "Where "+d.g.Address.String()+" is reached"), ruled(ruleOutput, d.g.Node, d.part("url")))
}

// routeKey is a route by its logical id and its key.
type routeKey struct{ id, key string }

// httpEndpoint lowers one endpoint.
func (r *render) httpEndpoint(d *door, e *schema.ApiEndpoint, auth *schema.Auth, authorizer string) ([]resource, []routeKey) {
	o := own(&e.Meta)
	var out []resource
	var keys []routeKey
	for _, a := range routes(e) {
		label := a.label()
		integration, id := logicalID(e.Address, label, "Call"), logicalID(e.Address, label, "Route")
		key := a.method + " " + a.text()
		keys = append(keys, routeKey{id, key})
		properties := []tree.Field{
			tree.F("ApiId", ref(d.id())),
			tree.F("RouteKey", derived(ruleRoute, a.node, key)),
			tree.F("Target", ruled(ruleIntegration, e.To.Node, sub("integrations/${"+integration+"}"))),
		}
		if authorizer != "" {
			kind := "CUSTOM"
			if auth.Type.V == "jwt" {
				kind = "JWT"
			}
			properties = append(properties,
				tree.F("AuthorizationType", derived(ruleAuthorizer, auth.Type.Node, kind)),
				tree.F("AuthorizerId", ref(authorizer)),
			)
			if len(e.Scopes.Items) > 0 && kind == "JWT" {
				properties = append(properties, tree.F("AuthorizationScopes", e.Scopes.Node))
			}
		}
		out = append(out,
			r.resource(o, "AWS::ApiGatewayV2::Integration", integration, options{}, r.httpIntegration(d, a)...),
			r.resource(o, "AWS::ApiGatewayV2::Route", id, options{}, properties...),
		)
		if function := r.calleeID(e.To.V); function != "" {
			out = append(out, r.permission(o, logicalID(e.Address, label, rolePermission), function, "apigateway", d.methodARN(a), e.To.Node))
		}
	}
	return out, keys
}

// httpIntegration leads a route to a function, or to the URL of what is outside.
func (r *render) httpIntegration(d *door, a apiRoute) []tree.Field {
	var timeout *tree.Node
	if a.e.Timeout.IsSet() {
		timeout = derivedInt(ruleIntegration, a.e.Timeout.Node, int64(a.e.Timeout.V/time.Millisecond))
	}
	var parameters []tree.Field
	setting, removing := r.headerChanges(a.e)
	for _, h := range setting {
		parameters = append(parameters, tree.F("overwrite:header."+h.Key, r.value(h.Value)))
	}
	for _, h := range removing {
		parameters = append(parameters, tree.F("remove:header."+h.V, str("''").With(originOf(h.Node))))
	}
	fields := []tree.Field{tree.F("ApiId", ref(d.id()))}
	if function := r.calleeID(a.e.To.V); function != "" {
		if a.rewritten() {
			path := a.left(func(name string) string { return "${request.path." + name + "}" })
			parameters = append(parameters, tree.F("overwrite:path", derived(ruleIntegration, a.node, path)))
		}
		fields = append(fields,
			tree.F("IntegrationType", derived(ruleIntegration, a.e.To.Node, "AWS_PROXY")),
			tree.F("IntegrationUri", ruled(ruleIntegration, a.e.To.Node, att(function, "Arn"))),
			tree.F("PayloadFormatVersion", derived(ruleIntegration, nil, "2.0")),
		)
	} else {
		if name, value := r.credential(a.e.To.V); value != nil {
			parameters = append(parameters, tree.F("overwrite:header."+name, value))
		}
		fields = append(fields,
			tree.F("IntegrationType", derived(ruleIntegration, a.e.To.Node, "HTTP_PROXY")),
			tree.F("IntegrationMethod", derived(ruleIntegration, a.e.To.Node, a.method)),
			tree.F("IntegrationUri", derived(ruleIntegration, a.e.To.Node, r.outside(a))),
			tree.F("PayloadFormatVersion", derived(ruleIntegration, nil, "1.0")),
		)
	}
	var mapped *tree.Node
	if len(parameters) > 0 {
		mapped = tree.NewMap(parameters...)
	}
	return append(fields, tree.F("RequestParameters", mapped), tree.F("TimeoutInMillis", timeout))
}

// httpAuthorizer asks who calls: by a token of an issuer, or by a function.
func (r *render) httpAuthorizer(d *door, o *owner, auth *schema.Auth) []resource {
	id := o.id("Authorizer")
	source := "$request.header." + auth.Name.V
	if auth.In.V == "query" {
		source = "$request.querystring." + auth.Name.V
	}
	fields := []tree.Field{
		tree.F("ApiId", ref(d.id())),
		tree.F("Name", derived(ruleAuthorizer, auth.Type.Node, o.address.Name)),
		tree.F("IdentitySource", tree.NewList(derived(ruleAuthorizer, auth.Name.Node, source))),
	}
	if auth.Type.V == "jwt" {
		return []resource{r.resource(d.own, "AWS::ApiGatewayV2::Authorizer", id, options{root: true}, append(fields,
			tree.F("AuthorizerType", derived(ruleAuthorizer, auth.Type.Node, "JWT")),
			tree.F("JwtConfiguration", tree.NewMap(tree.F("Issuer", auth.Issuer.Node), tree.F("Audience", auth.Audience.Node)).With(originOf(auth.Node))),
		)...)}
	}
	function, why := d.authorizerFunction(auth)
	inFunction := d.own
	if auth.Type.V == "function" {
		inFunction = d.own.with(auth.Authorizer.V)
	}
	return []resource{
		r.resource(inFunction, "AWS::ApiGatewayV2::Authorizer", id, options{}, append(fields,
			tree.F("AuthorizerType", derived(ruleAuthorizer, auth.Type.Node, "REQUEST")),
			tree.F("AuthorizerUri", ruled(ruleAuthorizer, why, invocationURI(function))),
			tree.F("AuthorizerPayloadFormatVersion", derived(ruleAuthorizer, nil, "2.0")),
			tree.F("EnableSimpleResponses", ruled(ruleAuthorizer, nil, tree.NewBool(true))),
			tree.F("AuthorizerResultTtlInSeconds", derivedInt(ruleAuthorizer, nil, 0)),
		)...),
		r.permission(inFunction, id+rolePermission, function, "apigateway",
			arn("execute-api", "${"+d.id()+"}/authorizers/${"+id+"}"), why),
	}
}

// invocationURI is the address by which API Gateway calls a function.
func invocationURI(function string) *tree.Node {
	return sub("arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${" + function + ".Arn}/invocations")
}

// throttle returns a rate limit in requests a second, and the burst: as written, or one second's requests.
func throttle(limit *schema.RateLimit) *tree.Node {
	return ruled(ruleThrottle, limit.Node, tree.NewMap(
		tree.F("ThrottlingRateLimit", perSecond(limit.Rate)),
		tree.F("ThrottlingBurstLimit", burst(limit.Rate, limit.Burst)),
	))
}

// perSecond returns a rate in requests a second, with six digits.
func perSecond(rate schema.Value[schema.Rate]) *tree.Node {
	v := float64(rate.V.Requests) / rate.V.Per.Seconds()
	return &tree.Node{Kind: tree.Number, Text: strconv.FormatFloat(math.Round(v*1e6)/1e6, 'f', -1, 64), Origin: tree.Derive(ruleThrottle, rate.Node)}
}

func burst(rate schema.Value[schema.Rate], b schema.Value[int64]) *tree.Node {
	if b.IsSet() {
		return integer(b.V, b.Node)
	}
	return derivedInt(ruleThrottle, rate.Node, max(1, int64(math.Ceil(float64(rate.V.Requests)/rate.V.Per.Seconds()))))
}

// corsMethods are the methods that cross-origin rules allow where they name none.
var corsMethods = []string{"GET", "HEAD", "PUT", "PATCH", "POST", "DELETE"}

// httpCORS returns an HTTP API's cross-origin rules.
func httpCORS(c *schema.Cors) *tree.Node {
	if c == nil {
		return nil
	}
	methods, headers := c.Methods.Node, c.Headers.Node
	if methods == nil {
		methods = ruled(ruleCORS, c.Node, words(corsMethods...))
	}
	if headers == nil {
		headers = ruled(ruleCORS, c.Node, words("*"))
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
