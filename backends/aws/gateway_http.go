package aws

import (
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
		tree.F("CorsConfiguration", r.httpCORS(d)),
		tree.F("DisableExecuteApiEndpoint", d.closed()),
	)}
	var limits []tree.Field
	var limited []string
	var known authorizers
	out = append(out, r.gatekeeper(d)...)
	for _, e := range d.endpoints {
		resources, keys := r.httpEndpoint(d, e, r.authorizer(d, e, &known))
		out = append(out, resources...)
		if limit := r.routeLimit(e); limit != nil {
			for _, k := range keys {
				limits = append(limits, tree.F(k.key, throttle(limit)))
				limited = append(limited, k.id)
			}
		}
	}
	out = append(out, known.out...)
	var settings *tree.Node
	if len(limits) > 0 {
		settings = tree.NewMap(limits...)
	}
	out = append(out, r.resource(d.own, "AWS::ApiGatewayV2::Stage", d.stageID(), options{root: true, after: append(limited, r.jobsBefore(d.g.Address)...)},
		tree.F("ApiId", ref(api)),
		tree.F("StageName", derived(ruleAPI, nil, "$default")),
		tree.F("AutoDeploy", ruled(ruleAPI, nil, tree.NewBool(true))),
		tree.F("RouteSettings", settings),
	))
	return append(out, r.urlOutput(d))
}

// urlOutput shows where a gateway is reached.
func (r *render) urlOutput(d *door) resource {
	return r.outputPart(d.own, d.own.id("Url"), derived(ruleOutput, d.g.Node, "Where "+d.g.Address.String()+" is reached"), ruled(ruleOutput, d.g.Node, d.part("url")))
}

// routeKey is a route by its logical id and its key.
type routeKey struct{ id, key string }

// httpEndpoint lowers one endpoint.
func (r *render) httpEndpoint(d *door, e *schema.ApiEndpoint, authorizer string) ([]resource, []routeKey) {
	o, auth := own(&e.Meta), r.auth(e)
	var out []resource
	var keys []routeKey
	for _, a := range d.routes[e] {
		label := a.label()
		integration, id := logicalID(e.Address, label, "Call"), d.routeID(label, "Route")
		key := a.key()
		keys = append(keys, routeKey{id, key})
		properties := []tree.Field{
			tree.F("ApiId", ref(d.id())),
			tree.F("RouteKey", derived(ruleRoute, a.node, key)),
			tree.F("Target", ruled(ruleIntegration, e.To.Node, sub("integrations/${"+integration+"}"))),
		}
		if authorizer != "" {
			kind := d.authorizationType(auth, r.kept(d, e))
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
	if r.calleeID(a.e.To.V) == "" {
		parameters = append(parameters, r.callerOfHTTP(d, a.e)...)
	}
	if function := r.calleeID(a.e.To.V); function != "" {
		if a.rewritten() {
			path := a.left(func(name string) string { return "${request.path." + name + "}" })
			parameters = append(parameters, tree.F("overwrite:path", derivedOf(ruleIntegration, path, a.node, a.e.Node)))
		}
		fields = append(fields,
			tree.F("IntegrationType", derived(ruleIntegration, a.e.To.Node, "AWS_PROXY")),
			tree.F("IntegrationUri", ruled(ruleIntegration, a.e.To.Node, att(function, "Arn"))),
			tree.F("PayloadFormatVersion", derived(ruleIntegration, nil, "2.0")),
		)
	} else if r.imageService(a.e.To.V) != nil {
		more, set := r.serviceIntegration(a)
		fields, parameters = append(fields, more...), append(parameters, set...)
	} else {
		if name, value := r.credential(a.e.To.V); value != nil {
			parameters = append(parameters, tree.F("overwrite:header."+name, value))
		}
		fields = append(fields,
			tree.F("IntegrationType", derived(ruleIntegration, a.e.To.Node, "HTTP_PROXY")),
			tree.F("IntegrationMethod", derived(ruleIntegration, a.e.To.Node, a.method)),
			tree.F("IntegrationUri", derivedOf(ruleIntegration, r.outside(a), a.e.To.Node, a.e.Node, r.targetNode(a.e))),
			tree.F("PayloadFormatVersion", derived(ruleIntegration, nil, "1.0")),
		)
	}
	var mapped *tree.Node
	if len(parameters) > 0 {
		mapped = tree.NewMap(parameters...)
	}
	return append(fields, tree.F("RequestParameters", mapped), tree.F("TimeoutInMillis", timeout))
}
