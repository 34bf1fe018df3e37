package aws

import (
	"slices"
	"strings"
	"time"

	"espc.dev/schema"
	"espc.dev/schema/tree"
)

// restAPI lowers a gateway to a REST API: Resources by path, a Method for each route, and a Deployment whose logical id
// carries a digest of them all.
func (r *render) restAPI(d *door) []resource {
	api := d.id()
	why := d.why
	if why == nil {
		why = d.g.Node
	}
	out := []resource{r.resource(d.own, "AWS::ApiGateway::RestApi", api, options{root: true},
		tree.F("Name", r.name(maxAPIName, d.g.Node, d.g.Address.Name)),
		tree.F("EndpointConfiguration", ruled(ruleAPI, why, tree.NewMap(tree.F("Types", words("REGIONAL"))))),
		tree.F("ApiKeySourceType", r.keySource(d)),
		tree.F("BinaryMediaTypes", ruled(ruleAPI, why, words("*/*"))),
		tree.F("DisableExecuteApiEndpoint", d.closed()),
		tree.F("Policy", networkPolicy(d)),
	)}
	out = append(out, r.gatekeeper(d)...)
	paths := map[string]bool{}
	var methods []string
	var limits []*tree.Node
	var known authorizers
	for _, e := range d.endpoints {
		by := r.authorizer(d, e, &known)
		limit := r.routeLimit(e)
		for _, a := range d.routes[e] {
			out = append(out, r.restResources(d, a, paths)...)
			id := d.routeID(a.label(), "Method")
			methods = append(methods, id)
			out = append(out, r.restMethod(d, a, id, by)...)
			if limit != nil {
				limits = append(limits, d.methodSettings(a, limit)...)
			}
			if c := r.t.EndpointCors(e); c != nil && !paths["OPTIONS "+a.text()] {
				paths["OPTIONS "+a.text()] = true
				id := d.routeID("options-"+pathLabel(a.segments()), "Method")
				methods = append(methods, id)
				out = append(out, r.preflight(d, a, id, c))
			}
		}
	}
	out = append(out, known.out...)
	responses := r.gatewayResponses(d)
	for _, res := range responses {
		methods = append(methods, res.Address.Name)
	}
	out = append(out, responses...)
	slices.Sort(methods)
	deployment := d.own.id("Deployment" + restDigest(out))
	out = append(out,
		r.resource(d.own, "AWS::ApiGateway::Deployment", deployment, options{after: methods},
			tree.F("RestApiId", ref(api)),
			tree.F("Description", derived(ruleDeployment, d.g.Node, d.g.Address.String())),
		),
		r.resource(d.own, "AWS::ApiGateway::Stage", d.stageID(), options{after: r.jobsBefore(d.g.Address)},
			tree.F("RestApiId", ref(api)),
			tree.F("StageName", derived(ruleAPI, nil, stageName)),
			tree.F("DeploymentId", ruled(ruleDeployment, d.g.Node, ref(deployment))),
			tree.F("MethodSettings", list(limits)),
		),
	)
	return append(append(out, r.firewall(d)...), r.urlOutput(d))
}

// restDigest is a digest of an API's resources, so that a change of one makes another deployment.
func restDigest(all []resource) string {
	var b []byte
	for _, res := range all {
		if res.Address.Type != "AWS::Lambda::Permission" {
			b = append(append(b, res.Address.Name...), '\n')
			b = tree.AppendYAML(b, res.Tree)
		}
	}
	return digest(string(b))[:8]
}

// restResources returns the resources of a route's path that are not there yet.
func (r *render) restResources(d *door, a apiRoute, known map[string]bool) []resource {
	var out []resource
	segments := a.segments()
	for i := range segments {
		key := strings.Join(segments[:i+1], "/")
		if known[key] {
			continue
		}
		known[key] = true
		parent := att(d.id(), "RootResourceId")
		if i > 0 {
			parent = ref(d.pathID(segments[:i]))
		}
		out = append(out, r.resource(d.own, "AWS::ApiGateway::Resource", d.pathID(segments[:i+1]), options{node: a.node},
			tree.F("RestApiId", ref(d.id())),
			tree.F("ParentId", parent),
			tree.F("PathPart", derived(ruleRoute, a.node, segments[i])),
		))
	}
	return out
}

// pathID is the logical id of the resource of a path.
func (d *door) pathID(segments []string) string {
	return logicalID(d.g.Address, pathLabel(segments), "Path")
}

func (d *door) pathNode(segments []string) *tree.Node {
	if len(segments) == 0 {
		return att(d.id(), "RootResourceId")
	}
	return ref(d.pathID(segments))
}

// restMethod lowers one route.
func (r *render) restMethod(d *door, a apiRoute, id, authorizer string) []resource {
	o := own(&a.e.Meta).with(d.g.Address)
	kind, key, by := derived(ruleAuthorizer, nil, "NONE"), (*tree.Node)(nil), (*tree.Node)(nil)
	if auth := r.auth(a.e); auth != nil {
		kind, by = derived(ruleAuthorizer, auth.Type.Node, "CUSTOM"), ref(authorizer)
		if d.counted && knowsConsumers(auth) {
			key = ruled(ruleUsageKey, auth.Type.Node, tree.NewBool(true))
		}
	}
	var parameters *tree.Node
	var declared []tree.Field
	for _, s := range a.segments() {
		if strings.HasPrefix(s, "{") {
			declared = append(declared, tree.F("method.request.path."+strings.Trim(s, "{}+"), tree.NewBool(true)))
		}
	}
	if len(declared) > 0 {
		parameters = ruled(ruleRoute, a.node, tree.NewMap(declared...))
	}
	out := []resource{r.resource(o, "AWS::ApiGateway::Method", id, options{},
		tree.F("RestApiId", ref(d.id())),
		tree.F("ResourceId", d.pathNode(a.segments())),
		tree.F("HttpMethod", derived(ruleRoute, a.node, a.method)),
		tree.F("AuthorizationType", kind),
		tree.F("AuthorizerId", by),
		tree.F("ApiKeyRequired", key),
		tree.F("RequestParameters", parameters),
		tree.F("Integration", r.restIntegration(d, a)),
	)}
	if function := r.calleeID(a.e.To.V); function != "" && !a.mounted { // what stands elsewhere is within the route's own ARN
		out = append(out, r.permission(o, logicalID(a.e.Address, a.label(), rolePermission), function, "apigateway", d.methodARN(a), a.e.To.Node))
	}
	return out
}

func (r *render) restIntegration(d *door, a apiRoute) *tree.Node {
	var timeout *tree.Node
	if a.e.Timeout.IsSet() {
		timeout = derivedInt(ruleIntegration, a.e.Timeout.Node, int64(a.e.Timeout.V/time.Millisecond))
	}
	if function := r.calleeID(a.e.To.V); function != "" {
		return ruled(ruleIntegration, a.e.To.Node, tree.NewMap(
			tree.F("Type", str("AWS_PROXY")),
			tree.F("IntegrationHttpMethod", str("POST")),
			tree.F("Uri", invocationURI(function)),
			tree.F("TimeoutInMillis", timeout),
		))
	}
	var parameters []tree.Field
	for _, s := range a.segments() {
		if strings.HasPrefix(s, "{") {
			name := strings.Trim(s, "{}+")
			parameters = append(parameters, tree.F("integration.request.path."+name, str("method.request.path."+name)))
		}
	}
	parameters = append(parameters, r.callerOfREST(d, a.e)...)
	setting, _ := r.headerChanges(a.e)
	for _, h := range setting {
		if v := r.value(h.Value); v != nil {
			parameters = append(parameters, tree.F("integration.request.header."+h.Key, text("'"+v.Text+"'", v)))
		}
	}
	if name, value := r.credential(a.e.To.V); value != nil {
		parameters = append(parameters, tree.F("integration.request.header."+name, text("'"+value.Text+"'", value)))
	}
	var mapped *tree.Node
	if len(parameters) > 0 {
		mapped = tree.NewMap(parameters...)
	}
	fields := []tree.Field{tree.F("Type", str("HTTP_PROXY")), tree.F("IntegrationHttpMethod", str(a.method))}
	if r.imageService(a.e.To.V) != nil {
		fields = append(fields, r.serviceTarget(a)...)
	} else {
		fields = append(fields, tree.F("Uri", derivedOf(ruleIntegration, r.outside(a), a.e.To.Node, a.e.Node, r.targetNode(a.e))))
	}
	return ruled(ruleIntegration, a.e.To.Node, tree.NewMap(append(fields,
		tree.F("RequestParameters", mapped),
		tree.F("TimeoutInMillis", timeout),
	)...))
}

// everyMethod are the methods that a stage has of a route for every method.
var everyMethod = []string{"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"}

// methodSettings throttle the methods of one route of the stage. A setting is one method's: for ANY there is one for each that
// no other route of the path has.
func (d *door) methodSettings(a apiRoute, limit *schema.RateLimit) []*tree.Node {
	methods := []string{a.method}
	if a.method == anyMethod {
		methods = slices.DeleteFunc(slices.Clone(everyMethod), func(m string) bool {
			for _, all := range d.routes {
				if slices.ContainsFunc(all, func(o apiRoute) bool { return o.method == m && o.text() == a.text() }) {
					return true
				}
			}
			return false
		})
	}
	path := "/"
	if a.text() != "/" { // the root is a slash, which is not escaped
		path += strings.ReplaceAll(a.text(), "/", "~1")
	}
	var out []*tree.Node
	for _, m := range methods {
		n := throttle(limit)
		n.Fields = append([]tree.Field{tree.F("ResourcePath", str(path)), tree.F("HttpMethod", str(m))}, n.Fields...)
		out = append(out, n)
	}
	return out
}
